"""The working calendar of Vietnam: public holidays, swapped days, make-up Saturdays, and what this office set."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.office.calendar import CalendarDay
from portal.rules.day_swaps import NOTICED_UP_TO, SWAPS
from portal.rules.days import Calendar, add_working_days


@dataclass(frozen=True)
class Line:
    """A day that is not as its weekday says; ``own`` is the office's row, where it set one."""

    day: date
    is_working: bool
    name: str
    own: CalendarDay | None


class Calendars(dict[int, Calendar]):
    """The calendars of several years, each made once; for one report or one page."""

    def __missing__(self, year: int) -> Calendar:
        self[year] = calendar_of(year)
        return self[year]


@lru_cache(maxsize=8)
def public(year: int) -> tuple[dict[date, str], frozenset[date]]:
    """Days off with their names, and days worked instead, as the yearly notices of the ministry set them."""
    import holidays

    known = holidays.country_holidays("VN", language="vi", years=range(year - 1, year + 3))
    swapped = {swap.off: f"Ngày nghỉ (thay cho ngày {swap.worked:%d/%m/%Y})" for swap in SWAPS}
    return {**known, **swapped}, frozenset({*known.weekend_workdays, *(swap.worked for swap in SWAPS)})


def calendar_of(year: int) -> Calendar:
    """Days off and days worked instead around the year; what the office set goes before what is public."""
    off, worked = public(year)
    own = {line.day: line.is_working for line in CalendarDay.between(date(year - 1, 1, 1), date(year + 2, 12, 31))}
    days_off = {day for day in off if not own.get(day, False)} | {day for day in own if not own[day]}
    workdays = {day for day in worked if own.get(day, True)} | {day for day in own if own[day]}
    return Calendar(frozenset(days_off), frozenset(workdays))


def listed(year: int) -> list[Line]:
    """The days of a year that are not as their weekday says, in order."""
    off, worked = public(year)
    lines = {day: Line(day, False, name, None) for day, name in off.items() if day.year == year}
    lines |= {day: Line(day, True, "", None) for day in worked if day.year == year}
    own = CalendarDay.between(date(year, 1, 1), date(year, 12, 31))
    lines |= {line.day: Line(line.day, line.is_working, line.name, line) for line in own}
    return [lines[day] for day in sorted(lines)]


def due_after(day: date, working_days: int) -> date:
    """The day a deadline of so many working days falls on."""
    return add_working_days(day, working_days, calendar_of(day.year))


def is_noticed(year: int) -> bool:
    """Whether the notice of the year is known; else Tết and Quốc khánh are only what the law lets expect."""
    return year <= NOTICED_UP_TO
