"""The fields of Annex VI: lengths are kept, what does not fit is told, and no text breaks the XML."""

from datetime import date
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.archive_fields import DIGITS, LENGTHS, Field, fitted, write
from portal.rules.plain_names import ending, plain_name

# Decree 30/2020/NĐ-CP Annex VI, written down a second time from the law.
LAW = {
    "OrganId": 13, "FileCatalog": 4, "FileNotation": 20, "DocOrdinal": 3, "TypeName": 100, "CodeNumber": 11,
    "CodeNotation": 30, "OrganName": 200, "Subject": 500, "Language": 30, "PageAmount": 3, "Description": 500,
    "ArrivalNumber": 10, "Position": 100, "FullName": 50, "Priority": 1, "ToPlaces": 1000, "IssuedAmount": 3,
    "Title": 500, "Maintenance": 30, "Rights": 30, "Creator": 30, "DocTotal": 4, "PageTotal": 4,
}


def test_the_lengths_are_those_of_the_law() -> None:
    assert {**LENGTHS, **DIGITS} == LAW


def test_a_field_of_fields_and_a_day_are_written_as_the_annex_has_them() -> None:
    made = write([Field("FileCode", [Field("OrganId", "H02.18.27"), Field("FileCatalog", 2026)])],
                 [[Field("IssuedDate", date(2026, 6, 5)), Field("CodeNumber", None)]])
    root = fromstring(made.xml)
    assert root.findtext("FileCode/OrganId") == "H02.18.27"
    assert root.findtext("Documents/Document/IssuedDate") == "05/06/2026"
    assert root.findtext("Documents/Document/CodeNumber") == ""
    assert made.shortened == ()


def test_what_is_too_long_is_cut_and_told_and_numbers_are_not_cut_at_all() -> None:
    made = write([Field("Creator", "N" * 40)], [[Field("PageAmount", 12_345), Field("Subject", "chữ " * 200)]])
    root = fromstring(made.xml)
    assert len(root.findtext("Creator") or "") == 30
    assert root.findtext("Documents/Document/PageAmount") == ""
    assert [(s.where, s.code, s.length) for s in made.shortened] == [
        ("", "Creator", 40), ("1", "PageAmount", 5), ("1", "Subject", 799)]


@pytest.mark.slow
@given(st.sampled_from(sorted(LENGTHS)), st.text(max_size=1200))
def test_no_text_is_longer_than_its_field_or_breaks_the_file(code: str, text: str) -> None:
    made = write([], [[Field(code, text)]])
    assert len(fromstring(made.xml).findtext(f"Documents/Document/{code}") or "") <= LENGTHS[code]
    assert len(fitted(code, text)) <= LENGTHS[code]


@pytest.mark.slow
@given(st.text(max_size=60))
def test_a_plain_name_is_taken_by_every_system(text: str) -> None:
    name = plain_name(text)
    assert 0 < len(name) <= 30
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a.PDF", ".pdf"), ("không đuôi", ".bin"), ("x.tar.gz", ".gz"), ("a.p/df", ".bin"), ("a.", ".bin")],
)
def test_an_ending_is_kept_where_it_is_plain(name: str, kept: str) -> None:
    assert ending(name) == kept
