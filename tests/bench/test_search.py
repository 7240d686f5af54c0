"""The measurement of the search runs, and says what it measured."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.bench.search import command, corpus, engines
from portal.bench.search.contest import Built, Outcome, Times, p50, p95
from portal.bench.search.questions import BETTER, CLASSES, MOST, Question, questions
from portal.bench.search.relevance import TIERS, judged
from portal.bench.search.tables import Target, aims, answers, ranking, targets
from portal.rules.folding import fold, words


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> corpus.Corpus:
    return corpus.fill(tmp_path_factory.mktemp("bench") / "documents", 400, 7)


@pytest.mark.slow
def test_every_document_is_handed_on_as_it_was_made(archive: corpus.Corpus) -> None:
    texts = list(corpus.texts(archive.folder))
    assert [text.record.id for text in texts] == list(range(1, 401))
    assert texts[8].folded.split().count("xa") == sum(corpus.fold(w) == "xa" for w in texts[8].marked.split())
    assert corpus.shown(archive.folder, [3]) == [texts[2].record.body]
    kept = {sample.record.id: sample for sample in archive.samples}
    assert kept[5] == texts[4]
    assert archive.marked["xã"] == sum("xã" in text.marked.split() for text in texts)


@pytest.mark.slow
def test_every_class_has_questions_and_they_are_the_same_each_time(archive: corpus.Corpus) -> None:
    asked = questions(archive)
    assert asked == questions(archive)
    counts = {kind: sum(question.kind == kind for question in asked) for kind in CLASSES}
    assert all(5 <= count <= MOST for count in counts.values()), counts


@pytest.mark.slow
def test_a_mistyped_word_is_in_no_document(archive: corpus.Corpus) -> None:
    wrong = [question.words[0] for question in questions(archive) if question.kind in BETTER]
    texts = [set(text.folded.split()) for text in corpus.texts(archive.folder)]
    assert wrong
    assert not any(word in text for word in wrong for text in texts)


@pytest.mark.bench
@pytest.mark.slow
def test_all_engines_are_measured_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--n", "200", "--folder", str(tmp_path / "work")])
    said = capsys.readouterr().out
    for label in CLASSES.values():
        assert re.search(rf"^{label}( +([\d.]+ / [\d.]+|–)){{14}}$", said, re.MULTILINE), said
    for label in TIERS.values():
        assert re.search(rf"^{label}( +\d+/\d+){{6}}$", said, re.MULTILINE), said
    assert re.search(r"^chỉ mục, MB( +\d+){6}$", said, re.MULTILINE), said
    assert "không đo" not in said
    assert said.count("đạt") + said.count("CHƯA ĐẠT") >= len(aims({}))


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Không có công cụ “lucene”\. Có: ours, plain, fts5, tantivy, seam, fts5seam"):
        engines.chosen("ours,lucene")


def test_a_missing_package_is_named_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.ENGINES, "seam", engines.Name("seam", "tantivy*", "tantivy_that_is_not_there"))
    with pytest.raises(engines.Missing, match=r"“tantivy_that_is_not_there”.*pip install.*--engines"):
        engines.chosen("seam,ours")
    assert engines.chosen("fts5, ours") == ["ours", "fts5"]


def outcome(milliseconds: float, *, speed: float = 100, size: float = 10) -> Outcome:
    ms = milliseconds
    times = {
        kind: Times([ms * 3], [ms * 2], [ms * 2], [ms * 9], [ms], [ms * 4], [ms / 2], [ms * 5], [4]) for kind in CLASSES
    }
    return Outcome(Built(speed, 50, size), times=times, added_cpu=[1], added_wall=[milliseconds], memory=70)


def measured(*found: Outcome) -> Iterator[Target]:
    yield from aims(dict(zip(("ours", "tantivy", "fts5"), found, strict=False)))


def test_a_target_is_met_or_not_by_its_worst_class() -> None:
    ours, tantivy = outcome(1.0), outcome(2.0)
    first = next(measured(ours, tantivy))
    assert (first.measured, first.met) == (0.5, True)
    tantivy.times["rare"].warm = [0.1]
    first = next(measured(ours, tantivy))
    assert (first.measured, first.met, first.where) == (10.0, False, "từ hiếm")
    assert "CHƯA ĐẠT (từ hiếm)" in first.line()


def test_our_engine_is_compared_without_kept_answers_and_with_its_question_read_too() -> None:
    _, anew, planned, *_ = measured(outcome(1.0), outcome(2.0))
    assert (planned.measured, planned.met) == (0.25, True)
    assert (anew.measured, anew.met) == (2.0, False)
    assert "0.50 / 0.50" in next(line for line in answers({"ours": outcome(1.0)}) if line.startswith("từ hiếm"))


def test_more_is_better_for_building() -> None:
    building = [t for t in measured(outcome(1, speed=100), outcome(1), outcome(1, speed=1000)) if t.at_least]
    assert next((t.measured, t.met) for t in building) == (0.1, False)


def test_what_took_no_part_is_not_measured() -> None:
    lines = list(targets({"ours": outcome(1.0)}))
    assert sum("không đo" in line for line in lines) == len(lines) - 2  # the heading and the memory
    assert len(list(answers({"ours": outcome(1.0)}))) == len(CLASSES) + 5  # the heading, the hits, three notes


def test_the_worst_tier_of_the_ranking_counts() -> None:
    ours = replace(outcome(1.0), right={"own": [True, True], "marks": [True, False]})
    *_, last = aims({"ours": ours})
    assert (last.measured, last.met, last.where) == (0.5, False, TIERS["marks"])
    assert next(line for line in ranking({"ours": ours}) if line.startswith(TIERS["marks"])).endswith("1/2")


def test_the_right_document_is_known_from_the_texts_alone(archive: corpus.Corpus) -> None:
    asked = judged(archive)
    assert {one.tier for one in asked} == set(TIERS)
    assert all(one.right for one in asked)
    by_id = {text.record.id: text for text in corpus.texts(archive.folder)}
    newest = next(one for one in asked if one.tier == "newest")
    (word,) = newest.question.words
    days = {
        text.record.dated_on for text in by_id.values() if word in map(fold, words(text.record.subject))
    }  # fmt: skip
    assert {by_id[number].record.dated_on for number in newest.right} == {max(days)}
    missing = next(one for one in asked if one.tier == "missing")
    said = by_id[next(iter(missing.right))].folded.split()
    assert sum(word not in said for word in missing.question.words) == 1


def test_passages_are_compared_without_the_texts_shown_last() -> None:
    ours, peer = outcome(1.0), outcome(1.0)
    peer.times["snippets"].unkept = [2.0]
    found = [one for one in aims({"ours": ours, "tantivy": peer, "fts5": peer}) if "không bên nào giữ chữ" in one.name]
    assert [one.measured for one in found] == [2.0, 2.0]


def test_the_middle_and_the_slow_end() -> None:
    values = [float(n) for n in range(1, 101)]
    assert (p50(values), p95(values)) == (50.5, 96.0)
    assert Question("typing", "so noi v", beginning="v").typing
