"""A document becomes the same terms however it was typed, and can be named in every way an office does."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.samples.noise import newer_tones, tcvn3
from portal.search.analyzer import cited_codes, day_number, readable, terms
from portal.search.query import read
from portal.search.tcvn3 import looks_like_tcvn3
from tests.search.archives import LETTER, letter

OLD = "Ủy ban nhân dân xã đề nghị các thôn hòa giải, báo cáo kết quả thực hiện nhiệm vụ phát triển kinh tế"


def test_the_codes_of_a_letter() -> None:
    assert terms(LETTER)["c"] == {
        "#12", "#12@2019", "536/ubnd-th", "536/ubnd-th@2019", "n536", "n536@2019", "n536+ubnd", "n536+th", "n536+cv",
        "kubnd-th", "kubnd", "kth",
    }  # fmt: skip
    assert terms(LETTER)["r"] == {"28/2018/qd-ttg"}


def test_a_number_with_a_letter_is_found_with_and_without_it() -> None:
    codes = terms(letter(1, reference="12a/QĐ-UBND", kind="Quyết định"))["c"]
    assert {"12a/qd-ubnd", "n12", "n12a", "n12+qd", "n12a+qd"} <= codes


@pytest.mark.parametrize("reference", ["536/UBND-TH", "125-CV/ĐU", "12a/QĐ-UBND", "7/Q&A-B"])
def test_whatever_has_a_whole_reference_has_every_part_a_question_asks_for(reference: str) -> None:
    codes = terms(letter(1, reference=reference))["c"]
    (code,) = read(reference).codes
    assert code.cited in codes
    assert set(code.own[-1]) <= codes


def test_a_reference_of_no_known_form_is_kept_as_written() -> None:
    assert terms(letter(1, reference="KH số 5 (bản 2)"))["c"] == {"khso5(ban2)"}
    assert terms(letter(1, reference=""))["c"] == set()


def test_fields_of_the_register_are_words_of_the_document() -> None:
    found = terms(LETTER)
    assert {"sơn", "động", "giáp", "tâm", "536", "công"} <= found["a"]
    assert {"son", "dong", "giap", "tam", "cong"} <= found["f"]
    assert {"giáp", "giap"} <= found["g"]
    assert {"huyện", "huyen"} <= found["o"]
    assert (found["kind"], found["year"], found["id"]) == ({"Công văn"}, {"2019"}, {"1"})


def test_neighbours_reach_over_a_line_but_not_over_a_sentence() -> None:
    found = terms(letter(1, body="Phân\nloại xong. Văn bản (điện tử) 12.500"))["b"]
    assert {"phan_loai", "loai_xong", "van_ban", "dien_tu", "12_500"} <= found
    assert not {"xong_van", "ban_dien"} & found


def test_words_of_the_subject_have_their_own_fields() -> None:
    found = terms(LETTER)
    assert "phan_loai" in found["sb"]
    assert {"phan", "loai"} <= found["s"] <= found["f"]
    assert {"phân", "loại"} <= found["t"] <= found["a"]
    assert {"p", "ph"} <= found["sp"] <= found["p"]


@given(st.text())
def test_any_text_becomes_terms(text: str) -> None:
    found = terms(letter(1, body=text, subject=text, issuer=text, reference=text, signatory=text))
    assert all(term.encode() for field in found.values() for term in field)
    assert all(term.isprintable() for field in ("a", "f", "b", "s", "t") for term in found[field])


@pytest.mark.parametrize(
    "spelled", [lambda t: unicodedata.normalize("NFD", t), newer_tones, str.upper, tcvn3]
)
def test_every_way_to_write_a_text_gives_the_same_terms(spelled: object) -> None:
    plain, other = letter(1, body=OLD), letter(1, body=spelled(OLD))  # type: ignore[operator]
    assert terms(other) == terms(plain)


def test_unicode_texts_are_left_alone() -> None:
    for text in ("", "abc", OLD, OLD.upper(), "Số: 536 µ §", "déjà vu à côté"):
        assert not looks_like_tcvn3(text)
    assert looks_like_tcvn3(tcvn3(OLD))
    assert readable(tcvn3(OLD)) == OLD.lower()  # the font of small letters has no capitals with tones


def test_citations_in_old_fonts_are_read() -> None:
    assert cited_codes(tcvn3(f"{OLD}; Công văn số 12/UBND-NV ngày 1/2/2006")) == {"12/ubnd-nv"}


def test_long_debris_is_cut() -> None:
    assert max(map(len, terms(replace(LETTER, body="x" * 5000))["a"])) == 64


def test_days_sort_as_numbers() -> None:
    assert day_number(None) == 0 < day_number(date(1976, 7, 2)) == 19760702 < day_number(date(2019, 5, 10))
