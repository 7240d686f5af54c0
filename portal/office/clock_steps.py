"""Đồng hồ: the latest moment of the trail is what the registers wait for, and a step back behind it is told (§5)."""

from datetime import datetime
from typing import Any

from portal import db
from portal.office import events
from portal.office.alerts import Watermark, move_to
from portal.office.entering import clock_is_behind
from portal.office.events import Event
from portal.office.profile import Office


def look(*, at: datetime) -> None:
    """Carry the latest moment on over the events since the last look; a step back is told once until confirmed."""
    with db.atomic():
        last, newest = Watermark.of("clock"), events.last_seq()
        if last is not None and newest > last:
            carry_on(last, newest)
        if last != newest:
            move_to("clock", newest)
        if clock_is_behind(at) and not is_told():
            office = Office.current()
            events.record("clock_stepped", office, at=at, latest=office.latest_at)


def carry_on(after: int, upto: int) -> None:
    """The moment no number may be given before: the latest of all acts, or the one a person confirmed since."""
    rows: Any = Event.select(Event.verb, Event.at).where(Event.id > after, Event.id <= upto).order_by(Event.id)
    latest = known = Office.current().latest_at
    for event in rows.iterator():
        if event.verb == "clock_confirmed" or latest is None or event.at > latest:
            latest = event.at
    if latest != known:
        Office.update(latest_at=latest).where(Office.id > 0).execute()


def is_told() -> bool:
    """Whether this step was told, and nobody has confirmed the clock since."""
    told, confirmed = Event.newest("clock_stepped"), Event.newest("clock_confirmed")
    return told is not None and (confirmed is None or confirmed.id < told.id)
