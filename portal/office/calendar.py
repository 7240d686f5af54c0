"""Days off and make-up days the administrator sets, over what the public calendar knows."""

from datetime import date
from typing import Any

from peewee import BooleanField, CharField, DateField

from portal import db


class CalendarDay(db.Record):
    """A day that is off or worked, against what the public calendar says or does not know."""

    day: Any = DateField(unique=True)
    is_working: Any = BooleanField()
    name: Any = CharField(default="")

    @classmethod
    def between(cls, first: date, last: date) -> Any:
        """The days set from one to the other, in order."""
        return cls.select().where(cls.day.between(first, last)).order_by(cls.day)
