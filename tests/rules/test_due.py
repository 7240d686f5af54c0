"""How near a due day is, and what is due by law."""

from datetime import date

import pytest

from portal.rules.days import Calendar
from portal.rules.due import (
    DUE_SOON,
    LATER,
    NO_DAY,
    OVERDUE,
    TODAY,
    WEEK,
    done_by,
    group,
    handling,
    standing,
    week_of,
)

MONDAY = date(2026, 11, 23)
HOLIDAY = Calendar(days_off=frozenset({date(2026, 11, 24)}))


@pytest.mark.parametrize(("due_on", "found"), [
    (None, NO_DAY), (date(2026, 11, 22), OVERDUE), (MONDAY, TODAY), (date(2026, 11, 24), WEEK),
    (date(2026, 11, 29), WEEK), (date(2026, 11, 30), LATER),
])
def test_a_line_stands_in_one_group(due_on, found):
    assert group(due_on, MONDAY) == found


def test_the_week_ends_on_sunday():
    assert week_of(date(2026, 11, 29)) == (MONDAY, date(2026, 11, 29))
    assert group(MONDAY, date(2026, 11, 22)) == LATER


# Monday; the 24th is off: the 25th is one working day away, the 26th two, Friday the 27th three.
@pytest.mark.parametrize(("due_on", "found"), [
    (None, ""), (date(2026, 11, 20), OVERDUE), (MONDAY, DUE_SOON), (date(2026, 11, 24), DUE_SOON),
    (date(2026, 11, 26), DUE_SOON), (date(2026, 11, 27), ""),
])
def test_near_is_counted_in_working_days(due_on, found):
    assert standing(due_on, MONDAY, HOLIDAY) == found


def test_what_the_law_wants_by_the_next_working_day_an_urgent_letter_wants_at_once():
    assert done_by(MONDAY, "normal", HOLIDAY) == date(2026, 11, 25)
    assert done_by(MONDAY, "express", HOLIDAY) == MONDAY


def test_before_the_decree_nothing_is_proposed():
    assert handling("express", date(2020, 3, 4)) is None
    assert handling("express", date(2020, 3, 5)).working_days == 0
    assert handling("normal", MONDAY) is None
