"""A reference is the same document's however it is written, and is found where it is printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.references import Reference, find, parse

LETTER = """Số: 536/UBND-TH   Sơn Động, ngày 10 tháng 5 năm 2019
Thực hiện Thông báo số 71/TB-UBND ngày 25/3/2019; Công văn số 230/STTTT-CNTT ngày 29/3/2019 của Sở;
Căn cứ Quyết định số 28/2018/QĐ-TTg ngày 12/7/2018 của Thủ tướng; Quyết định số 133/2015/QĐ-UBND ngày
10/4/2015; Thông tư số 02/2019/TT-BNV ngày 24/01/2019 của Bộ nội vụ, Quyết định số 330/2016/QĐ-UBND."""

parts = st.sampled_from(["UBND", "TH", "QĐ", "TTg", "STTTT", "CNTT", "QH13", "BC", "TT&TT", "ĐU"])
state = st.builds(
    Reference,
    number=st.integers(1, 99_999),
    suffix=st.sampled_from(["", "a", "b"]),
    year=st.one_of(st.none(), st.integers(1945, 2099)),
    symbol=st.lists(parts, min_size=1, max_size=3).map("-".join),
)
party = st.builds(
    Reference,
    number=st.integers(1, 9999),
    suffix=st.just(""),
    year=st.none(),
    symbol=st.sampled_from(["NQ/TW", "CV/ĐU", "KH/HU", "BC/BCSĐ"]),
    party=st.just(True),
)
references = st.one_of(state, party)


@pytest.mark.slow
@given(references)
def test_what_is_printed_reads_back(reference: Reference) -> None:
    assert parse(reference.text) == reference


@given(references, st.integers(0, 2), st.booleans(), st.booleans())
def test_keys_survive_spaces_zeros_and_case(
    reference: Reference, zeros: int, spaced: bool, small: bool
) -> None:
    written = "0" * zeros + reference.text.lstrip("0")
    if spaced:
        written = written.replace("/", " / ").replace("-", " - ")
    read = parse("Số: " + (written.lower() if small else written))
    assert read is not None
    assert read.key == reference.key


@given(references)
def test_it_is_found_in_a_sentence(reference: Reference) -> None:
    text = f"Thực hiện Công văn số {reference.text} ngày 25/3/2019 của Sở."
    [(found, start, end)] = find(text)
    assert found == reference
    assert text[start:end] == reference.text


@pytest.mark.slow
@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    for reference, start, end in find(text) + find(text, typed=True):
        assert 0 <= start < end <= len(text)
        assert reference.number is not None
    parse(text)


def test_all_references_of_the_letter_are_found() -> None:
    assert [reference.text for reference, _, _ in find(LETTER)] == [
        "536/UBND-TH", "71/TB-UBND", "230/STTTT-CNTT", "28/2018/QĐ-TTg", "133/2015/QĐ-UBND",
        "02/2019/TT-BNV", "330/2016/QĐ-UBND",
    ]  # fmt: skip


def test_the_forms_of_an_office() -> None:
    assert parse("536/UBND-TH") == Reference(536, "", None, "UBND-TH")
    assert parse("Số: 028/2018/QĐ-TTg") == Reference(28, "", 2018, "QĐ-TTg")
    assert parse("35-NQ/TW") == Reference(35, "", None, "NQ/TW", party=True)
    assert parse("12a/QĐ-UBND") == Reference(12, "a", None, "QĐ-UBND")
    assert parse("số: ……/UBND-TH") == Reference(None, "", None, "UBND-TH")
    assert parse("45/2013/QH13") == Reference(45, "", 2013, "QH13")


def test_text_and_key() -> None:
    assert Reference(2, "", 2019, "TT-BNV").text == "02/2019/TT-BNV"
    assert Reference(2, "", 2019, "TT-BNV").key == "2/2019/tt-bnv"
    assert Reference(35, "", None, "NQ/TW", party=True).key == "35-nq/tw"
    assert Reference(None, "", None, "UBND-TH").text == "/UBND-TH"


def test_what_is_no_reference_is_none() -> None:
    for text in ("", "536", "25/3/2019", "24/7", "công văn", "60 km/h", "/", "12/", "UBND-TH"):
        assert parse(text) is None, text


def test_dates_rates_and_groups_are_not_references() -> None:
    assert find("ngày 25/3/2019, 500.000/Hộ dân, 24/7, 3/Tổ 5, 60 km/h, 1/2 ha, 12/hộ") == []


def test_a_symbol_ends_where_the_next_name_begins() -> None:
    assert [r.text for r, _, _ in find("theo 12/QĐ-UBND - Phòng Nội vụ; 15/KH-UBND về việc")] == [
        "12/QĐ-UBND", "15/KH-UBND",
    ]  # fmt: skip


def test_scanned_and_wrapped_references_are_found() -> None:
    assert [r.key for r, _, _ in find("số 28/2018/QÐ-TTg và 133/2015/QĐ-\nUBND và 71 /TB- UBND")] == [
        "28/2018/qd-ttg", "133/2015/qd-ubnd", "71/tb-ubnd",
    ]  # fmt: skip


def test_typed_references_may_be_small_and_spaced() -> None:
    text = "công văn 114 / ubnd - đc năm 2019"
    assert find(text) == []
    [(reference, start, end)] = find(text, typed=True)
    assert reference.key == "114/ubnd-dc"
    assert text[start:end] == "114 / ubnd - đc"
