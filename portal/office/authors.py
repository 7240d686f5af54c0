"""Whose draft it is: the drafter's, and that of the head of the drafter's unit, who answers for it (Art. 12)."""

from typing import Any

from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors
from portal.rules.roles import Role


def is_author(document: Document, person: Person) -> bool:
    """Whether the person may change, submit and take back the draft; reading it alone is not enough."""
    return person.may("draft") and (document.created_by_id == person.id or is_head(document, person))


def is_concerned(document: Document, person: Person) -> bool:
    """Whether the way to the signature is this person's to look back at: its author's and its signer's."""
    return document.signer_id == person.id or is_author(document, person)


def is_head(document: Document, person: Person) -> bool:
    """Whether the person is head of the unit that drafts."""
    unit = document.created_by.unit_id if document.created_by else None
    return bool(unit and person.is_active and person.role == Role.UNIT_HEAD and person.unit_id == unit)


def heads(document: Document) -> Any:
    """Heads of the unit that drafts; nobody where the drafter has no unit or it has no head."""
    unit = document.created_by.unit_id if document.created_by else None
    return Person.with_role(Role.UNIT_HEAD).where(Person.unit.is_null(False), Person.unit == unit)


def require_author(document: Document, by: Person) -> None:
    """Refuse whoever may read the draft but not change it."""
    by.require("draft")
    if not is_author(document, by):
        raise errors.NotAllowed(by.name, verb="draft")
