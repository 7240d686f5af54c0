"""The figures of each month as they were drawn up, which nothing changes any more; letters are found by due day."""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE report_month (
        id INTEGER NOT NULL PRIMARY KEY,
        month DATE NOT NULL,
        report VARCHAR(255) NOT NULL,
        numerator INTEGER NOT NULL,
        denominator INTEGER NOT NULL,
        still_open INTEGER NOT NULL,
        target INTEGER,
        reading TEXT NOT NULL,
        units TEXT NOT NULL,
        drawn_at TEXT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX report_month_month_report ON report_month (month, report)",
    "CREATE INDEX document_due_on ON document (due_on)",
    *(
        f"CREATE TRIGGER report_month_refuses_{act.lower()} BEFORE {act} ON report_month "
        "BEGIN SELECT RAISE(ABORT, 'report_month rows are only added'); END"
        for act in ("UPDATE", "DELETE")
    ),
)


def up(migrator: Any, database: Any) -> None:
    """The table with its guards, and the index."""
    for statement in STATEMENTS:
        database.execute_sql(statement)
