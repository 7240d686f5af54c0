"""Mails to recipients, envelopes and what the post took, and which document takes the place of which."""

from typing import Any

TABLES = """
CREATE TABLE mailing (
    id INTEGER NOT NULL PRIMARY KEY,
    recipient_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    code VARCHAR(255) NOT NULL,
    address VARCHAR(255) NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    words TEXT NOT NULL,
    message_id VARCHAR(255) NOT NULL,
    state VARCHAR(255) NOT NULL,
    fault VARCHAR(255) NOT NULL,
    told TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at TEXT,
    sent_at TEXT,
    returned_id INTEGER,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (recipient_id) REFERENCES recipient (id),
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (returned_id) REFERENCES arrival (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX mailing_recipient_id ON mailing (recipient_id);

CREATE INDEX mailing_document_id ON mailing (document_id);

CREATE UNIQUE INDEX mailing_message_id ON mailing (message_id);

CREATE INDEX mailing_state ON mailing (state);

CREATE INDEX mailing_returned_id ON mailing (returned_id);

CREATE INDEX mailing_by_id ON mailing (by_id);

CREATE TABLE postal_address (
    id INTEGER NOT NULL PRIMARY KEY,
    agency_id INTEGER NOT NULL,
    text VARCHAR(255) NOT NULL,
    FOREIGN KEY (agency_id) REFERENCES agency (id)
);

CREATE UNIQUE INDEX postal_address_agency_id ON postal_address (agency_id);

CREATE TABLE posting (
    id INTEGER NOT NULL PRIMARY KEY,
    recipient_id INTEGER NOT NULL,
    address VARCHAR(255) NOT NULL,
    number VARCHAR(255) NOT NULL,
    posted_at TEXT,
    by_id INTEGER,
    FOREIGN KEY (recipient_id) REFERENCES recipient (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX posting_recipient_id ON posting (recipient_id);

CREATE INDEX posting_by_id ON posting (by_id);

CREATE TABLE replacement (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    old_id INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (old_id) REFERENCES document (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX replacement_document_id ON replacement (document_id);

CREATE INDEX replacement_old_id ON replacement (old_id);

CREATE INDEX replacement_by_id ON replacement (by_id);

CREATE UNIQUE INDEX replacement_document_id_old_id ON replacement (document_id, old_id);

CREATE INDEX recipient_status ON recipient (status);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables; what was sent before needs no row in them.  What waits is found without reading all lines."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
