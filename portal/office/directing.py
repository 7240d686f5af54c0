"""Bút phê: the leader's directive, who leads, who supports, by when, and the report of the result."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, TextField

from portal import db
from portal.office import events, outbox, packets, rights
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.rules import errors
from portal.rules import packets as wire
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, RECALLED, VOIDED

Handler = Person | Unit


class Instruction(db.Record):
    """Ý kiến chỉ đạo: the leader's words on one document."""

    document: Any = ForeignKeyField(Document, backref="instructions")
    leader: Any = ForeignKeyField(Person)
    text: Any = TextField()
    given_at: Any = db.MomentField()


class Assignment(db.Record):
    """What one person or unit has to do with a document, and what came of it."""

    document: Any = ForeignKeyField(Document, backref="assignments")
    instruction: Any = ForeignKeyField(Instruction, null=True, backref="assignments")
    person: Any = ForeignKeyField(Person, null=True, backref="assignments")
    unit: Any = ForeignKeyField(Unit, null=True, backref="assignments")
    role: Any = CharField(choices=[(r, r) for r in ("lead", "support", "inform")])
    due_on: Any = DateField(null=True)
    given_at: Any = db.MomentField()
    seen_at: Any = db.MomentField(null=True)
    done_at: Any = db.MomentField(null=True)
    outcome: Any = TextField(default="")

    @property
    def handler_name(self) -> str:
        """Who it was given to."""
        return str(self.person.name if self.person else self.unit.name)

    def is_overdue(self, today: date) -> bool:
        """Quá hạn and not reported."""
        return bool(self.due_on and self.due_on < today and not self.done_at)

    @classmethod
    def of(cls, person: Person) -> Any:
        """What was given to the person or to the person's unit, as far as the person may still read it."""
        mine = cls.person == person
        mine = mine | (cls.unit == person.unit_id) if person.unit_id else mine
        return cls.select(cls, Document).join(Document).where(mine, rights.readable(person))

    @classmethod
    def open_for(cls, person: Person) -> Any:
        """Not yet reported and not voided, the nearest due day first, those without one last."""
        is_live = Document.state.not_in((VOIDED, RECALLED))
        waiting = cls.of(person).where(cls.done_at.is_null(), cls.role != "inform", is_live)
        return waiting.order_by(cls.due_on.is_null(), cls.due_on, cls.id)

    @classmethod
    def unseen_by(cls, person: Person) -> Any:
        """Given for information and not looked at yet."""
        return cls.of(person).where(cls.role == "inform", cls.seen_at.is_null()).order_by(cls.id)


def present(document: Document, leader: Person, *, by: Person, at: datetime) -> None:
    """Trình: lay the document before a leader."""
    by.require("enter")
    leader.require("direct")
    with db.atomic():
        document.require_state(ENTERED, IN_PROGRESS)
        document.presented_to = leader
        document.save(only=[Document.presented_to])
        rights.grant(document, "direct", person=leader, at=at)
        events.record("presented", document, by=by, at=at, leader=leader.name)


def direct(
    document: Document, text: str, lead: Handler, *, by: Person, at: datetime,
    support: Sequence[Handler] = (), inform: Sequence[Handler] = (), due_on: date | None = None,
) -> Instruction:
    """Write a directive and give the work out; everyone named may read the document from now on."""
    by.require("direct")
    if due_on and due_on < at.date():
        raise errors.BadDate(due_on)
    with db.atomic():
        document.require_state(ENTERED, IN_PROGRESS, DONE)
        instruction: Instruction = Instruction.create(document=document, leader=by, text=text.strip(), given_at=at)
        give(instruction, lead, "lead", due_on, at)
        for handler in support:
            give(instruction, handler, "support", due_on, at)
        for handler in inform:
            give(instruction, handler, "inform", None, at)
        document.state, document.due_on, document.presented_to = IN_PROGRESS, due_on or document.due_on, None
        document.save(only=[Document.state, Document.due_on, Document.presented_to])
        events.record("directed", document, by=by, at=at, lead=lead.name, due_on=due_on)
        packets.tell(document, wire.ASSIGNED, by=by, at=at)
        outbox.put("index", document.id)
    return instruction


def give(instruction: Instruction, handler: Handler, role: str, due_on: date | None, at: datetime) -> None:
    """One assignment with its grant."""
    whom = {"person": handler} if isinstance(handler, Person) else {"unit": handler}
    Assignment.create(
        document=instruction.document, instruction=instruction, role=role, due_on=due_on, given_at=at, **whom
    )
    rights.grant(instruction.document, role, at=at, **whom)


def mark_seen(document: Document, *, by: Person, at: datetime) -> None:
    """Note the first time the handler looked at the document; a further look writes nothing.

    The first look writes the read mark and its line in the history. With that of whoever leads, the work begins:
    where a packet brought the letter, the status that tells its sender so is written, too.
    """
    unseen = list(Assignment.of(by).where(Assignment.document == document, Assignment.seen_at.is_null()))
    if not unseen:
        return
    with db.atomic():
        still = Assignment.id.in_([a.id for a in unseen]) & Assignment.seen_at.is_null()
        if not Assignment.update(seen_at=at).where(still).execute():
            return  # the same look in another window came first
        events.record("seen", document, by=by, at=at)
        if document.state == IN_PROGRESS and any(a.role == "lead" for a in unseen):
            packets.tell(document, wire.IN_WORK, by=by, at=at)


def report(assignment: Assignment, outcome: str, *, by: Person, at: datetime) -> None:
    """Báo cáo kết quả: the handler says what was done; the leading handler's report closes the document."""
    by.require("report")
    if not Assignment.of(by).where(Assignment.id == assignment.id).exists():
        raise errors.NotFound(assignment.id)
    if not outcome.strip():
        raise errors.ReasonMissing("report")
    with db.atomic():
        if Assignment.get_by_id(assignment.id).done_at:
            raise errors.Conflict(assignment.id, why="already_reported")
        document = Document.get_by_id(assignment.document_id)
        assignment.done_at, assignment.outcome = at, outcome.strip()
        assignment.save(only=[Assignment.done_at, Assignment.outcome])
        if assignment.role == "lead" and document.state == IN_PROGRESS:
            document.state, document.done_on = DONE, at.date()
            document.save(only=[Document.state, Document.done_on])
            packets.tell(document, wire.FINISHED, by=by, at=at)
        events.record("reported", document, by=by, at=at, role=assignment.role)
        outbox.put("index", document.id)
