"""Fonts from before Unicode: known by the syllables they make, and turned back letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.old_fonts import font_of, is_syllable, syllables, to_unicode
from portal.samples.noise import tcvn3

SUBJECT = "V/v tăng cường phòng, chống cháy rừng mùa hanh khô; ủy ban nhân dân xã giải quyết đơn thư khiếu nại"
# As the fonts' own programs wrote them: the national motto and an ordinary subject.
SAMPLES = [
    ("tcvn3", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("tcvn3", "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    ("tcvn3", "ñy ban nh©n d©n huyÖn S¬n §éng", "ủy ban nhân dân huyện Sơn Động"),
    ("vni", "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("vni", "ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
    ("vni", "UÛy ban nhaân daân tænh, kyõ thuaät, thò traán", "Ủy ban nhân dân tỉnh, kỹ thuật, thị trấn"),
]


@pytest.mark.parametrize(("font", "written", "meant"), SAMPLES)
def test_a_text_is_known_by_its_font_and_turned_back(font: str, written: str, meant: str):
    assert font_of([written]) == font
    assert to_unicode(written, font) == meant


VPS_CODES = {  # of the VPS chart: letter, code
    "à": 0xE0, "ả": 0xE4, "ạ": 0xE5, "ă": 0xE6, "ắ": 0xA1, "ấ": 0xC3, "ậ": 0xC6, "đ": 0xC7, "ế": 0x89, "ệ": 0x8C,
    "ị": 0xCE, "ộ": 0xB6, "ơ": 0xD6, "ợ": 0xAE, "ư": 0xDC, "ự": 0xBF, "ỹ": 0xCF, "Đ": 0xF1, "Ạ": 0x02, "Ộ": 0x12,
    "Ủ": 0xD1, "Ư": 0xD0, "ê": 0xEA, "ô": 0xF4, "â": 0xE2, "ề": 0x8A, "ể": 0x8B,
}


def in_vps(text: str) -> str:
    return "".join(chr(VPS_CODES.get(c, ord(c))) for c in text)


def test_vps_is_read_as_latin_1_and_as_windows_shows_it():
    meant = "Quyết định về việc đất đai, dự án điện"
    written = in_vps(meant)
    assert (font_of([written]), to_unicode(written, "vps")) == ("vps", meant)
    shown = "".join(bytes([ord(c)]).decode("cp1252") if 0x80 <= ord(c) < 0xA0 else c for c in written)
    assert shown != written
    assert to_unicode(shown, "vps") == meant


def test_capitals_of_vps_stand_among_the_control_characters():
    assert to_unicode(in_vps("ỦY BAN ĐỘ ẠN"), "vps") == "ỦY BAN ĐỘ ẠN"


def test_what_the_demonstration_writes_in_tcvn3_comes_back():
    assert to_unicode(tcvn3(SUBJECT), font_of([tcvn3(SUBJECT)])) == SUBJECT


@pytest.mark.parametrize("text", [
    SUBJECT, "12/QD-UBND", "Hello world", "Café résumé", "", "UBND xã", "§ 12 · 3 ©", "Ngày 10/5/2019",
])
def test_what_is_no_old_font_is_left_alone(text: str):
    assert font_of([text]) == ""
    assert to_unicode(text, font_of([text])) == text


def test_a_cell_that_is_unicode_already_stays_in_a_table_of_an_old_font():
    assert to_unicode("Sở Nội vụ", "tcvn3") == "Sở Nội vụ"
    assert to_unicode("12/Q§-UBND", "tcvn3") == "12/QĐ-UBND"


def test_one_long_table_is_judged_by_all_its_cells():
    cells = ["12", "UBND x·", "19/5/2008", "V/v häp giao ban quý I", "B¸o c¸o kÕt qu¶"]
    assert font_of(cells) == "tcvn3"


@pytest.mark.slow
@given(st.text(max_size=60), st.sampled_from(["", "tcvn3", "vni", "vps"]))
def test_any_text_comes_through(text: str, font: str):
    assert isinstance(to_unicode(text, font), str)
    assert syllables(to_unicode(text, font)) >= syllables(text)


@pytest.mark.slow
@given(st.lists(st.text(max_size=30), max_size=8))
def test_a_font_is_named_or_none(texts: list[str]):
    assert font_of(texts) in ("", "tcvn3", "vni", "vps")


@pytest.mark.parametrize(("word", "valid"), [
    ("nghiêng", True), ("khuỷu", True), ("quyết", True), ("gì", True), ("giết", True), ("đường", True), ("ơi", True),
    ("xạy", True), ("tuyệt", True), ("bcd", False), ("ngo̦", False), ("hợợ", False), ("fá", False), ("", False),
])
def test_syllables_are_those_of_the_language(word: str, valid: bool):
    assert is_syllable(word) is valid
