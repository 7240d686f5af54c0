"""The archive searched in the database alone, while the index is away: fewer words, the same filters and rights."""

import re
from collections.abc import Mapping
from typing import Any

from peewee import fn

from portal.flows.indexing import searchable
from portal.office import rights
from portal.office.abbreviations import Abbreviation
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules import references
from portal.rules.folding import nfc, words
from portal.rules.levels import level_of
from portal.search.query import LONGEST
from portal.search.service import Found

_DAY = fn.COALESCE(Document.dated_on, Document.received_on, "0")
_YEAR = fn.SUBSTR(_DAY, 1, 4).cast("INTEGER")
_DAY_NUMBER = fn.REPLACE(_DAY, "-", "").cast("INTEGER")
_LARGEST = 99_999_999  # of a year or a day; what is larger SQLite might not hold
_UNIT = re.compile(r"(?:(?<!\S)(-))?(?:[\"“”]([^\"“”]+)[\"“”]|(\||[^\s|]+))")
NOTHING = Document.id.in_([])


def find(person: Person, text: str, asked: Mapping[str, Any], page: int, per_page: int) -> Found:
    """All words, or those that bars tie, somewhere in the register fields, newest first."""
    query = searchable().where(rights.shown(person), *(held_to(*pair) for pair in asked.items()))
    reference = references.parse(text)
    if reference:
        query = query.where(Document.reference_key == reference.key)
    else:
        query = query.where(*_holding(text))
    rows = query.order_by(Document.dated_on.desc(), Document.id.desc()).paginate(page, per_page)
    return Found(query.count(), [d.id for d in rows], words=words(nfc(text)))


def _holding(text: str) -> list[Any]:
    """For each word or phrase, or for all that bars tie, the condition that the register words hold it or do not."""
    found: list[Any] = []
    table, is_tied = Abbreviation.in_force(), False
    for minus, phrase, word in _UNIT.findall(text[:LONGEST]):
        if word == "|":
            is_tied = bool(found)
            continue
        held = Document.holding(phrase or word, table)
        held = ~held if minus else held
        if is_tied:
            found[-1] |= held
        else:
            found.append(held)
        is_tied = False
    return found


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
            issuers: Any = Document.select(Document.issuer).distinct().tuples()
            return Document.issuer.in_([issuer for (issuer,) in issuers if level_of(issuer) in values])
    return getattr(Document, name).in_(values)


def _years(values: list[str]) -> Any:
    """A year, or all from the first to the last; what is no year matches nothing."""
    if not all(value.isdecimal() for value in values):
        return NOTHING
    years = [min(int(value), _LARGEST) for value in values]
    return _YEAR.between(min(years), max(years))


def _days(name: str, day: str) -> Any:
    """From a day on, or up to it; what has no day comes before none."""
    if not day.isdecimal():
        return NOTHING
    number = min(int(day), _LARGEST)
    return _DAY_NUMBER.between(number, _LARGEST) if name == "since" else _DAY_NUMBER.between(1, number)
