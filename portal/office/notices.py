"""Thông báo: what a person is told of work and its days; each cause is told once, and shown while it may be read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, chunked

from portal import db
from portal.office import rights
from portal.office.documents import Document
from portal.office.duties import HEAD, Duty
from portal.office.people import Person
from portal.office.stand_ins import StandIn
from portal.rules.roles import Role

GIVEN, HANDED_BACK, EXTENDED, REPORTED = "given", "handed_back", "extended", "reported"
DUE_SOON, OVERDUE, ESCALATED = "due_soon", "overdue", "escalated"
REFUSED, ADVISED, ANSWERED = "refused", "advised", "answered"
KINDS = (GIVEN, HANDED_BACK, EXTENDED, REPORTED, DUE_SOON, OVERDUE, ESCALATED, REFUSED, ADVISED, ANSWERED)


class Notice(db.Record):
    """One thing told to one person; ``key`` names its cause, so that it is told once for good."""

    person: Any = ForeignKeyField(Person, backref="notices")
    kind: Any = CharField(choices=[(k, k) for k in KINDS])
    document: Any = ForeignKeyField(Document, backref="+")
    by: Any = ForeignKeyField(Person, null=True, backref="+")  # whose act it is; nobody's where a day has come
    due_on: Any = DateField(null=True)
    key: Any = CharField()
    made_at: Any = db.MomentField()
    read_at: Any = db.MomentField(null=True)

    class Meta:
        indexes = ((("person", "key"), True), (("person", "read_at"), False))

    @classmethod
    def of(cls, person: Person) -> Any:
        """What the person was told of documents the person may still read, the newest first."""
        found = cls.select(cls, Document).join(Document).where(cls.person == person, rights.shown(person))
        return found.order_by(cls.id.desc())

    @classmethod
    def unread(cls, person: Person) -> Any:
        """Those the person has not seen yet."""
        return cls.of(person).where(cls.read_at.is_null())


class Audience:
    """Who is told of what a person or a unit has on a day: asked of the people once, for many causes."""

    def __init__(self, on: date) -> None:
        self.people: dict[int, Person] = {one.id: one for one in Person.active()}
        self.deputies = {one.absent_id: one.deputy_id for one in StandIn.during(on, on)}
        head = Duty.current(HEAD)
        self.chair = [head.person_id] if head and head.person.may("direct") else []

    def of(self, person_id: int | None, unit_id: int | None) -> list[int]:
        """The person, or the unit's heads, else everyone of it; and whoever stands in for one of them."""
        members = [one.id for one in self.people.values() if unit_id and one.unit_id == unit_id]
        return self.with_deputies([person_id] if person_id else self.heads(unit_id) or members)

    def heads(self, unit_id: int | None) -> list[int]:
        """Who heads the unit."""
        of_unit = (one for one in self.people.values() if unit_id and one.unit_id == unit_id)
        return [one.id for one in of_unit if one.role == Role.UNIT_HEAD]

    def over(self, giver_id: int | None, unit_id: int | None, handler_id: int | None) -> list[int]:
        """Who gave the work while still in that office; else the unit's heads now, else the office's head or leaders.

        ``unit_id`` is the unit within which it was given on; nobody is told of their own work as its giver's heir.
        """
        heads, leaders = self.heads(unit_id), [one.id for one in self.people.values() if one.may("direct")]
        if giver_id is None or giver_id in (heads if unit_id else leaders):
            return self.with_deputies([giver_id] if giver_id else [])
        heirs = ([one for one in some if one != handler_id] for some in (heads, self.chair, leaders))
        return self.with_deputies(next(filter(None, heirs), []))

    def with_deputies(self, told: list[int]) -> list[int]:
        """Those of them who may sign in, and whoever stands in for one of them."""
        deputies = [self.deputies[one] for one in told if one in self.deputies]
        return [one for one in dict.fromkeys([*told, *deputies]) if one in self.people]


def tell(rows: Sequence[dict[str, Any]]) -> None:
    """Write notices down; what was told to the person before is told no more."""
    with db.atomic():
        for some in chunked(rows, 100):
            Notice.insert_many(some).on_conflict_ignore().execute()


def mark_read(person: Person, *, at: datetime, notice_id: int | None = None) -> None:
    """Đã xem: one notice of the person, or all of them."""
    own = (Notice.person == person) & Notice.read_at.is_null()
    own &= Notice.id == notice_id if notice_id is not None else Notice.id > 0
    with db.atomic():
        Notice.update(read_at=at).where(own).execute()


def mark_read_about(document: Document, *, by: Person, at: datetime) -> None:
    """Who opened the document has seen what was told of it; a further look writes nothing."""
    told = (Notice.person == by) & (Notice.document == document) & Notice.read_at.is_null()
    if Notice.select().where(told).exists():
        with db.atomic():
            Notice.update(read_at=at).where(told).execute()
