"""Số liệu đã chốt: what each report said of a month, on the day it was drawn; a later correction changes none of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, IntegerField, TextField

from portal import db
from portal.office import events, row_hashes


@dataclass(frozen=True)
class Figure:
    """What is kept of one report: its figure and those of the units by id, the target then, and the reading used."""

    report: str
    numerator: int
    denominator: int
    still_open: int
    target: int | None
    reading: str
    units: dict[str, tuple[int, int]]


class ReportMonth(db.Record):
    """One figure of one month; triggers refuse UPDATE and DELETE."""

    month: Any = DateField()
    report: Any = CharField()
    numerator: Any = IntegerField()
    denominator: Any = IntegerField()
    still_open: Any = IntegerField()
    target: Any = IntegerField(null=True)
    reading: Any = TextField()
    units: Any = db.JsonField()
    drawn_at: Any = db.MomentField()

    class Meta:
        indexes = ((("month", "report"), True),)

    @classmethod
    def of(cls, month: date) -> dict[str, "ReportMonth"]:
        """What was drawn up of the month that begins on this day, by report."""
        return {row.report: row for row in cls.select().where(cls.month == month)}

    @classmethod
    def is_drawn(cls, month: date) -> bool:
        """Whether the month was drawn up already."""
        return bool(cls.select().where(cls.month == month).exists())

    @classmethod
    def months(cls) -> list[date]:
        """The months that were drawn up, the newest first."""
        rows: Any = cls.select(cls.month).distinct().order_by(cls.month.desc()).tuples()
        return [row[0] for row in rows]


def keep(month: date, figures: Iterable[Figure], *, at: datetime) -> None:
    """Chốt số liệu: write down the figures of a month, once."""
    with db.atomic():
        if ReportMonth.is_drawn(month):
            return
        kept = [ReportMonth.create(month=month, drawn_at=at, **vars(figure)) for figure in figures]
        single = [[row.report, row_hashes.digest(row)] for row in kept]
        events.record(
            "month_drawn", at=at, month=month, reports=len(kept), row=row_hashes.digest(*kept), rows=single
        )
