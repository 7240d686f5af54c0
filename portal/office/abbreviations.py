"""Chữ viết tắt: the office's own table of short forms; a search for one side finds the other at once."""

from datetime import datetime
from typing import Any, Self

from peewee import BooleanField, CharField

from portal import db
from portal.office import events
from portal.office.people import Person
from portal.rules import abbreviations as rules
from portal.rules.errors import Invalid
from portal.rules.folding import sort_key


class Abbreviation(db.Record):
    """A short form and the words it stands for; taken out it stays, so that the trail can name it."""

    short: Any = CharField()
    words: Any = CharField()
    is_active: Any = BooleanField(default=True)

    @classmethod
    def listed(cls) -> list[Self]:
        """All lines in Vietnamese order, those in use first."""
        return sorted(cls.select(), key=lambda line: (not line.is_active, sort_key(line.short), sort_key(line.words)))

    @classmethod
    def in_force(cls) -> rules.Table:
        """What a search uses now.  Asked for each search: fifty short rows cost less than knowing they changed."""
        lines: Any = cls.select(cls.short, cls.words).where(cls.is_active).order_by(cls.id).tuples()
        return tuple(lines)


def add(short: str, words: str, *, by: Person, at: datetime) -> Abbreviation:
    """A new line; one short form may stand for several things, each on a line of its own."""
    by.require("administer")
    with db.atomic():
        short, words = free(short, words)
        line: Abbreviation = Abbreviation.create(short=short, words=words)
        events.record("abbreviation_added", line, by=by, at=at, short=short, words=words)
    return line


def change(line: Abbreviation, short: str, words: str, *, by: Person, at: datetime) -> None:
    """Another short form or other words on the same line."""
    by.require("administer")
    with db.atomic():
        old = f"{line.short}: {line.words}"
        line.short, line.words = free(short, words, but=line.id)
        line.save(only=[Abbreviation.short, Abbreviation.words])
        events.record("abbreviation_changed", line, by=by, at=at, old=old, new=f"{line.short}: {line.words}")


def set_active(line: Abbreviation, active: bool, *, by: Person, at: datetime) -> None:
    """Take a line out of use, or put it back."""
    by.require("administer")
    with db.atomic():
        line.is_active = active
        line.save(only=[Abbreviation.is_active])
        verb = "abbreviation_put_back" if active else "abbreviation_taken_out"
        events.record(verb, line, by=by, at=at, short=line.short, words=line.words)


def free(short: str, words: str, *, but: int = 0) -> tuple[str, str]:
    """The line as it is kept, if no other line says the same."""
    wanted = rules.taken(short, words)
    others: Any = Abbreviation.select(Abbreviation.short, Abbreviation.words).where(Abbreviation.id != but).tuples()
    if any(rules.same(wanted, other) for other in others):
        raise Invalid(wanted[0], why="abbreviation_known")
    return wanted
