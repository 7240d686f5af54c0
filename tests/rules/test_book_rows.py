"""One row of an old book: numbers and days as clerks wrote them, and every trouble told."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.book_rows import REFUSALS, REMARKS, Book, BookRow, SecretRow, filled, read, read_day

COLUMNS = ("received_on", "number", "issuer", "reference", "dated_on", "subject", "urgency", "secrecy", "receipt")
BOOK = Book("incoming", "incoming", COLUMNS, today=date(2026, 11, 23), year=2019)
CELLS = ("10/5/2019", "12", "Sở Nội vụ", "5/SNV-VP", "9/5/2019", "V/v tuyển dụng", "", "", "")


def row(book: Book = BOOK, **changes: str) -> BookRow:
    return read(7, [changes.get(name, cell) for name, cell in zip(COLUMNS, CELLS, strict=True)], book)


def whys(found: BookRow) -> list[str]:
    return [trouble.why for trouble in found.troubles]


@pytest.mark.parametrize(("written", "number", "suffix"), [
    ("12", 12, ""), ("012", 12, ""), ("12.0", 12, ""), ("Số: 07", 7, ""), ("123a", 123, "a"), ("12/UBND", 12, ""),
    ("12 b", 12, "b"), ("12/QĐ-UBND", 12, ""), ("15-CV/ĐU", 15, ""),
])
def test_numbers_are_read_as_clerks_wrote_them(written: str, number: int, suffix: str):
    found = row(number=written)
    assert found.old is not None
    assert (found.old.number, found.suffix) == (number, suffix)
    assert whys(found) == (["suffix"] if suffix else [])


@pytest.mark.parametrize("written", ["x", "0", "12/5/2019", "12-15", "1234567", "mười hai", "-3"])
def test_what_is_no_number_keeps_the_row_out(written: str):
    found = row(number=written)
    assert found.old is None
    assert whys(found) == ["not_a_number"]


@pytest.mark.parametrize(("written", "day"), [
    ("10/5/2019", date(2019, 5, 10)), ("10.5.19", date(2019, 5, 10)), ("2019-05-10 00:00:00", date(2019, 5, 10)),
    ("43595", date(2019, 5, 10)), ("43595.5", date(2019, 5, 10)), ("10/5", date(2019, 5, 10)),
    ("5/13/2019", date(2019, 5, 13)), ("ngày 10 tháng 5 năm 2019", date(2019, 5, 10)), ("100519", date(2019, 5, 10)),
    ("31/2/2019", None), ("tháng 5", None), ("5/2019", None), ("", None),
])
def test_days_are_read_in_all_usual_forms(written: str, day: date | None):
    assert read_day(written, BOOK) == day


def test_a_day_nobody_can_read_is_kept_as_words():
    found = row(dated_on="31/2/2019", receipt="Lan")
    assert found.old is not None
    assert (found.old.values["dated_on"], whys(found)) == (None, ["day_unclear"])
    assert found.old.values["note"] == "Ký nhận: Lan; Ngày văn bản: 31/2/2019"


def test_the_year_is_that_of_the_arrival_and_without_it_that_of_the_book():
    assert row(received_on="3/1/2018").old.year == 2018
    assert row(received_on="").old.year == 2019
    assert whys(row(replace(BOOK, year=None), received_on="")) == ["no_year"]
    assert whys(row(replace(BOOK, year=None), received_on="31/2/2019")) == ["not_a_day"]


def test_every_trouble_of_a_row_is_told():
    assert whys(row(number="", subject="", issuer="", dated_on="1/1/2027")) == [
        "future_day", "missing", "missing", "missing",
    ]


@pytest.mark.parametrize("mark", [
    {"secrecy": "Mật"}, {"secrecy": "TỐI MẬT"}, {"secrecy": "C"}, {"urgency": "Tuyệt mật"},
])
def test_a_row_that_names_a_secret_stops_everything(mark: dict[str, str]):
    with pytest.raises(SecretRow, match="7"):
        row(**mark)


def test_an_unknown_urgency_is_kept_as_words():
    found = row(urgency="gấp")
    assert (found.old.values["urgency"], found.old.values["note"]) == ("normal", "Độ khẩn: gấp")


def test_of_what_went_out_the_reference_holds_the_number_and_the_office_is_the_issuer():
    book = Book("outgoing-hdnd", "outgoing", ("reference", "dated_on", "subject"), date(2026, 11, 23), office="HĐND xã",
                organ="council")
    found = read(3, ["07/NQ-HĐND", "1/7/2019", "Nghị quyết về dự toán"], book).old
    assert (found.register, found.number, found.year, found.issuer_short) == ("outgoing-hdnd", 7, 2019, "")
    assert (found.values["issuer"], found.values["kind"], found.values["organ"]) == ("HĐND xã", "Nghị quyết", "council")
    assert (found.values["direction"], found.values["state"]) == ("outgoing", "issued")


@pytest.mark.parametrize(("subject", "reference", "kind"), [
    ("Báo cáo kết quả quý I", "5/SNV", "Báo cáo"), ("V/v tuyển dụng", "5/QĐ-SNV", "Quyết định"),
    ("V/v tuyển dụng", "5/SNV-VP", "Công văn"), ("V/v tuyển dụng", "", ""),
])
def test_the_type_is_in_the_subject_or_in_the_symbol(subject: str, reference: str, kind: str):
    assert row(subject=subject, reference=reference).old.values["kind"] == kind


def test_signs_for_the_row_above_are_filled():
    assert filled(['"', "nt", "", "x"], ["a", "b", "c"]) == ["a", "b", "", "x"]
    assert filled(['"'], []) == ['"']


@pytest.mark.slow
@given(st.lists(st.text(max_size=25), min_size=9, max_size=9))
def test_whatever_stands_in_a_row_it_is_read_or_told(cells: list[str]):
    try:
        found = read(1, cells, BOOK)
    except SecretRow:
        return
    assert set(whys(found)) <= {*REFUSALS, *REMARKS}
    assert (found.old is None) == any(trouble.refuses for trouble in found.troubles)
