"""Mẫu văn bản: which forms the office has a template of its own for; without one the portal's holds."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.people import Person


class LetterTemplate(db.Record):
    """The template of a form from a day on; one without a file goes back to the portal's own.  The newest holds."""

    form: Any = CharField(index=True)
    sha256: Any = CharField(default="")
    name: Any = CharField(default="")
    by: Any = ForeignKeyField(Person, null=True)
    at: Any = db.MomentField()

    @classmethod
    def of(cls, form: str) -> list[Self]:
        """All there were for a form, the newest first."""
        return list(cls.select().where(cls.form == form).order_by(cls.id.desc()))

    @classmethod
    def in_use(cls) -> dict[str, Self]:
        """The office's own templates that hold now, by their form."""
        newest = {row.form: row for row in cls.select().order_by(cls.id)}
        return {form: row for form, row in newest.items() if row.sha256}


def bring(form: str, sha256: str, name: str, *, by: Person, at: datetime) -> LetterTemplate:
    """From now on letters of this form begin as this file."""
    by.require("administer")
    with db.atomic():
        row: LetterTemplate = LetterTemplate.create(form=form, sha256=sha256, name=name, by=by, at=at)
        events.record("template_brought", row, by=by, at=at, form=form, sha256=sha256)
    return row


def give_back(form: str, *, by: Person, at: datetime) -> None:
    """Back to the portal's own template; where that holds already nothing changes."""
    by.require("administer")
    with db.atomic():
        if form not in LetterTemplate.in_use():
            return
        row: LetterTemplate = LetterTemplate.create(form=form, by=by, at=at)
        events.record("template_given_back", row, by=by, at=at, form=form)
