"""Ủy quyền xử lý (vắng mặt): who does whose waiting work, from one day to another; it ends by itself."""

from datetime import date, datetime
from typing import Any, Self

from peewee import DateField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import errors
from portal.rules.stand_ins import may_stand_in, overlap


class StandIn(db.Record):
    """One absence: who is away, who does the work, the first and the last day, and whether it ended before."""

    absent: Any = ForeignKeyField(Person, backref="absences")
    deputy: Any = ForeignKeyField(Person, backref="standing_in")
    first_on: Any = DateField()
    last_on: Any = DateField()
    set_by: Any = ForeignKeyField(Person)
    set_at: Any = db.MomentField()
    ended_at: Any = db.MomentField(null=True)
    ended_by: Any = ForeignKeyField(Person, null=True)

    def is_on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return bool(self.ended_at is None and self.first_on <= day <= self.last_on)

    @classmethod
    def coming(cls, day: date) -> Any:
        """Those that hold on the day or later, by their first day."""
        return cls.select().where(cls.ended_at.is_null(), cls.last_on >= day).order_by(cls.first_on, cls.id)

    @classmethod
    def seen_by(cls, person: Person, day: date) -> Any:
        """Those coming that are the person's own to see: all of them for who may set them for others."""
        found = cls.coming(day)
        if may_set_for_others(person):
            return found
        return found.where((cls.absent == person) | (cls.deputy == person))

    @classmethod
    def during(cls, first: date, last: date) -> list[Self]:
        """Those that share a day with the span."""
        return [one for one in cls.coming(first) if overlap(first, last, one.first_on, one.last_on)]


def of(person: Person, on: date) -> list[Person]:
    """Whom the person stands in for on the day."""
    today = (StandIn.deputy == person, StandIn.ended_at.is_null(), StandIn.first_on <= on, StandIn.last_on >= on)
    rows = StandIn.select(StandIn, Person).join(Person, on=StandIn.absent).where(*today).order_by(StandIn.id)
    return [row.absent for row in rows if row.absent.is_active and may_stand_in(person.role, row.absent.role)]


def know(person: Person, *, on: date) -> Person:
    """The same person, knowing whose work is theirs on the day; without this they read their own alone."""
    person.stands_for = tuple(of(person, on))
    return person


def may_set_for_others(person: Person) -> bool:
    """Leaders and administrators say who stands in for anyone; all others for themselves."""
    return person.may("direct") or person.may("administer")


def require_to_set(absent: Person, by: Person) -> None:
    """One's own absence, or anyone's for leaders and administrators."""
    if by != absent and not may_set_for_others(by):
        raise errors.NotAllowed(by.name)


def set_stand_in(
    absent: Person, deputy: Person, first: date, last: date, *, by: Person, at: datetime
) -> StandIn:
    """Name who does the waiting work from the first to the last day; signing and directing are never lent."""
    require_to_set(absent, by)
    if first < at.date() or last < first:
        raise errors.Invalid(absent.name, why="stand_in_days")
    if deputy == absent or not deputy.is_active or not may_stand_in(deputy.role, absent.role):
        raise errors.Invalid(deputy.name, why="stand_in_whom")
    with db.atomic():
        require_free(absent, deputy, first, last)
        one: StandIn = StandIn.create(
            absent=absent, deputy=deputy, first_on=first, last_on=last, set_by=by, set_at=at
        )
        events.record("stand_in_set", absent, by=by, at=at, deputy=deputy.name, first=first, last=last)
    return one


def require_free(absent: Person, deputy: Person, first: date, last: date) -> None:
    """Nobody has two stand-ins at a time, and work is not handed on from stand-in to stand-in."""
    for other in StandIn.during(first, last):
        if other.absent_id == absent.id:
            raise errors.Conflict(other.deputy.name, why="stand_in_twice")
        if other.absent_id == deputy.id:
            raise errors.Conflict(deputy.name, why="stand_in_away")
        if other.deputy_id == absent.id:
            raise errors.Conflict(other.absent.name, why="stand_in_chain")


def end(one: StandIn, *, by: Person, at: datetime) -> None:
    """Back before the last day, or not going at all: it holds no longer, from this moment."""
    require_to_set(one.absent, by)
    with db.atomic():
        ending = StandIn.update(ended_at=at, ended_by=by)
        if not ending.where(StandIn.id == one.id, StandIn.ended_at.is_null()).execute():
            raise errors.Conflict(one.id, why="stand_in_ended")
        events.record("stand_in_ended", one.absent, by=by, at=at, deputy=one.deputy.name)
