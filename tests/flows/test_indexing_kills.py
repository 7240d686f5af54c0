"""The worker process is killed again and again: search answers all the while, and nothing acknowledged is lost."""

import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from portal import db
from portal.flows import indexing, searching
from portal.flows.premises import Premises
from portal.office import outbox
from portal.office.documents import PageText
from portal.office.outbox import Job
from portal.search.writer import Writer
from tests.flows.worker_child import Workers, again, office_in, wait_for_the_worker, written
from tests.office_fixtures import Staff

KILLS = 40
WITH_A_REBUILD = 5  # every so many, the worker dies while it writes the index anew
LONGEST = 0.15  # seconds a worker lives once it has taken the first job: a commit or two


@dataclass
class Watch:
    """Someone who searches all the while."""

    people: Staff
    premises: Premises
    stop: threading.Event = field(default_factory=threading.Event)
    troubles: list[object] = field(default_factory=list)
    answers: int = 0

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                found = searching.search(self.people.clerk, "phan loai", premises=self.premises)
                if not found.total:
                    self.troubles.append(found)
                self.answers += 1
        except Exception as error:  # whatever it is, the main thread shall report it
            self.troubles.append(error)
        finally:
            db.database.close()

    def wait_for_answers(self, count: int, seconds: float = 600) -> None:
        """Until so many searches were answered, however busy the machine is."""
        deadline = time.monotonic() + seconds
        while self.answers <= count and not self.troubles:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture
def office_image(request: pytest.FixtureRequest) -> bytes:
    """The test office as the bytes of its database."""
    images: dict[str, bytes] = request.getfixturevalue("_images")
    return images["office"]


@pytest.mark.slow
def test_forty_kills_lose_nothing(office_image: bytes, tmp_path: Path) -> None:
    chance = random.Random(20261122)
    with office_in(tmp_path, office_image) as (people, premises):
        first = written(people, "dấu số 0")
        workers, watch = Workers(tmp_path), Watch(people, premises)
        watching = threading.Thread(target=watch.run)
        watching.start()
        try:
            for number in range(1, KILLS + 1):
                written(people, f"dấu số {number}", reference=f"{number}/UBND-VP")
                PageText.put(first, f"dấu số 0 lần {number}")
                again(first.id)
                if number % WITH_A_REBUILD == 0:
                    outbox.put("reindex", dedup="reindex")
                pid = workers.start()
                wait_for_work()
                time.sleep(chance.uniform(0, LONGEST))
                workers.kill(pid)
            workers.start()
            wait_for_the_worker()
            watch.wait_for_answers(KILLS)
        finally:
            watch.stop.set()
            watching.join()
            workers.end()
        assert watch.troubles == []
        assert_complete(people, premises, first.id)


def wait_for_work(seconds: float = 600) -> None:
    """Until the worker has taken a job of the index; between two looks it may have done all there was."""
    deadline, ours = time.monotonic() + seconds, Job.kind.in_(("index", "reindex"))
    while Job.select().where(ours).exists() and not Job.select().where(ours, Job.state == "running").exists():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def assert_complete(people: Staff, premises: Premises, changed: int) -> None:
    """The index holds what the office holds, byte for byte as it was written, in its last version."""
    with Writer(premises.search_index) as writer:
        assert writer.verify().documents == KILLS + 1
        assert writer.ids() == {row.id for row in indexing.searchable()}
        assert writer.resume() is None
    for number in range(KILLS + 1):
        assert searching.search(people.clerk, f'"dấu số {number}"', premises=premises).total == 1, number
    newest = searching.search(people.clerk, f'"dấu số 0 lần {KILLS}"', premises=premises)
    assert [hit.document.id for hit in newest.hits] == [changed]
    assert newest.notice == ""
    assert not indexing.is_behind(searching.status(premises))
