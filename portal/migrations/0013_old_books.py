"""Old books being taken in, what is wrong with their rows, and what letters are compared by."""

from typing import Any

TABLES = """
ALTER TABLE document ADD COLUMN identifier VARCHAR(255);

CREATE INDEX document_identifier ON document (identifier);

CREATE INDEX document_dated_on ON document (dated_on);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables and the indexes."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
