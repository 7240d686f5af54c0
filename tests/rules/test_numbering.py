"""Numbers, symbols and days as Decree 30/2020/NĐ-CP writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import references
from portal.rules.errors import BadReference
from portal.rules.kinds import BY_NAME, DOCUMENT_KINDS
from portal.rules.numbering import (
    known_kind,
    symbol,
    written_day,
    written_number,
    written_reference,
)


@pytest.mark.parametrize(("number", "written"), [(1, "01"), (9, "09"), (10, "10"), (99, "99"), (1234, "1234")])
def test_only_numbers_below_ten_get_a_zero(number, written):
    assert written_number(number) == written


@pytest.mark.parametrize("number", [0, -1])
def test_there_is_no_number_before_one(number):
    with pytest.raises(BadReference):
        written_number(number)


@pytest.mark.parametrize(("kind", "unit", "written"), [
    ("Quyết định", "VP", "QĐ-UBND"), ("Quy định", "", "QyĐ-UBND"), ("Tờ trình", "", "TTr-UBND"),
    ("Công văn", "VP", "UBND-VP"), ("Thư công", "KT", "UBND-KT"),
])
def test_a_symbol_names_the_type_or_the_drafting_unit(kind, unit, written):
    assert symbol(BY_NAME[kind], "UBND", unit) == written


def test_a_letter_without_its_unit_has_no_symbol():
    with pytest.raises(BadReference):
        symbol(BY_NAME["Công văn"], "UBND", "")
    with pytest.raises(BadReference):
        symbol(BY_NAME["Quyết định"], "", "VP")


def test_an_unknown_type_is_an_error_of_the_program():
    with pytest.raises(KeyError):
        known_kind("Sắc lệnh")


@given(st.integers(1, 99_999), st.sampled_from(DOCUMENT_KINDS))
def test_what_is_written_is_read_back(number, kind):
    written = written_reference(number, symbol(kind, "UBND", "TH"))
    read = references.parse(written)
    assert (read.number, read.symbol, read.text) == (number, symbol(kind, "UBND", "TH"), written)


@pytest.mark.parametrize(("day", "written"), [
    (date(2026, 1, 5), ("05", "01", "2026")), (date(2026, 2, 10), ("10", "02", "2026")),
    (date(2026, 3, 9), ("09", "3", "2026")), (date(2026, 6, 29), ("29", "6", "2026")),
    (date(2026, 10, 1), ("01", "10", "2026")), (date(2026, 12, 31), ("31", "12", "2026")),
])
def test_zeros_stand_before_days_below_ten_and_months_one_and_two(day, written):
    assert written_day(day) == written


@given(st.dates())
def test_no_other_month_has_a_zero(day):
    assert written_day(day)[1].startswith("0") == (day.month in (1, 2))
