"""Phân công trong đơn vị: the head gives the unit's work on to its people, by a day within the leader's."""

from collections.abc import Sequence
from datetime import date, datetime

from portal.office import charge, outbox
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.routing_acts import RoutingAct, step
from portal.rules import errors
from portal.rules.states import IN_PROGRESS


def give_on(
    whole: Assignment, lead: Person, *, by: Person, at: datetime, support: Sequence[Person] = (), note: str = "",
    due_on: date | None = None,
) -> RoutingAct:
    """Give a unit's work on to one of its people, others helping; their reports come back to who gave it on.

    Without a day within the unit they have the unit's own.
    """
    principal = charge.require(whole, by, at.date(), charge.may_divide)
    principal.require("assign")
    require_inner_day(due_on, whole, at.date())
    people = [lead, *(one for one in support if one != lead)]
    if any(not one.is_active or one.unit_id != principal.unit_id or one == principal for one in people):
        raise errors.Invalid(lead.name, why="not_of_the_unit")
    with step("given_on", whole.document, by=by, at=at) as act:
        require_open(whole)
        having = {part.person_id for part in whole.parts if part.is_open}
        if twice := next((one for one in people if one.id in having), None):
            raise errors.Conflict(twice.name, why="given_already")
        act.note_returns(Assignment.parent == whole)
        day = due_on or whole.last_day
        for n, person in enumerate(people):
            role = "support" if n else whole.role
            words = None if n else note.strip() or None
            act.give(person, role, parent=whole, note=words, due_on=day)
        act.record(lead=lead.name, due_on=day, in_place_of=charge.place_of(principal, by))
        outbox.put("index", whole.document_id)
    return act.kept


def require_open(assignment: Assignment) -> None:
    """Still to be done, on a letter that is worked on; the page it was on may be old."""
    now = Assignment.get_by_id(assignment.id)
    document: Document = now.document
    document.require_state(IN_PROGRESS)
    if not now.is_open:
        raise errors.Conflict(assignment.id, why="already_reported" if now.done_at else "work_ended")


def require_inner_day(due_on: date | None, whole: Assignment, today: date) -> None:
    """A day within a unit is neither past nor after the day the unit itself has."""
    if due_on is None:
        return
    if due_on < today:
        raise errors.Invalid(due_on, why="due_past")
    if whole.last_day and due_on > whole.last_day:
        raise errors.Invalid(due_on, why="due_after_outer", outer=f"{whole.last_day:%d/%m/%Y}")
