"""Dossiers and what lies in them."""

from typing import Any

TABLES = """
CREATE TABLE dossier (
    id INTEGER NOT NULL PRIMARY KEY,
    year INTEGER NOT NULL,
    number VARCHAR(255) NOT NULL,
    title VARCHAR(255) NOT NULL,
    retention VARCHAR(255) NOT NULL,
    folded VARCHAR(255) NOT NULL,
    opened_on DATE NOT NULL,
    opened_by_id INTEGER NOT NULL,
    closed_on DATE,
    FOREIGN KEY (opened_by_id) REFERENCES person (id)
);

CREATE INDEX dossier_opened_by_id ON dossier (opened_by_id);

CREATE UNIQUE INDEX dossier_year_number ON dossier (year, number);

CREATE TABLE dossier_item (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    filed_by_id INTEGER NOT NULL,
    filed_at TEXT NOT NULL,
    FOREIGN KEY (dossier_id) REFERENCES dossier (id),
    FOREIGN KEY (document_id) REFERENCES document (id),
    FOREIGN KEY (filed_by_id) REFERENCES person (id)
);

CREATE INDEX dossier_item_dossier_id ON dossier_item (dossier_id);

CREATE INDEX dossier_item_document_id ON dossier_item (document_id);

CREATE INDEX dossier_item_filed_by_id ON dossier_item (filed_by_id);

CREATE UNIQUE INDEX dossier_item_dossier_id_document_id ON dossier_item (dossier_id, document_id);
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
