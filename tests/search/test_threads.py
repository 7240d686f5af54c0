"""Many readers share one snapshot while a writer commits, and every answer is of one commit."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.search.records import Allowed
from portal.search.writer import Writer
from tests.search.archives import archive_of, letter

COMMITS = 12
READERS = 8


@pytest.fixture
def quick_switching() -> Iterator[None]:
    """Let threads interrupt each other fifty times as often as usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0001)
    yield
    sys.setswitchinterval(before)


@pytest.mark.slow
@pytest.mark.usefixtures("quick_switching")
def test_eight_threads_search_while_documents_are_added(tmp_path: Path) -> None:
    engine = archive_of(tmp_path, [letter(n, body="cũ đất") for n in range(1, 31)])
    finished = threading.Event()
    wrong: list[object] = []
    answers = [0] * READERS

    def search(reader: int) -> None:
        even = Allowed(only=frozenset(range(0, 200, 2)))
        try:
            while not finished.is_set():
                status = engine.status()
                found = engine.search("đất cũ")
                added = engine.search("mới đất", per_page=100)
                readable = engine.search("đất", allowed=even, per_page=100)
                answers[reader] += 1
                if found.total != 30 or added.total + 30 < status.documents:
                    wrong.append((found.total, added.total, status))
                if added.ids != list(range(30 + added.total, 30, -1)) or any(i % 2 for i in readable.ids):
                    wrong.append((added.ids, readable.ids))
        except Exception as error:  # whatever it is, the main thread shall report it
            wrong.append(error)

    threads = [threading.Thread(target=search, args=(reader,)) for reader in range(READERS)]
    for thread in threads:
        thread.start()
    with Writer(tmp_path) as writer:
        for number in range(31, 31 + COMMITS):
            writer.add([letter(number, body="mới đất")], mark=number)
            engine.cool()
    finished.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert min(answers) > 0
    assert engine.search("mới").total == COMMITS
