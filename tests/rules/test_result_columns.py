"""Columns stand in their order, whatever order they were named in."""

from hypothesis import given
from hypothesis import strategies as st

from portal.rules.result_columns import COLUMNS, USUAL, chosen


@given(st.lists(st.sampled_from([*COLUMNS, "password", ""])))
def test_only_known_columns_in_their_order_and_the_subject_always(names: list[str]) -> None:
    found = chosen(names)
    assert list(found) == sorted(found, key=COLUMNS.index)
    assert "subject" in found
    known = set(names) & set(COLUMNS)
    assert set(found) == (known | {"subject"} if known else set(USUAL))


def test_nothing_named_means_the_usual_ones() -> None:
    assert chosen([]) == chosen(["unknown"]) == USUAL
