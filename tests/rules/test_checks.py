"""When a door must have been looked at, and whether it was."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.clock import VIETNAM
from portal.rules.checks import DONE, MISSED, WAITING, windows

DAY = date(2026, 11, 23)
MORNING, AFTERNOON = windows(DAY, ("16:30", "11:00"), VIETNAM)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=VIETNAM)


def test_the_checks_of_a_day_follow_each_other() -> None:
    assert [(w.opens, w.due) for w in (MORNING, AFTERNOON)] == [(at(10), at(11)), (at(15, 30), at(16, 30))]
    assert MORNING.closes == AFTERNOON.opens
    assert AFTERNOON.closes == at(0) + timedelta(days=1)


def test_a_look_counts_for_the_check_it_stands_in() -> None:
    early, noon, late = ((moment, moment) for moment in (at(9, 59), at(12), at(15, 30)))
    assert MORNING.state([early, late], at(12)) == WAITING
    assert MORNING.state([early, late], at(15, 30)) == MISSED
    assert (MORNING.state([noon], at(12)), MORNING.looked([noon])) == (DONE, at(12))
    assert AFTERNOON.state([late], at(16)) == DONE


def test_a_run_of_looks_counts_for_every_check_it_goes_through() -> None:
    run = [(at(7), at(17))]
    assert (MORNING.looked(run), AFTERNOON.looked(run)) == (at(10), at(15, 30))


@given(st.lists(st.times(), min_size=1, max_size=6, unique=True))
def test_windows_neither_overlap_nor_leave_a_gap(hours: list) -> None:
    made = windows(DAY, [hour.strftime("%H:%M") for hour in hours], VIETNAM)
    assert all(one.closes == other.opens for one, other in pairwise(made))
    assert made[-1].closes.date() == DAY + timedelta(days=1)
