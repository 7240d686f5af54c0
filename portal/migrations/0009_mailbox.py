"""Which messages of the mailbox were fetched."""

from typing import Any

TABLES = """
CREATE TABLE mail_place (
    id INTEGER NOT NULL PRIMARY KEY,
    mailbox VARCHAR(255) NOT NULL,
    validity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    tries INTEGER NOT NULL,
    is_marked INTEGER NOT NULL,
    at TEXT NOT NULL
);

CREATE UNIQUE INDEX mail_place_mailbox_validity_uid ON mail_place (mailbox, validity, uid);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the table."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
