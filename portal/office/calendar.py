"""Days off and make-up days the administrator sets, over what the public calendar knows."""

from datetime import date, datetime
from typing import Any

from peewee import BooleanField, CharField, DateField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules.errors import NotFound


class CalendarDay(db.Record):
    """A day that is off or worked, against what the public calendar says or does not know."""

    day: Any = DateField(unique=True)
    is_working: Any = BooleanField()
    name: Any = CharField(default="")

    @classmethod
    def between(cls, first: date, last: date) -> Any:
        """The days set from one to the other, in order."""
        return cls.select().where(cls.day.between(first, last)).order_by(cls.day)


def set_day(day: date, is_working: bool, name: str, *, by: Person, at: datetime) -> CalendarDay:
    """Nghỉ hoặc làm bù: say of a day whether the office works; saying it again replaces what was said."""
    by.require("administer")
    with db.atomic():
        CalendarDay.delete().where(CalendarDay.day == day).execute()
        line: CalendarDay = CalendarDay.create(day=day, is_working=is_working, name=name.strip())
        events.record("calendar_set", line, by=by, at=at, day=day, is_working=is_working, name=name.strip())
    return line


def forget_day(line_id: int, *, by: Person, at: datetime) -> None:
    """The day is as the public calendar says again."""
    by.require("administer")
    with db.atomic():
        line = CalendarDay.get_or_none(CalendarDay.id == line_id)
        if line is None:
            raise NotFound(line_id)
        events.record("calendar_forgotten", line, by=by, at=at, day=line.day, is_working=line.is_working)
        line.delete_instance()
