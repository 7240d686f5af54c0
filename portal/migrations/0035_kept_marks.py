"""Events keep the marks of the guarded rows their acts wrote; those from before keep none."""

from typing import Any


def up(migrator: Any, database: Any) -> None:
    """The column."""
    database.execute_sql("ALTER TABLE event ADD COLUMN kept TEXT")
