"""Registers by month: how much came, went and stayed within the office (annual statistics, form 0804)."""

from datetime import date
from typing import Any

from portal import db
from portal.flows.reports.base import Cell, Findings, Report, Row
from portal.office.people import Person
from portal.rules.periods import Period

# A document counts in the month it arrived or was issued; voided numbers are counted apart.
COUNTS = """
SELECT substr(day, 1, 7) AS month,
       sum(kind = 'incoming' AND NOT is_void), sum(kind = 'incoming' AND NOT is_void AND urgency != 'normal'),
       sum(kind = 'incoming' AND NOT is_void AND state = 'done'),
       sum(kind = 'outgoing' AND NOT is_void), sum(kind = 'internal' AND NOT is_void), sum(is_void)
FROM (
    SELECT CASE register.kind WHEN 'copies' THEN 'copies' ELSE document.direction END AS kind,
           document.urgency AS urgency, document.state AS state,
           document.state = 'voided' AS is_void,
           CASE document.direction WHEN 'incoming' THEN coalesce(document.received_on, document.entered_on)
                              ELSE coalesce(document.dated_on, document.entered_on) END AS day
    FROM document JOIN register ON register.id = document.register_id
    WHERE document.number IS NOT NULL AND document.state NOT IN ('held', 'removed')
)
WHERE day BETWEEN ? AND ?
GROUP BY month ORDER BY month
"""


def draw(period: Period, reader: Person, today: date) -> Findings:
    """One row a month and the sum; figures of the whole office, no document is named."""
    base: Any = db.database
    found = base.execute_sql(COUNTS, (period.first.isoformat(), period.last.isoformat())).fetchall()
    rows: list[Row] = [(f"{month[5:]}/{month[:4]}", *counts) for month, *counts in found]
    return Findings([*rows, total(found)] if rows else [])


def total(found: list[tuple[Cell, ...]]) -> Row:
    """The last row."""
    columns = list(zip(*found, strict=True))[1:]
    return ("", *(sum(value for value in column if isinstance(value, int)) for column in columns))


REPORT = Report(
    "statistics", ("month", "incoming", "incoming_urgent", "incoming_done", "outgoing", "internal", "voided"), draw
)
