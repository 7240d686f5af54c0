"""What people ask again and again, and the columns they look at."""

from typing import Any

TABLES = """
CREATE TABLE saved_search (
    id INTEGER NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL,
    q TEXT NOT NULL,
    filters TEXT NOT NULL,
    sort VARCHAR(255) NOT NULL,
    columns TEXT NOT NULL,
    created_at TEXT NOT NULL,
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE INDEX saved_search_person_id ON saved_search (person_id);

CREATE UNIQUE INDEX saved_search_person_id_name ON saved_search (person_id, name);

CREATE TABLE result_columns (
    id INTEGER NOT NULL PRIMARY KEY,
    person_id INTEGER NOT NULL,
    columns TEXT NOT NULL,
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX result_columns_person_id ON result_columns (person_id);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
