"""Văn bản thay thế: which document of ours takes the place of which; neither of the two is changed."""

from datetime import datetime
from typing import Any

from peewee import ForeignKeyField

from portal import db
from portal.office import events, rights
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors, references
from portal.rules.states import ISSUED, NUMBERED, SEALED, SIGNED

BEFORE_ISSUE = (SIGNED, NUMBERED, SEALED)


class Replacement(db.Record):
    """One document takes the place of another."""

    document: Any = ForeignKeyField(Document, backref="replacing")
    old: Any = ForeignKeyField(Document, backref="replaced_by")
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("document", "old"), True),)


def replaced_by_this(document: Document) -> list[Document]:
    """The documents whose place this one takes."""
    return [row.old for row in document.replacing.order_by(Replacement.id)]


def in_place_of(document: Document) -> list[Document]:
    """The issued documents that take the place of this one."""
    rows = document.replaced_by.order_by(Replacement.id)
    return [row.document for row in rows if row.document.state == ISSUED]


def say(document: Document, reference: str, *, by: Person, at: datetime) -> Document:
    """Thay thế văn bản số …: said before the new one is issued; the old one must have been issued by us."""
    by.require("issue")
    with db.atomic():
        document.require_state(*BEFORE_ISSUE)
        old = issued_as(reference, by)
        if old.id == document.id:
            raise errors.Invalid(document.id, why="replaces_itself")
        Replacement.insert(document=document, old=old, by=by, at=at).on_conflict_ignore().execute()
        events.record("replacement_said", document, by=by, at=at, other=old.id)
        events.record("replacement_prepared", old, by=by, at=at, other=document.id)
    return old


def issued_as(reference: str, by: Person) -> Document:
    """The issued document of ours with this number and symbol, the newest where years repeat them."""
    parsed = references.parse(reference)
    found: Document | None = None
    if parsed is not None:
        ours = (Document.direction == "outgoing") & (Document.state == ISSUED) & rights.shown(by)
        same = Document.select().where(ours, Document.reference_key == parsed.key)
        found = same.order_by(Document.dated_on.desc(), Document.id.desc()).first()
    if found is None:
        raise errors.Invalid(reference, why="replaces_nothing")
    return found


def unsay(document: Document, old_id: int, *, by: Person, at: datetime) -> None:
    """It does not take that one's place after all; only before it is issued."""
    by.require("issue")
    with db.atomic():
        document.require_state(*BEFORE_ISSUE)
        gone = Replacement.delete().where(Replacement.document == document, Replacement.old == old_id).execute()
        if not gone:
            raise errors.NotFound(old_id)
        events.record("replacement_unsaid", document, by=by, at=at, other=old_id)
