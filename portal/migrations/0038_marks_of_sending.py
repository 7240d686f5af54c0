"""From here on lines of Nơi nhận, what was said of drafts, acts to undo and more leave marks (touched.py)."""

from typing import Any

STATEMENTS = tuple(
    statement
    for table in ("recipient", "outlined")
    for statement in (
        f"ALTER TABLE {table} ADD COLUMN salt VARCHAR(255)",
        f"UPDATE {table} SET salt = lower(hex(randomblob(16)))",
    )
)


def up(migrator: Any, database: Any) -> None:
    """Rows that go when a document is held apart get a salt; the next seal counts the rows there are."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
