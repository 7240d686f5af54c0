"""Of two readings of one place every row is the surer one, and no row is lost."""

from portal.rules.page_lines import Line
from portal.rules.page_looks import once, same_place, surer


def line(text: str, row: int, confidence: float, x: tuple[float, float] = (0.1, 0.5)) -> Line:
    return Line(text, 1, (x[0], row / 50, x[1], row / 50 + 0.014), confidence, confidence, "ocr")


def texts(one: list[Line], other: list[Line]) -> list[str]:
    return [found.text for found in surer(one, other)]


def test_each_row_is_the_surer_of_the_two() -> None:
    one = [line("SỞ NỘI VỤ", 3, 0.9), line("Số: 7/SNV-TH", 4, 0.5)]
    other = [line("SỞ NÔI VU", 3, 0.6), line("Số: 17/SNV-TH", 4, 0.8)]
    assert texts(one, other) == ["SỞ NỘI VỤ", "Số: 17/SNV-TH"]


def test_pieces_of_a_row_give_way_to_the_whole_row() -> None:
    pieces = [line("ĐỐI", 4, 0.5, (0.1, 0.2)), line("JSNV-VTLT", 4, 0.6, (0.3, 0.5)), line("V/v họp", 5, 0.9)]
    assert texts(pieces, [line("Số: ...../SNV-VTLT", 4, 0.8)]) == ["Số: ...../SNV-VTLT", "V/v họp"]


def test_a_whole_row_is_better_than_its_pieces() -> None:
    pieces = [line("ngày 01 tháng 06", 4, 0.95, (0.1, 0.4)), line("năm", 4, 0.97, (0.41, 0.5))]
    assert texts([line("ngày 01 tháng 06 năm", 4, 0.95)], pieces) == ["ngày 01 tháng 06 năm"]


def test_what_two_looks_found_is_there_once() -> None:
    found = [line("Địa chỉ", 4, 0.9), line("Địa chỉ", 4, 0.8), line("Địa chỉ", 5, 0.9)]
    assert once(found) == [found[0], found[2]]


def test_a_row_that_only_one_look_found_stays_unless_it_is_dirt() -> None:
    one = [line("- Như trên;", 3, 0.4)]
    assert texts(one, [line("- Lưu: VT.", 4, 0.9), line("~ ,:", 6, 0.3)]) == ["- Như trên;", "- Lưu: VT."]


def test_lines_below_each_other_are_not_in_one_place() -> None:
    assert same_place(line("a", 3, 1), line("b", 3, 1, (0.4, 0.6)))
    assert not same_place(line("a", 3, 1), line("b", 4, 1))
    assert not same_place(line("a", 3, 1), line("b", 3, 1, (0.6, 0.8)))
