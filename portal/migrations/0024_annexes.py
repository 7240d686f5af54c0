"""Annexes of our own letters are signed by the agency, each by a job of its own; what they were before is kept."""

from typing import Any

LIVE = "state IN ('created', 'redeemed', 'prepared', 'signing')"
STATEMENTS = (
    "ALTER TABLE attachment ADD COLUMN sealed_at TEXT",
    """
    CREATE TABLE earlier_file (
        id INTEGER NOT NULL PRIMARY KEY,
        document_id INTEGER NOT NULL,
        sha256 VARCHAR(255) NOT NULL,
        at TEXT NOT NULL,
        FOREIGN KEY (document_id) REFERENCES document (id)
    )
    """,
    "CREATE INDEX earlier_file_document_id ON earlier_file (document_id)",
    "CREATE INDEX earlier_file_sha256 ON earlier_file (sha256)",
    "ALTER TABLE signing_job ADD COLUMN attachment_id INTEGER REFERENCES attachment (id)",
    "ALTER TABLE signing_job ADD COLUMN annex_sha256 VARCHAR(255)",
    "DROP INDEX signingjob_one_live",
    "DROP INDEX signing_job_key_document_id",
    f"CREATE UNIQUE INDEX signingjob_one_live ON signing_job (document_id) WHERE attachment_id IS NULL AND {LIVE}",
    f"CREATE UNIQUE INDEX signingjob_one_live_annex ON signing_job (attachment_id) WHERE {LIVE}",
    "CREATE UNIQUE INDEX signingjob_one_letter ON signing_job (key, document_id) WHERE attachment_id IS NULL",
    "CREATE UNIQUE INDEX signingjob_one_annex ON signing_job (key, attachment_id)",
    "CREATE INDEX signing_job_attachment_id ON signing_job (attachment_id)",
)


def up(migrator: Any, database: Any) -> None:
    """Columns, the table, and the guards of both kinds of jobs."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
