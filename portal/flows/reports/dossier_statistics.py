"""Dossiers by how long they are kept: opened, closed, and what lies in them (towards annual form 0805)."""

from portal.flows.reports.base import Asked, Findings, Report, Row, rows_of
from portal.flows.reports.statistics import total

COUNTS = """
WITH period(first, last) AS (VALUES (?, ?))
SELECT coalesce(kept.name, '?'), sum(opened_on BETWEEN first AND last), sum(closed_on BETWEEN first AND last),
       sum(opened_on <= last AND (closed_on IS NULL OR closed_on > last)),
       sum((SELECT count(*) FROM dossier_item AS i WHERE i.dossier_id = o.id
            AND substr(i.filed_at, 1, 10) BETWEEN first AND last))
FROM period, dossier AS o LEFT JOIN retention AS kept ON kept.id = o.retention_id
GROUP BY kept.id ORDER BY kept.years IS NOT NULL, kept.years DESC
"""


def draw(asked: Asked) -> Findings:
    """One row for each period of keeping and the sum."""
    rows: list[Row] = [row for row in rows_of(COUNTS, asked.days) if any(row[1:])]
    return Findings([*rows, total(rows)] if rows else [])


REPORT = Report(
    "dossier_statistics", ("kept_for", "opened", "closed", "open_at_end", "documents_filed"), draw=draw
)
