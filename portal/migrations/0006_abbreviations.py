"""The table of short forms, with those every office uses."""

from typing import Any

from portal.rules.abbreviations import COMMON

TABLE = """
CREATE TABLE abbreviation (
    id INTEGER NOT NULL PRIMARY KEY,
    short VARCHAR(255) NOT NULL,
    words VARCHAR(255) NOT NULL,
    is_active INTEGER NOT NULL
)
"""


def up(migrator: Any, database: Any) -> None:
    """Make the table and fill it."""
    database.execute_sql(TABLE)
    for line in COMMON:
        database.execute_sql("INSERT INTO abbreviation (short, words, is_active) VALUES (?, ?, 1)", line)
