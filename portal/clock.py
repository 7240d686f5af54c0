"""The one place that asks what time it is; doors call it and hand the moment down."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "+07:00")


def now() -> datetime:
    """The moment, with the zone of Vietnam (+07:00, no summer time)."""
    return datetime.now(VIETNAM).replace(microsecond=0)


def today() -> date:
    """The day in Vietnam."""
    return now().date()
