"""Spans of days that reports are made for."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def month_of(day: date) -> Period:
    """The month the day lies in."""
    return Period(day.replace(day=1), first_of_next_month(day) - timedelta(days=1))


def month_before(day: date) -> Period:
    """The month before that of the day."""
    return month_of(day.replace(day=1) - timedelta(days=1))


def quarter_of(day: date) -> Period:
    """The quarter the day lies in."""
    start = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(start, month_of(start.replace(month=start.month + 2)).last)


def year_of(day: date) -> Period:
    """The year the day lies in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def first_of_next_month(day: date) -> date:
    """The first day of the month that follows."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
