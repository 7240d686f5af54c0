"""The words of annexes are kept for search; those of the office so far are read by the worker."""

from typing import Any

STATEMENTS = (
    """CREATE TABLE enclosed_text (
    id INTEGER NOT NULL PRIMARY KEY,
    document_id INTEGER NOT NULL,
    sha256 VARCHAR(255) NOT NULL,
    body TEXT NOT NULL,
    FOREIGN KEY (document_id) REFERENCES document (id)
)""",
    "CREATE INDEX enclosed_text_document_id ON enclosed_text (document_id)",
    "CREATE UNIQUE INDEX enclosed_text_document_id_sha256 ON enclosed_text (document_id, sha256)",
    """INSERT OR IGNORE INTO job (kind, args, state, attempts, worker, dedup, last_error)
    SELECT DISTINCT 'read_enclosed', '[' || document_id || ']', 'ready', 0, '', 'read_enclosed:' || document_id, ''
    FROM attachment""",
)


def up(migrator: Any, database: Any) -> None:
    """The table, and the reading asked for."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
