"""Gia hạn: whoever set a due day puts it further; the old day stays readable."""

from datetime import date, datetime

from portal import db
from portal.office import charge, events, outbox
from portal.office.assignments import Assignment, Extension
from portal.office.dividing import require_inner_day, require_open
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import due, errors


def extend(assignment: Assignment, due_on: date, reason: str, *, by: Person, at: datetime) -> Extension:
    """A later day: the leader's for a unit or person, the head's within the leader's."""
    principal = charge.require(assignment, by, at.date(), charge.gave)
    if not reason.strip():
        raise errors.ReasonMissing("extend")
    if due_on < at.date():
        raise errors.Invalid(due_on, why="due_past")
    with db.atomic():
        require_open(assignment)
        now = Assignment.get_by_id(assignment.id)
        if now.due_on and due_on <= now.due_on:
            raise errors.Invalid(due_on, why="due_not_later", old=f"{now.due_on:%d/%m/%Y}")
        if now.parent:
            require_inner_day(due_on, now.parent, at.date())
        one: Extension = Extension.create(
            assignment=now, old=now.due_on, new=due_on, reason=reason.strip(), by=by, at=at
        )
        Assignment.update(due_on=due_on).where(Assignment.id == now.id).execute()
        for part in now.parts:
            carry_along(part, now.due_on, due_on, reason.strip(), by=by, at=at)
        if now.role == "lead" and now.parent_id is None:
            Document.update(due_on=due_on).where(Document.id == now.document_id).execute()
        events.record(
            "extended", now.document, by=by, at=at, handler=now.handler_name, old=now.due_on, new=due_on,
            reason=reason.strip(), in_place_of=charge.place_of(principal, by),
        )
        outbox.put("index", now.document_id)
    return one


def carry_along(part: Assignment, old: date | None, new: date, reason: str, *, by: Person, at: datetime) -> None:
    """A part that follows the whole has the new day, too, and its own row of it."""
    if part.is_open and due.following(part.due_on, old, new) != part.due_on:
        Extension.create(assignment=part, old=part.due_on, new=new, reason=reason, by=by, at=at)
        Assignment.update(due_on=new).where(Assignment.id == part.id).execute()
