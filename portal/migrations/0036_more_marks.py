"""From here on documents, units and those we write to leave marks too (touched.py): an older program must not write."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE sender_mark ADD COLUMN salt VARCHAR(255)",
    "UPDATE sender_mark SET salt = lower(hex(randomblob(16)))",
)


def up(migrator: Any, database: Any) -> None:
    """What a sender is known by gets a salt; the next seal counts the rows there are."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
