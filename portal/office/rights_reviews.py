"""Rà soát quyền: every account with what it may reach, looked through once a year and signed off with the day."""

from datetime import date, datetime
from typing import Any, Self

from peewee import ForeignKeyField, IntegerField, TextField

from portal import db
from portal.office import events, row_hashes
from portal.office.people import Person
from portal.rules.alerts import REVIEW_EVERY

LONGEST_NOTE = 1000


class RightsReview(db.Record):
    """One review of all accounts."""

    at: Any = db.MomentField()
    by: Any = ForeignKeyField(Person)
    accounts: Any = IntegerField()
    note: Any = TextField(default="")

    @classmethod
    def newest(cls) -> Self | None:
        """The last one."""
        found: Self | None = cls.select().order_by(cls.id.desc()).first()
        return found

    @classmethod
    def past(cls) -> Any:
        """All of them, the newest first."""
        return cls.select(cls, Person).join(Person).order_by(cls.id.desc())


def sign_off(note: str, *, by: Person, at: datetime) -> RightsReview:
    """Đã rà soát: somebody looked at every account."""
    by.require("audit")
    with db.atomic():
        accounts = Person.select().count()
        made: RightsReview = RightsReview.create(at=at, by=by, accounts=accounts, note=note.strip()[:LONGEST_NOTE])
        events.record("rights_reviewed", made, by=by, at=at, accounts=accounts, row=row_hashes.digest(made))
    return made


def is_due(today: date) -> bool:
    """Whether a year has gone since the last review, or since the trail began."""
    since = RightsReview.newest() or events.Event.select().order_by(events.Event.id).first()
    return since is not None and (today - since.at.date()).days >= REVIEW_EVERY
