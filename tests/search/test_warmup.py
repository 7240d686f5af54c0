"""Warming up: in small steps, only what is there, within the memory, and over when it is told to stop."""

import gc
import threading
import time
import weakref
from pathlib import Path

import pytest

from portal.search import warmup
from portal.search.service import Engine
from portal.search.snapshot import Snapshot
from portal.search.warmup import Pace, Stopped, Warmer
from portal.search.writer import Writer
from tests.search.archives import archive_of, corpus, letter

pytestmark = pytest.mark.slow


@pytest.fixture
def warmer(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Warmer:
    """Of the archive of documents, without rests."""
    monkeypatch.setattr(warmup, "LARGE", 100)
    monkeypatch.setattr(warmup, "PAUSE", 0)
    engine.cool()
    return Warmer(engine, Pace(threading.Event(), work=1))


def kept(engine: Engine) -> int:
    return sum(len(segment._sets._values) for segment, _ in engine.refresh())


def test_the_most_frequent_terms_are_read_before_anyone_asks(engine: Engine, warmer: Warmer) -> None:
    warmer.catch_up()
    (segment, _), *_ = engine.refresh().parts
    by_count = sorted((count for _, count in segment.frequencies("f") if count < segment.size), reverse=True)
    warm = {text for field, text in segment._sets._values if field == "f"}
    assert {text for text, count in segment.frequencies("f") if by_count[0] >= count > by_count[20]} <= warm
    assert kept(engine) == warmup.WORDS * len(engine.refresh().parts)
    assert engine._neighbours is not None


def test_what_is_warm_is_left_alone(engine: Engine, warmer: Warmer) -> None:
    warmer.catch_up()
    engine.cool()
    warmer.catch_up()
    assert kept(engine) == 0


def test_small_segments_are_not_read_ahead(engine: Engine, warmer: Warmer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "LARGE", 10_000)
    warmer.catch_up()
    assert kept(engine) == 0


def test_no_more_is_read_than_half_the_memory_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "LARGE", 10)
    archive_of(tmp_path, corpus(60))
    engine = Engine(tmp_path, memory=20_000)
    Warmer(engine, Pace(threading.Event())).catch_up()
    assert 0 < kept(engine) <= 10_000 // 100


def test_a_rebuilt_index_is_warmed_and_the_old_one_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "LARGE", 10)
    engine = archive_of(tmp_path, corpus(40))
    warm = Warmer(engine, Pace(threading.Event()))
    warm.catch_up()
    old: weakref.ref[Snapshot] = weakref.ref(engine.refresh())
    with Writer(tmp_path) as writer:
        writer.rebuild([letter(n, body=f"đất rừng {n}") for n in range(1, 31)], mark=1)
    warm.catch_up()
    gc.collect()
    assert old() is None
    assert kept(engine) > 0
    assert warm._warm == {segment.name for segment, _ in engine.refresh()}


def test_an_index_that_is_not_there_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "LARGE", 10)
    monkeypatch.setattr(warmup, "LOOK", 0.01)
    engine = Engine(tmp_path)
    with engine.kept_warm():
        archive_of(tmp_path, corpus(40))
        deadline = time.monotonic() + 300
        while engine._snapshot is None or not kept(engine):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_what_is_damaged_is_tried_once_and_what_takes_its_place_is_warmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warmup, "LARGE", 10)
    engine = archive_of(tmp_path, corpus(40))
    warm = Warmer(engine, Pace(threading.Event()))
    (file,) = tmp_path.glob("gen-1/*.seg")
    ((segment, _),) = engine.refresh().parts
    (postings,) = (place for name, place in segment._files._dir.items() if name.endswith(".pst"))
    with file.open("r+b") as whole:
        whole.seek(postings["offset"])
        whole.write(bytes(postings["length"]))
    warm.catch_up()
    assert kept(engine) == 0
    with Writer(tmp_path) as writer:
        writer.rebuild(corpus(40), mark=1)
    warm.catch_up()
    assert kept(engine) > 0


def test_the_end_of_the_block_is_the_end_of_the_thread(engine: Engine) -> None:
    with engine.kept_warm():
        assert "search-warm-up" in {thread.name for thread in threading.enumerate()}
    assert "search-warm-up" not in {thread.name for thread in threading.enumerate()}


def test_work_is_done_in_slices_with_rests_between() -> None:
    class Noting(threading.Event):
        rests = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.rests += 1
            return super().wait(0)

    stop = Noting()
    pace = Pace(stop, work=0.002)
    began = time.perf_counter()
    for _ in pace.slowly(range(100)):
        time.sleep(0.0005)
    spent = time.perf_counter() - began
    assert 100 * 0.0005 / 0.002 / 3 < stop.rests <= spent / 0.002
    stop.set()
    with pytest.raises(Stopped):
        list(pace.slowly(range(3)))


def test_no_search_by_a_command_or_a_test_starts_it(tmp_path: Path) -> None:
    archive_of(tmp_path, corpus(5)).search("xã")
    assert "search-warm-up" not in {thread.name for thread in threading.enumerate()}
