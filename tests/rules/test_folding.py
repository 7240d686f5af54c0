"""Vietnamese text has one spelling, however it was typed, scanned or decomposed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.folding import clean, fold, nfc, sort_key, words

vietnamese = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậòóỏõọừứửữựỳýỷỹỵðǎĐƯ 0123456789-/.\u0301\u0323\u200b\n"
)
anything = st.one_of(vietnamese, st.text())


@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert clean(clean(text)) == clean(text)


@pytest.mark.slow
@given(anything)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(vietnamese)
def test_folded_vietnamese_is_plain_letters(text: str) -> None:
    assert fold(nfc(text)).isascii()


@given(anything)
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.slow
@given(anything)
def test_the_words_of_words_are_the_same_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà bình", "Hòa bình"),
        ("UỶ BAN", "ủy ban"),
        ("thuỷ lợi, khoẻ", "thủy lợi khỏe"),
        ("kĩ thuật", "kỹ thuật"),
        ("quí, lí, sĩ", "quý lý sỹ"),
        ("bǎn giấy", "băn giấy"),
        ("Ðiện", "điện"),
        ("văn\u00adbản\u200b", "vănbản"),
    ],
)
def test_two_spellings_are_one(one: str, other: str) -> None:
    assert words(one) == words(other)


def test_tone_placement_leaves_closed_syllables_and_qu_alone() -> None:
    assert words("hoàn toàn quý quỹ khuỷu ngoài") == ["hoàn", "toàn", "quý", "quỹ", "khuỷu", "ngoài"]


def test_words_are_syllables_and_numbers() -> None:
    assert words("Số: 536/UBND-TH, 12.500 đồng_a") == ["số", "536", "ubnd", "th", "12", "500", "đồng", "a"]


def test_folding_keeps_everything_but_case_and_marks() -> None:
    assert fold("Số: 28/2018/QĐ-TTg (Ðã ký)") == "so: 28/2018/qd-ttg (da ky)"


def test_direction_marks_and_controls_disappear_and_spaces_become_one() -> None:
    assert nfc(" a\u202eb\x00c \t\n\u00a0 d\u2066 ") == "abc d"
    assert clean("a\nb\r\n\u200bc") == "a\nb\r\nc"


@given(anything)
def test_no_format_or_control_character_survives(text: str) -> None:
    assert not [
        c for c in nfc(text) if unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u200b\u2066\ufeff"
    ]


def test_names_stand_in_the_order_of_the_dictionary() -> None:
    ordered = [
        "2 Ba", "10 Ba", "An", "Ăn", "Ân", "Ba", "Ba Xã", "Bà", "Bả", "Bã", "Bá", "Bạ", "Bac", "Dân", "Đan",
    ]  # fmt: skip
    assert sorted(set(ordered), key=sort_key) == ordered


@pytest.mark.slow
@given(st.lists(anything))
def test_every_text_can_be_sorted(texts: list[str]) -> None:
    once = sorted(texts, key=sort_key)
    assert sorted(once, key=sort_key) == once


def test_very_long_numbers_sort_too() -> None:
    assert sort_key("9" * 5000) < sort_key("1" + "0" * 5000)
