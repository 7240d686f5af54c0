"""The outbox: work leaves with the commit, is done once, and is not lost when the worker dies."""

import sqlite3
from pathlib import Path

import pytest

from portal import db
from portal.office import outbox
from portal.office.events import Event
from portal.office.outbox import ATTEMPTS, Job, claim, fail, finish, put, recover, retry
from portal.office.people import Person
from portal.rules import errors
from portal.rules.roles import Role
from tests.office_fixtures import NOW, later

pytestmark = pytest.mark.usefixtures("empty_database")


def account(role: Role) -> Person:
    return Person.create(name=role, login=role, password_hash="", role=role)


def test_a_job_is_claimed_once():
    put("index", 1)
    job = claim("one", at=NOW)
    assert (job.kind, job.args, job.state, job.attempts) == ("index", [1], "running", 1)
    assert claim("two", at=NOW) is None


def test_the_oldest_job_comes_first():
    for number in (1, 2, 3):
        put("index", number)
    assert [claim("one", at=NOW).args for _ in range(3)] == [[1], [2], [3]]


def test_a_finished_job_is_gone():
    put("index", 1)
    finish(claim("one", at=NOW))
    assert not Job.select().exists()


def test_asking_twice_before_the_start_is_asking_once():
    put("reindex", dedup="reindex")
    put("reindex", dedup="reindex")
    assert Job.select().count() == 1


def test_a_change_during_the_work_asks_for_another_run():
    put("reindex", dedup="reindex")
    running = claim("one", at=NOW)
    put("reindex", dedup="reindex")
    finish(running)
    assert claim("one", at=NOW).kind == "reindex"


def test_a_failed_job_waits_longer_each_time_and_is_given_up_in_the_end():
    put("send", 1)
    at, waits = NOW, []
    while (job := claim("one", at=at)) is not None:
        fail(job, "no route to host", at=at)
        waits.append((Job.get_by_id(job.id).run_at - at).seconds)
        at = Job.get_by_id(job.id).run_at
    assert waits == [2, 4, 8, 16, 32]
    assert len(waits) == ATTEMPTS
    assert [(j.state, j.last_error) for j in Job.failed()] == [("failed", "no route to host")]


def test_a_job_that_failed_is_not_due_before_its_time():
    put("send", 1)
    fail(claim("one", at=NOW), "no", at=NOW)
    assert claim("one", at=later(seconds=1)) is None
    assert claim("one", at=later(seconds=2)) is not None


def test_a_job_that_waits_lets_others_pass():
    put("send", 1)
    put("index", 2)
    fail(claim("one", at=NOW), "no", at=NOW)
    assert claim("one", at=NOW).kind == "index"


def test_a_long_error_is_cut():
    put("send", 1)
    fail(claim("one", at=NOW), "x" * 10_000, at=NOW)
    assert len(Job.get().last_error) == 500


def test_a_person_may_start_a_failed_job_again():
    put("send", 1)
    for n in range(ATTEMPTS):
        fail(claim("one", at=later(hours=n)), "no", at=later(hours=n))
    for person in (account(Role.SAFETY_OFFICER), account(Role.CLERK)):
        with pytest.raises(errors.NotAllowed):
            retry(Job.get().id, by=person, at=NOW)
    retry(Job.get().id, by=account(Role.ADMIN), at=NOW)
    assert Event.newest("job_retried").data == {"kind": "send"}
    assert claim("one", at=NOW).attempts == 1


def test_a_running_job_is_not_started_again_by_a_person():
    put("send", 1)
    running = claim("one", at=NOW)
    with pytest.raises(errors.NotFound):
        retry(running.id, by=account(Role.ADMIN), at=NOW)
    assert claim("two", at=NOW) is None


def test_what_a_dead_worker_left_is_handed_back():
    put("index", 1)
    put("index", 2)
    claim("dead", at=NOW)
    mine = claim("alive", at=NOW)
    assert recover("alive") == 1
    assert claim("alive", at=NOW).args == [1]
    assert Job.get_by_id(mine.id).state == "running"


def test_a_job_that_kills_every_worker_is_given_up():
    put("read", 1)
    for life in range(ATTEMPTS):
        assert claim(f"life {life}", at=NOW) is not None
        recover(f"life {life + 1}")
    assert claim("last", at=NOW) is None
    assert Job.failed().count() == 1


def test_a_refused_act_asks_for_no_work():
    with pytest.raises(ZeroDivisionError), db.atomic():
        put("index", 1 // 0)
    assert not Job.select().exists()


@pytest.mark.slow
def test_a_claim_is_committed_before_the_work_begins(tmp_path: Path):
    db.open_file(tmp_path / "portal.db")
    db.migrate()
    outbox.put("index", 1)
    claim("one", at=NOW)
    other = sqlite3.connect(tmp_path / "portal.db", timeout=0)
    assert other.execute("SELECT state, worker FROM job").fetchall() == [("running", "one")]
    other.execute("BEGIN IMMEDIATE")  # and nothing is left open
    other.close()


def test_jobs_that_will_still_run_are_waiting():
    put("index", 1)
    put("index", 2)
    claim("one", at=NOW)
    assert Job.waiting().count() == 2
