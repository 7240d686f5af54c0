"""Dự thảo: a person's own, those that wait for the person's words or initial, and those of the unit one heads."""

from typing import Any

from portal.office import rights
from portal.office.asking import Ask
from portal.office.comments import Comment
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.drafts import COMMENT, INITIALS
from portal.rules.roles import Role
from portal.rules.states import DRAFT, DRAFTING, RETURNED

MINE, TO_COMMENT, TO_INITIAL, UNIT = "mine", "to_comment", "to_initial", "unit"


def tabs_of(person: Person) -> tuple[str, ...]:
    """The lists this person has."""
    heads = person.role == Role.UNIT_HEAD and person.unit_id
    return (MINE, TO_COMMENT, TO_INITIAL, UNIT) if heads else (MINE, TO_COMMENT, TO_INITIAL)


def drafts(person: Person, tab: str, *, state: str = "", holding: str = "") -> Any:
    """One list, the newest first; ``state`` narrows it to one step, ``holding`` to words of the outline."""
    states = (state,) if state in DRAFTING else DRAFTING
    found = rights.documents(person).where(Document.state.in_(states), Document.holding(holding), belongs(person, tab))
    return found.order_by(Document.id.desc())


def belongs(person: Person, tab: str) -> Any:
    """What makes a draft one of the list."""
    if tab == TO_COMMENT:
        return Document.id.in_(Ask.waiting(person, COMMENT))
    if tab == TO_INITIAL:
        return Document.id.in_(Ask.waiting(person, *INITIALS))
    if tab == UNIT and UNIT in tabs_of(person):
        members = Person.select(Person.id).where(Person.unit == person.unit, Person.id != person.id)
        return Document.created_by.in_(members)
    return Document.created_by == person


def asked(person: Person) -> list[Ask]:
    """What others wait for from this person, the oldest first: comments and initials, each with its document."""
    found = Ask.select(Ask, Document, Person).join(Document).switch(Ask).join(Person, on=Ask.by)
    still = Ask.is_waiting(person, COMMENT, *INITIALS) & Document.state.in_(DRAFTING) & rights.readable(person)
    return list(found.where(still).order_by(Ask.id))


def concerning(person: Person) -> Any:
    """Drafts on which the person has to do something: own ones to mend, others' to comment on or to initial."""
    waited_for = Document.id.in_(Ask.waiting(person, COMMENT, *INITIALS)) & Document.state.in_(DRAFTING)
    return rights.documents(person).where(is_to_mend(person) | waited_for)


def to_mend(person: Person) -> list[Document]:
    """The person's own drafts that came back or that somebody remarked on, the newest first."""
    return list(rights.documents(person).where(is_to_mend(person)).order_by(Document.id.desc()))


def is_to_mend(person: Person) -> Any:
    """The condition: an own draft that came back or that somebody remarked on."""
    remarked = Comment.select(Comment.document).where(
        Comment.person != person, Comment.settled_at.is_null(), Comment.withdrawn_at.is_null()
    )
    came_back = (Document.state == RETURNED) | ((Document.state == DRAFT) & Document.id.in_(remarked))
    return (Document.created_by == person) & came_back
