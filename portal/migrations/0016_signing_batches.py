"""Several signatures under one launch: its name and ticket stand in each of their rows, and a code to be typed."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE signing_job ADD COLUMN code_hash VARCHAR(255)",
    "DROP INDEX signing_job_key",
    "DROP INDEX signing_job_ticket_hash",
    "CREATE INDEX signing_job_ticket_hash ON signing_job (ticket_hash)",
    "CREATE UNIQUE INDEX signing_job_key_document_id ON signing_job (key, document_id)",
)


def up(migrator: Any, database: Any) -> None:
    """What was signed one by one stays as it is."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
