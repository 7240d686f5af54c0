"""What came in at a door, every look at a door, and the days off and make-up days the administrator sets."""

from typing import Any

TABLES = """
CREATE TABLE arrival (
    id INTEGER NOT NULL PRIMARY KEY,
    door VARCHAR(255) NOT NULL,
    key VARCHAR(255) NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    sender VARCHAR(255) NOT NULL,
    subject TEXT NOT NULL,
    sent_at TEXT,
    arrived_at TEXT NOT NULL,
    state VARCHAR(255) NOT NULL,
    problem VARCHAR(255) NOT NULL,
    notes TEXT NOT NULL,
    by_id INTEGER,
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX arrival_sha256 ON arrival (sha256);

CREATE INDEX arrival_state ON arrival (state);

CREATE INDEX arrival_by_id ON arrival (by_id);

CREATE UNIQUE INDEX arrival_door_key ON arrival (door, key);

ALTER TABLE document ADD COLUMN arrival_id INTEGER REFERENCES arrival (id);

CREATE INDEX document_arrival_id ON document (arrival_id);

CREATE TABLE look (
    id INTEGER NOT NULL PRIMARY KEY,
    door VARCHAR(255) NOT NULL,
    at TEXT NOT NULL,
    until TEXT NOT NULL,
    times INTEGER NOT NULL,
    found INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    fault VARCHAR(255) NOT NULL,
    by_id INTEGER,
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX look_by_id ON look (by_id);

CREATE INDEX look_door_at ON look (door, at);

CREATE INDEX look_until ON look (until);

CREATE TABLE calendar_day (
    id INTEGER NOT NULL PRIMARY KEY,
    day DATE NOT NULL,
    is_working INTEGER NOT NULL,
    name VARCHAR(255) NOT NULL
);

CREATE UNIQUE INDEX calendar_day_day ON calendar_day (day);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
