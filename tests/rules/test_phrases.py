"""Which of a leader's words are kept for the next letter."""

import pytest

from portal.rules.phrases import key_of, phrases_of


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Giao Phòng Kinh tế tham mưu. Báo cáo trước ngày 30/11.", ["Giao Phòng Kinh tế tham mưu"]),
        ("Xem để biết;\nTriển khai thực hiện; Triển khai thực hiện.", ["Xem để biết", "Triển khai thực hiện"]),
        ("Đồng ý", ["Đồng ý"]),
        ("Giao", []),
        ("", []),
        ("x " * 100, []),
    ],
)
def test_sentences_that_could_be_said_again(text: str, phrases: list[str]) -> None:
    assert phrases_of(text) == phrases


def test_a_phrase_is_known_without_its_marks() -> None:
    assert key_of("Giao Phòng Kinh tế.") == key_of("giao phòng  kinh te")
