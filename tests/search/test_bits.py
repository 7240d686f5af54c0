"""Sets as numbers behave as sets."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.search import bits

SIZE = 5000
members = st.sets(st.integers(0, SIZE - 1))
crowds = st.builds(lambda step, first: set(range(first, SIZE, step)), st.integers(1, 40), st.integers(0, 40))


def number(found: set[int]) -> int:
    return sum(1 << place for place in found)


@given(st.one_of(members, crowds))
def test_strides_and_members_make_the_same_set(found: set[int]) -> None:
    ordered = sorted(found)
    strides = [two - one for one, two in pairwise([-1, *ordered])]
    assert bits.from_strides(strides, SIZE) == bits.from_members(ordered, SIZE) == number(found)


@given(st.one_of(members, crowds), st.integers(0, 60))
def test_the_newest_are_the_highest_in_falling_order(found: set[int], count: int) -> None:
    assert bits.newest(number(found), count) == sorted(found, reverse=True)[:count]


@given(st.lists(st.sets(st.integers(0, 40)), max_size=6))
def test_counting_how_many_sets_a_member_is_in(sets: list[set[int]]) -> None:
    counted = bits.at_least(map(number, sets))
    assert len(counted) == len(sets) + 1
    for k in range(1, len(sets) + 1):
        assert counted[k] == number({m for m in range(41) if sum(m in one for one in sets) >= k})


@given(st.integers(0, 80), st.integers(0, 80))
def test_a_span_holds_its_beginning_and_not_its_end(low: int, high: int) -> None:
    assert bits.span(low, high) == number(set(range(low, high)))
