"""An answer is kept only for the same question, of who may read the same, over the same state of the index."""

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.abbreviations import COMMON, forms
from portal.search.asked import Asked
from portal.search.recent import Recent
from portal.search.service import EVERYTHING, NOTHING, Allowed, Engine, Labels, Record
from portal.search.writer import Writer
from tests.search.archives import archive_of, letter

REST = {"done": ("incoming",), "issued": ("outgoing", "internal")}
SOME_IDS = st.frozensets(st.integers(1, 9))

readers = st.one_of(
    st.sampled_from([EVERYTHING, NOTHING]),
    st.builds(Allowed, only=SOME_IDS),
    st.builds(Allowed, without=SOME_IDS, last=st.one_of(st.none(), st.integers(1, 9))),
)
standings = st.builds(
    lambda moving, rest: Labels("state", {"entered": moving}, rest), SOME_IDS, st.sampled_from([REST, {}])
)
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from(["đất", "rừng", "đât", "dat", "rung dat", "rđ", "số 3", "", "zulu"]),
    "allowed": readers,
    "labels": standings,
    "filters": st.sampled_from([{"kind": None}, {"kind": "None"}, {"year": [2018, 2019]}, {"state": "done"}]),
    "sort": st.sampled_from(["rank", "date"]),
    "page": st.integers(1, 2),
    "per_page": st.sampled_from([2, 20]),
    "typing": st.booleans(),
    "facets": st.sampled_from([(), ("year",), ("kind", "year")]),
    "suggest": st.booleans(),
    "abbreviations": st.sampled_from([COMMON, (), (("RĐ", "rừng đất"),)]),
}
questions = st.fixed_dictionaries(PARTS)


def each_part_changed(one: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**one, part: other[part]} for part in PARTS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("answers") / "index"
    bodies = ("đất rừng", "rừng", "đất", "dat", "zulu", "rừng đất số 3", "đất", "zulu", "zulu")
    archive_of(found, (letter(n, body=body, direction="incoming") for n, body in enumerate(bodies, 1)))
    return found


@pytest.mark.slow
@given(questions, questions)
@settings(max_examples=20, deadline=None)
def test_what_is_kept_is_what_would_be_found(folder: Path, one: dict[str, Any], other: dict[str, Any]) -> None:
    keeping, forgetting = Engine(folder), Engine(folder)
    for question in [one, *each_part_changed(one, other), other, one]:
        forgetting.forget_answers()
        assert keeping.search(**question) == forgetting.search(**question)


@pytest.mark.slow
@given(questions, questions)
@settings(max_examples=60)
def test_a_question_is_the_same_only_when_all_of_it_is(one: dict[str, Any], other: dict[str, Any]) -> None:
    for changed in each_part_changed(one, other):
        assert (_asked(**one).key == _asked(**changed).key) == (one == changed)


def test_the_same_question_of_another_who_may_read_the_same_is_answered_at_once(folder: Path) -> None:
    engine = Engine(folder)
    first = engine.search("rừng", allowed=Allowed(only=frozenset({1, 2})))
    assert engine.search("rừng", allowed=Allowed(only=frozenset({2, 1}))) is first
    assert engine.search("rừng", allowed=Allowed(only=frozenset({1, 2, 6}))).total == first.total + 1
    assert engine.search("rừng", allowed=Allowed(only=frozenset({2}))).ids == [2]


def test_no_filter_is_not_the_filter_of_that_name() -> None:
    assert _asked(filters={"kind": None}).key != _asked(filters={"kind": "None"}).key


def test_a_commit_and_what_is_taken_out_end_every_answer(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(1, body="đất"), letter(2, body="đất")])
    assert engine.search("đất") is engine.search("đất")
    with Writer(tmp_path / "i") as writer:
        writer.add([], forget=[2], mark=2)
    assert engine.search("đất").ids == [1]


def test_an_answer_being_made_while_the_index_changes_is_kept_with_the_old_one(tmp_path: Path) -> None:
    engine = archive_of(tmp_path / "i", [letter(1, body="đất")])
    before = engine.refresh()
    with Writer(tmp_path / "i") as writer:
        writer.add([letter(2, body="đất")], mark=2)
    asked = _asked(text="đất")
    assert engine.refresh() is not before
    assert before.answers.get(asked.key, lambda: engine._answer(before, asked)).ids == [1]
    assert engine.search("đất").ids == [2, 1]


@pytest.mark.slow
def test_answers_never_take_more_than_their_part_of_the_memory(tmp_path: Path) -> None:
    records: list[Record] = [letter(n, body="đất", issuer=f"Đơn vị {n}") for n in range(1, 200)]
    with Writer(tmp_path / "i") as writer:
        writer.rebuild(records, mark=1)
    engine = Engine(tmp_path / "i", memory=16 * 60_000)
    answers = engine.refresh().answers
    for page in range(1, 60):
        engine.search("đất", page=page)
        assert answers.used <= answers.budget == 60_000
    assert 1 < len(answers) < 59
    assert engine.search("đất", page=59) is engine.search("đất", page=59)


def test_what_alone_is_too_large_is_not_kept() -> None:
    recent: Recent[str, str] = Recent(10, lambda key, value: len(value))
    assert recent.get("a", lambda: "x" * 4) == "xxxx"
    assert recent.get("b", lambda: "x" * 11) == "x" * 11
    assert (len(recent), recent.used) == (1, 4)


@pytest.mark.slow
def test_threads_share_what_was_used_last() -> None:
    recent: Recent[int, str] = Recent(40, lambda key, value: len(value))
    wrong: list[tuple[int, str]] = []

    def ask(seed: int) -> None:
        for n in range(2_000):
            key = (n * seed) % 17
            if (found := recent.get(key, lambda: "x" * key)) != "x" * key:  # noqa: B023 - made at once
                wrong.append((key, found))

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert recent.used <= 40
    recent.clear()
    assert (len(recent), recent.used) == (0, 0)


def _asked(**changes: Any) -> Asked:
    if "abbreviations" in changes:
        changes["known"] = forms(changes.pop("abbreviations"))
    plain = Asked("đất", {}, "rank", 1, 20, False, EVERYTHING, None, (), True, forms(COMMON))
    return plain._replace(**changes)
