"""Reading ahead, in small steps, what people will ask for first, so that nobody waits for it."""

import contextlib
import heapq
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from portal.rules.errors import IndexUnavailable
from portal.search.pointer import damage
from portal.search.segment import Segment
from portal.search.snapshot import Snapshot

WORDS = 1_000  # the terms with the most documents: one bit a document each, 12 MB at 100,000 documents
FIELDS = ("f", "a", "b", "s", "t", "sb")
LARGE = 1_000  # documents in a segment; smaller ones are quick to read when they are asked for
SLICE, PAUSE = 0.01, 0.02  # seconds of work, seconds of rest: a search never waits longer than a slice
LOOK = 1.0  # seconds between two looks for new segments

T = TypeVar("T")
Term = tuple[str, str]


class Readable(Protocol):
    """What is kept warm: the engine, seen from here."""

    memory: int

    def refresh(self) -> Snapshot: ...

    def learn_neighbours(self, snapshot: Snapshot, slowly: Any) -> Any: ...


class Stopped(Exception):
    """The engine is no longer kept warm."""


class Pace:
    """Work for a moment, rest for a moment; ends the work when told to stop."""

    def __init__(self, stop: threading.Event, work: float = SLICE, pause: float = PAUSE) -> None:
        self.stop, self._work, self._pause = stop, work, pause
        self._began = time.perf_counter()

    def rest(self) -> None:
        """Between two small pieces of work."""
        if self.stop.is_set():
            raise Stopped
        if time.perf_counter() - self._began > self._work:
            self.wait(self._pause)

    def wait(self, seconds: float) -> None:
        """Do nothing for so long."""
        if self.stop.wait(seconds):
            raise Stopped
        self._began = time.perf_counter()

    def slowly(self, things: Iterable[T]) -> Iterator[T]:
        """The things one by one, with rests between them."""
        for thing in things:
            yield thing
            self.rest()


class Warmer:
    """Warms one segment after the other; holds none but the one at hand, and no snapshot."""

    def __init__(self, engine: Readable, pace: Pace) -> None:
        self._engine, self._pace = engine, pace
        self._generation = 0
        self._terms: list[Term] = []
        self._warm: set[str] = set()

    def run(self) -> None:
        """Until told to stop."""
        with contextlib.suppress(Stopped):
            while True:
                self.catch_up()
                self._pace.wait(LOOK)

    def catch_up(self) -> None:
        """Warm what is cold at this moment; an index that cannot be read is left to the worker."""
        with contextlib.suppress(IndexUnavailable), damage():
            while (segment := self._cold()) is not None:
                self._warm.add(segment.name)  # before it is read: what is damaged is tried once
                self._read(segment)

    def _cold(self) -> Segment | None:
        """A large segment not read yet; on the way, what is chosen once for a generation."""
        snapshot = self._engine.refresh()
        if snapshot.pointer.generation != self._generation:
            self._generation = snapshot.pointer.generation
            self._terms = self._chosen(snapshot)
            self._engine.learn_neighbours(snapshot, self._pace.slowly)
        self._warm &= {segment.name for segment, _ in snapshot}
        cold = (segment for segment, _ in snapshot if segment.size >= LARGE and segment.name not in self._warm)
        return next(cold, None)

    def _chosen(self, snapshot: Snapshot) -> list[Term]:
        """The most frequent terms of the largest segment, as many as half the memory holds at most."""
        sizes = {segment: segment.size for segment, _ in snapshot}
        if not sizes:
            return []
        room = self._engine.memory // 2 // (sum(sizes.values()) // 8 + 100 * len(sizes))
        largest = max(sizes, key=sizes.__getitem__)
        counted = (
            (count, field, text)
            for field in FIELDS
            for text, count in self._pace.slowly(largest.frequencies(field))
            if count < largest.size
        )
        return [(field, text) for _, field, text in heapq.nlargest(min(WORDS, room), counted)]

    def _read(self, segment: Segment) -> None:
        for prepare in self._pace.slowly(segment.preparations()):
            prepare()
        for field, text in self._pace.slowly(self._terms):
            segment.term(field, text)
        segment.release()


@contextlib.contextmanager
def kept_warm(engine: Readable) -> Iterator[None]:
    """A thread that reads ahead, from now until the end of the block."""
    stop = threading.Event()
    thread = threading.Thread(target=Warmer(engine, Pace(stop)).run, name="search-warm-up", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
