"""A paper copy beside an electronic line, one delivery for one agency, and copies asked back that left by hand."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE recipient ADD COLUMN copy_of_id INTEGER REFERENCES recipient (id)",
    "ALTER TABLE recipient ADD COLUMN goes_with_id INTEGER REFERENCES recipient (id)",
    "CREATE INDEX recipient_copy_of_id ON recipient (copy_of_id)",
    "CREATE INDEX recipient_goes_with_id ON recipient (goes_with_id)",
    """
    CREATE TABLE return_request (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        recipient_id INTEGER NOT NULL,
        way VARCHAR(255) NOT NULL,
        reason TEXT NOT NULL,
        by_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        told VARCHAR(255) NOT NULL,
        told_at TEXT,
        returned_at TEXT,
        FOREIGN KEY (document_id) REFERENCES document (id),
        FOREIGN KEY (recipient_id) REFERENCES recipient (id),
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX return_request_document_id ON return_request (document_id)",
    "CREATE UNIQUE INDEX return_request_recipient_id ON return_request (recipient_id)",
    "CREATE INDEX return_request_by_id ON return_request (by_id)",
)


def up(migrator: Any, database: Any) -> None:
    """The columns and the table; documents that went out before stay as they went."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
