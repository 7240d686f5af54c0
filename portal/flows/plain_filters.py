"""Filters as conditions on the database, for a search without the index; they take what the index takes."""

import json
from collections.abc import Iterable
from typing import Any

from peewee import Entity, Select, fn

from portal.office.documents import Document
from portal.office.registers import Register
from portal.rules.levels import level_of

_DAY = fn.COALESCE(Document.dated_on, Document.received_on, "0")
_YEAR = fn.SUBSTR(_DAY, 1, 4).cast("INTEGER")
_DAY_NUMBER = fn.REPLACE(_DAY, "-", "").cast("INTEGER")
_LARGEST = 99_999_999  # of a year or a day; what is larger SQLite might not hold
NOTHING = Document.id.in_([])


def held_to(name: str, wanted: Any) -> Any:
    """A filter on the database: one value or several, as the index takes it."""
    values = [str(value) for value in (wanted if isinstance(wanted, list | tuple) else [wanted])]
    match name:
        case "year":
            return _years(values)
        case "since" | "until":
            return _days(name, values[0].replace("-", ""))
        case "register":
            return Document.register.in_(Register.select().where(Register.title.in_(values)))
        case "level":
            return among("issuer", (issuer for issuer in known("issuer") if level_of(issuer) in values))
    return among(name, values)


def among(column: str, values: Iterable[str]) -> Any:
    """A column has one of these values, however many: they go as one, and SQLite takes so many and no more."""
    each = Select([fn.json_each(json.dumps(list(values)))], [Entity("value")])
    return getattr(Document, column).in_(each)


def known(column: str) -> list[str]:
    """Every value a column has, each once."""
    rows: Any = Document.select(getattr(Document, column)).distinct().tuples()
    return [value for (value,) in rows]


def between(first: int, last: int) -> Any:
    """From one day to another, as ``analyzer.day_number`` counts; what has no day is before none and after none."""
    return _DAY_NUMBER.between(max(1, min(first, _LARGEST)), min(last, _LARGEST))


def _years(values: list[str]) -> Any:
    """A year, or all from the first to the last; what is no year matches nothing."""
    if not all(value.isdecimal() for value in values):
        return NOTHING
    years = [min(int(value), _LARGEST) for value in values]
    return _YEAR.between(min(years), max(years))


def _days(name: str, day: str) -> Any:
    """From a day on, or up to it."""
    if not day.isdecimal():
        return NOTHING
    return between(int(day), _LARGEST) if name == "since" else between(1, int(day))
