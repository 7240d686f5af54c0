"""Yearly lists, periods, handing over, disposal and copies of dossiers; old dossiers keep the period they had."""

import json
from typing import Any

from portal.rules.retention import ARCHIVE_CODES, USUAL, code_of

TABLES = """
CREATE TABLE retention (
    id INTEGER NOT NULL PRIMARY KEY,
    code VARCHAR(255) NOT NULL,
    name VARCHAR(255) NOT NULL,
    years INTEGER,
    basis VARCHAR(255) NOT NULL,
    kinds TEXT NOT NULL,
    is_active INTEGER NOT NULL
);

CREATE UNIQUE INDEX retention_code ON retention (code);

CREATE TABLE dossier_list (
    id INTEGER NOT NULL PRIMARY KEY,
    year INTEGER NOT NULL,
    approved_on TEXT,
    approved_by_id INTEGER,
    file VARCHAR(255) NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    FOREIGN KEY (approved_by_id) REFERENCES person (id)
);

CREATE UNIQUE INDEX dossier_list_year ON dossier_list (year);

CREATE INDEX dossier_list_approved_by_id ON dossier_list (approved_by_id);

CREATE TABLE dossier_line (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_list_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    is_heading INTEGER NOT NULL,
    number VARCHAR(255) NOT NULL,
    title VARCHAR(255) NOT NULL,
    retention_id INTEGER,
    keeper VARCHAR(255) NOT NULL,
    note VARCHAR(255) NOT NULL,
    FOREIGN KEY (dossier_list_id) REFERENCES dossier_list (id),
    FOREIGN KEY (retention_id) REFERENCES retention (id)
);

CREATE INDEX dossier_line_dossier_list_id ON dossier_line (dossier_list_id);

CREATE INDEX dossier_line_retention_id ON dossier_line (retention_id);

CREATE TABLE deposit (
    id INTEGER NOT NULL PRIMARY KEY,
    prepared_at TEXT NOT NULL,
    prepared_by_id INTEGER NOT NULL,
    giver VARCHAR(255) NOT NULL,
    receiver VARCHAR(255) NOT NULL,
    received_on DATE,
    FOREIGN KEY (prepared_by_id) REFERENCES person (id)
);

CREATE INDEX deposit_prepared_by_id ON deposit (prepared_by_id);

CREATE TABLE deposit_line (
    id INTEGER NOT NULL PRIMARY KEY,
    deposit_id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    FOREIGN KEY (deposit_id) REFERENCES deposit (id),
    FOREIGN KEY (dossier_id) REFERENCES dossier (id)
);

CREATE INDEX deposit_line_deposit_id ON deposit_line (deposit_id);

CREATE UNIQUE INDEX deposit_line_dossier_id ON deposit_line (dossier_id);

CREATE TABLE disposal (
    id INTEGER NOT NULL PRIMARY KEY,
    decision VARCHAR(255) NOT NULL,
    decided_on DATE NOT NULL,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX disposal_by_id ON disposal (by_id);

CREATE TABLE disposal_line (
    id INTEGER NOT NULL PRIMARY KEY,
    disposal_id INTEGER NOT NULL,
    dossier_id INTEGER NOT NULL,
    FOREIGN KEY (disposal_id) REFERENCES disposal (id),
    FOREIGN KEY (dossier_id) REFERENCES dossier (id)
);

CREATE INDEX disposal_line_disposal_id ON disposal_line (disposal_id);

CREATE UNIQUE INDEX disposal_line_dossier_id ON disposal_line (dossier_id);

CREATE TABLE one_stop_reference (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL,
    system VARCHAR(255) NOT NULL,
    code VARCHAR(255) NOT NULL,
    note VARCHAR(255) NOT NULL,
    by_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    FOREIGN KEY (dossier_id) REFERENCES dossier (id),
    FOREIGN KEY (by_id) REFERENCES person (id)
);

CREATE INDEX one_stop_reference_dossier_id ON one_stop_reference (dossier_id);

CREATE INDEX one_stop_reference_by_id ON one_stop_reference (by_id);

CREATE UNIQUE INDEX one_stop_reference_dossier_id_system_code ON one_stop_reference (dossier_id, system, code);

CREATE TABLE dossier_export (
    id INTEGER NOT NULL PRIMARY KEY,
    dossier_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    made_at TEXT,
    failed_at TEXT,
    documents TEXT NOT NULL,
    left_out INTEGER NOT NULL,
    size INTEGER NOT NULL,
    digest VARCHAR(255) NOT NULL,
    FOREIGN KEY (dossier_id) REFERENCES dossier (id),
    FOREIGN KEY (person_id) REFERENCES person (id)
);

CREATE INDEX dossier_export_dossier_id ON dossier_export (dossier_id);

CREATE INDEX dossier_export_person_id ON dossier_export (person_id);
"""

COLUMNS = (
    "ALTER TABLE dossier ADD COLUMN retention_id INTEGER REFERENCES retention (id)",
    "ALTER TABLE dossier ADD COLUMN line_id INTEGER REFERENCES dossier_line (id)",
    "ALTER TABLE dossier ADD COLUMN store VARCHAR(255)",
    "ALTER TABLE dossier ADD COLUMN shelf VARCHAR(255)",
    "ALTER TABLE dossier ADD COLUMN box VARCHAR(255)",
    "ALTER TABLE dossier ADD COLUMN deposited_on DATE",
    "ALTER TABLE dossier ADD COLUMN disposed_on DATE",
    "ALTER TABLE dossier ADD COLUMN frozen_at TEXT",
    "ALTER TABLE dossier ADD COLUMN frozen_by_id INTEGER REFERENCES person (id)",
    "ALTER TABLE dossier ADD COLUMN frozen_for VARCHAR(255)",
    "ALTER TABLE dossier_item ADD COLUMN sheets INTEGER",
    "ALTER TABLE dossier_item ADD COLUMN place VARCHAR(255)",
    "CREATE INDEX dossier_retention_id ON dossier (retention_id)",
    "CREATE UNIQUE INDEX dossier_line_id ON dossier (line_id)",
    "CREATE INDEX dossier_frozen_by_id ON dossier (frozen_by_id)",
)


def up(migrator: Any, database: Any) -> None:
    """Make the tables; a dossier whose period was only "another" has none until somebody says which."""
    for statement in TABLES.split(";"):
        if statement.strip():
            database.execute_sql(statement)
    for period in USUAL:
        database.execute_sql(
            "INSERT INTO retention (code, name, years, basis, kinds, is_active) VALUES (?, ?, ?, ?, ?, 1)",
            (code_of(period.years), period.name, period.years, period.basis,
             json.dumps(period.kinds, ensure_ascii=False)),
        )
    for statement in COLUMNS:
        database.execute_sql(statement)
    for code in ARCHIVE_CODES.values():
        database.execute_sql(
            "UPDATE dossier SET retention_id = (SELECT id FROM retention WHERE code = ?) WHERE retention = ?",
            (code, code),
        )
    database.execute_sql("ALTER TABLE dossier DROP COLUMN retention")
