"""The worker: what is asked for in the outbox gets done once, what fails is kept with its words."""

from pathlib import Path

import pytest

from portal.flows import indexing, searching, worker
from portal.flows.premises import Premises, store_in
from portal.office import outbox
from portal.office.documents import Document
from portal.office.outbox import Job
from tests.office_fixtures import NOW, Staff, entered, received


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    """Folders of a test's own."""
    searching.engine.cache_clear()
    return Premises(
        data=tmp_path, store=store_in(tmp_path / "blobs"), search_index=tmp_path / "index", scratch=tmp_path / "s",
        upload_limit=1 << 20,
    )


def test_an_entered_letter_is_searchable_when_the_worker_has_run(people: Staff, premises: Premises) -> None:
    letter = entered(people)
    worker.run(premises, once=True)
    found = searching.search(people.clerk, "phan loai van ban", premises=premises)
    assert [hit.document.id for hit in found.hits] == [letter.id]
    assert found.notice == ""


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


def test_a_file_that_is_gone_does_not_end_the_worker(people: Staff, premises: Premises) -> None:
    document = received(people)
    letter = entered(people)
    worker.run(premises, once=True)
    assert searching.search(people.clerk, "phan loai", premises=premises).hits[0].document.id == letter.id
    assert Document.get_by_id(document.id).reading.problem


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


def test_an_index_that_is_behind_is_rebuilt(people: Staff, premises: Premises) -> None:
    entered(people)
    worker.run(premises, once=True)
    entered(people, reference="2/UBND-VP")
    Job.delete().where(Job.kind == "index").execute()
    assert indexing.needs_rebuild(searching.status(premises))
    worker.run(premises, once=True)
    assert not indexing.needs_rebuild(searching.status(premises))


def test_what_another_life_left_running_is_done(people: Staff, premises: Premises) -> None:
    letter = entered(people)
    outbox.claim("an earlier life", at=NOW)
    worker.run(premises, once=True)
    assert not Job.waiting().exists()
    assert searching.search(people.clerk, letter.reference, premises=premises).total == 1
