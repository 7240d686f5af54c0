"""The office's own templates of letters, by form; without a row the portal's own hold."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE letter_template (
        id INTEGER NOT NULL PRIMARY KEY,
        form VARCHAR(255) NOT NULL,
        sha256 VARCHAR(255) NOT NULL,
        name VARCHAR(255) NOT NULL,
        by_id INTEGER,
        at TEXT NOT NULL,
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX letter_template_form ON letter_template (form)",
    "CREATE INDEX letter_template_by_id ON letter_template (by_id)",
)


def up(migrator: Any, database: Any) -> None:
    """A new table; nothing there was changes."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
