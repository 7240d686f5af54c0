"""Lập sổ: the office adds and ends series; none is deleted, and no type changes its series within a year."""

from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.office import events
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules import errors, series
from portal.rules.folding import nfc
from portal.rules.kinds import ORGANS

LONGEST_TITLE = 120


@dataclass(frozen=True)
class Plan:
    """What the office says of a new series: the types that share it, whose they are, and from which year."""

    title: str
    organ: str
    kinds: tuple[str, ...]
    first_year: int
    is_normative: bool = False


def add(plan: Plan, *, by: Person, at: datetime) -> Series:
    """Lập sổ: these types take their numbers from a series of their own from that year on."""
    by.require("keep_series")
    title = nfc(plan.title)
    if not title or len(title) > LONGEST_TITLE:
        raise errors.Invalid("series", why="series_title")
    if plan.organ not in ORGANS:
        raise errors.Invalid("series", why="series_organ")
    if plan.first_year not in (at.year, at.year + 1):
        raise errors.Invalid("series", why="series_year")
    new = Series(
        form="outgoing", title=title, organ=plan.organ, kinds=list(plan.kinds), is_normative=plan.is_normative,
        first_year=plan.first_year,
    )
    with db.atomic():
        if why := series.problem(new, Series.listed()):
            raise errors.Conflict("series", why=why)
        if plan.first_year == at.year and is_numbered(new, at.year):
            raise errors.Conflict("series", why="series_kind_numbered")
        new.code = f"outgoing-{Series.select().count() + 1}"
        new.save(force_insert=True)
        events.record("series_added", new, by=by, at=at, code=new.code, kinds=new.kinds, first_year=new.first_year)
    return new


def end(ending: Series, *, by: Person, at: datetime) -> None:
    """Thôi dùng: after this year, or at once while it gave no number this year; the general ones stay."""
    by.require("keep_series")
    with db.atomic():
        fresh = Series.get_by_id(ending.id)
        if not fresh.kinds:
            raise errors.Conflict(fresh.id, why="series_needed")
        register = Register.find(fresh.code, at.year)
        begun = register is not None and not register.is_empty
        fresh.last_year = at.year if begun else at.year - 1
        fresh.save(only=[Series.last_year])
        events.record("series_ended", fresh, by=by, at=at, code=fresh.code, last_year=fresh.last_year)


def is_numbered(rule: Series, year: int) -> bool:
    """Whether a document of these types and this organ already has a number of that year."""
    ours = Document.register.in_(Register.select(Register.id).where(Register.year == year))
    theirs = Document.select().where(ours, Document.direction == "outgoing", Document.kind.in_(rule.kinds))
    return any(
        (d.organ or "committee") == rule.organ and bool(d.is_normative) == bool(rule.is_normative)
        for d in theirs.iterator()
    )
