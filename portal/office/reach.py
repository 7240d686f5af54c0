"""What each account reaches: the lines of the yearly review of rights, each fact by one question for all accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from portal.office.devices import Certificate, Device
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.people import Person, Unit
from portal.office.rights import Grant
from portal.office.sessions import Session
from portal.office.stand_ins import StandIn
from portal.rules.roles import Scope

# Of an account, what changes what it reaches; the second factor and passwords with it.
CHANGES = (
    "hired", "role_changed", "moved", "blocked", "unblocked", "account_suspended", "left", "second_factor_on",
    "second_factor_off", "duty_named", "stand_in_set",
)


@dataclass(frozen=True)
class AccountLine:
    """One account as it stands, and how often its rights changed in the year."""

    person: Person
    stand_ins: tuple[str, ...]
    last_sign_in: datetime | None
    devices: int
    certificates: int
    restricted: int
    changes: int


def lines(*, on: date) -> list[AccountLine]:
    """Every account in Vietnamese order, those who may sign in first; changes since the same day a year ago."""
    people = Person.listed("")
    signed_in = by_person(Session, Session.person, fn.MAX(Session.created_at))
    devices = by_person(Device, Device.person, fn.COUNT(Device.id), Device.removed_at.is_null())
    in_use = Certificate.approved_at.is_null(False) & Certificate.ended_at.is_null()
    certificates = by_person(Certificate, Certificate.person, fn.COUNT(Certificate.id), in_use)
    year_ago = date(on.year - 1, on.month, min(on.day, 28))
    since = (Event.object_type == "person") & Event.verb.in_(CHANGES) & (Event.at >= year_ago.isoformat())
    changes = by_person(Event, Event.object_id, fn.COUNT(Event.id), since)
    restricted, absences = restricted_of(people), stand_ins_on(on)
    return [
        AccountLine(
            p, absences.get(p.id, ()), signed_in.get(p.id), devices.get(p.id, 0), certificates.get(p.id, 0),
            restricted(p), changes.get(p.id, 0),
        )
        for p in people
    ]


def by_person(table: Any, person: Any, what: Any, condition: Any = True) -> dict[int, Any]:
    """One figure of each person who has any."""
    rows: Any = table.select(person, what).where(condition).group_by(person).tuples()
    return dict(rows)


def restricted_of(people: list[Person]) -> Callable[[Person], int]:
    """How many documents for named persons are given to a person or to the unit the person is in."""
    live = Grant.until.is_null() & (Document.scope == Scope.RESTRICTED)
    rows: Any = Grant.select(Grant.person, Grant.unit, Grant.document).join(Document).where(live)
    given: dict[tuple[type, int], set[int]] = {}
    for person, unit, document in rows.tuples():
        given.setdefault((Person, person) if person else (Unit, unit), set()).add(document)
    none: set[int] = set()
    return lambda p: len(given.get((Person, p.id), none) | (given.get((Unit, p.unit_id), none) if p.unit_id else none))


def stand_ins_on(day: date) -> dict[int, tuple[str, ...]]:
    """Of each deputy whose work they do, on the day or later."""
    found: dict[int, tuple[str, ...]] = {}
    for one in StandIn.coming(day):
        found[one.deputy_id] = (*found.get(one.deputy_id, ()), str(one.absent.name))
    return found
