"""Hình chữ ký, hình con dấu: what is drawn where a signature stands (Decree 30/2020/NĐ-CP Annex I)."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import errors
from portal.rules.stamps import PERSONAL, ROLES, SEAL, SEAL_SIZES


class Stamp(db.Record):
    """A picture in the file store: of a person's hand, or of the office's seal, which belongs to nobody."""

    role: Any = CharField(choices=[(role, role) for role in ROLES])
    person: Any = ForeignKeyField(Person, null=True, backref="stamps")
    sha256: Any = CharField()
    millimetres: Any = IntegerField(default=0)  # across, on paper; a hand has no size of its own
    given_at: Any = db.MomentField()
    given_by: Any = ForeignKeyField(Person, null=True, backref="stamps_given")
    ended_at: Any = db.MomentField(null=True)

    @classmethod
    def of(cls, role: str, person: Person) -> Self | None:
        """What is drawn when the person signs in that role."""
        whose = cls.person.is_null() if role == SEAL else cls.person == person
        found: Self | None = cls.select().where(cls.role == role, whose, cls.ended_at.is_null()).first()
        return found


def give(role: str, sha256: str, *, by: Person, at: datetime, millimetres: int = 0) -> Stamp:
    """Use the picture from now on: everyone who signs brings their own hand, the administrator the seal."""
    by.require(guard(role))
    if role == SEAL and millimetres not in SEAL_SIZES:
        raise errors.Invalid("stamp", why="seal_size")
    owner = by if role == PERSONAL else None
    with db.atomic():
        _end(role, by, at)
        stamp: Stamp = Stamp.create(
            role=role, person=owner, sha256=sha256, millimetres=millimetres, given_at=at, given_by=by
        )
        events.record("picture_set", stamp, by=by, at=at, role=role, sha256=sha256, millimetres=millimetres)
    return stamp


def remove(role: str, *, by: Person, at: datetime) -> None:
    """Draw text instead; the bytes stay with what was signed with them."""
    by.require(guard(role))
    with db.atomic():
        stamp = _end(role, by, at)
        if stamp is None:
            raise errors.NotFound(role)
        events.record("picture_removed", stamp, by=by, at=at, role=role, sha256=stamp.sha256)


def guard(role: str) -> str:
    """The verb that whoever changes such a picture has."""
    return "administer" if role == SEAL else "approve"


def _end(role: str, by: Person, at: datetime) -> Stamp | None:
    stamp = Stamp.of(role, by)
    if stamp is not None:
        stamp.ended_at = at
        stamp.save(only=[Stamp.ended_at])
    return stamp
