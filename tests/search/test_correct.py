"""Did you mean: a whole question that finds more, in words as people write them, from what one may read."""

from pathlib import Path

import pytest

from portal.search import correct
from portal.search.service import Allowed, Engine
from portal.search.writer import Writer
from tests.search.archives import archive_of, letter

SUBJECTS = ("Phòng chống dịch tả lợn", "Phân loại văn bản điện tử", "Sửa chữa lớn nhà văn hóa", "Hòa giải không thành")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Sixteen letters of four subjects, and one with slips of the pen; pigs are spoken of most."""
    letters = [letter(n, subject=SUBJECTS[n % 4], reference=f"{n}/UBND-NN") for n in range(1, 17)]
    slips = letter(20, subject=SUBJECTS[0], body="dịch bênhj, phân lọai")
    return archive_of(tmp_path_factory.mktemp("i") / "i", [*letters, slips])


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("lonn", "lợn"),  # a question of one word
        ("dich ta lonn", "dich ta lợn"),  # beside dịch tả stands lợn, not lớn
        ("sua chuaa lon", "sua chữa lon"),
        ("dịch tar lợn", "dịch tả lợn"),
        ("Dịch Tar", "Dịch Tả"),
        ("PHÂN LOAIJ", "PHÂN LOẠI"),
        ("phanloai văn bản", "phân loại văn bản"),  # two syllables as one
        ("phan vanbanr", "phan văn bản"),  # and a letter too many
        ("phân lo ại văn bản", "phân loại văn bản"),  # one syllable as two
        ("phân lọi văn bảm", "phân loại văn bản"),  # two wrong words
        ('"hoà giải không thànhh"', '"hoà giải không thành"'),
        ("dịch tử lợn", "dịch tả lợn"),  # all are words, but not in this row
        ("lonn loai:cv năm:2019", "lợn loai:cv năm:2019"),
        ("5/UBND-NN loaij", "5/UBND-NN loại"),
        ("dịch tar -lớn", "dịch tả -lớn"),
    ],
)
def test_a_wrong_word_is_put_right_and_the_rest_stays(small: Engine, typed: str, better: str) -> None:
    found = small.search(typed)
    assert found.suggestions[:1] == [better]
    assert small.search(better).total > found.total
    assert all(word in better for word in found.corrections[:1])


@pytest.mark.parametrize(
    "typed",
    ["", "lợn", "dịch tả", "xyzqwk", "99/UBND-XY", "2018", "nam:1999 lợn", "-lợn -dịch -phân", "a | b", "tq", "qz wx"],
)
def test_what_is_right_or_past_help_is_left_alone(small: Engine, typed: str) -> None:
    assert small.search(typed).suggestions == []


def test_two_letters_are_another_word_only_where_the_neighbours_say_so(small: Engine) -> None:
    assert small.search("tx").suggestions == []
    assert small.search("dịch tx lợn").suggestions == ["dịch tả lợn"]


def test_a_letter_too_many_between_two_words_is_of_either_and_the_question_is_offered_once(small: Engine) -> None:
    assert small.search("hoaxgiai").suggestions == ["hòa giải"]


def test_how_most_write_a_word_is_told_by_the_first_letters_that_are_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = archive_of(tmp_path / "i", [letter(n, subject="Quá trình") for n in range(1, 6)])
    with Writer(tmp_path / "i") as writer:
        writer.add([letter(n, subject="Qua trinh") for n in range(6, 16)], mark=16)
    assert engine.search("quajtrinh").suggestions == ["qua trinh"]
    monkeypatch.setattr(correct, "_TELLING", 5)
    engine.forget_answers()
    assert engine.search("quajtrinh").suggestions == ["quá trình"]


def test_an_unfinished_word_that_nothing_begins_with_is_put_right(small: Engine) -> None:
    assert small.search("dịch tả lonn", typing=True).suggestions == ["dịch tả lợn"]


def test_nothing_is_suggested_that_one_may_not_read(small: Engine) -> None:
    others = frozenset(n for n in range(1, 21) if n % 4 != 0)  # all but those about pigs
    assert small.search("lonn", allowed=Allowed(only=others)).suggestions == ["lớn"]
    assert small.search("dich ta lonn", allowed=Allowed(only=others)).suggestions == []
    assert small.search("lonn", allowed=Allowed(without=frozenset(range(1, 21)))).suggestions == []


def test_a_word_is_not_offered_with_marks_that_no_readable_letter_has(tmp_path: Path) -> None:
    hidden = [letter(n, body="mật khẩu công tác") for n in range(1, 7)]
    others = [letter(n, body="khẩu hiệu") for n in range(8, 20)]
    engine = archive_of(tmp_path, [*hidden, letter(7, body="mát khẩu công tác"), *others])
    mine = Allowed(without=frozenset(range(1, 7)))
    assert engine.search("mạtt khẩu").suggestions == ["mật khẩu"]
    assert engine.search("mạtt khẩu", allowed=mine).suggestions == ["mat khẩu"]


def test_what_a_chosen_filter_hides_is_not_suggested(small: Engine) -> None:
    assert small.search("loại vănn bản", filters={"year": "2019"}).suggestions == ["loại văn bản"]
    assert small.search("lonn", filters={"year": "1999"}).total == 0


def test_a_slip_is_answered_and_the_usual_word_offered(tmp_path: Path) -> None:
    letters = [letter(n, subject="phân loại văn bản") for n in range(1, 30)]
    engine = archive_of(tmp_path / "i", [*letters, letter(40, body="phân loaji")])
    found = engine.search("phân loaji")
    assert found.ids == [40]
    assert found.suggestions == ["phân loại"]
