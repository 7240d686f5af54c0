"""A neighbour is one letter away and is a word of the archive."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.suggest import Neighbours

WORDS = [
    ("lon", 9),
    ("long", 5),
    ("loan", 3),
    ("hon", 4),
    ("hiem", 2),
    ("van", 50),
    ("2019", 80),
    ("x" * 20, 9),
]
short = st.text("abcô", min_size=1, max_size=5)


def near(word: str) -> set[str]:
    return Neighbours(WORDS).of(word)


def test_one_letter_more_less_or_other() -> None:
    assert near("lonn") == {"lon", "long", "loan"}
    assert "lon" in near("ln")
    assert near("lom") == {"lon"}


def test_two_letters_exchanged() -> None:
    assert "van" in near("vna")


def test_what_is_no_syllable_is_a_word_only_where_many_documents_have_it() -> None:
    words = [("xa", 5_000), ("eủa", 9), ("pbi", 9), ("covid", 40), ("ubnd", 900), ("nghiêng", 3), ("khuỷu", 3)]
    known = Neighbours(words)
    assert [word for word in ("eua", "pbi", "covid", "ubnd", "nghieng", "khuyu") if word in known] == [
        "covid", "ubnd", "nghieng", "khuyu",
    ]  # fmt: skip


def test_rare_words_numbers_and_debris_are_not_suggested() -> None:
    assert near("hiemm") == set()
    assert near("2018") == set()
    assert near("x" * 21) == set()


def test_words_are_remembered_as_people_write_them() -> None:
    known = Neighbours([("lợn", 9), ("lớn", 5), ("lôn", 1), ("van", 7), ("hẹp", 2), ("hép", 1)])
    assert known.of("lonn") == {"lon"}
    assert known.written("lon") == ("lợn", "lớn")
    assert known.written("van") == ("van",)
    assert "hep" in known
    assert known.written("hep") == ("hep",)
    assert "lonn" not in known


def test_the_word_itself_and_strangers_are_not_suggested() -> None:
    assert "lon" not in near("lon")
    assert near("khac") == set()


def distance(one: str, other: str) -> int:
    """Edits with exchanges of neighbours, by the textbook."""
    rows = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(one), len(other)]


@given(st.sets(short, max_size=12), short)
def test_neighbours_are_exactly_the_words_at_one_edit(known: set[str], word: str) -> None:
    bare, word = {other.replace("ô", "o") for other in known}, word.replace("ô", "o")
    expected = {other for other in bare if distance(word, other) == 1}
    assert Neighbours((other, 3) for other in known).of(word) == expected
