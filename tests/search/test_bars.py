"""A bar between any two units finds what either finds, counted exactly; a minus leaves out what it stands before."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.rules import references
from portal.rules.abbreviations import COMMON, forms
from portal.search.plan import Begun, Code, Day, Limit, Not, Query, Word
from portal.search.query import read
from portal.search.service import FACETS, Engine, Record
from tests.search.archives import Reading, all_ids, archive_of, letter

Atom = tuple[str, frozenset[int]]  # how it is typed, and the documents it means
WORDS = ("dat", "rung", "ho", "ngheo", "kiem", "thang", "dich", "truong")
PHRASES = ("hộ nghèo", "đất đai", "khiếu nại", "báo cáo", "dân số")


def keys(record: Record) -> set[str]:
    """The numbers a document carries or cites, as anybody would write them."""
    found = {one.key for one, _, _ in references.find(f"{record.subject}\n{record.body}")}
    own = references.parse(record.reference)
    return found | ({own.key} if own else set())


def atoms_of(records: list[Record], readings: list[Reading]) -> list[Atom]:
    """Units of every kind with the documents that have them, read without the index."""

    def having(test: Callable[[Record, Reading], bool]) -> frozenset[int]:
        return frozenset(r.id for r, reading in zip(records, readings, strict=True) if test(r, reading))

    everything = having(lambda record, reading: True)
    found = [(word, having(lambda record, reading, word=word: word in reading.bare)) for word in WORDS]
    for phrase in PHRASES:
        one, two = (text.translate(str.maketrans("ộèấếạáốâ", "oeaeaaoa")) for text in phrase.replace("đ", "d").split())
        found.append((f'"{phrase}"', having(lambda record, reading, pair=(one, two): pair in reading.rows)))
    for record in records[:6]:
        key = references.parse(record.reference)
        assert key
        numbered = having(lambda other, reading, key=key.key: key in keys(other))
        found.append((record.reference, numbered))
    for year in sorted({record.year for record in records})[-4:]:
        found.append((f"nam:{year}", having(lambda record, reading, year=year: record.year == year)))
    for kind in ("Quyết định", "Thông báo", "Kế hoạch"):
        found.append((f'loai:"{kind}"', having(lambda record, reading, kind=kind: record.kind == kind)))
    found += [(f"-{word}", everything - ids) for word, ids in found[:3]]
    return [(text, ids) for text, ids in found if ids]


@pytest.fixture(scope="module")
def atoms(records: list[Record], readings: list[Reading]) -> list[Atom]:
    return atoms_of(records, readings)


def questions(atoms: list[Atom], count: int) -> Iterator[tuple[str, frozenset[int]]]:
    """One to three units or groups of units together, with what they mean."""
    chance = random.Random(5)
    for _ in range(count):
        chains = [chance.sample(atoms, chance.choice((1, 2, 2, 3))) for _ in range(chance.choice((1, 1, 2, 3)))]
        meant = [frozenset().union(*(ids for _, ids in chain)) for chain in chains]
        text = " ".join(chance.choice((" | ", "|", " |  ")).join(text for text, _ in chain) for chain in chains)
        yield text, frozenset.intersection(*meant)


@pytest.mark.slow
def test_any_units_with_bars_count_as_reading_every_document_does(
    engine: Engine, records: list[Record], atoms: list[Atom]
) -> None:
    by_id = {record.id: record for record in records}
    some = 0
    for text, ids in questions(atoms, 300):
        answer = engine.search(text, per_page=len(records))
        assert (text, set(answer.ids[: answer.total]), answer.total) == (text, ids, len(ids))
        for name in FACETS:
            values = Counter(str(value) for i in ids if (value := getattr(by_id[i], name)))
            assert (text, dict(answer.facets[name])) == (text, values)
        some += bool(ids)
    assert some > 100


def groups(text: str, **options: object) -> list[tuple[type, ...]]:
    return [tuple(map(type, group)) for group in read(text, **options).groups]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('"lễ hội" | "tang lễ"', [(tuple, tuple)]), ("nam:2025 | nam:2026", [(Limit, Limit)]),
        ("216/UBND-VP | 217/UBND-VP", [(Code, Code)]), ("10/5/2019|11/5/2019", [(Day, Day)]),
        ("QĐ28 | số 216 | đất", [(Code, Code, Word)]), ("216 | 217", [(Code, Code)]), ("-x | y", [(Not, Word)]),
        ("x | -nam:2019 z | \"a b\"", [(Word, Not), (Word, tuple)]), ("nam:2025 | 2026 | 2027", [(Limit,) * 3]),
        ("loai:cv | qđ | đất", [(Limit, Limit, Word)]), ("coquan:sở nội vụ | sở y tế, đất", [(Limit, Limit)]),
        ("nguoiky:Giáp Văn Tâm | nam:2020", [(Limit, Limit)]), ('"a b" |', []), ("a b | c d", []), ("| |", []),
        ("tu:1/1/2019 den:31/3/2019 | den:31/3/2020 tu:1/1/2020", [(Limit, Limit)]),
        ("từ 1/3/2019 đến 5/3/2019 | từ 1/5/2019 đến 5/5/2019", [(Limit, Limit)]), ('"" | "a"', []),
    ],
)  # fmt: skip
def test_a_bar_ties_the_units_beside_it(text: str, kinds: list[tuple[type, ...]]) -> None:
    assert groups(text) == kinds


def test_a_bar_binds_more_tightly_than_words_that_follow_each_other() -> None:
    assert read("a b | c d").words == (Word("a"), Word("b", others=(Word("c"),)), Word("d"))


def test_years_beside_a_number_are_those_of_its_side_of_the_bar() -> None:
    (group,) = read("03/TTr-UBND năm 2025 | 04/TTr-UBND năm 2024").groups
    assert [unit.own[0][-1] for unit in group if isinstance(unit, Code)] == ["n3@2025", "n4@2024"]


def test_two_ends_of_a_span_stay_two_limits_where_no_bar_ties_them() -> None:
    assert read("tu:1/1/2019 den:31/3/2019").limits == (Limit("since", ("20190101",)), Limit("until", ("20190331",)))


def test_the_unfinished_word_may_stand_behind_a_bar() -> None:
    asked = read('lễ | "x y" | ta', typing=True)
    assert (asked.prefix, asked.groups) == (None, ((Word("lễ"), ("x", "y"), Begun(Word("ta"))),))
    assert asked.marks == ("lễ", "x", "y", "ta*")


def test_short_forms_stand_for_their_words_behind_a_bar_too() -> None:
    known = forms(COMMON)
    (word,) = read("lúa | BHYT", known=known).words
    assert word.others[0].also == (("bao", "hiem", "y", "te"),)
    (group,) = read('"lúa" | BHYT', known=known).groups
    assert isinstance(group[1], Word)
    assert group[1].also == word.others[0].also


def test_all_that_bars_tie_is_marked_and_nothing_that_is_left_out() -> None:
    asked = read('đất | rừng "lễ hội" | 216/UBND-VP | nguoiky:Tâm -mật | lúa')
    assert asked.marks == ("đất", "rừng", "lễ", "hội", "216", "ubnd", "vp", "tâm", "lúa")


@pytest.fixture
def small(tmp_path: Path) -> Engine:
    day = date(2026, 3, 1)
    return archive_of(tmp_path / "i", [
        letter(1, subject="Tổ chức lễ hội đền Và", dated_on=day, year=2026),
        letter(2, body="chuẩn bị tang lễ", dated_on=date(2025, 3, 1), year=2025, signatory="Giáp Văn Tâm"),
        letter(3, body="theo 216/UBND-VP", dated_on=date(2026, 6, 1), year=2026),
        letter(4, reference="216/UBND-VP", body="ubnd vp", dated_on=date(2025, 5, 1), year=2025),
        letter(5, reference="217/UBND-VP", dated_on=date(2024, 5, 1), year=2024, signatory="Trần Thị An"),
        letter(6, body="ubnd vp 31/2/2020", dated_on=None, year=0),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('"lễ hội" | "tang lễ"', [1, 2]), ("nam:2025 | nam:2026", [3, 1, 4, 2]),
        ("216/UBND-VP | 217/UBND-VP", [4, 5, 3]),
        ("nguoiky:Giáp Văn Tâm | Trần Thị An", [2, 5]), ("216 | 217", [4, 5, 3]), ("1/5/2025 | 1/6/2026", [3, 4]),
        ('lễ "lễ hội" | "tang lễ" nam:2026 | 2024', [1]), ("-lễ | tang", [3, 4, 5, 6, 2]),
        ("217/UBND-VP | -nam:2025", [3, 1, 5, 6]), ("vp -216/UBND-VP", [3, 5, 6]), ("-216/UBND-VP", [3, 1, 2, 5, 6]),
        ("vp -số 216", [3, 5, 6]), ("vp -nam:2025", [3, 5, 6]), ("vp -1/5/2025", [3, 5, 6]),
        ("-nguoiky:Trần Thị An, vp", [3, 4, 6]), ('216/UBND-VP "lễ hội"', []), ("31/2/2020", [6]),
        ("ngay:31/02/2020 | lễ", [1, 2]),
    ],
)  # fmt: skip
def test_what_is_found_and_in_which_order(small: Engine, text: str, ids: list[int]) -> None:
    answer = small.search(text)
    assert answer.total == len(ids)
    assert list(answer.ids[: answer.total]) == ids


def test_documents_that_are_the_number_stand_before_those_that_cite_it(small: Engine) -> None:
    assert small.search('216/UBND-VP | "tang lễ"').ids == [4, 2, 3]


def test_marks_and_the_subject_count_on_both_sides_of_a_bar(tmp_path: Path) -> None:
    blank = letter(1, dated_on=date(2020, 1, 1))
    engine = archive_of(tmp_path / "i", [
        replace(blank, id=1, body="họp về lợn"), replace(blank, id=2, body="họp về lớn"),
        replace(blank, id=3, subject="đàn lợn"), replace(blank, id=4, subject="trâu bò"),
        replace(blank, id=5, body="trau bo"),
    ])  # fmt: skip
    assert engine.search("lợn | trâu").ids == [4, 3, 1, 5, 2]
    assert engine.search('"lợn" | "trâu bò"').ids == [4, 3, 1, 5, 2]


def test_neighbours_on_either_side_of_a_bar_stand_first(tmp_path: Path) -> None:
    old, new = date(2019, 1, 1), date(2021, 1, 1)
    engine = archive_of(tmp_path / "i", [
        letter(1, body="lễ tang", dated_on=old), letter(2, body="hội họp rồi làm lễ", dated_on=new),
        letter(3, body="lễ hội", dated_on=old),
    ])  # fmt: skip
    assert engine.search("lễ hội | tang").ids == [3, 1, 2]


def test_unfinished_behind_a_bar_finds_either(small: Engine) -> None:
    assert small.search("hội | tan", typing=True).total == 2
    assert all_ids(small, '"lễ hội" | tan', typing=True) == [1, 2]


def test_a_day_the_calendar_does_not_have_is_said_and_looked_for_as_it_is_written() -> None:
    for text in ("31/2/2020", "ngày 31/2/2020", "31.2.2020 đất", "ngay:31/2/2020", "tu:31/2/2020", "29/2/2019"):
        asked = read(text)
        assert [one.word for one in asked.said] == ["no_day"]
        assert asked.said[0].about in text
        assert len(asked.phrases) == 1
        assert not asked.days
        assert not asked.limits
    assert read("31 tháng 2 năm 2020").phrases == (("31", "tháng", "2", "năm", "2020"),)


def test_a_filter_that_says_nothing_is_named_unless_it_is_still_being_typed() -> None:
    assert [*read("nam:nào đất").said] == [("limit_unread", "nam:nào")]
    assert [*read("đất nam:20", typing=True).said] == []
    assert [*read("đất nam:20").said] == [("limit_unread", "nam:20")]
    assert [*read("nam:?").said] == [("limit_unread", "nam:?")]


def test_a_question_without_bars_or_minus_is_planned_as_ever() -> None:
    assert read('đất "a b" nam:2019 10/5/2019 12/QĐ-UBND -x') == Query(
        words=(Word("đất"),), phrases=(("a", "b"),), without=(("x",),), codes=read("12/QĐ-UBND").codes,
        days=(20190510,), limits=(Limit("year", ("2019", "2019")),),
    )  # fmt: skip
