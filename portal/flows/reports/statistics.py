"""Registers by month: how much came, went and stayed within the office (towards annual form 0804)."""

from collections.abc import Sequence

from portal.flows.reports.base import Asked, Findings, Report, Row, rows_of
from portal.rules.states import DONE, HELD, REMOVED, VOIDED

# A document counts in the month it arrived or was issued; voided numbers are counted apart.
COUNTS = f"""
SELECT substr(day, 1, 7) AS month,
       sum(kind = 'incoming' AND NOT is_void), sum(kind = 'incoming' AND NOT is_void AND channel = 'paper'),
       sum(kind = 'incoming' AND NOT is_void AND urgency != 'normal'),
       sum(kind = 'incoming' AND NOT is_void AND state = '{DONE}'),
       sum(kind = 'outgoing' AND NOT is_void), sum(kind = 'outgoing' AND NOT is_void AND route = 'electronic'),
       sum(kind = 'outgoing' AND NOT is_void AND is_normative), sum(kind = 'internal' AND NOT is_void),
       sum(kind = 'copies' AND NOT is_void), sum(is_void)
FROM (
    SELECT CASE register.kind WHEN 'copies' THEN 'copies' ELSE document.direction END AS kind,
           document.urgency AS urgency, document.state AS state, document.channel AS channel,
           document.route AS route, coalesce(document.is_normative, 0) AS is_normative,
           document.state = '{VOIDED}' AS is_void,
           CASE document.direction WHEN 'incoming' THEN coalesce(document.received_on, document.entered_on)
                              ELSE coalesce(document.dated_on, document.entered_on) END AS day
    FROM document JOIN register ON register.id = document.register_id
    WHERE document.number IS NOT NULL AND document.state NOT IN ('{HELD}', '{REMOVED}')
)
WHERE day BETWEEN ? AND ?
GROUP BY month ORDER BY month
"""


def draw(asked: Asked) -> Findings:
    """One row a month and the sum; figures of the whole office, no document is named."""
    found = rows_of(COUNTS, asked.days)
    rows: list[Row] = [(f"{month[5:]}/{month[:4]}", *counts) for month, *counts in found]
    return Findings([*rows, total(found)] if rows else [])


def total(found: Sequence[Row]) -> Row:
    """The last row."""
    columns = list(zip(*found, strict=True))[1:]
    return ("", *(sum(value for value in column if isinstance(value, int)) for column in columns))


REPORT = Report(
    "statistics",
    ("month", "incoming", "incoming_paper", "incoming_urgent", "incoming_done", "outgoing", "outgoing_electronic",
     "outgoing_normative", "internal", "copies", "voided"), draw=draw,
)
