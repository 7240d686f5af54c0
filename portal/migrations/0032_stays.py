"""Leave to hold a dossier that is due at the archive; dossiers of before have none."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE dossier ADD COLUMN stays_until DATE",
    """
    CREATE TABLE stay (
        id INTEGER NOT NULL PRIMARY KEY,
        dossier_id INTEGER NOT NULL,
        until DATE NOT NULL,
        reason VARCHAR(255) NOT NULL,
        permission VARCHAR(255) NOT NULL,
        by_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        FOREIGN KEY (dossier_id) REFERENCES dossier (id),
        FOREIGN KEY (by_id) REFERENCES person (id)
    )
    """,
    "CREATE INDEX stay_dossier_id ON stay (dossier_id)",
    "CREATE INDEX stay_by_id ON stay (by_id)",
)


def up(migrator: Any, database: Any) -> None:
    """The column and the table."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
