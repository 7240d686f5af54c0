"""Working days and deadlines; the calendar of holidays comes in as a value."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Calendar:
    """Days off on weekdays (holidays, swapped days) and weekend days that are worked instead."""

    days_off: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the office works on the day."""
        return day in self.workdays or (day.weekday() < 5 and day not in self.days_off)


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The working day ``count`` working days after ``day``; the day itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after ``start`` up to and including ``end``; negative when the end lies before."""
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def entered_in_time(arrived: date, entered: date, calendar: Calendar) -> bool:
    """Same day or, at the latest, the next working day (Decree 30/2020/NĐ-CP Art. 22)."""
    return entered <= add_working_days(arrived, 1, calendar)


def nearest_past(day: int, month: int, today: date) -> date:
    """``5/6`` as typed: that day of the nearest year that is not in the future.

    Raises ValueError when no such day exists in the last eight years (30/2, say).
    """
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError(f"{day}/{month}")
