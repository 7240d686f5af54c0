"""Kiểm tra: every look at a door, by the worker or by the clerk, and what was found there."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office.people import Person
from portal.rules.doors import PAPER

RUN = timedelta(minutes=15)  # looks closer together than this and alike are one row


class Look(db.Record):
    """One look, or a run of looks that found nothing new: from ``at`` to ``until``."""

    door: Any = CharField()
    at: Any = db.MomentField()
    until: Any = db.MomentField()
    times: Any = IntegerField(default=1)
    found: Any = IntegerField(default=0)
    taken: Any = IntegerField(default=0)
    fault: Any = CharField(default="")
    by: Any = ForeignKeyField(Person, null=True)

    class Meta:
        indexes = ((("door", "at"), False), (("until",), False))

    @classmethod
    def newest(cls, door: str) -> Self | None:
        """The last row of a door."""
        found: Self | None = cls.select().where(cls.door == door).order_by(cls.id.desc()).first()
        return found

    @classmethod
    def faulty_since(cls, door: str) -> datetime | None:
        """When a door was first found shut, if every look since then met a fault."""
        good = cls.select(fn.MAX(cls.id)).where(cls.door == door, cls.fault == "").scalar() or 0
        first = cls.select().where(cls.door == door, cls.id > good).order_by(cls.id).first()
        return first.at if first else None

    @classmethod
    def on(cls, day: date) -> Any:
        """The looks that began on a day, in order."""
        return cls.select().where(cls.at.startswith(day.isoformat())).order_by(cls.at, cls.id)

    @classmethod
    def between(cls, door: str, first: date, last: date) -> Any:
        """The looks at a door from one day to the other that met no fault, in order."""
        days = (cls.until >= first.isoformat()) & (cls.at < (last + timedelta(days=1)).isoformat())
        return cls.select().where(cls.door == door, cls.fault == "", days).order_by(cls.at)

    @classmethod
    def first_day(cls, door: str) -> date | None:
        """The day on which a door was first looked at."""
        first = cls.select(cls.at).where(cls.door == door).order_by(cls.at).first()
        return first.at.date() if first else None

    @classmethod
    def newest_first(cls, most: int) -> Any:
        """The last looks at every door."""
        return cls.select().order_by(cls.until.desc(), cls.id.desc()).limit(most)


def looked_at_paper(*, by: Person, at: datetime) -> "Look":
    """Đã kiểm tra: the clerk looked through the post and the paper that was brought."""
    by.require("receive")
    return looked(PAPER, at=at, by=by)


def looked(
    door: str, *, at: datetime, found: int = 0, taken: int = 0, fault: str = "", by: Person | None = None
) -> Look:
    """Note a look at a door; one like the last, soon after it, lengthens that row instead of adding one."""
    with db.atomic():
        last = Look.newest(door)
        if last is not None and by is None and not found and not taken and continues(last, at, fault):
            last.until, last.times = at, last.times + 1
            last.save(only=[Look.until, Look.times])
            return last
        look: Look = Look.create(door=door, at=at, until=at, found=found, taken=taken, fault=fault, by=by)
    return look


def continues(last: Look, at: datetime, fault: str) -> bool:
    """Whether a look that found nothing now goes on with what the last row says."""
    alike = not last.found and not last.taken and last.by_id is None and last.fault == fault
    return bool(alike and last.until.date() == at.date() and timedelta(0) <= at - last.until <= RUN)
