"""Hôm nay của cơ quan: the counts a screen on the wall shows; numbers and units, never a subject or a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from portal.flows import checks
from portal.flows.calendar import calendar_of
from portal.flows.checks import Day
from portal.flows.premises import Premises
from portal.office import desk, tracking
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Unit
from portal.office.weeks import with_handlers
from portal.rules.days import working_days_between
from portal.rules.roles import Scope
from portal.rules.states import ENTERED, ISSUED, OPEN_WORK, RECEIVED, REMOVED

SHOWN = 12  # rows of a list; a screen does not scroll


@dataclass(frozen=True)
class Late:
    """Work past its day: the number in our register, the unit that has it, how many working days late."""

    number: int | None
    unit: str
    due_on: date
    days: int


@dataclass(frozen=True)
class Today:
    """What the screen shows."""

    counts: dict[str, int]
    late: list[Late]
    by_unit: list[tuple[str, int]]
    due: list[Late]
    checks: Day | None


def of(premises: Premises, hours: tuple[str, ...], *, now: datetime) -> Today:
    """The office today; letters only named persons may read are in the counts alone."""
    today = now.date()
    late, due = standing(today)
    units: dict[str, int] = {}
    for one in late:
        units[one.unit] = units.get(one.unit, 0) + 1
    days = checks.days(checks.doors_of(premises), sorted(hours), today, now=now)
    return Today(
        counts={**desk.counted(counts(today)), "due": len(due), "late": len(late)},
        late=[one for one in late if one.number][:SHOWN], due=[one for one in due if one.number][:SHOWN],
        by_unit=sorted(units.items(), key=lambda row: (-row[1], row[0]))[:SHOWN], checks=days[0] if days else None,
    )


def counts(today: date) -> dict[str, Any]:
    """What came, was entered, went out, and waits."""
    came = Document.select().where(Document.direction == "incoming", Document.state != REMOVED)
    return {
        "arrived": came.where(Document.received_on == today), "entered": came.where(Document.entered_on == today),
        "waiting": Document.in_state("incoming", RECEIVED), "undirected": Document.in_state("incoming", ENTERED),
        "issued": Document.in_state("outgoing", ISSUED).where(Document.dated_on == today),
        "unsent": Document.in_state("outgoing", ISSUED).where(tracking.is_unsent()),
    }


def standing(today: date) -> tuple[list[Late], list[Late]]:
    """Work past its day, the oldest first, and work whose day is today; what was given on counts once, where it is."""
    whole, its_unit = Assignment.alias(), Unit.alias()
    work = with_handlers(Assignment.select().join(Document)).select_extend(whole, its_unit).switch(Assignment)
    work = work.join(whole, JOIN.LEFT_OUTER, on=Assignment.parent == whole.id, attr="parent")
    open_work = work.join(its_unit, JOIN.LEFT_OUTER, on=whole.unit == its_unit.id, attr="unit").where(
        Assignment.due_on <= today, Assignment.done_at.is_null(), Assignment.ended_at.is_null(),
        Assignment.role == "lead", Assignment.id.not_in(Assignment.given_on()), Document.state.in_(OPEN_WORK),
    )
    calendar = calendar_of(today.year)
    found = [
        Late(
            number_of(one.document), unit_of(one), one.due_on, working_days_between(one.due_on, today, calendar)
        )
        for one in open_work.order_by(Assignment.due_on, Assignment.id)
    ]
    return [one for one in found if one.due_on < today], [one for one in found if one.due_on == today]


def number_of(document: Document) -> int | None:
    """Its arrival number, unless only named persons may read it."""
    return None if document.scope == Scope.RESTRICTED else document.number


def unit_of(assignment: Assignment) -> str:
    """The unit that has it, of what was given on that unit wherever its person went; nobody is named on a wall."""
    whole, person = assignment.parent, assignment.person
    unit = assignment.unit or (whole and whole.unit) or (person and person.unit)
    return str(unit.name) if unit else "Lãnh đạo"
