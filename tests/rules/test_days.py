"""Working days around Tết, weekends that are worked, and days as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.days import (
    Calendar,
    add_working_days,
    entered_in_time,
    nearest_past,
    parse_coming_day,
    parse_day,
    working_days_between,
)

# Tết Bính Ngọ: the first day of the year is 17 February 2026.  Off from Monday the 16th to Friday the 20th,
# and Saturday the 28th is worked for it.
TET = Calendar(
    days_off=frozenset(date(2026, 2, day) for day in range(16, 21)), workdays=frozenset({date(2026, 2, 28)})
)
PLAIN = Calendar()
FRIDAY_BEFORE = date(2026, 2, 13)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
calendars = st.builds(
    Calendar, days_off=st.frozensets(days, max_size=5), workdays=st.frozensets(days, max_size=5)
) | st.just(TET)


@pytest.mark.parametrize(("count", "day"), [
    (0, FRIDAY_BEFORE), (1, date(2026, 2, 23)), (5, date(2026, 2, 27)), (6, date(2026, 2, 28)),
    (7, date(2026, 3, 2)),
])
def test_tet_is_not_counted_and_the_worked_saturday_is(count, day):
    assert add_working_days(FRIDAY_BEFORE, count, TET) == day


def test_without_a_calendar_only_weekends_are_off():
    assert add_working_days(FRIDAY_BEFORE, 1, PLAIN) == date(2026, 2, 16)


def test_a_letter_of_the_last_day_may_be_entered_on_the_first_after_tet():
    assert entered_in_time(FRIDAY_BEFORE, FRIDAY_BEFORE, TET)
    assert entered_in_time(FRIDAY_BEFORE, date(2026, 2, 23), TET)
    assert not entered_in_time(FRIDAY_BEFORE, date(2026, 2, 24), TET)


def test_days_are_counted_back_as_negative():
    assert working_days_between(FRIDAY_BEFORE, date(2026, 2, 24), TET) == 2
    assert working_days_between(date(2026, 2, 24), FRIDAY_BEFORE, TET) == -2
    assert working_days_between(FRIDAY_BEFORE, FRIDAY_BEFORE, TET) == 0


@given(days, st.integers(1, 60), calendars)
def test_adding_and_counting_agree(day, count, calendar):
    end = add_working_days(day, count, calendar)
    assert calendar.is_working(end)
    assert working_days_between(day, end, calendar) == count
    assert not any(
        working_days_between(day, end - timedelta(days=n), calendar) == count for n in range(1, (end - day).days)
    )


@given(days, st.integers(0, 30), calendars)
def test_one_day_more_is_later(day, count, calendar):
    assert add_working_days(day, count, calendar) < add_working_days(day, count + 1, calendar)


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("day", "month", "found"), [
    (5, 6, date(2026, 6, 5)), (23, 11, TODAY), (24, 11, date(2025, 11, 24)), (29, 2, date(2024, 2, 29)),
])
def test_a_day_without_a_year_is_the_nearest_past_one(day, month, found):
    assert nearest_past(day, month, TODAY) == found


@pytest.mark.parametrize(("day", "month"), [(30, 2), (0, 1), (1, 13), (31, 4)])
def test_a_day_that_never_comes_is_refused(day, month):
    with pytest.raises(ValueError, match=f"{day}/{month}"):
        nearest_past(day, month, TODAY)


@given(days)
def test_a_past_day_is_found_again(today):
    assert nearest_past(today.day, today.month, today) == today


@pytest.mark.parametrize("typed", [
    "5/6", "05/06/2026", "5.6.26", "5-6", " 5 / 6 ", "5 6 2026", "0506", "050626", "05062026", "2026-06-05",
    "ngày 5 tháng 6 năm 2026", "5 tháng 6", "Ngày 05/6/2026", "5,6", "5/6/",
])
def test_a_day_is_typed_in_many_ways(typed):
    assert parse_day(typed, TODAY) == date(2026, 6, 5)


@pytest.mark.parametrize(("typed", "found"), [
    ("hôm nay", TODAY), ("Hom Nay", TODAY), ("nay", TODAY), ("hôm qua", date(2026, 11, 22)),
    ("hôm kia", date(2026, 11, 21)), ("10.5.19", date(2019, 5, 10)), ("1/7/98", date(1998, 7, 1)),
    ("31/12/46", date(2046, 12, 31)),
])
def test_days_have_names_and_short_years_their_century(typed, found):
    assert parse_day(typed, TODAY) == found


@pytest.mark.parametrize("typed", [
    "", "tuần sau", "5", "123", "1234567", "5 và 6", "1/2/3/4", "31/4", "32/1/2026", "5/6/x",
    "1/1/99999999999999999999", "1/99999999999999999999",
])
def test_what_is_not_a_day_is_refused(typed):
    with pytest.raises(ValueError, match=r".+"):
        parse_day(typed, TODAY)


@pytest.mark.parametrize(("typed", "found"), [
    ("24/11", date(2026, 11, 24)), ("5/6", date(2027, 6, 5)), ("23/11", TODAY), ("29/2", date(2028, 2, 29)),
    ("1/12/2026", date(2026, 12, 1)), ("5.6", date(2027, 6, 5)), ("hôm nay", TODAY), ("mai", date(2026, 11, 24)),
])
def test_a_coming_day_without_a_year_is_the_nearest_one_ahead(typed, found):
    assert parse_coming_day(typed, TODAY) == found
