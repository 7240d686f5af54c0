"""Headings of old books: the Decree's, those of before it, and what offices and programs write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.book_columns import FIELDS, field_of, guess, heading_row, is_counting, lacking, year_above
from portal.rules.kinds import REGISTERS

INCOMING = ["received_on", "number", "issuer", "reference", "dated_on", "subject", "recipients", "handed_on", "receipt",
            "note"]
OUTGOING = ["reference", "dated_on", "subject", "signatory", "recipients", "keeper", "copies", "handed_on", "receipt",
            "note"]


def test_the_ten_columns_of_the_decree_are_known():
    assert guess(REGISTERS["incoming"].columns, "incoming") == INCOMING
    assert guess(REGISTERS["outgoing"].columns, "outgoing") == OUTGOING


@pytest.mark.parametrize(("head", "field"), [
    ("SO DEN", "number"), ("Số/ký hiệu", "reference"), ("Số và ký hiệu\nvăn bản", "reference"), ("Nơi gửi", "issuer"),
    ("Cơ quan ban hành văn bản", "issuer"), ("Ngày VB", "dated_on"), ("V/v", ""), ("Trích yếu nội dung", "subject"),
    ("Độ khẩn", "urgency"), ("Loại văn bản", "kind"), ("Xử lý chính", "lead"), ("Lĩnh vực", "field"), ("", ""),
    ("ĐỘ MẬT", "secrecy"), ("File đính kèm", "path"), ("Người ký (họ tên)", "signatory"), ("Màu bìa", ""),
])
def test_other_headings_are_known_with_and_without_marks(head: str, field: str):
    assert field_of(head) == field


def test_a_bare_number_is_what_its_neighbours_make_it():
    assert guess(["Số", "Ký hiệu", "Trích yếu"], "outgoing") == ["number", "symbol", "subject"]
    assert guess(["Số đến", "Số", "Ký hiệu"], "incoming") == ["number", "doc_number", "symbol"]
    assert guess(["Số", "Số ký hiệu", "Tác giả"], "incoming") == ["number", "reference", "issuer"]


def test_no_field_is_guessed_twice():
    assert guess(["Ngày", "Ngày tháng", "Ngày đến"], "incoming") == ["dated_on", "", "received_on"]


def test_the_heading_stands_below_the_title_and_above_the_counting():
    rows = [["UBND XÃ AN LẠC"], ["", "", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM 2019"], [], list(REGISTERS["incoming"].columns)]
    assert heading_row(rows, "incoming") == 3
    assert year_above(rows) == 2019
    assert heading_row([["a", "b"], ["1", "2"]], "incoming") is None


@pytest.mark.parametrize(("cells", "counting"), [
    (["1", "2", "3", "4"], True), (["(1)", "(2)", "(3)", ""], True), (["1", "2"], False), (["1", "3", "4"], False),
    (["1", "Sở", "3"], False), ([], False),
])
def test_a_row_that_only_counts_is_no_row(cells: list[str], counting: bool):
    assert is_counting(cells) is counting


def test_what_is_lacking_is_named():
    assert lacking(["number", "subject"], "incoming") == ["issuer"]
    assert lacking(["reference", "subject"], "outgoing") == []
    assert lacking([], "incoming") == ["number", "subject", "issuer"]


@pytest.mark.slow
@given(st.lists(st.text(max_size=20), max_size=12), st.sampled_from(["incoming", "outgoing"]))
def test_any_headings_are_guessed_or_left(heads: list[str], register: str):
    found = guess(heads, register)
    assert len(found) == len(heads)
    named = [field for field in found if field]
    assert set(named) <= set(FIELDS)
    assert len(named) == len(set(named))
