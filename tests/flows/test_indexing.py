"""Keeping the index in step: what is missing is asked for, a rebuild takes turns with other work and loses nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import clock
from portal.flows import indexing, searching, worker
from portal.flows.premises import Premises, store_in
from portal.office import events, holding, outbox
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.rules.errors import IndexBusy
from portal.search import commits
from portal.search.rebuild import Rebuild
from portal.search.records import Rebuilding
from portal.search.writer import Writer
from tests.office_fixtures import NOW, Staff, entered


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    searching.engine.cache_clear()
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


@pytest.fixture
def two_in_a_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "SEGMENT", 2)


def letters(people: Staff, count: int) -> list[Document]:
    """Entered letters, indexed by nobody yet."""
    return [entered(people, reference=f"{n}/UBND-VP", subject=f"V/v phân loại số {n}") for n in range(1, count + 1)]


def found(people: Staff, premises: Premises, text: str) -> int:
    return searching.search(people.clerk, text, premises=premises).total


def jobs(kind: str) -> list[Job]:
    return list(Job.select().where(Job.kind == kind).order_by(Job.id))


# --- what is missing is asked for


@pytest.mark.slow
def test_a_letter_the_index_never_heard_of_is_indexed_alone(people: Staff, premises: Premises) -> None:
    first, second = letters(people, 2)
    worker.run(premises, once=True)
    generation = searching.status(premises).generation
    third = entered(people, reference="3/UBND-VP")
    Job.delete().execute()
    indexing.ask_for_what_is_missing(premises)()
    assert {tuple(job.args) for job in jobs("index")} >= {(third.id,)}
    assert not {(first.id,), (second.id,)} & {tuple(job.args) for job in jobs("index")}
    worker.run(premises, once=True)
    assert searching.status(premises).generation == generation
    assert searching.status(premises).documents == 3


@pytest.mark.slow
def test_a_letter_the_office_has_set_apart_is_taken_out(people: Staff, premises: Premises) -> None:
    first, _ = letters(people, 2)
    worker.run(premises, once=True)
    holding.hold(first, at=NOW)
    Job.delete().execute()
    worker.run(premises, once=True)
    assert searching.status(premises).documents == 1


@pytest.mark.slow
def test_a_change_after_the_mark_is_looked_at_again(people: Staff, premises: Premises, tmp_path: Path) -> None:
    (letter,) = letters(people, 1)
    worker.run(premises, once=True)
    shutil.copytree(premises.search_index, tmp_path / "older")
    Document.update(subject="V/v phòng chống cháy rừng").where(Document.id == letter.id).execute()
    events.record("corrected", letter, by=people.clerk, at=NOW)
    outbox.put("index", letter.id)
    worker.run(premises, once=True)
    assert found(people, premises, "chay rung") == 1
    shutil.rmtree(premises.search_index)
    shutil.copytree(tmp_path / "older", premises.search_index)
    searching.engine.cache_clear()
    assert found(people, premises, "chay rung") == 0
    worker.run(premises, once=True)
    assert found(people, premises, "chay rung") == 1


def test_the_mark_stays_while_other_changes_wait(people: Staff, premises: Premises) -> None:
    worker.run(premises, once=True)
    mark = searching.status(premises).mark
    first, second = letters(people, 2)
    indexing.update([first.id], premises=premises)
    assert searching.status(premises).mark == mark
    Job.delete().where(Job.kind == "index").execute()
    indexing.update([second.id], premises=premises)
    assert searching.status(premises).mark == events.last_seq() > mark


@pytest.mark.slow
def test_the_index_of_another_database_answers_no_more(people: Staff, premises: Premises) -> None:
    letters(people, 2)
    worker.run(premises, once=True)
    with Writer(premises.search_index) as writer:
        writer.add([], mark=1, origin="another history")
    indexing.ask_for_what_is_missing(premises)()
    assert searching.search(people.clerk, "phan loai", premises=premises).notice == "index_away"
    worker.run(premises, once=True)
    assert searching.search(people.clerk, "phan loai", premises=premises).notice == ""
    assert found(people, premises, "phan loai") == 2


@pytest.mark.slow
def test_far_behind_all_is_written_anew_while_the_old_answers(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch, two_in_a_segment: None
) -> None:
    monkeypatch.setattr(indexing, "TOO_MANY", 3)
    letters(people, 2)
    worker.run(premises, once=True)
    letters(people, 6)
    Job.delete().execute()
    indexing.ask_for_what_is_missing(premises)()
    assert [job.kind for job in Job.select()] == ["reindex"]
    assert indexing.step(premises) is False
    meanwhile = searching.search(people.clerk, "phan loai", premises=premises)
    assert (meanwhile.total, meanwhile.notice) == (2, "index_behind")
    worker.run(premises, once=True)
    assert found(people, premises, "phan loai") == 8
    assert searching.search(people.clerk, "phan loai", premises=premises).notice == ""


# --- a rebuild in parts


@pytest.mark.slow
def test_a_rebuild_says_how_far_it_is(people: Staff, premises: Premises, two_in_a_segment: None) -> None:
    letters(people, 5)
    told: list[Rebuilding] = []
    assert indexing.progress(premises) is None
    assert indexing.rebuild(premises=premises, progress=told.append) == 5
    assert list(dict.fromkeys(told)) == [Rebuilding(2, 5), Rebuilding(4, 5), Rebuilding(5, 5)]
    assert indexing.progress(premises) is None


@pytest.mark.slow
def test_a_rebuild_goes_on_after_the_process_that_began_it(
    people: Staff, premises: Premises, two_in_a_segment: None
) -> None:
    first, *_ = letters(people, 5)
    assert indexing.step(premises) is False
    assert indexing.step(premises) is False
    Document.update(subject="V/v phòng chống cháy rừng").where(Document.id == first.id).execute()
    outbox.put("index", first.id)
    told: list[Rebuilding] = []
    indexing.rebuild(premises=premises, progress=told.append)
    assert told[0] == Rebuilding(5, 5)
    assert found(people, premises, "chay rung") == 1
    assert found(people, premises, "phan loai") == 4


@pytest.mark.slow
def test_a_beginning_of_another_database_is_not_gone_on_with(
    people: Staff, premises: Premises, two_in_a_segment: None
) -> None:
    letters(people, 3)
    with Writer(premises.search_index) as writer:
        writer.begin(total=3, mark=1, origin="another history").grow(indexing.records())
    told: list[Rebuilding] = []
    indexing.rebuild(premises=premises, progress=told.append)
    assert told[0] == Rebuilding(2, 3)
    assert searching.status(premises).documents == 3


@pytest.mark.slow
def test_a_change_waits_while_a_rebuild_is_under_way(
    people: Staff, premises: Premises, two_in_a_segment: None
) -> None:
    letters(people, 3)
    indexing.step(premises)
    Job.delete().execute()
    late = entered(people, reference="9/UBND-VP")
    with pytest.raises(IndexBusy):
        indexing.update([late.id], premises=premises)
    assert [job.kind for job in jobs("reindex")] == ["reindex"]
    worker.run(premises, once=True)
    assert found(people, premises, "9/UBND-VP") == 1
    assert not Job.waiting().exists()


@pytest.mark.slow
def test_what_is_set_apart_during_a_rebuild_is_not_in_the_new_index(
    people: Staff, premises: Premises, two_in_a_segment: None
) -> None:
    first, *_ = letters(people, 3)
    indexing.step(premises)
    holding.hold(first, at=NOW)
    indexing.rebuild(premises=premises)
    assert searching.status(premises).documents == 2
    with Writer(premises.search_index) as writer:
        assert first.id not in writer.ids()


@pytest.mark.slow
def test_a_change_that_was_given_up_during_a_rebuild_is_made_up_for(
    people: Staff, premises: Premises, two_in_a_segment: None
) -> None:
    first, *_ = letters(people, 3)
    indexing.step(premises)
    Document.update(subject="V/v phòng chống cháy rừng").where(Document.id == first.id).execute()
    Job.delete().execute()
    Job.create(kind="index", args=[first.id], state="failed")
    indexing.rebuild(premises=premises)
    assert found(people, premises, "chay rung") == 1
    assert not indexing.failed().exists()


def test_a_rebuild_does_what_was_asked_for_before_its_last_look(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters(people, 2)
    Job.delete().execute()
    outbox.put("reindex", dedup="reindex")
    indexing.rebuild(premises=premises)
    assert not Job.select().exists()
    before = Rebuild.join

    def join(self: Rebuild) -> bool:
        outbox.put("reindex", dedup="reindex")  # documents may have come with it that nobody looked for
        return before(self)

    monkeypatch.setattr(Rebuild, "join", join)
    indexing.rebuild(premises=premises)
    assert [job.kind for job in Job.select()] == ["reindex"]


@pytest.mark.slow
def test_other_work_takes_turns_with_a_rebuild(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch, two_in_a_segment: None
) -> None:
    letters(people, 5)
    Job.delete().execute()
    outbox.put("check_index", dedup="check_index")
    for number in range(3):
        outbox.put("forget_pictures", f"{number}")
    outbox.put("reindex", dedup="reindex")
    done = noted(monkeypatch)
    worker.run(premises, once=True)
    assert done[:6] == ["check_index", "reindex", "forget_pictures", "reindex", "forget_pictures", "reindex"]
    assert done.count("forget_pictures") == 3


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of the jobs the worker does, in order."""
    done: list[str] = []
    before: Callable[..., None] = worker.attempt

    def attempt(batch: list[Job], premises: Premises) -> None:
        done.append(batch[0].kind)
        before(batch, premises)

    monkeypatch.setattr(worker, "attempt", attempt)
    return done


@pytest.mark.slow
def test_a_worker_that_starts_during_a_reindex_waits_with_the_index_and_does_the_rest(
    people: Staff, premises: Premises
) -> None:
    letters(people, 2)
    Job.delete().where(Job.kind != "index").execute()
    outbox.put("forget_pictures", "0")
    with Writer(premises.search_index):  # as ``portal reindex`` holds it
        worker.run(premises, once=True)
    assert jobs("forget_pictures") == []
    waiting = [*jobs("check_index"), *jobs("index")]
    assert {(job.kind, job.state, job.attempts) for job in waiting} == {
        ("check_index", "ready", 0), ("index", "ready", 0),
    }
    assert all(job.run_at > clock.now() for job in waiting)
    Job.update(run_at=None).execute()
    worker.run(premises, once=True)
    assert found(people, premises, "phan loai") == 2
    assert not Job.select().exists()
