"""A code of the second factor works once, also after a restart."""

from typing import Any


def up(migrator: Any, database: Any) -> None:
    """The half minute of the last code a person used."""
    database.execute_sql("ALTER TABLE person ADD COLUMN last_code INTEGER")
