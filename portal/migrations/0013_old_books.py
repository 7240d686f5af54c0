"""Old books being taken in, what is wrong with their rows, and what letters are compared by."""

from typing import Any

from portal.rules import agency_names

TABLES = """
ALTER TABLE document ADD COLUMN identifier VARCHAR(255);

CREATE INDEX document_identifier ON document (identifier);

CREATE INDEX document_dated_on ON document (dated_on);

CREATE TABLE book_import (
    id INTEGER NOT NULL PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    register VARCHAR(255) NOT NULL,
    year INTEGER,
    files VARCHAR(255) NOT NULL,
    state VARCHAR(255) NOT NULL,
    sheet VARCHAR(255) NOT NULL,
    font VARCHAR(255) NOT NULL,
    heading INTEGER NOT NULL,
    heads TEXT NOT NULL,
    samples TEXT NOT NULL,
    columns TEXT NOT NULL,
    total INTEGER NOT NULL,
    row INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    count INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    problem VARCHAR(255) NOT NULL,
    by_id INTEGER,
    at TEXT NOT NULL,
    ended_at TEXT,
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX book_import_sha256 ON book_import (sha256);

CREATE INDEX book_import_by_id ON book_import (by_id);

CREATE TABLE import_trouble (
    id INTEGER NOT NULL PRIMARY KEY,
    book_id INTEGER NOT NULL,
    line INTEGER,
    why VARCHAR(255) NOT NULL,
    field VARCHAR(255) NOT NULL,
    value VARCHAR(255) NOT NULL,
    refuses INTEGER NOT NULL,
    FOREIGN KEY (book_id) REFERENCES book_import (id)
);

CREATE INDEX import_trouble_book_id ON import_trouble (book_id);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables and the indexes, and write anew what agencies are found by."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
    for agency, name, short in database.execute_sql("SELECT id, name, short_name FROM agency").fetchall():
        words = agency_names.searchable(name, short)
        database.execute_sql("UPDATE agency SET folded = ? WHERE id = ?", (words, agency))
