"""Packets that came, parcels that leave, and what receivers reported of our documents."""

from typing import Any

TABLES = """
CREATE TABLE packet (
    id INTEGER NOT NULL PRIMARY KEY,
    arrival_id INTEGER,
    act VARCHAR(255) NOT NULL,
    wire_id VARCHAR(255) NOT NULL,
    sender_code VARCHAR(255) NOT NULL,
    sender_name VARCHAR(255) NOT NULL,
    document_id INTEGER,
    replaced_by_id INTEGER,
    state VARCHAR(255) NOT NULL,
    problem VARCHAR(255) NOT NULL,
    reason TEXT NOT NULL,
    body TEXT NOT NULL,
    files TEXT NOT NULL,
    came_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by_id INTEGER,
    FOREIGN KEY (arrival_id) REFERENCES arrival (id),
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (replaced_by_id) REFERENCES document (id),
    FOREIGN KEY (settled_by_id) REFERENCES person (id)
);

CREATE INDEX packet_arrival_id ON packet (arrival_id);

CREATE INDEX packet_wire_id ON packet (wire_id);

CREATE INDEX packet_document_id ON packet (document_id);

CREATE INDEX packet_replaced_by_id ON packet (replaced_by_id);

CREATE INDEX packet_state ON packet (state);

CREATE INDEX packet_settled_by_id ON packet (settled_by_id);

CREATE TABLE parcel (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    about VARCHAR(255) NOT NULL,
    code VARCHAR(255) NOT NULL,
    document_id INTEGER,
    wire_id VARCHAR(255) NOT NULL,
    to_code VARCHAR(255) NOT NULL,
    to_name VARCHAR(255) NOT NULL,
    body TEXT NOT NULL,
    files TEXT NOT NULL,
    state VARCHAR(255) NOT NULL,
    problem TEXT NOT NULL,
    made_at TEXT NOT NULL,
    sent_at TEXT,
    FOREIGN KEY (document_id) REFERENCES document (id)
);

CREATE UNIQUE INDEX parcel_name ON parcel (name);

CREATE INDEX parcel_about ON parcel (about);

CREATE INDEX parcel_document_id ON parcel (document_id);

CREATE INDEX parcel_wire_id ON parcel (wire_id);

CREATE INDEX parcel_state ON parcel (state);

CREATE TABLE delivery (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    recipient_id INTEGER,
    packet_id INTEGER,
    agency_code VARCHAR(255) NOT NULL,
    agency_name VARCHAR(255) NOT NULL,
    code VARCHAR(255) NOT NULL,
    words TEXT NOT NULL,
    told_at TEXT,
    came_at TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (recipient_id) REFERENCES recipient (id),
    FOREIGN KEY (packet_id) REFERENCES packet (id)
);

CREATE INDEX delivery_document_id ON delivery (document_id);

CREATE INDEX delivery_recipient_id ON delivery (recipient_id);

CREATE INDEX delivery_packet_id ON delivery (packet_id);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
