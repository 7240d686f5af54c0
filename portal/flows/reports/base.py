"""What a report is: every thing it counts as one row of facts, and what is added up and listed from them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from peewee import SQL

from portal import db
from portal.flows.calendar import Calendars
from portal.rules.doors import PAPER
from portal.rules.kinds import COPIES
from portal.rules.periods import Period

Cell = str | int | date | datetime | None
Row = tuple[Cell, ...]
BEFORE = timedelta(days=370)  # so far before the period lie the days that its deadlines run from

# What is counted, when it counts, for whom, why it falls short ('' where it does not, NULL while it still may not),
# by how many working days, which part of the whole it belongs to, and how many minutes it took.
COLUMNS = ("document", "dossier", "day", "unit", "person", "why", "late", "mark", "minutes")


@dataclass(frozen=True)
class Asked:
    """What is asked of a report: for which days, when, at an office with these doors and hours."""

    period: Period
    now: datetime
    doors: tuple[str, ...] = (PAPER,)
    hours: tuple[str, ...] = ("11:00", "16:30")
    unit: int | None = None
    person: int | None = None

    @property
    def today(self) -> str:
        """As rows have it."""
        return self.now.date().isoformat()

    @property
    def days(self) -> tuple[str, str]:
        """The ends of the period as rows have them."""
        return self.period.first.isoformat(), self.period.last.isoformat()

    @cached_property
    def calendars(self) -> Calendars:
        """The working days of the years it touches."""
        return Calendars()

    @cached_property
    def calendar(self) -> str:
        """Each day a deadline may touch with the working day after it and the number of working days so far."""
        calendars, count, rows = self.calendars, 0, []
        day, last = self.period.first - BEFORE, max(self.period.last, self.now.date())
        while day <= last:
            is_working = calendars[day.year].is_working(day)
            count += is_working
            rows.append((day.isoformat(), is_working, count))
            day += timedelta(days=1)
        return json.dumps(with_following(rows, calendars, last))


def with_following(rows: list[tuple[str, bool, int]], calendars: Calendars, last: date) -> list[tuple[str, str, int]]:
    """The rows with the working day that follows each."""
    following = last + timedelta(days=1)
    while not calendars[following.year].is_working(following):
        following += timedelta(days=1)
    found, after = [], following.isoformat()
    for day, is_working, count in reversed(rows):
        found.append((day, after, count))
        after = day if is_working else after
    return found


# A day, the next working day, and how many working days there were until then: Asked.calendar as a table.  It has no
# index: what is counted by day is found from it by an index of its own, and single days are asked only where few are.
CALENDAR = """
WITH calendar AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS day, json_extract(value, '$[1]') AS following,
           json_extract(value, '$[2]') AS n
    FROM json_each(?)
)
"""


def working_days_until(day: str) -> str:
    """How many working days the calendar counts until a day."""
    return f"(SELECT n FROM calendar WHERE calendar.day = {day})"


# What older books brought over was entered, signed and sent elsewhere: it counts nowhere.
NOT_IMPORTED = "NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.document = d.id AND e.act = 'imported')"
NOT_A_COPY = "d.kind NOT IN ({})".format(", ".join(f"'{kind}'" for kind in COPIES))
# The unit of whoever keeps the registers, for what is the clerk's to do and nobody did.
CLERKS_UNIT = """(
    SELECT unit_id FROM person WHERE role = 'clerk' AND is_active AND unit_id IS NOT NULL ORDER BY id LIMIT 1
)"""


@dataclass(frozen=True)
class Facts:
    """A question to the database that answers with one row for each thing counted, in ``COLUMNS``."""

    sql: str
    params: tuple[object, ...]


def facts(source: str, params: Iterable[object], *, before: str = "", **columns: str) -> Facts:
    """The facts of a source; a column that is not given says nothing."""
    wanted = ", ".join(f"{columns.get(name, 'NULL')} AS {name}" for name in COLUMNS)
    return Facts(f"{before} SELECT {wanted} FROM {source}", tuple(params))


@dataclass(frozen=True)
class Ratio:
    """A figure of domain.md §9: always numerator and denominator, never the quotient alone."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        """Hundredths with one decimal; nothing where nothing could be counted."""
        return round(100 * self.numerator / self.denominator, 1) if self.denominator else None

    @property
    def short(self) -> int:
        """How many fell short."""
        return self.denominator - self.numerator


@dataclass(frozen=True)
class Part:
    """The figure of one unit, person, month, reason or kind; ``key`` is its id or word."""

    key: int | str | None
    ratio: Ratio
    open: int = 0


@dataclass(frozen=True)
class Sums:
    """What the facts of a report add up to, as a whole and in its parts."""

    whole: Part
    units: list[Part] = field(default_factory=list)
    persons: list[Part] = field(default_factory=list)
    months: list[Part] = field(default_factory=list)
    reasons: list[Part] = field(default_factory=list)
    marks: list[Part] = field(default_factory=list)
    longest: int | None = None  # minutes, of what has to be done at once
    average: int | None = None

    def is_more_than(self, parts: list[Part]) -> bool:
        """Whether the parts leave something out: what is nobody's, or stands under nobody's name."""
        whole, counted = self.whole, sum(part.ratio.denominator + part.open for part in parts)
        return counted < whole.ratio.denominator + whole.open


@dataclass(frozen=True)
class Findings:
    """The rows this person may read, each with the document or dossier behind it, and how many more there are."""

    rows: list[Row]
    documents: list[int | None] = field(default_factory=list)
    dossiers: list[int | None] = field(default_factory=list)
    sums: Sums | None = None
    hidden: int = 0
    more: int = 0
    units: dict[int, str] = field(default_factory=dict)  # names of what the parts of the sums are of
    people: dict[int, str] = field(default_factory=dict)

    @property
    def ratio(self) -> Ratio | None:
        """The figure, where the report has one."""
        return self.sums.whole.ratio if self.sums else None

    @property
    def open(self) -> int:
        """How much may still be done in time."""
        return self.sums.whole.open if self.sums else 0


@dataclass(frozen=True)
class Report:
    """One report; its words and the reading it uses stand in ``labels/reports.py``.

    A report either counts (``facts``), or draws a table of its own (``draw``).
    """

    name: str
    columns: tuple[str, ...]
    facts: Callable[[Asked], Facts] | None = None
    draw: Callable[[Asked], Findings] | None = None
    is_share: bool = True  # its figure is a share that can be good or bad


def among(ids: Iterable[int | None]) -> SQL:
    """These ids as the right side of an IN: one value to the database, however many they are."""
    return SQL("(SELECT value FROM json_each(?))", [json.dumps([one for one in ids if one])])


def rows_of(sql: str, params: Iterable[object]) -> list[tuple[Any, ...]]:
    """What the database answers."""
    base: Any = db.database
    return list(base.execute_sql(sql, tuple(params)).fetchall())
