"""Working days and deadlines; the calendar of holidays comes in as a value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.folding import fold, nfc

YEARS_AHEAD = 20  # a year of two digits further ahead than this belongs to the last century
_NAMED = {"hom nay": 0, "nay": 0, "hom qua": -1, "hom kia": -2, "ngay mai": 1, "mai": 1}
_DAY_WORDS = re.compile(r"\b(?:ngay|thang|nam)\b")
_IN_ONE = re.compile(r"(\d\d)(\d\d)(\d{4}|\d\d)?")  # 0506, 050626, 05062026
_PARTED = re.compile(r"[\s/.,\-–]*\d+(?:[\s/.,\-–]+\d+)*[\s/.,\-–]*")
_DIGITS = re.compile(r"\d+")


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
    return nearest(day, month, range(today.year, today.year - 9, -1), lambda found: found <= today)


def nearest_coming(day: int, month: int, today: date) -> date:
    """That day of the nearest year that is not in the past; ValueError as above."""
    return nearest(day, month, range(today.year, today.year + 9), lambda found: found >= today)


def nearest(day: int, month: int, years: range, fits: Callable[[date], bool]) -> date:
    """The day in the first of the years in which it exists and fits."""
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if fits(found):
            return found
    raise ValueError(f"{day}/{month}")


def parse_day(typed: str, today: date) -> date:
    """A day as people type it: hôm nay, 5/6, 05/06/2026, 5.6.26, 5 tháng 6 năm 2026, 050626, 2026-06-05.

    Without a year it is the nearest one not in the future; a year of two digits is never far ahead.  Raises
    ValueError for anything that is not a day.
    """
    if (distance := _NAMED.get(fold(nfc(typed)))) is not None:
        return today + timedelta(days=distance)
    numbers = numbers_of(typed)
    if len(numbers) == 2:
        return nearest_past(numbers[0], numbers[1], today)
    day, month, year = numbers
    return date(full_year(year, today) if year < 100 else year, month, day)


def parse_coming_day(typed: str, today: date) -> date:
    """A day ahead as people type it: without a year the nearest one not in the past."""
    if fold(nfc(typed)) in _NAMED:
        return parse_day(typed, today)
    numbers = numbers_of(typed)
    return nearest_coming(numbers[0], numbers[1], today) if len(numbers) == 2 else parse_day(typed, today)


def full_year(year: int, today: date) -> int:
    """19 is 2019 and 98 is 1998: the century in which the year is not far ahead."""
    return 2000 + year if 2000 + year <= today.year + YEARS_AHEAD else 1900 + year


def numbers_of(typed: str) -> list[int]:
    """Day, month and perhaps year of what was typed; ValueError for other words and for numbers no day has."""
    plain = _DAY_WORDS.sub("/", fold(nfc(typed)))
    if run := _IN_ONE.fullmatch(plain.strip()):
        parts = [part for part in run.groups() if part]
    else:
        if not _PARTED.fullmatch(plain):
            raise ValueError(f"“{typed}”")
        parts = _DIGITS.findall(plain)
    if not 2 <= len(parts) <= 3 or max(map(len, parts)) > 4:
        raise ValueError(f"“{typed}”")
    numbers = [int(part) for part in parts]
    return numbers[::-1] if len(parts[0]) == 4 and len(parts) == 3 else numbers
