"""When a backup is due, when it is tried out, and which of many are kept."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

DAYS, WEEKS, MONTHS = 7, 4, 12
TRY_AGAIN = timedelta(hours=1)
REHEARSE_EVERY = timedelta(days=7)
REHEARSED_OLD = timedelta(days=8)
KEY_DUTY_EVERY = timedelta(days=365)  # the paper with the key is fetched and tried

Period = Callable[[date], object]
PERIODS: tuple[tuple[Period, int], ...] = (
    (lambda day: day, DAYS), (lambda day: day.isocalendar()[:2], WEEKS), (lambda day: (day.year, day.month), MONTHS),
)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    """The newest of each of the last seven days, four weeks and twelve months that have any.

    Periods without a backup do not count: a portal that stood still for a month loses nothing by it.
    """
    newest_first = sorted(set(moments), reverse=True)
    found: set[datetime] = set()
    for period, most in PERIODS:
        newest: dict[object, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment.date()), moment)
        found |= set(list(newest.values())[:most])
    return found


def last_due(at_hour: str, now: datetime) -> datetime:
    """The last time the hour of the night came round."""
    today = datetime.combine(now.date(), time.fromisoformat(at_hour), now.tzinfo)
    return today if today <= now else today - timedelta(days=1)


def next_due(at_hour: str, now: datetime) -> datetime:
    """The next time it comes."""
    return last_due(at_hour, now) + timedelta(days=1)


def is_due(at_hour: str, last_good: datetime | None, last_try: datetime | None, now: datetime) -> bool:
    """Whether tonight's is still to be made: a night missed is made up for, a failure tried again after an hour."""
    is_made = last_good is not None and last_good >= last_due(at_hour, now)
    is_tried = last_try is not None and timedelta(0) <= now - last_try < TRY_AGAIN
    return not is_made and not is_tried


def is_copy_due(last: datetime | None, now: datetime) -> bool:
    """Whether the readable copy of this year is still to be made."""
    return last is None or last.year < now.year


def has_come(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether what is done every so often is to be done again."""
    return last is None or now - last >= every
