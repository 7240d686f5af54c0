"""Đơn vị: the units of the office, which are never deleted because grants and the trail name them."""

from datetime import datetime

from peewee import JOIN, fn

from portal import db
from portal.office import events
from portal.office.people import Person, Unit
from portal.rules import errors
from portal.rules.folding import fold, nfc, sort_key


def with_people() -> list[Unit]:
    """All units in Vietnamese order, those in use first, each with how many active people it has (``people_count``)."""
    here = (Person.unit == Unit.id) & Person.is_active
    counted = Unit.select(Unit, fn.COUNT(Person.id).alias("people_count")).join(Person, JOIN.LEFT_OUTER, on=here)
    return sorted(counted.group_by(Unit.id), key=lambda unit: (not unit.is_active, sort_key(unit.name)))


def open_unit(name: str, *, by: Person, at: datetime) -> Unit:
    """A new unit."""
    by.require("administer")
    with db.atomic():
        unit: Unit = Unit.create(name=free_name(name))
        events.record("unit_opened", unit, by=by, at=at, name=unit.name)
    return unit


def rename(unit: Unit, name: str, *, by: Person, at: datetime) -> None:
    """Another name for the same unit; its people and grants stay."""
    by.require("administer")
    with db.atomic():
        old, unit.name = unit.name, free_name(name, but=unit.id)
        unit.save(only=[Unit.name])
        events.record("unit_renamed", unit, by=by, at=at, old=old, new=unit.name)


def set_active(unit: Unit, active: bool, *, by: Person, at: datetime) -> None:
    """Stop or go on using a unit; one that still has people goes on."""
    by.require("administer")
    with db.atomic():
        if not active and Person.active().where(Person.unit == unit).exists():
            raise errors.Conflict(unit.name, why="unit_has_people")
        unit.is_active = active
        unit.save(only=[Unit.is_active])
        events.record("unit_reopened" if active else "unit_closed", unit, by=by, at=at, name=unit.name)


def free_name(name: str, *, but: int = 0) -> str:
    """The name as it is kept, if no other unit goes by it, marks and capitals aside."""
    clean = nfc(name)
    if not clean:
        raise errors.Invalid("unit", why="unit_name")
    if any(fold(other.name) == fold(clean) for other in Unit.select().where(Unit.id != but)):
        raise errors.Invalid(clean, why="unit_name_taken")
    return clean
