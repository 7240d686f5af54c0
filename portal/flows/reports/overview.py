"""Điều hành: a leader's three questions in one look — what is late, what waits for me, are we keeping the rules."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peewee import fn

from portal.flows.reports import COUNTED
from portal.flows.reports.adding import wholes
from portal.flows.reports.base import NOT_IMPORTED, Asked, Part, Report, rows_of
from portal.flows.reports.handled_in_time import LEAD, OF_UNIT
from portal.office import rights, worklists
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.office.registers import Entry
from portal.office.report_months import ReportMonth
from portal.rules import periods
from portal.rules.states import OPEN_WORK, RECEIVED
from portal.rules.targets import Target, target_of

MOST_LATE = 3
OPEN = ", ".join(f"'{state}'" for state in OPEN_WORK)
# Open letters past their day, by the unit that leads; the index of states finds the few that are open.
LATE = f"""
SELECT {OF_UNIT}, count(*), min(d.due_on)
FROM document AS d LEFT JOIN assignment AS lead ON lead.id = {LEAD}
LEFT JOIN person AS handler ON handler.id = lead.person_id
WHERE d.state IN ({OPEN}) AND d.direction = 'incoming' AND d.due_on < ? AND {NOT_IMPORTED}
GROUP BY 1 ORDER BY 2 DESC
"""


@dataclass(frozen=True)
class Late:
    """How many letters of a unit are past their day, and the oldest of these days."""

    unit: str
    count: int
    oldest: date


@dataclass(frozen=True)
class Standing:
    """One figure of this month against its target, and what was drawn up of the month before."""

    report: Report
    part: Part
    target: Target | None
    before: ReportMonth | None


@dataclass(frozen=True)
class Overview:
    """What the page shows."""

    late: list[Late]
    letters: list[Document]
    unentered: int
    waiting: list[tuple[str, int]]
    standings: list[Standing]

    @property
    def late_count(self) -> int:
        """All that is late."""
        return sum(one.count for one in self.late)


def overview(asked: Asked, reader: Person) -> Overview:
    """The office today; ``asked`` is of any period, and of this month when it comes to the figures."""
    today = asked.now.date()
    month = replace(asked, period=periods.month_of(today))
    return Overview(
        late_by_unit(today), late_letters(reader, today), unentered(month), waiting(reader), standings(month),
    )


def late_by_unit(today: date) -> list[Late]:
    """The units with letters past their day, the most first."""
    names = {unit.id: str(unit.name) for unit in Unit.select()}
    rows = rows_of(LATE, (today.isoformat(),))
    return [Late(names.get(unit, ""), count, date.fromisoformat(oldest)) for unit, count, oldest in rows]


def late_letters(reader: Person, today: date) -> list[Document]:
    """The oldest of them that the reader may read."""
    imported = Entry.select(Entry.id).where(Entry.document == Document.id, Entry.act == "imported")
    late = rights.documents(reader).where(
        Document.direction == "incoming", Document.state.in_(OPEN_WORK), Document.due_on < today, ~fn.EXISTS(imported)
    )
    return list(late.order_by(Document.due_on, Document.id).limit(MOST_LATE))


def unentered(month: Asked) -> int:
    """Letters whose last day for the register is past: they came before the working day before today."""
    limit = month.now.date() - periods.DAY
    while not month.calendars[limit.year].is_working(limit):
        limit -= periods.DAY
    waiting: Any = Document.in_state("incoming", RECEIVED).where(Document.received_on < limit)
    return int(waiting.order_by().count())


def waiting(reader: Person) -> list[tuple[str, int]]:
    """What waits for this person, by kind; nothing for who reads no document."""
    if not reader.reads_documents:
        return []
    found = []
    if reader.may("direct"):
        found.append(("to_direct", worklists.to_direct(reader)))
    if reader.may("approve"):
        found.append(("to_sign", worklists.to_sign(reader)))
    found.append(("to_do", Assignment.pressing_for(reader)))
    return [(word, query.order_by().count()) for word, query in found]


def standings(month: Asked) -> list[Standing]:
    """Every share of this month beside its target and the month before as it was drawn up."""
    shares = [report for report in COUNTED if report.is_share]
    found, before = wholes(shares, month), ReportMonth.of(periods.month_before(month.period.first).first)
    return [
        Standing(report, found[report.name][0], target_of(report.name, month.period.last), before.get(report.name))
        for report in shares
    ]
