"""A letter that came once more knows the entered letter it is a copy of."""

from typing import Any


def up(migrator: Any, database: Any) -> None:
    """The column and its index."""
    database.execute_sql("ALTER TABLE document ADD COLUMN same_as_id INTEGER REFERENCES document (id)")
    database.execute_sql("CREATE INDEX document_same_as_id ON document (same_as_id)")
