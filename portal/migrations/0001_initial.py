"""The first schema: every table, and the triggers that keep registers and trail from being changed."""

from typing import Any

TABLES = """
CREATE TABLE unit (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    is_active INTEGER NOT NULL
);

CREATE UNIQUE INDEX unit_name ON unit (name);

CREATE TABLE person (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    login VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    role VARCHAR(255) NOT NULL,
    unit_id INTEGER,
    position VARCHAR(255) NOT NULL,
    email VARCHAR(255) NOT NULL,
    is_active INTEGER NOT NULL,
    totp_secret VARCHAR(255),
    FOREIGN KEY (unit_id) REFERENCES unit (id)
);

CREATE UNIQUE INDEX person_login ON person (login);

CREATE INDEX person_unit_id ON person (unit_id);

CREATE TABLE session (
    id INTEGER NOT NULL PRIMARY KEY,
    key_hash VARCHAR(255) NOT NULL,
    person_id INTEGER NOT NULL,
    address VARCHAR(255) NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT,
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX session_key_hash ON session (key_hash);

CREATE INDEX session_person_id ON session (person_id);

CREATE TABLE office (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    parent VARCHAR(255) NOT NULL,
    agency_code VARCHAR(255) NOT NULL,
    place VARCHAR(255) NOT NULL,
    symbol VARCHAR(255) NOT NULL,
    is_demo INTEGER NOT NULL,
    latest_at TEXT
);

CREATE TABLE event (
    id INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    person INTEGER,
    role VARCHAR(255) NOT NULL,
    address VARCHAR(255) NOT NULL,
    session VARCHAR(255) NOT NULL,
    verb VARCHAR(255) NOT NULL,
    object_type VARCHAR(255) NOT NULL,
    object_id INTEGER,
    outcome VARCHAR(255) NOT NULL,
    data TEXT NOT NULL,
    previous VARCHAR(255) NOT NULL,
    hash VARCHAR(255) NOT NULL
);

CREATE INDEX event_person ON event (person);

CREATE INDEX event_object_type_object_id ON event (object_type, object_id);

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY,
    kind VARCHAR(255) NOT NULL,
    args TEXT NOT NULL,
    state VARCHAR(255) NOT NULL,
    run_at TEXT,
    attempts INTEGER NOT NULL,
    worker VARCHAR(255) NOT NULL,
    dedup VARCHAR(255),
    last_error TEXT NOT NULL
);

CREATE INDEX job_state ON job (state);

CREATE UNIQUE INDEX job_dedup ON job (dedup);

CREATE TABLE agency (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    short_name VARCHAR(255) NOT NULL,
    folded VARCHAR(255) NOT NULL,
    agency_code VARCHAR(255) NOT NULL,
    email VARCHAR(255) NOT NULL,
    is_paper_only INTEGER NOT NULL,
    letters INTEGER NOT NULL
);

CREATE UNIQUE INDEX agency_name ON agency (name);

CREATE INDEX agency_folded ON agency (folded);

CREATE INDEX agency_agency_code ON agency (agency_code);

CREATE TABLE register (
    id INTEGER NOT NULL PRIMARY KEY,
    kind VARCHAR(255) NOT NULL,
    year INTEGER NOT NULL,
    title VARCHAR(255) NOT NULL,
    last_number INTEGER NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE
);

CREATE UNIQUE INDEX register_kind_year ON register (kind, year);

CREATE TABLE entry (
    id INTEGER NOT NULL PRIMARY KEY,
    register_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    document INTEGER NOT NULL,
    act VARCHAR(255) NOT NULL,
    columns TEXT NOT NULL,
    reason VARCHAR(255) NOT NULL,
    by_id INTEGER,
    at TEXT NOT NULL,
    request_id VARCHAR(255),
    hash VARCHAR(255) NOT NULL,
    FOREIGN KEY (register_id) REFERENCES register (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX entry_register_id ON entry (register_id);

CREATE INDEX entry_document ON entry (document);

CREATE INDEX entry_by_id ON entry (by_id);

CREATE UNIQUE INDEX entry_request_id ON entry (request_id);

CREATE UNIQUE INDEX entry_register_id_number_version ON entry (register_id, number, version);

CREATE TABLE stored_file (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    size INTEGER NOT NULL,
    media_type VARCHAR(255) NOT NULL,
    stored_at TEXT NOT NULL
);

CREATE UNIQUE INDEX stored_file_sha256 ON stored_file (sha256);

CREATE TABLE reading (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    fields TEXT NOT NULL,
    pages INTEGER,
    problem VARCHAR(255) NOT NULL,
    notes TEXT NOT NULL,
    read_at TEXT NOT NULL
);

CREATE UNIQUE INDEX reading_sha256 ON reading (sha256);

CREATE TABLE document (
    id INTEGER NOT NULL PRIMARY KEY,
    direction VARCHAR(255) NOT NULL,
    state VARCHAR(255) NOT NULL,
    scope VARCHAR(255) NOT NULL,
    register_id INTEGER,
    number INTEGER,
    issuer VARCHAR(255) NOT NULL,
    agency_id INTEGER,
    reference VARCHAR(255) NOT NULL,
    reference_key VARCHAR(255) NOT NULL,
    symbol VARCHAR(255) NOT NULL,
    dated_on DATE,
    kind VARCHAR(255) NOT NULL,
    subject TEXT NOT NULL,
    urgency VARCHAR(255) NOT NULL,
    capacity VARCHAR(255) NOT NULL,
    position VARCHAR(255) NOT NULL,
    signatory VARCHAR(255) NOT NULL,
    received_on DATE,
    received_at TEXT,
    entered_on DATE,
    due_on DATE,
    done_on DATE,
    channel VARCHAR(255) NOT NULL,
    presented_to_id INTEGER,
    signer_id INTEGER,
    created_by_id INTEGER,
    reply_to_id INTEGER,
    route VARCHAR(255) NOT NULL,
    route_reason VARCHAR(255) NOT NULL,
    pages INTEGER,
    note TEXT NOT NULL,
    source_id VARCHAR(255),
    folded TEXT NOT NULL,
    created_at TEXT NOT NULL,
    FOREIGN KEY (register_id) REFERENCES register (id),
    FOREIGN KEY (agency_id) REFERENCES agency (id),
    FOREIGN KEY (presented_to_id) REFERENCES person (id),
    FOREIGN KEY (signer_id) REFERENCES person (id),
    FOREIGN KEY (created_by_id) REFERENCES person (id),
    FOREIGN KEY (reply_to_id) REFERENCES document (id)
);

CREATE INDEX document_state ON document (state);

CREATE INDEX document_register_id ON document (register_id);

CREATE INDEX document_agency_id ON document (agency_id);

CREATE INDEX document_reference_key ON document (reference_key);

CREATE INDEX document_received_on ON document (received_on);

CREATE INDEX document_presented_to_id ON document (presented_to_id);

CREATE INDEX document_signer_id ON document (signer_id);

CREATE INDEX document_created_by_id ON document (created_by_id);

CREATE INDEX document_reply_to_id ON document (reply_to_id);

CREATE UNIQUE INDEX document_source_id ON document (source_id);

CREATE UNIQUE INDEX document_register_id_number ON document (register_id, number);

CREATE INDEX document_direction_state ON document (direction, state);

CREATE TABLE version (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    role VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    by_id INTEGER,
    at TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX version_document_id ON version (document_id);

CREATE INDEX version_sha256 ON version (sha256);

CREATE INDEX version_by_id ON version (by_id);

CREATE UNIQUE INDEX version_document_id_n ON version (document_id, n);

CREATE TABLE attachment (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id)
);

CREATE INDEX attachment_document_id ON attachment (document_id);

CREATE INDEX attachment_sha256 ON attachment (sha256);

CREATE TABLE page_text (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id)
);

CREATE UNIQUE INDEX page_text_document_id ON page_text (document_id);

CREATE TABLE citation (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    reference VARCHAR(255) NOT NULL,
    key VARCHAR(255) NOT NULL,
    dated_on DATE,
    FOREIGN KEY (document_id) REFERENCES document (id)
);

CREATE INDEX citation_document_id ON citation (document_id);

CREATE INDEX citation_key ON citation (key);

CREATE TABLE recipient (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL,
    channel VARCHAR(255) NOT NULL,
    is_person INTEGER NOT NULL,
    agency_id INTEGER,
    unit_id INTEGER,
    sent_at TEXT,
    status VARCHAR(255) NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (agency_id) REFERENCES agency (id),
    FOREIGN KEY (unit_id) REFERENCES unit (id)
);

CREATE INDEX recipient_document_id ON recipient (document_id);

CREATE INDEX recipient_agency_id ON recipient (agency_id);

CREATE INDEX recipient_unit_id ON recipient (unit_id);

CREATE TABLE grant (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    person_id INTEGER,
    unit_id INTEGER,
    reason VARCHAR(255) NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (unit_id) REFERENCES unit (id)
);

CREATE INDEX grant_document_id ON grant (document_id);

CREATE INDEX grant_person_id ON grant (person_id);

CREATE INDEX grant_unit_id ON grant (unit_id);

CREATE INDEX grant_person_id_document_id ON grant (person_id, document_id);

CREATE INDEX grant_unit_id_document_id ON grant (unit_id, document_id);

CREATE TABLE instruction (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    leader_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    given_at TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (leader_id) REFERENCES person (id)
);

CREATE INDEX instruction_document_id ON instruction (document_id);

CREATE INDEX instruction_leader_id ON instruction (leader_id);

CREATE TABLE assignment (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    instruction_id INTEGER,
    person_id INTEGER,
    unit_id INTEGER,
    role VARCHAR(255) NOT NULL,
    due_on DATE,
    given_at TEXT NOT NULL,
    seen_at TEXT,
    done_at TEXT,
    outcome TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (instruction_id) REFERENCES instruction (id),
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (unit_id) REFERENCES unit (id)
);

CREATE INDEX assignment_document_id ON assignment (document_id);

CREATE INDEX assignment_instruction_id ON assignment (instruction_id);

CREATE INDEX assignment_person_id ON assignment (person_id);

CREATE INDEX assignment_unit_id ON assignment (unit_id);

CREATE TABLE held_count (
    id INTEGER NOT NULL PRIMARY KEY,
    day VARCHAR(255) NOT NULL,
    count INTEGER NOT NULL
);

CREATE UNIQUE INDEX held_count_day ON held_count (day);

CREATE TABLE signature_check (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    state VARCHAR(255) NOT NULL,
    verdict TEXT NOT NULL,
    trust_version VARCHAR(255) NOT NULL,
    at TEXT NOT NULL
);

CREATE INDEX signature_check_sha256 ON signature_check (sha256);
"""

ADD_ONLY = ("event", "entry", "version", "signature_check")
# The name a file came with may go, because nothing may be kept of a held document; the rest stays.
VERSION_COLUMNS = " OF id, document_id, n, sha256, role, by_id, at"

# A number once given stays where it is, and a numbered document is never deleted.
NUMBERS = (
    """
    CREATE TRIGGER document_keeps_its_number BEFORE UPDATE OF register_id, number ON document
    WHEN OLD.number IS NOT NULL AND (NEW.number IS NOT OLD.number OR NEW.register_id IS NOT OLD.register_id)
    BEGIN SELECT RAISE(ABORT, 'a number once given stays'); END
    """,
    """
    CREATE TRIGGER numbered_document_stays BEFORE DELETE ON document WHEN OLD.number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a numbered document stays'); END
    """,
    """
    CREATE TRIGGER version_keeps_or_loses_its_name BEFORE UPDATE OF name ON version WHEN NEW.name != ''
    BEGIN SELECT RAISE(ABORT, 'version rows are only added'); END
    """,
    """
    CREATE TRIGGER counter_only_grows BEFORE UPDATE OF last_number ON register WHEN NEW.last_number < OLD.last_number
    BEGIN SELECT RAISE(ABORT, 'a counter only grows'); END
    """,
)


def up(migrator: Any, database: Any) -> None:
    """Make the tables and their guards."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
    for table in ADD_ONLY:
        for act in ("UPDATE", "DELETE"):
            of = VERSION_COLUMNS if (table, act) == ("version", "UPDATE") else ""
            database.execute_sql(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act}{of} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are only added'); END"
            )
    for trigger in NUMBERS:
        database.execute_sql(trigger)
