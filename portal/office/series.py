"""Loại sổ, dãy số: the office's registers as data, one line a series that begins anew every year."""

from typing import Any, Self

from peewee import BooleanField, CharField, IntegerField

from portal import db
from portal.rules import errors, series
from portal.rules.kinds import ORGANS, REGISTERS, RegisterKind


class Series(db.Record):
    """One series: which documents take their numbers from it, in which years, and the form of its register."""

    code: Any = CharField(unique=True)
    form: Any = CharField(choices=[(code, code) for code in REGISTERS])
    title: Any = CharField()
    organ: Any = CharField(default="", choices=[(code, code) for code in ("", *ORGANS)])
    kinds: Any = db.JsonField()
    is_normative: Any = BooleanField(default=False)
    first_year: Any = IntegerField()
    last_year: Any = IntegerField(null=True)

    @property
    def printed(self) -> RegisterKind:
        """The form of the law its register is printed in."""
        return REGISTERS[self.form]

    def holds_in(self, year: int) -> bool:
        """Whether it gives numbers in that year."""
        return series.holds_in(self, year)

    @classmethod
    def listed(cls) -> list[Self]:
        """All of them, in the order they were set up."""
        return list(cls.select().order_by(cls.id))

    @classmethod
    def of_direction(cls, like: "Series") -> list[Self]:
        """Those whose documents go the same way."""
        return [each for each in cls.listed() if each.printed.direction == like.printed.direction]

    @classmethod
    def coded(cls, code: str) -> Self:
        """The series of that code; ``NotFound`` otherwise."""
        found: Self | None = cls.get_or_none(cls.code == code)
        if found is None:
            raise errors.NotFound(code)
        return found

    @classmethod
    def giving(cls, organ: str, kind: str, is_normative: bool, year: int) -> Self:
        """The series that gives such a document its number; ``NoSeries`` where the office has none."""
        found: Self | None = series.chosen(cls.listed(), organ, kind, is_normative, year)
        if found is None:
            raise errors.NoSeries(kind)
        return found
