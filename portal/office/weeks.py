"""Lịch tuần: what falls due on the days of a week, as far as a person may read it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from peewee import JOIN

from portal.office import rights, worklists
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.rules.days import Calendar
from portal.rules.roles import Role
from portal.rules.states import DONE, ENTERED, RECALLED, VOIDED


@dataclass(frozen=True)
class Item:
    """Work that falls due: the letter, who has it (no name: nobody yet), whether it or its letter is done."""

    document: Document
    handler: str = ""
    is_done: bool = False


@dataclass
class Day:
    """A day with what falls due on it."""

    day: date
    is_working: bool
    items: list[Item] = field(default_factory=list)


def days(person: Person, monday: date, calendar: Calendar) -> list[Day]:
    """The seven days from Monday on."""
    found = {day: Day(day, calendar.is_working(day)) for day in (monday + timedelta(days=n) for n in range(7))}
    for day, item in items(person, monday, monday + timedelta(days=6)):
        found[day].items.append(item)
    return list(found.values())


def items(person: Person, first: date, last: date) -> Iterator[tuple[date, Item]]:
    """Work by its due day: the office's for clerk and leaders, the unit's for its head, one's own for all others.

    The work of the week comes first; the condition of rights is asked about its letters alone.
    """
    found = list(with_handlers(Assignment.select().join(Document)).where(
        Assignment.due_on.between(first, last), Assignment.ended_at.is_null(), Assignment.role != "inform",
        Document.state.not_in((VOIDED, RECALLED)), concerns(person),
    ).order_by(Assignment.due_on, Document.number, Assignment.id))
    readable = {document.id for document in worklists.among(person, {one.document_id for one in found})}
    for one in found:
        if one.document_id in readable:
            yield one.due_on, Item(one.document, one.handler_name, bool(one.done_at) or one.document.state == DONE)
    if person.reads_ordinary:
        waiting = rights.documents(person).where(Document.state == ENTERED, Document.due_on.between(first, last))
        for document in waiting.order_by(Document.due_on, Document.id):
            yield document.due_on, Item(document)


def with_handlers(query: Any) -> Any:
    """Assignments joined with their documents, now also with whoever has them, in one question."""
    found = query.select(Assignment, Document, Person, Unit).switch(Assignment)
    found = found.join(Person, JOIN.LEFT_OUTER, on=Assignment.person == Person.id, attr="person")
    return found.switch(Assignment).join(Unit, JOIN.LEFT_OUTER, on=Assignment.unit == Unit.id, attr="unit")


def concerns(person: Person) -> Any:
    """The condition: whose work this person follows."""
    if person.reads_ordinary:
        return Assignment.id > 0
    if person.role == Role.UNIT_HEAD and person.unit_id:
        members = Person.select(Person.id).where(Person.unit == person.unit_id)
        return Assignment.person.in_(members) | (Assignment.unit == person.unit_id)
    return Assignment.given_to(person)
