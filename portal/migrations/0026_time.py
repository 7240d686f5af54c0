"""Notices, the mail of the morning, recurring tasks, and screens on the wall."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE round (
        id INTEGER NOT NULL PRIMARY KEY,
        name VARCHAR(255) NOT NULL,
        at TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX round_name ON round (name)",
    """
    CREATE TABLE notice (
        id INTEGER NOT NULL PRIMARY KEY,
        person_id INTEGER NOT NULL,
        kind VARCHAR(255) NOT NULL,
        document_id INTEGER NOT NULL,
        by_id INTEGER,
        due_on DATE,
        key VARCHAR(255) NOT NULL,
        made_at TEXT NOT NULL,
        read_at TEXT,
        FOREIGN KEY (person_id) REFERENCES person (id),
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX notice_person_id ON notice (person_id)",
    "CREATE INDEX notice_document_id ON notice (document_id)",
    "CREATE INDEX notice_by_id ON notice (by_id)",
    "CREATE UNIQUE INDEX notice_person_id_key ON notice (person_id, key)",
    "CREATE INDEX notice_person_id_read_at ON notice (person_id, read_at)",
    """
    CREATE TABLE digest (
        id INTEGER NOT NULL PRIMARY KEY,
        person_id INTEGER NOT NULL,
        day DATE NOT NULL,
        state VARCHAR(255) NOT NULL,
        fault VARCHAR(255) NOT NULL,
        attempts INTEGER NOT NULL,
        token VARCHAR(255) NOT NULL,
        at TEXT NOT NULL,
        FOREIGN KEY (person_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX digest_person_id ON digest (person_id)",
    "CREATE UNIQUE INDEX digest_person_id_day ON digest (person_id, day)",
    """
    CREATE TABLE wall (
        id INTEGER NOT NULL PRIMARY KEY,
        name VARCHAR(255) NOT NULL,
        key_hash VARCHAR(255) NOT NULL,
        made_by_id INTEGER NOT NULL,
        made_at TEXT NOT NULL,
        ended_at TEXT,
        FOREIGN KEY (made_by_id) REFERENCES person (id)
    )
    """,
    "CREATE UNIQUE INDEX wall_key_hash ON wall (key_hash)",
    "CREATE INDEX wall_made_by_id ON wall (made_by_id)",
    "ALTER TABLE person ADD COLUMN declines_digest INTEGER",
)


def up(migrator: Any, database: Any) -> None:
    """Four tables, and who does not want the mail."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
