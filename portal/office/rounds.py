"""What comes round by itself: when the worker did each of its recurring tasks last, so that none is done twice."""

from datetime import datetime
from typing import Any

from peewee import CharField

from portal import db


class Round(db.Record):
    """One recurring task and the moment it was last done."""

    name: Any = CharField(unique=True)
    at: Any = db.MomentField()


def last(name: str) -> datetime | None:
    """When the task was last done; None before the first time."""
    row = Round.get_or_none(Round.name == name)
    return row.at if row else None


def mark(name: str, *, at: datetime) -> None:
    """It is done now; called in the transaction of what it did."""
    with db.atomic():
        Round.insert(name=name, at=at).on_conflict(conflict_target=[Round.name], update={Round.at: at}).execute()


def is_due_today(name: str, *, at: datetime) -> bool:
    """Whether the task was not done yet on this day."""
    done = last(name)
    return done is None or done.date() < at.date()
