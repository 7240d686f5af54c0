"""Signing: trust, paired devices, certificates, and jobs of which a document has one alive at a time."""

from typing import Any

TABLES = """
CREATE TABLE anchor (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    der BLOB NOT NULL,
    subject VARCHAR(255) NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    is_test INTEGER NOT NULL,
    added_by_id INTEGER,
    added_at TEXT NOT NULL,
    removed_at TEXT,
    FOREIGN KEY (added_by_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX anchor_sha256 ON anchor (sha256);

CREATE INDEX anchor_added_by_id ON anchor (added_by_id);

CREATE TABLE revocation_list (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    der BLOB NOT NULL,
    issuer VARCHAR(255) NOT NULL,
    issued_at TEXT NOT NULL,
    next_at TEXT,
    added_by_id INTEGER,
    added_at TEXT NOT NULL,
    FOREIGN KEY (added_by_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX revocation_list_sha256 ON revocation_list (sha256);

CREATE INDEX revocation_list_added_by_id ON revocation_list (added_by_id);

CREATE TABLE device (
    id INTEGER NOT NULL PRIMARY KEY,
    key VARCHAR(255) NOT NULL,
    person_id INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL,
    secret VARCHAR(255) NOT NULL,
    paired_at TEXT NOT NULL,
    seen_at TEXT,
    removed_at TEXT,
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX device_key ON device (key);

CREATE INDEX device_person_id ON device (person_id);

CREATE TABLE pairing (
    id INTEGER NOT NULL PRIMARY KEY,
    code_hash VARCHAR(255) NOT NULL,
    person_id INTEGER NOT NULL,
    until TEXT NOT NULL,
    used_at TEXT,
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX pairing_code_hash ON pairing (code_hash);

CREATE INDEX pairing_person_id ON pairing (person_id);

CREATE TABLE nonce (
    id INTEGER NOT NULL PRIMARY KEY,
    value VARCHAR(255) NOT NULL,
    seen_at TEXT NOT NULL
);

CREATE UNIQUE INDEX nonce_value ON nonce (value);

CREATE INDEX nonce_seen_at ON nonce (seen_at);

CREATE TABLE certificate (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    person_id INTEGER NOT NULL,
    role VARCHAR(255),
    der BLOB NOT NULL,
    subject VARCHAR(255) NOT NULL,
    issuer VARCHAR(255) NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    picture VARCHAR(255) NOT NULL,
    presented_at TEXT NOT NULL,
    approved_by_id INTEGER,
    approved_at TEXT,
    ended_at TEXT,
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (approved_by_id) REFERENCES person (id)
);

CREATE INDEX certificate_person_id ON certificate (person_id);

CREATE INDEX certificate_approved_by_id ON certificate (approved_by_id);

CREATE UNIQUE INDEX certificate_person_id_sha256 ON certificate (person_id, sha256);

CREATE TABLE signing_job (
    id INTEGER NOT NULL PRIMARY KEY,
    key VARCHAR(255) NOT NULL,
    document_id INTEGER NOT NULL,
    base_id INTEGER NOT NULL,
    act VARCHAR(255) NOT NULL,
    person_id INTEGER NOT NULL,
    device_id INTEGER,
    state VARCHAR(255) NOT NULL,
    ticket_hash VARCHAR(255) NOT NULL,
    ticket_until TEXT NOT NULL,
    until TEXT NOT NULL,
    place TEXT NOT NULL,
    prepared TEXT,
    signature_hash VARCHAR(255),
    error VARCHAR(255) NOT NULL,
    result_id INTEGER,
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (base_id) REFERENCES version (id),
    FOREIGN KEY (person_id) REFERENCES person (id),
    FOREIGN KEY (device_id) REFERENCES device (id),
    FOREIGN KEY (result_id) REFERENCES version (id)
);

CREATE UNIQUE INDEX signing_job_key ON signing_job (key);

CREATE INDEX signing_job_document_id ON signing_job (document_id);

CREATE INDEX signing_job_base_id ON signing_job (base_id);

CREATE INDEX signing_job_person_id ON signing_job (person_id);

CREATE INDEX signing_job_device_id ON signing_job (device_id);

CREATE UNIQUE INDEX signing_job_ticket_hash ON signing_job (ticket_hash);

CREATE INDEX signing_job_result_id ON signing_job (result_id);

CREATE INDEX signing_job_document_id_state ON signing_job (document_id, state);

CREATE UNIQUE INDEX signingjob_one_live ON signing_job (document_id)
    WHERE state IN ('created', 'redeemed', 'prepared', 'signing');
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
