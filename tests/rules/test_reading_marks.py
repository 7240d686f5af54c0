"""What was put on a letter after it was written is not read as the letter."""

import pytest

from portal.rules.page_lines import Line
from portal.rules.reading_marks import letter_alone

HEAD = ("UBND XÃ ĐẠI SƠN", "Số: 12/UBND-TH", "V/v rà soát hộ nghèo", "Kính gửi: Các thôn")
BODY = tuple(f"Câu thứ {n} của văn bản." for n in range(9))
SIGNED = ("Nơi nhận:", "- Như trên;", "- Lưu: VT.", "CHỦ TỊCH", "NGUYỄN VĂN NAM")
COPY = ("UBND XÃ LỤC HÀ", "Số: 05/SY-UBND", "SAO Y", "Lục Hà, ngày 02 tháng 3 năm 2026", "Nơi nhận:", "- Lưu: VT.")


def alone(*texts: str) -> list[str]:
    return [line.text for line in letter_alone([[Line(text) for text in texts]])[0]]


@pytest.mark.parametrize(
    "marks",
    [
        ("ĐẾN", "Số: 1204", "Ngày: 03/4/2026", "Chuyển: đ/c Nam", "Số và ký hiệu HS: 02"),
        ("CÔNG VĂN ĐẾN", "Số đến: ......", "Ngày ...../...../2026"),
        ("Người ký: UBND XÃ ĐẠI SƠN", "Cơ quan: UBND xã Đại Sơn", "Thời gian ký: 03.04.2026 16:03:12 +07:00"),
        ("Sao y; UBND xã Lục Hà; 14:32:10 03/4/2026",),
    ],
)
def test_stamps_and_the_words_of_signatures_are_left_out(marks: tuple[str, ...]) -> None:
    assert alone(*marks, *HEAD, *BODY) == [*HEAD, *BODY]
    assert alone(*HEAD[:2], *marks, *HEAD[2:], *BODY) == [*HEAD, *BODY]


def test_a_word_of_the_body_is_no_stamp() -> None:
    assert alone(*HEAD, "Đến", "Số: 12", "Ngày: 03/4/2026") == [*HEAD, "Đến", "Số: 12", "Ngày: 03/4/2026"]
    assert alone("Cơ quan: Sở Nội vụ", *HEAD) == ["Cơ quan: Sở Nội vụ", *HEAD]


def test_the_receivers_name_over_the_stamp_goes_with_it() -> None:
    lines = [
        Line("ỦY BAN NHÂN DÂN XÃ LỤC HÀ", 1, (0.1, 0.20, 0.3, 0.21)), Line("ĐẾN", 1, (0.18, 0.215, 0.22, 0.23)),
        Line("SỞ NỘI VỤ", 1, (0.6, 0.20, 0.7, 0.21)),
    ]  # fmt: skip
    assert [line.text for line in letter_alone([lines])[0]] == ["SỞ NỘI VỤ"]


def test_the_block_of_a_copy_ends_the_letter() -> None:
    whole = (*HEAD, *BODY, *SIGNED)
    assert alone(*whole, "______", *COPY) == list(whole)


def test_the_last_recipient_in_capitals_is_no_head_of_the_copy() -> None:
    whole = (*HEAD, *BODY, *SIGNED, "Nơi nhận:", "- Như trên;", "- LĐVP, CVTH.")
    assert alone(*whole, *COPY) == list(whole)


def test_a_letter_may_itself_be_about_copies() -> None:
    copy_of_its_own = ("UBND XÃ LỤC HÀ", "Số: 05/SY-UBND", *BODY, *SIGNED)
    assert alone(*copy_of_its_own) == list(copy_of_its_own)


def test_the_copy_ends_both_columns_and_the_pages_after() -> None:
    def at(text: str, x: float, y: float) -> Line:
        return Line(text, 2, (x, y, x + 0.2, y + 0.02))

    first = [Line(text, 1, (0.1, n / 20, 0.9, n / 20 + 0.02)) for n, text in enumerate(BODY + HEAD)]
    left = [at("Nơi nhận:", 0.1, 0.1), at("- Lưu: VT.", 0.1, 0.15), at(COPY[0], 0.1, 0.3), at(COPY[1], 0.1, 0.33)]
    right = [at("CHỦ TỊCH", 0.6, 0.1), at("Nguyễn Văn Nam", 0.6, 0.2), at(COPY[2], 0.6, 0.3), at(COPY[3], 0.6, 0.33)]
    found = letter_alone([first, [*left, *right], [at("CHÁNH VĂN PHÒNG", 0.6, 0.1)]])
    assert [line.text for line in found[1]] == ["Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Nguyễn Văn Nam"]
    assert len(found) == 2
