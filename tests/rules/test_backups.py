"""Which backups are kept and when the next is due, counted by days."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.rules import backups
from tests.office_fixtures import NOW

NIGHT = NOW.replace(hour=22)


def nightly(days: int) -> list[datetime]:
    return [NIGHT - timedelta(days=n) for n in range(days)]


def kept_of_living(days: int) -> set[datetime]:
    """What is left when every night takes away what is no longer kept."""
    held: set[datetime] = set()
    for moment in reversed(nightly(days)):
        held = backups.kept(held | {moment})
    return held


def test_a_year_of_nights_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    held = kept_of_living(800)
    assert set(nightly(7)) <= held
    assert len({m.isocalendar()[:2] for m in held}) >= 4
    assert len({(m.year, m.month) for m in held}) == 12
    assert len(held) <= 7 + 4 + 12


def test_the_newest_of_a_day_stands_for_it() -> None:
    twice = [NOW, NOW + timedelta(hours=3)]
    assert backups.kept(twice) == {twice[1]}


def test_a_long_standstill_takes_nothing_away() -> None:
    old = [NOW - timedelta(days=300 + n) for n in range(3)]
    assert backups.kept([NOW, *old]) == {NOW, *old}


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=60))
def test_the_newest_is_always_kept_and_there_are_never_more_than_twenty_three(days: list[int]) -> None:
    moments = [NOW - timedelta(days=day) for day in days]
    held = backups.kept(moments)
    assert max(moments) in held
    assert len(held) <= 23
    assert backups.kept(held) == held


def test_a_night_is_made_once_made_up_for_and_tried_again_after_an_hour() -> None:
    before = NIGHT - timedelta(minutes=1)
    due = backups.is_due
    assert not due("22:00", NIGHT - timedelta(days=1), None, before)
    assert due("22:00", NIGHT - timedelta(days=1), None, NIGHT)
    assert not due("22:00", NIGHT, NIGHT, NIGHT + timedelta(hours=20))
    assert due("22:00", NIGHT - timedelta(days=3), None, before)  # the machine was off
    assert due("22:00", None, None, before)
    assert not due("22:00", None, before, NIGHT)  # just tried, and it failed
    assert due("22:00", None, before, NIGHT + timedelta(hours=1))
    assert due("22:00", None, NIGHT + timedelta(days=2), NIGHT)  # a try in the future: the clock went back
    assert backups.next_due("22:00", NOW) == NIGHT
