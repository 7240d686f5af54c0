"""The working calendar of Vietnam: public holidays, swapped days and make-up Saturdays."""

from datetime import date
from functools import lru_cache

import holidays

from portal.rules.days import Calendar, add_working_days


@lru_cache(maxsize=8)
def calendar_of(year: int) -> Calendar:
    """Days off and days worked instead around the year, as the yearly notices of the ministry set them."""
    known = holidays.country_holidays("VN", years=range(year - 1, year + 3))
    return Calendar(frozenset(known), frozenset(known.weekend_workdays))


def due_after(day: date, working_days: int) -> date:
    """The day a deadline of so many working days falls on."""
    return add_working_days(day, working_days, calendar_of(day.year))
