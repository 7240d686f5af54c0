"""What is compared of two letters: numbers and symbols with the slips of scanners read away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.doubles import Letter, bare, number_of, same_numbers, same_year


@pytest.mark.parametrize(("reference", "number"), [
    ("536/UBND-TH", 536), ("S36/UBND-TH", 536), ("5 36/UBND-TH", None), ("1O5/QĐ-UBND", 105), ("l2-CV/ĐU", 12),
    ("Số: 07/TB", 7), ("12a/KH-UBND", 12), ("không số", None), ("", None), ("UBND-TH", None),
])
def test_the_number_is_made_out_through_the_slips(reference: str, number: int | None):
    assert number_of(reference) == number


@given(st.integers(1, 999_999))
def test_a_number_written_in_letters_that_look_like_digits_is_that_number(number: int):
    misread = str(number).translate(str.maketrans("0158", "OlSB"))
    assert number_of(f"{misread}/UBND-TH") == number


def test_symbols_are_compared_without_marks_strokes_and_look_alikes():
    one = Letter("", "12/QĐ-UBND", "", None)
    assert one.symbol == Letter("", "12 / QD–UBND", "", None).symbol == "qdubnd"
    assert bare("TB-VPO1") == bare("tb vp0l")


@pytest.mark.parametrize(("one", "other", "same"), [
    (date(2026, 1, 5), date(2026, 12, 30), True), (date(2025, 12, 30), date(2026, 1, 5), False),
    (None, date(2020, 1, 1), True),
])
def test_a_number_belongs_to_a_year(one: date | None, other: date | None, same: bool):
    assert same_year(Letter("", "", "", one), Letter("", "", "", other)) is same


def test_the_day_of_arrival_stands_in_for_a_missing_day():
    assert Letter("", "", "", None, date(2026, 3, 1)).year == 2026


def test_subjects_with_other_numbers_are_other_letters():
    assert same_numbers("V/v họp giao ban quý 1", "Họp giao ban quý 1")
    assert not same_numbers("V/v họp giao ban quý 1", "V/v họp giao ban quý 2")
