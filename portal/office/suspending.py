"""Tạm ngưng: accounts nobody used for 45 days are closed, and opened again by the administrator (threats.md §2.11)."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from peewee import fn

from portal import db
from portal.office import events, sessions
from portal.office.events import Event
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.sessions import Session
from portal.rules.alerts import STANDSTILL, UNUSED
from portal.rules.roles import Role

CLOSINGS = ("account_suspended", "blocked", "left")
BEGINNINGS = ("hired", "unblocked")  # an account not signed in with since is counted from here


def suspend_unused(*, at: datetime) -> list[Person]:
    """Close them, one event each; of the administrators the one seen last always stays."""
    if not is_time_to(at):
        return []
    used = last_uses()
    admins = sorted(Person.with_role(Role.ADMIN), key=lambda p: used.get(p.id, ""))
    spared = {p.id for p in admins[-1:]}
    oldest = (at - UNUSED).isoformat()
    unused = [p for p in Person.active() if p.id not in spared and used.get(p.id, oldest) < oldest]
    for person in unused:
        with db.atomic():
            Person.update(is_active=False).where(Person.id == person.id).execute()
            sessions.end_all(person, at=at)
            events.record("account_suspended", person, at=at, last_used=used[person.id])
    return unused


def is_time_to(at: datetime) -> bool:
    """Whether a long silence proves anything.

    Not in a demonstration; not where the portal stood still in that time or its clock jumped, nor where the sign-ins
    of the last weeks were lost with a restored backup: until as many days have gone by since.
    """
    office = Office.if_founded()
    if office is None or office.is_demo or stood_still(at):
        return False
    return not happened_within("restored", UNUSED, at)


def stood_still(at: datetime) -> bool:
    """Whether there were days on which nothing at all happened in the time that is to prove accounts unused."""
    since = at - UNUSED
    happened = Event.select(fn.SUBSTR(Event.at, 1, 10).converter(str)).where(Event.at >= since, Event.at <= at)
    told: Any = happened.distinct().tuples()
    days = sorted({since.date(), at.date(), *(date.fromisoformat(day) for (day,) in told)})
    return any(later - earlier > STANDSTILL for earlier, later in pairwise(days))


def is_suspended(person: Person) -> bool:
    """Whether the account is closed because nobody used it, not because somebody closed it."""
    if person.is_active:
        return False
    closed = Event.of(person).where(Event.verb.in_(CLOSINGS)).order_by(Event.id.desc()).first()
    return closed is not None and closed.verb == "account_suspended"


def happened_within(verb: str, span: timedelta, at: datetime) -> bool:
    """Whether it was done in that time before the moment."""
    event = Event.newest(verb)
    return event is not None and at - event.at <= span


def last_uses() -> dict[int, str]:
    """When each account was used last, by person, as stored: seen in a session, given, or opened again."""
    seen: Any = Session.select(Session.person, fn.MAX(Session.seen_at).converter(str)).group_by(Session.person)
    begun: Any = Event.select(Event.object_id, fn.MAX(Event.at).converter(str)).where(
        Event.object_type == "person", Event.verb.in_(BEGINNINGS)
    ).group_by(Event.object_id)
    last = dict(begun.tuples())
    for person, moment in seen.tuples():
        last[person] = max(moment, last.get(person, ""))
    return last
