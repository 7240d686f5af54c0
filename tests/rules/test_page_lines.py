"""Words become lines, columns stay apart, and nothing printed is lost on the way."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.page_lines import Box, Line, Word, around, in_reading_order, is_useful, lines, moved

ASPECT = 1.414
HEIGHT = 0.015


def words(text: str, x: float, y: float) -> list[Word]:
    """A line set in words of even letters."""
    found = []
    for word in text.split():
        width = 0.009 * len(word)
        found.append(Word(word, (x, y, x + width, y + HEIGHT)))
        x += width + 0.006
    return found


def texts(*groups: list[Word]) -> list[str]:
    return [line.text for line in lines([word for group in groups for word in group], 1, ASPECT)]


def test_two_columns_are_read_one_after_the_other() -> None:
    assert texts(
        words("ỦY BAN NHÂN DÂN", 0.2, 0.07),
        words("CỘNG HÒA XÃ HỘI", 0.6, 0.07),
        words("HUYỆN SƠN ĐỘNG", 0.2, 0.09),
        words("Độc lập - Tự do", 0.6, 0.092),
        words("Kính gửi: Sở Nội vụ tỉnh Bắc Giang và các đơn vị có liên quan", 0.2, 0.15),
    ) == [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN SƠN ĐỘNG",
        "CỘNG HÒA XÃ HỘI",
        "Độc lập - Tự do",
        "Kính gửi: Sở Nội vụ tỉnh Bắc Giang và các đơn vị có liên quan",
    ]


def test_a_crowded_head_is_parted_by_its_words() -> None:
    assert texts(words("BỘ THÔNG TIN VÀ TRUYỀN THÔNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 0.1, 0.07)) == [
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
    ]
    crowded = [*words("BAN CHỈ ĐẠO", 0.3, 0.09), Word("NAM", (0.412, 0.09, 0.74, 0.09 + HEIGHT))]
    assert texts(crowded) == ["BAN CHỈ ĐẠO", "NAM"]
    assert texts(words("HỘI PHỤ NỮ VIỆT NAM", 0.2, 0.09)) == ["HỘI PHỤ NỮ VIỆT NAM"]
    assert texts(words("Cà Mau, ngày 01 tháng 06 năm", 0.3, 0.09)) == ["Cà Mau, ngày 01 tháng 06 năm"]


def test_a_crowded_head_is_parted_before_place_and_day() -> None:
    about, day = "V/v cắt điện tại thôn Cầu", "An Châu, ngày 05 tháng 6 năm 2026"
    end = words(about, 0.1, 0.14)[-1].box[2]
    assert texts(words(about, 0.1, 0.14), words(day, end + 0.013, 0.14)) == [about, day]
    assert texts(words(f"{about} {day}", 0.1, 0.14)) == [f"{about} {day}"]


def test_the_blank_for_a_number_does_not_part_its_line() -> None:
    number = [*words("Số:", 0.2, 0.1), *words("/UBND-TH", 0.32, 0.1)]
    day = [*words("Sơn Động, ngày", 0.5, 0.1), *words("tháng 5 năm 2019", 0.7, 0.1)]
    assert texts(number, day) == ["Số: /UBND-TH", "Sơn Động, ngày tháng 5 năm 2019"]


def test_a_word_printed_twice_for_boldness_is_one() -> None:
    assert texts(words("QUYẾT ĐỊNH", 0.4, 0.2), words("QUYẾT ĐỊNH", 0.4002, 0.2)) == ["QUYẾT ĐỊNH"]


def test_a_line_is_as_sure_as_its_words() -> None:
    one, other = words("Số: 536/UBND-TH", 0.2, 0.1)
    line = lines([one, Word(other.text, other.box, 0.5)], 1, ASPECT)[0]
    assert (line.confidence, line.weakest) == (0.75, 0.5)


@pytest.mark.parametrize(
    ("text", "pictured", "useful"),
    [
        ("", False, True),
        ("", True, False),
        ("Giáp Văn Tâm", False, True),
        ("Người ký: Ủy ban nhân dân huyện", True, False),
        ("Kính gửi các cơ quan đơn vị " * 20, True, True),
        ("Kinh gui cac co quan don vi " * 20, False, False),
    ],
)
def test_whether_a_text_layer_is_of_use(text: str, pictured: bool, useful: bool) -> None:
    assert is_useful(words(text, 0, 0), pictured=pictured) is useful


def test_a_line_found_on_a_cut_out_has_its_place_on_the_page() -> None:
    assert moved(Line("x", 1, (0.5, 0.0, 1.0, 0.5)), (0.2, 0.4, 0.6, 0.8)).box == pytest.approx((0.4, 0.4, 0.6, 0.6))


def boxes() -> st.SearchStrategy[Box]:
    place = st.floats(0, 0.98, allow_nan=False)
    size = st.floats(0.001, 0.4)
    return st.builds(lambda x, y, w: (x, y, min(1.0, x + w), y + HEIGHT), place, place, size)


@given(st.lists(st.builds(Word, st.text("aăâbđƯỦ:/-1234", min_size=1, max_size=8), boxes()), max_size=40))
def test_every_word_stands_in_exactly_one_line(found: list[Word]) -> None:
    once = {(word.text, round(word.box[0] * 400), round(word.box[1] * 400)): word for word in found}
    told = lines(found, 1, ASPECT)
    assert Counter(" ".join(line.text for line in told).split()) == Counter(word.text for word in once.values())
    assert all(line.box and 0 <= line.box[0] <= line.box[2] <= 1 for line in told)


@given(st.lists(boxes(), min_size=1, max_size=30))
def test_ordering_loses_and_doubles_nothing(places: list[Box]) -> None:
    told = [Line(str(at), 1, box) for at, box in enumerate(places)]
    assert sorted(line.text for line in in_reading_order(told)) == sorted(line.text for line in told)
    assert all(around(places)[0] <= box[0] for box in places)
