"""The words of a mail beside it, and the states a signed file went through where they can be looked up."""

from typing import Any

TABLES = """
CREATE TABLE mail_text (
    id INTEGER NOT NULL PRIMARY KEY,
    arrival_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    is_cut INTEGER NOT NULL,
    FOREIGN KEY (arrival_id) REFERENCES arrival (id)
);

CREATE UNIQUE INDEX mail_text_arrival_id ON mail_text (arrival_id);

CREATE TABLE earlier_state (
    id INTEGER NOT NULL PRIMARY KEY,
    sha256 VARCHAR(255) NOT NULL,
    within VARCHAR(255) NOT NULL
);

CREATE UNIQUE INDEX earlier_state_sha256_within ON earlier_state (sha256, within);
"""

FILLED = """
INSERT OR IGNORE INTO earlier_state (sha256, within)
SELECT json_extract(told.value, '$.revision'), checked.sha256
FROM signature_check AS checked, json_each(checked.verdict, '$.signatures') AS told
WHERE json_extract(told.value, '$.revision') IS NOT NULL
  AND json_extract(told.value, '$.revision') != checked.sha256
"""


def up(migrator: Any, database: Any) -> None:
    """Make the tables; what was checked before is looked up like what is checked from now on."""
    for statement in (*TABLES.split(";"), FILLED):
        if statement.strip():
            database.execute_sql(statement)
