"""Vietnamese words pass, what wrong fonts make of them does not."""

import pytest

from portal.rules.page_lines import Word, is_useful
from portal.rules.syllables import has_marks, is_syllable, run_together
from portal.samples.noise import tcvn3

TEXT = (
    "Thực hiện Quyết định của Ủy ban nhân dân tỉnh về việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống"
    " hành chính nhà nước, đề nghị các đơn vị nghiêm túc triển khai, khuyến khích chuyển đổi số, hoàn thiện nguồn lực"
)


def layer(text: str) -> list[Word]:
    return [Word(word, (0.1, 0.1, 0.2, 0.12)) for word in text.split()]


@pytest.mark.parametrize("word", ["nghiêng", "khuyến", "quyết", "ưu", "yêu", "oanh", "giếng", "khuỷu", "Đắk", "hoà"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["hßa", "chñ", "ViÖt", "ng", "h", "units", "committee", "ộộ", "ñ", "áà", "Nghệan", "biể", "kẽênh"]
)
def test_other_words_are_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("word", "cut"),
    [("BẮCNINH", 3), ("(nhândân)", 5), ("Nghệan", 4), ("-LưuVT.", 4), ("HĐND", None), ("nguyễn", None),
     ("Krông", None), ("QyĐ", None), ("lưu", None)],
)  # fmt: skip
def test_words_run_together_are_cut_where_two_syllables_are_left(word: str, cut: int | None) -> None:
    assert run_together(word) == cut


def test_marks_are_seen() -> None:
    assert has_marks("điện")
    assert not has_marks("dien")


def test_a_layer_of_an_old_font_or_of_letters_out_of_order_is_of_no_use() -> None:
    assert is_useful(layer(TEXT), pictured=False)
    assert not is_useful(layer(tcvn3(TEXT)), pictured=False)
    torn = " ".join(f"{word[:-2]} {word[-2:-1]} {word[-1:]}" for word in TEXT.split())
    assert not is_useful(layer(f"{TEXT[:30]} {torn}"), pictured=False)
    assert not is_useful(layer("The office asks all units to report before the end of the month " * 3), pictured=False)
