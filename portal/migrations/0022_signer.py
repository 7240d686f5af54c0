"""Checks of a PC that signs, and tickets for signatures by VGCA Sign Service."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE signer_check (
        id INTEGER NOT NULL PRIMARY KEY,
        person_id INTEGER NOT NULL,
        device_id INTEGER,
        ticket_hash VARCHAR(255) NOT NULL,
        until TEXT NOT NULL,
        told_at TEXT,
        findings TEXT NOT NULL,
        FOREIGN KEY (person_id) REFERENCES person (id),
        FOREIGN KEY (device_id) REFERENCES device (id)
    )
    """,
    "CREATE INDEX signer_check_person_id ON signer_check (person_id)",
    "CREATE INDEX signer_check_device_id ON signer_check (device_id)",
    "CREATE UNIQUE INDEX signer_check_ticket_hash ON signer_check (ticket_hash)",
    """
    CREATE TABLE vgca_ticket (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        base_id INTEGER NOT NULL,
        act VARCHAR(255) NOT NULL,
        person_id INTEGER NOT NULL,
        ticket_hash VARCHAR(255) NOT NULL,
        until TEXT NOT NULL,
        used_at TEXT,
        ended_at TEXT,
        refusal VARCHAR(255) NOT NULL,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (base_id) REFERENCES version (id),
        FOREIGN KEY (person_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX vgca_ticket_document_id ON vgca_ticket (document_id)",
    "CREATE INDEX vgca_ticket_base_id ON vgca_ticket (base_id)",
    "CREATE INDEX vgca_ticket_person_id ON vgca_ticket (person_id)",
    "CREATE UNIQUE INDEX vgca_ticket_ticket_hash ON vgca_ticket (ticket_hash)",
)


def up(migrator: Any, database: Any) -> None:
    """Make both tables, empty."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
