"""The worker: what is asked for in the outbox gets done once, what fails is kept with its words."""

import threading
from io import BytesIO
from pathlib import Path

import pytest

from portal.flows import indexing, keeping, reading, searching, worker
from portal.flows.premises import Premises, store_in
from portal.flows.reading import SAMPLE_PDF
from portal.office import arrivals, outbox, receiving
from portal.office.documents import Document
from portal.office.outbox import Job
from portal.search.writer import Writer
from tests.office_fixtures import NOW, Staff, drafted, entered, received, unguarded


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    searching.engine.cache_clear()
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


@pytest.mark.slow
def test_an_entered_letter_is_searchable_when_the_worker_has_run(people: Staff, premises: Premises) -> None:
    letter = entered(people)
    worker.run(premises, once=True)
    found = searching.search(people.clerk, "phan loai van ban", premises=premises)
    assert [hit.document.id for hit in found.hits] == [letter.id]
    assert found.notice == ""


@pytest.mark.slow
def test_a_change_after_the_run_asks_for_another(people: Staff, premises: Premises) -> None:
    entered(people)
    worker.run(premises, once=True)
    second = entered(people, subject="V/v phòng chống cháy rừng", reference="12/UBND-NN")
    worker.run(premises, once=True)
    assert searching.search(people.clerk, "chay rung", premises=premises).hits[0].document.id == second.id


def test_a_failing_job_is_kept_with_its_words_and_tried_later(people: Staff, premises: Premises) -> None:
    outbox.put("no_such_work", 1)
    worker.run(premises, once=True)
    job = Job.get(Job.kind == "no_such_work")
    assert (job.state, job.attempts) == ("ready", 1)
    assert "no_such_work" in job.last_error
    assert job.run_at > NOW.replace(year=2000)


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks at a file fails in a way nobody foresaw, for the last time."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no answer")

    monkeypatch.setattr(reading, "inspect", broken)
    monkeypatch.setattr(reading, "read_file", broken)
    Job.update(attempts=outbox.ATTEMPTS - 1).execute()


@pytest.mark.slow
def test_what_was_tried_too_often_says_so_and_is_looked_at_again_when_asked(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keeping.take(BytesIO(SAMPLE_PDF.read_bytes()), "upload", "", "a.pdf", at=NOW, premises=premises)
    with monkeypatch.context() as broken:
        failing(broken)
        worker.do(outbox.claim("boot", at=NOW), "boot", premises)
    given_up = arrivals.load(kept.id)
    assert (given_up.state, given_up.problem, given_up.is_worth_another_look) == ("unreadable", "given_up", True)
    arrivals.look_again(given_up, by=people.clerk, at=NOW)
    assert arrivals.load(kept.id).state == "kept"
    assert [job.state for job in Job.select()] == ["ready"]
    worker.do(outbox.claim("boot", at=NOW), "boot", premises)
    assert arrivals.load(kept.id).state == "taken"


def test_what_ended_the_worker_too_often_says_so_when_it_starts_again(people: Staff, premises: Premises) -> None:
    kept = keeping.take(BytesIO(b"%PDF-1.4"), "upload", "", "a.pdf", at=NOW, premises=premises)
    outbox.claim("an earlier life", at=NOW)
    Job.update(attempts=outbox.ATTEMPTS).execute()
    stop = threading.Event()
    stop.set()
    worker.run(premises, stop=stop)
    assert arrivals.load(kept.id).problem == "given_up"


def test_a_letter_nobody_could_read_does_not_wait_for_ever(
    people: Staff, premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = received(people)
    Job.delete().where(Job.kind != "read").execute()
    failing(monkeypatch)
    worker.do(outbox.claim("boot", at=NOW), "boot", premises)
    assert Document.get_by_id(letter.id).reading.problem == "given_up"


@pytest.mark.slow
def test_a_file_that_is_gone_does_not_end_the_worker(people: Staff, premises: Premises) -> None:
    document = received(people)
    letter = entered(people)
    worker.run(premises, once=True)
    assert searching.search(people.clerk, "phan loai", premises=premises).hits[0].document.id == letter.id
    assert Document.get_by_id(document.id).reading.problem


@pytest.mark.slow
def test_a_missing_index_is_rebuilt_by_itself(people: Staff, premises: Premises) -> None:
    entered(people)
    worker.run(premises, once=True)
    for file in sorted(premises.search_index.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    searching.engine.cache_clear()
    assert searching.status(premises) is None
    worker.run(premises, once=True)
    assert searching.status(premises).documents == 1


@pytest.mark.slow
def test_an_index_that_is_behind_is_rebuilt(people: Staff, premises: Premises) -> None:
    entered(people)
    worker.run(premises, once=True)
    entered(people, reference="2/UBND-VP")
    Job.delete().where(Job.kind == "index").execute()
    assert indexing.is_behind(searching.status(premises))
    worker.run(premises, once=True)
    assert not indexing.is_behind(searching.status(premises))


@pytest.mark.slow
def test_what_another_life_left_running_is_done(people: Staff, premises: Premises) -> None:
    letter = entered(people)
    outbox.claim("an earlier life", at=NOW)
    worker.run(premises, once=True)
    assert not Job.waiting().exists()
    assert searching.search(people.clerk, letter.reference, premises=premises).total == 1


def test_while_somebody_else_writes_the_index_a_change_waits_and_spends_nothing(
    people: Staff, premises: Premises
) -> None:
    letter = entered(people)
    Job.delete().where(Job.kind != "index").execute()
    with Writer(premises.search_index):
        worker.do(outbox.claim("boot", at=NOW), "boot", premises)
    job = Job.get(Job.kind == "index")
    assert (job.state, job.attempts, job.args) == ("ready", 0, [letter.id])
    assert job.run_at > NOW.replace(year=2000)


@pytest.mark.slow
def test_a_change_that_was_given_up_is_made_up_for_by_a_rebuild(people: Staff, premises: Premises) -> None:
    letter = entered(people)
    worker.run(premises, once=True)
    Document.update(subject="V/v phòng chống cháy rừng").where(Document.id == letter.id).execute()
    Job.create(kind="index", args=[letter.id], state="failed")
    assert indexing.is_behind(searching.status(premises))
    worker.run(premises, once=True)
    assert searching.search(people.clerk, "chay rung", premises=premises).total == 1
    assert not Job.failed().exists()
    assert not indexing.is_behind(searching.status(premises))


@pytest.mark.slow
def test_one_bad_document_does_not_take_the_others_with_it(people: Staff, premises: Premises) -> None:
    worker.run(premises, once=True)
    letters = [entered(people, reference=f"{n}/UBND-VP") for n in (1, 2, 3)]
    unguarded()
    Document.update(received_on="không phải ngày", dated_on="không phải ngày").where(
        Document.id == letters[1].id
    ).execute()
    worker.run(premises, once=True)
    assert {tuple(job.args) for job in Job.select().where(Job.kind == "index")} == {(letters[1].id,)}


@pytest.mark.slow
def test_what_only_waits_to_be_entered_or_signed_is_in_the_index_too(people: Staff, premises: Premises) -> None:
    waiting = [receiving.receive_paper(by=people.clerk, at=NOW), received(people), drafted(people)]
    worker.run(premises, once=True)
    assert searching.status(premises).documents == len(waiting)
    assert not indexing.is_behind(searching.status(premises))
