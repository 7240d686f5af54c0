"""A stamp that stands alone is a secret mark; the words inside a sentence are none."""

import pytest

from portal.rules.page_lines import OCR, Line
from portal.rules.secrets import is_marked, level_of, secret_mark


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT  MẬT", "TUYỆT MẬT"),
        ("[ TỐI MẬT ]", "TỐI MẬT"),
        ("M Ậ T", "MẬT"),
        ("ĐỘ MẬT: TUYỆT MẬT", "TUYỆT MẬT"),
    ],
)
def test_a_line_with_nothing_but_the_mark_is_a_stamp(text: str, level: str) -> None:
    assert level_of(Line(text)) == level


@pytest.mark.parametrize(
    "text",
    [
        "Bao gồm các văn bản thuộc danh mục bí mật nhà nước (văn bản mật, tối",
        "mật, tuyệt mật).",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "mật",
        "MAT",
        "MẮT",
        "",
        "12/2019",
    ],
)
def test_words_inside_a_sentence_are_no_reason(text: str) -> None:
    assert level_of(Line(text)) is None


@pytest.mark.parametrize("text", ["TOI MẬT", "TUYET MAT", "T0I MAT", "MÂT", "TUYỆTMẬT"])
def test_recognition_may_lose_marks_and_spaces(text: str) -> None:
    assert level_of(Line(text, source=OCR)) is not None


def test_the_first_stamp_of_a_page_counts() -> None:
    lines = [Line("ỦY BAN NHÂN DÂN"), Line("TỐI MẬT"), Line("Số: 12/BC-UBND")]
    assert secret_mark(lines) == "TỐI MẬT"
    assert secret_mark(lines[:1]) is None


def test_written_text_is_looked_through_line_by_line() -> None:
    assert is_marked("Kính gửi Ủy ban nhân dân xã,\r\n\r\n> TUYỆT MẬT\r\nđề nghị phối hợp")
    assert not is_marked("Kính gửi,\nđề nghị rà soát danh mục bí mật nhà nước độ MẬT\nmật")
