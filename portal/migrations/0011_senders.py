"""By what an agency is known, and the notices of letters that were not taken."""

from typing import Any

TABLES = """
CREATE TABLE sender_mark (
    id INTEGER NOT NULL PRIMARY KEY,
    agency_id INTEGER NOT NULL,
    kind VARCHAR(255) NOT NULL,
    value VARCHAR(255) NOT NULL,
    document_id INTEGER,
    by_id INTEGER,
    at TEXT NOT NULL,
    ended_at TEXT,
    FOREIGN KEY (agency_id) REFERENCES agency (id),
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX sender_mark_agency_id ON sender_mark (agency_id);

CREATE INDEX sender_mark_value ON sender_mark (value);

CREATE INDEX sender_mark_document_id ON sender_mark (document_id);

CREATE INDEX sender_mark_by_id ON sender_mark (by_id);

CREATE UNIQUE INDEX sender_mark_agency_id_kind_value ON sender_mark (agency_id, kind, value);

CREATE TABLE refusal_notice (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    reason VARCHAR(255) NOT NULL,
    words TEXT NOT NULL,
    door VARCHAR(255) NOT NULL,
    state VARCHAR(255) NOT NULL,
    fault VARCHAR(255) NOT NULL,
    attempts INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    settled_at TEXT,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX refusal_notice_document_id ON refusal_notice (document_id);

CREATE INDEX refusal_notice_state ON refusal_notice (state);

CREATE INDEX refusal_notice_by_id ON refusal_notice (by_id);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
