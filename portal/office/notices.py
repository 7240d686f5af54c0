"""Thông báo: what a person is told of work and its days; each cause is told once, and shown while it may be read."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, ForeignKeyField

from portal import db
from portal.office import rights
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.office.stand_ins import StandIn
from portal.rules.roles import Role

GIVEN, HANDED_BACK, EXTENDED, REPORTED = "given", "handed_back", "extended", "reported"
DUE_SOON, OVERDUE, ESCALATED, REFUSED = "due_soon", "overdue", "escalated", "refused"
KINDS = (GIVEN, HANDED_BACK, EXTENDED, REPORTED, DUE_SOON, OVERDUE, ESCALATED, REFUSED)


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


def tell(
    whom: Iterable[Person], kind: str, document: Document, key: str, *, at: datetime, by: Person | None = None,
    due_on: date | None = None,
) -> None:
    """Tell each of them once; whoever did it oneself is told nothing."""
    for person in whom:
        if by is None or person.id != by.id:
            Notice.insert(
                person=person, kind=kind, document=document, by=by, due_on=due_on, key=f"{kind}:{key}", made_at=at
            ).on_conflict_ignore().execute()


def those_of(person: Person | None, unit: Unit | None, *, on: date) -> list[Person]:
    """Who is told of what a person or a unit has: the person, or the unit's heads, else everyone of it.

    Whoever stands in for one of them on the day is told as well.
    """
    if person is not None:
        told = [person] if person.is_active else []
    else:
        members = list(Person.active().where(Person.unit == unit))
        told = [one for one in members if one.role == Role.UNIT_HEAD] or members
    deputies = (one.deputy for one in StandIn.during(on, on) if one.absent in told)
    return [*told, *(deputy for deputy in deputies if deputy not in told)]


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
