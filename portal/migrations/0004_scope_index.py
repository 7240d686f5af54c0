"""Lists are counted, and hidden documents found, from indexes alone."""

from typing import Any


def up(migrator: Any, database: Any) -> None:
    """Scope gets an index of its own, and a place in the one lists are counted by."""
    database.execute_sql("DROP INDEX document_direction_state")
    database.execute_sql("CREATE INDEX document_direction_state_scope ON document (direction, state, scope)")
    database.execute_sql("CREATE INDEX document_scope ON document (scope)")
