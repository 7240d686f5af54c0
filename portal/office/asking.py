"""Xin ý kiến, xin ký nháy: who was asked about a draft reads it until the asking is settled."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import authors, events, rights
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.rules import errors
from portal.rules.drafts import ASKED, COMMENT, LONGEST_NOTE
from portal.rules.folding import clean
from portal.rules.states import DRAFTING, SUBMITTED


class Ask(db.Record):
    """One person or unit asked for comments, or one person asked to initial; open until settled or signed."""

    document: Any = ForeignKeyField(Document, backref="asks")
    what: Any = CharField(choices=[(word, word) for word in ASKED])
    person: Any = ForeignKeyField(Person, null=True, backref="+")
    unit: Any = ForeignKeyField(Unit, null=True, backref="+")
    note: Any = TextField(default="")
    by: Any = ForeignKeyField(Person, backref="+")
    at: Any = db.MomentField()
    settled_at: Any = db.MomentField(null=True)
    settled_by: Any = ForeignKeyField(Person, null=True, backref="+")

    class Meta:
        indexes = ((("person", "settled_at"), False), (("unit", "settled_at"), False))

    @property
    def name(self) -> str:
        """Who was asked."""
        return str((self.person or self.unit).name)

    def is_for(self, person: Person) -> bool:
        """Whether the person, or the unit the person is in, was asked."""
        return bool(self.person_id == person.id or (self.unit_id and self.unit_id == person.unit_id))

    @classmethod
    def of(cls, document: Document) -> Any:
        """Everything asked about a draft, in order."""
        return cls.select().where(cls.document == document).order_by(cls.id)

    @classmethod
    def open(cls, document: Document, *what: str) -> list[Self]:
        """What is still waited for."""
        return list(cls.of(document).where(cls.settled_at.is_null(), cls.what.in_(what or ASKED)))

    @classmethod
    def waiting(cls, person: Person, *what: str) -> Any:
        """Documents about which this person or the person's unit is asked, as a query of their ids."""
        return cls.select(cls.document).where(cls.is_waiting(person, *what))

    @classmethod
    def is_waiting(cls, person: Person, *what: str) -> Any:
        """The condition: asked of the person or the person's unit, and not settled."""
        mine = cls.person == person
        if person.unit_id:
            mine |= cls.unit == person.unit_id
        return mine & cls.settled_at.is_null() & cls.what.in_(what)


def ask(document: Document, what: str, whom: Person | Unit, note: str, *, by: Person, at: datetime) -> None:
    """Ask somebody about a draft, who reads it from now on; asked twice while it is open, it stands once."""
    if not may_ask(document, by):
        raise errors.NotAllowed(by.name, verb="ask")
    note = clean(note).strip()
    if len(note) > LONGEST_NOTE:
        raise errors.Invalid("ask", why="note_long")
    with db.atomic():
        document.require_state(*DRAFTING)
        require_able(document, what, whom, by)
        holder = {"unit": whom} if isinstance(whom, Unit) else {"person": whom}
        if any(one.what == what and whom in (one.person, one.unit) for one in Ask.open(document)):
            return
        row = Ask.create(document=document, what=what, note=note, by=by, at=at, **holder)
        rights.grant(document, "comment", at=at, **holder)
        events.record("asked", document, by=by, at=at, ask=row.id, what=what, **{k: v.id for k, v in holder.items()})


def may_ask(document: Document, person: Person) -> bool:
    """The drafter asks, the head of the drafting unit, and who is about to sign."""
    is_signing = document.state == SUBMITTED and document.signer_id == person.id
    return person.may("draft") and (is_signing or authors.is_author(document, person))


def require_able(document: Document, what: str, whom: Person | Unit, by: Person) -> None:
    """Comments come from any colleague or unit; content is initialled by the head of the unit, form by a person."""
    if isinstance(whom, Unit):
        if what != COMMENT or not whom.is_active:
            raise errors.Invalid("ask", why="asks_a_person")
        return
    if not whom.reads_documents or whom == by:
        raise errors.Invalid("ask", why="cannot_be_asked")
    if what == "content" and not authors.is_head(document, whom):
        raise errors.Invalid("ask", why="not_the_head")


def settle(one: Ask, *, by: Person, at: datetime) -> None:
    """What was asked is answered, or no longer wanted; reading ends unless something else was asked too."""
    document = one.document
    if not one.is_for(by) and one.by_id != by.id and not authors.is_author(document, by):
        raise errors.NotAllowed(by.name, verb="settle")
    with db.atomic():
        document.require_state(*DRAFTING)
        if Ask.select().where(Ask.id == one.id, Ask.settled_at.is_null()).exists():
            _settle(one, by=by, at=at)


def settle_mine(document: Document, what: str, *, by: Person, at: datetime) -> None:
    """The person has answered all that was asked of them in this."""
    for one in Ask.open(document, what):
        if one.is_for(by):
            settle(one, by=by, at=at)


def settle_all(document: Document, what: str, *, by: Person, at: datetime) -> None:
    """One initial answers everybody who was asked for it."""
    for one in Ask.open(document, what):
        _settle(one, by=by, at=at)


def _settle(one: Ask, *, by: Person, at: datetime) -> None:
    one.settled_at, one.settled_by = at, by
    one.save(only=[Ask.settled_at, Ask.settled_by])
    left = [other for other in Ask.open(one.document) if (other.person, other.unit) == (one.person, one.unit)]
    if not left:
        rights.end(one.document, "comment", at=at, person=one.person, unit=one.unit)
    events.record("ask_settled", one.document, by=by, at=at, ask=one.id, what=one.what)


def end_all(document: Document, *, at: datetime) -> None:
    """It is no draft any more: nobody is asked about it, and who was asked reads it by other rights or not at all."""
    Ask.update(settled_at=at).where(Ask.document == document, Ask.settled_at.is_null()).execute()
    rights.end(document, "comment", at=at)


def on(document: Document, ask_id: int) -> Ask:
    """An asking about a draft that was opened by right."""
    found: Ask | None = Ask.of(document).where(Ask.id == ask_id).first()
    if found is None:
        raise errors.NotFound(ask_id)
    return found
