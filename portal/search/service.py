"""The archive's search as the rest of the portal sees it; another engine may stand behind it."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from portal.rules.abbreviations import COMMON, Table, forms
from portal.rules.errors import IndexBusy, IndexUnavailable
from portal.search import pointer
from portal.search.asked import Asked
from portal.search.pointer import damage
from portal.search.records import (
    DEEPEST,
    EVERYTHING,
    FACETS,
    NOTHING,
    Allowed,
    Facet,
    Found,
    Labels,
    Rebuilding,
    Record,
    Status,
)
from portal.search.suggest import Neighbours, Slowly

if TYPE_CHECKING:  # Whoosh is loaded with the first search, not with the web server
    from portal.search.snapshot import Snapshot

MEMORY = 60 * 1024 * 1024  # for sets and answers


class Engine:
    """Reads the index in a folder; safe for threads, follows the writer from commit to commit."""

    def __init__(self, folder: Path, *, memory: int = MEMORY) -> None:
        self._folder, self.memory = folder, memory
        self._watched = pointer.place(folder)
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._neighbours: tuple[int, Neighbours] | None = None

    def search(
        self,
        text: str,
        *,
        filters: Mapping[str, object] | None = None,
        sort: str = "rank",
        page: int = 1,
        per_page: int = 20,
        typing: bool = False,
        allowed: Allowed = EVERYTHING,
        labels: Labels | None = None,
        facets: Sequence[str] = FACETS,
        suggest: bool = True,
        abbreviations: Table = COMMON,
    ) -> Found:
        """One page of what the person may read; raises IndexUnavailable, never an error of the query."""
        snapshot = self.refresh()
        asked = Asked(
            text, filters or {}, sort, page, per_page, typing, allowed, labels, facets, suggest, forms(abbreviations)
        )
        return snapshot.answers.get(asked.key, lambda: self._answer(snapshot, asked))

    def _answer(self, snapshot: "Snapshot", asked: Asked) -> Found:
        from portal.search.answer import answer

        return answer(snapshot, asked, self._near)

    def similar(self, record: Record, *, allowed: Allowed = EVERYTHING, count: int = 5) -> list[int]:
        """Ids of the documents most like this one, never itself, among those that may be read."""
        from portal.search import similar

        snapshot = self.refresh()
        with damage():
            found = similar.like(record, snapshot, allowed, count)
        snapshot.release()
        return found

    def status(self) -> Status:
        """What the index holds at this moment."""
        from portal.search.writer import status_of

        return status_of(self.refresh().pointer)

    def rebuilding(self) -> Rebuilding | None:
        """How far a new index is, None when none is being written; changes wait for it."""
        from portal.search import rebuild

        return rebuild.progress(self._folder)

    def refresh(self) -> "Snapshot":
        """The current commit; looks at one file's date, and opens what is new since the last look."""
        found = pointer.signature(self._watched)
        if found is None:
            raise IndexUnavailable(why="missing")
        snapshot = self._snapshot
        if found != self._seen or snapshot is None:
            with self._lock:
                if found != self._seen or self._snapshot is None:
                    self._snapshot = self._open()
                    self._seen = found
                snapshot = self._snapshot
        snapshot.require_whole()
        return snapshot

    def _open(self) -> "Snapshot":
        from portal.search.snapshot import open_snapshot

        return open_snapshot(self._folder, self._snapshot, self.memory)

    def cool(self) -> None:
        """Forget answers and cached sets, as after a start, but not the facets; for measuring."""
        self.forget_answers()
        for segment, _ in self.refresh():
            segment.forget()

    def forget_answers(self) -> None:
        """The next question is answered from the index though it was asked before; for measuring."""
        self.refresh().answers.clear()

    def _near(self, snapshot: "Snapshot") -> Neighbours:
        """The dictionary of the archive; built when first needed, again after a rebuild."""
        known = self._neighbours
        if known is None or known[0] != snapshot.pointer.generation:
            return self.learn_neighbours(snapshot, iter)
        return known[1]

    def learn_neighbours(self, snapshot: "Snapshot", slowly: Slowly) -> Neighbours:
        """Build the dictionary, as slowly as is asked for."""
        words = (item for segment, _ in snapshot for item in segment.frequencies("a"))
        found = Neighbours(slowly(words))
        self._neighbours = snapshot.pointer.generation, found
        return found

    def kept_warm(self) -> AbstractContextManager[None]:
        """Read ahead in a thread of its own what people ask for first, until the end of the block."""
        from portal.search import warmup

        return warmup.kept_warm(self)


__all__ = [
    "DEEPEST",
    "EVERYTHING",
    "FACETS",
    "NOTHING",
    "Allowed",
    "Engine",
    "Facet",
    "Found",
    "IndexBusy",
    "IndexUnavailable",
    "Labels",
    "Rebuilding",
    "Record",
    "Status",
]
