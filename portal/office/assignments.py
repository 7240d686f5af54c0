"""Chỉ đạo và việc được giao: the leader's words, who has what to do with a document by when, and how it stands."""

from datetime import date
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField, TextField, fn

from portal import db
from portal.office import rights
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.rules.roles import Role
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, RECALLED, VOIDED

Handler = Person | Unit
# Why work ended before its report: its handler passed it back, or whoever gave it took it back.
HANDED_BACK, TAKEN_BACK = "handed_back", "taken_back"
ENDINGS = (HANDED_BACK, TAKEN_BACK)
ROLES = ("lead", "support", "inform")


class Instruction(db.Record):
    """Ý kiến chỉ đạo: the leader's words on one document."""

    document: Any = ForeignKeyField(Document, backref="instructions")
    leader: Any = ForeignKeyField(Person)
    text: Any = TextField()
    given_at: Any = db.MomentField()

    @classmethod
    def last_on(cls, document: Document) -> int:
        """The id of the newest on the document, 0 before the first."""
        return int(cls.select(fn.MAX(cls.id)).where(cls.document == document).scalar() or 0)


class Assignment(db.Record):
    """What one person or unit has to do with a document, and what came of it.

    Work given on within a unit is a row of its own that knows whose part it is (``parent``).
    """

    document: Any = ForeignKeyField(Document, backref="assignments")
    instruction: Any = ForeignKeyField(Instruction, null=True, backref="assignments")
    parent: Any = ForeignKeyField("self", null=True, backref="children")
    person: Any = ForeignKeyField(Person, null=True, backref="assignments")
    unit: Any = ForeignKeyField(Unit, null=True, backref="assignments")
    given_by: Any = ForeignKeyField(Person, null=True, backref="given")  # nobody, where issuing brought the letter
    role: Any = CharField(choices=[(r, r) for r in ROLES])
    note: Any = TextField(null=True)  # the words with which a head gave it on
    due_on: Any = DateField(null=True)
    given_at: Any = db.MomentField()
    seen_at: Any = db.MomentField(null=True)
    done_at: Any = db.MomentField(null=True)
    outcome: Any = TextField(default="")
    ended_at: Any = db.MomentField(null=True)
    ended_how: Any = CharField(null=True, choices=[(e, e) for e in ENDINGS])
    ended_reason: Any = TextField(null=True)
    noted_at: Any = db.MomentField(null=True)  # when whoever gave it took note that it came back

    @property
    def handler(self) -> Handler:
        """Who it was given to."""
        given: Handler = self.person or self.unit
        return given

    @property
    def handler_name(self) -> str:
        """The name of who it was given to."""
        return str(self.handler.name)

    @property
    def is_live(self) -> bool:
        """Neither passed back nor taken back; reported or not."""
        return self.ended_at is None

    @property
    def is_open(self) -> bool:
        """Something is still to be done."""
        return self.is_live and self.done_at is None and self.role != "inform"

    @property
    def parts(self) -> list[Self]:
        """What of it was given on within the unit and still stands."""
        return list(self.children.where(Assignment.ended_at.is_null()).order_by(Assignment.id))

    @property
    def last_day(self) -> date | None:
        """The day its parts may not go beyond: its own, else that of the letter."""
        day: date | None = self.due_on or self.document.due_on
        return day

    def is_overdue(self, today: date) -> bool:
        """Quá hạn and not reported; what supports a letter that is done is late no more."""
        is_late = bool(self.due_on and self.due_on < today and not self.done_at and self.is_live)
        return is_late and self.document.state != DONE

    @classmethod
    def live(cls, document: Document) -> Any:
        """What stands of a document, in the order in which it was given."""
        return cls.select().where(cls.document == document, cls.ended_at.is_null()).order_by(cls.id)

    @classmethod
    def leads(cls, document: Document) -> Any:
        """Who leads: the work whose report closes the letter."""
        return cls.live(document).where(cls.role == "lead", cls.parent.is_null())

    @classmethod
    def leading(cls, document: Document) -> list[Self]:
        """Who leads now: the leads not yet reported."""
        return list(cls.leads(document).where(cls.done_at.is_null()))

    @classmethod
    def of(cls, person: Person) -> Any:
        """What was given to the person or the unit, or to whom the person stands in for, as far as it may be read."""
        return cls.select(cls, Document).join(Document).where(
            cls.given_to(person), cls.ended_at.is_null(), rights.readable(person)
        )

    @classmethod
    def given_to(cls, person: Person) -> Any:
        """The condition: the person's own, the unit's as long as nobody of the unit has it, and the absent's."""
        shared = cls.id.not_in(cls.given_on())
        mine = cls.person.in_([person.id, *(absent.id for absent in person.stands_for)])
        if person.unit_id:
            theirs = cls.unit == person.unit_id
            mine |= theirs if person.role == Role.UNIT_HEAD else theirs & shared
        for absent in person.stands_for:
            if absent.role == Role.UNIT_HEAD and absent.unit_id:
                mine |= cls.unit == absent.unit_id
        return mine

    @classmethod
    def last_leads(cls, ids: list[int]) -> dict[int, tuple[str, Handler]]:
        """Who led each of these documents last, as the kind of handler and the handler."""
        leading = cls.select().where(
            cls.document.in_(ids), cls.role == "lead", cls.parent.is_null(), cls.ended_at.is_null()
        )
        return {
            one.document_id: ("person" if one.person_id else "unit", one.handler) for one in leading.order_by(cls.id)
        }

    @classmethod
    def given_on(cls) -> Any:
        """Ids of the work of which a part is with somebody of the unit."""
        part = cls.alias()
        return part.select(part.parent).where(part.parent.is_null(False), part.ended_at.is_null())

    @classmethod
    def open_for(cls, person: Person) -> Any:
        """Not yet reported and not voided, the nearest due day first, those without one last."""
        is_live = Document.state.not_in((VOIDED, RECALLED))
        waiting = cls.of(person).where(cls.done_at.is_null(), cls.role != "inform", is_live)
        return waiting.order_by(cls.due_on.is_null(), cls.due_on, cls.id)

    @classmethod
    def pressing_for(cls, person: Person) -> Any:
        """The open work of letters that are not done: what is still open beside the report that closed one can wait."""
        return cls.open_for(person).where(Document.state != DONE)

    @classmethod
    def open_on(cls, document: Document, person: Person) -> Any:
        """What of one document waits for the person."""
        return cls.open_for(person).where(cls.document == document)

    @classmethod
    def from_(cls, person: Person) -> Any:
        """What the person, or whom the person stands in for, gave to others, as far as it may be read."""
        givers = [person.id, *(absent.id for absent in person.stands_for)]
        return cls.select(cls, Document).join(Document).where(cls.given_by.in_(givers), rights.readable(person))

    @classmethod
    def handed_back(cls, person: Person) -> Any:
        """Bị trả lại: what the person gave that came back, until given anew or taken note of; the oldest first."""
        back = cls.from_(person).where(cls.ended_how == HANDED_BACK, cls.noted_at.is_null())
        return back.where(Document.state.in_((ENTERED, IN_PROGRESS))).order_by(cls.ended_at, cls.id)

    @classmethod
    def returned_on(cls, document: Document, person: Person) -> list[Self]:
        """What of one document came back to the person."""
        return list(cls.handed_back(person).where(cls.document == document))

    @classmethod
    def results_for(cls, person: Person) -> Any:
        """Parts the person gave on that are reported, while the whole waits for the person's own report."""
        whole = cls.alias()
        waiting = whole.select(whole.id).where(whole.done_at.is_null(), whole.ended_at.is_null())
        done = cls.from_(person).where(cls.done_at.is_null(False), cls.ended_at.is_null(), cls.parent.in_(waiting))
        return done.order_by(cls.done_at, cls.id)


class Extension(db.Record):
    """Gia hạn: one due day put further, the old one kept."""

    assignment: Any = ForeignKeyField(Assignment, backref="extensions")
    old: Any = DateField(null=True)
    new: Any = DateField()
    reason: Any = TextField(default="")
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()
