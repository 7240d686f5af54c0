"""Eight people search while the worker commits: no exception, and no count that the database does not bear out.

``PORTAL_STRESS_SECONDS=300`` makes it five minutes.
"""

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from portal import db
from portal.flows import searching
from portal.flows.premises import Premises
from tests.flows.worker_child import Workers, again, office_in, wait_for_the_worker, written
from tests.office_fixtures import Staff

SECONDS = float(os.environ.get("PORTAL_STRESS_SECONDS", "10"))
READERS = 8
OLD = 40  # letters that were there before; they are indexed again and again, and their number never changes
KINDS = ("Công văn", "Kế hoạch", "Báo cáo")
WORDS = "dấu mốc chung của đợt kiểm tra"  # what every letter written meanwhile says

COUNTED = """
SELECT COUNT(*) FROM page_text t JOIN document d ON d.id = t.document_id WHERE t.body LIKE ? AND d.kind LIKE ?
"""
HEARD = """
AND NOT EXISTS (SELECT 1 FROM job j, json_each(j.args) a WHERE j.kind = 'index' AND a.value = t.document_id)
"""


@dataclass
class Fire:
    """What the threads share."""

    people: Staff
    premises: Premises
    stop: threading.Event = field(default_factory=threading.Event)
    wrong: list[object] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    commits: set[int] = field(default_factory=set)

    def search(self, text: str, **options: Any) -> searching.Results:
        return searching.search(self.people.clerk, text, premises=self.premises, **options)

    def must(self, holds: bool, *what: object) -> None:
        if not holds:
            self.wrong.append(what)


def counted(kind: str = "%", *, heard: bool = False) -> int:
    """Letters that carry the words by SQL; with ``heard`` only those no job is open for."""
    base: Any = db.database
    return int(base.execute_sql(COUNTED + (HEARD if heard else ""), (f"%{WORDS}%", kind)).fetchone()[0])


def between(fire: Fire, name: str, text: str, kind: str = "%", **options: Any) -> None:
    """No fewer than the index had been told of before the question, no more than there are after it."""
    least = counted(kind, heard=True)
    found = fire.search(text, **options)
    most = counted(kind)
    fire.must(least <= found.total <= most, name, least, found.total, most)
    fire.must(found.notice == "", name, found.notice)
    fire.must(len(found.hits) == min(found.total, 20), name, found.total, len(found.hits))
    kinds = found.facets["kind"]
    fire.must(sum(count for _, count in kinds) == found.total, name, kinds, found.total)
    fire.asked[name] += 1


def constant(fire: Fire) -> None:
    """The letters that only move from segment to segment are there at every moment, each once."""
    found = fire.search("hồ sơ cũ lưu trữ", per_page=OLD + 5)
    fire.must(found.total == OLD, "old", found.total)
    fire.must(len({hit.document.id for hit in found.hits}) == OLD, "old", [hit.document.id for hit in found.hits])
    fire.asked["old"] += 1


QUESTIONS: tuple[Callable[[Fire], None], ...] = (
    lambda fire: between(fire, "and", "kiem tra moc dot"),
    lambda fire: between(fire, "marks", "đợt kiểm tra mốc"),
    lambda fire: between(fire, "phrase", '"mốc chung của đợt kiểm tra"'),
    lambda fire: between(fire, "prefix", "dau moc chun", typing=True),
    lambda fire: between(fire, "filter", "mốc chung", "Kế hoạch", filters={"kind": "Kế hoạch"}),
    lambda fire: between(fire, "limit", "mốc chung loai:bc", "Báo cáo"),
    lambda fire: between(fire, "date", "mốc chung", sort="date"),
    constant,
)


def reader(fire: Fire, number: int) -> None:
    """Asks one thing after the other until the end."""
    try:
        turn = number
        while not fire.stop.is_set():
            QUESTIONS[turn % len(QUESTIONS)](fire)
            status = searching.status(fire.premises)
            assert status is not None
            fire.commits.add(status.commit)
            turn += 1
    except Exception as error:  # whatever it is, the main thread shall report it
        fire.wrong.append(error)
    finally:
        db.database.close()


@pytest.fixture
def quick_switching() -> Iterator[None]:
    """Let threads interrupt each other ten times as often as usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def office_image(request: pytest.FixtureRequest) -> bytes:
    """The test office as the bytes of its database."""
    images: dict[str, bytes] = request.getfixturevalue("_images")
    return images["office"]


@pytest.mark.slow
@pytest.mark.usefixtures("quick_switching")
def test_no_count_is_wrong_while_the_worker_commits_every_second(office_image: bytes, tmp_path: Path) -> None:
    with office_in(tmp_path, office_image) as (people, premises):
        fire = Fire(people, premises)
        old = [written(people, "hồ sơ cũ lưu trữ", reference=f"{n}/UBND-VP") for n in range(1, OLD + 1)]
        workers = Workers(tmp_path)
        workers.start()
        threads = [threading.Thread(target=reader, args=(fire, number)) for number in range(READERS)]
        try:
            wait_for_the_worker()
            for thread in threads:
                thread.start()
            letters = write_until(time.monotonic() + SECONDS, fire, [letter.id for letter in old])
            wait_for_the_worker()
        finally:
            fire.stop.set()
            for thread in threads:
                thread.join()
            workers.end()
        print(f"{letters} letters, {len(fire.commits)} commits seen, {sum(fire.asked.values())} searches: {fire.asked}")
        assert fire.wrong == []
        assert fire.search("mốc chung").total == counted() == letters
        assert len(fire.commits) >= 2  # the worker did commit meanwhile, however slow the machine
        assert set(fire.asked) == {"and", "marks", "phrase", "prefix", "filter", "limit", "date", "old"}


def write_until(end: float, fire: Fire, old: list[int]) -> int:
    """A new letter and a changed old one every half second, so that each second has its commit; how many new ones."""
    letters = 0
    while time.monotonic() < end and not fire.wrong:
        kind = KINDS[letters % len(KINDS)]
        written(fire.people, f"Trang đầu. {WORDS} số {letters}", kind=kind, reference=f"{letters + 100}/KH-UBND")
        again(old[letters % len(old)])
        letters += 1
        time.sleep(0.5)
    return letters
