"""Xuất Excel: a report as a file, and the event that it left."""

from collections.abc import Sequence
from datetime import datetime

from portal import db
from portal.adapters.workbooks import workbook
from portal.flows.reports.base import Row
from portal.office import events
from portal.office.people import Person
from portal.rules.periods import Period


def export(
    report: str, period: Period, rows: Sequence[Row], *, title: str, notes: Sequence[str], heads: Sequence[str],
    by: Person, at: datetime,
) -> bytes:
    """A report's workbook with the words the door chose; figures that leave the portal are in the trail."""
    by.require("see_reports")
    data = workbook(title, notes, heads, rows)
    with db.atomic():
        events.record(
            "exported", by=by, at=at, report=report, first=period.first, last=period.last, rows=len(rows)
        )
    return data
