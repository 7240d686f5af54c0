"""The archive's search as the rest of the portal sees it; another engine may stand behind it."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from portal.rules.abbreviations import COMMON, Table, forms
from portal.rules.errors import IndexBusy, IndexUnavailable
from portal.rules.folding import fold
from portal.search import pointer
from portal.search.pointer import damage
from portal.search.query import Query, read
from portal.search.records import EVERYTHING, NOTHING, Allowed, Facet, Found, Labels, Record, Status
from portal.search.suggest import Neighbours

if TYPE_CHECKING:  # Whoosh is loaded with the first search, not with the web server
    from portal.search.snapshot import Snapshot

MEMORY = 64 * 1024 * 1024
DEEPEST = 10_000  # results a person may page through
NEAR = 20  # matches that lack a word, shown below exact ones when those are few
_SUGGESTIONS = 3
FACETS = ("year", "kind", "issuer", "register", "direction")


class Engine:
    """Reads the index in a folder; safe for threads, follows the writer from commit to commit."""

    def __init__(self, folder: Path, *, memory: int = MEMORY) -> None:
        self._folder, self._memory = folder, memory
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
        abbreviations: Table = COMMON,
    ) -> Found:
        """One page of what the person may read; raises IndexUnavailable, never an error of the query."""
        from portal.search import answer

        snapshot = self.refresh()
        query = read(text, typing=typing, known=forms(abbreviations))
        with damage():
            ranked = answer.rank(snapshot, query, filters or {}, allowed, labels)
            start = min(max(page, 1) - 1, DEEPEST // per_page) * per_page
            ids, lacking = answer.page(ranked, sort, start, per_page, NEAR)
            found = Found(
                total=ranked.total,
                ids=ids,
                facets=answer.facets(ranked, FACETS, labels),
                suggestions=[] if ranked.total else self._suggest(snapshot, query, allowed),
                near=lacking,
                words=query.marks,
                said=query.said,
            )
        for segment, _ in snapshot:
            segment.release()
        return found

    def similar(self, record: Record, *, allowed: Allowed = EVERYTHING, count: int = 5) -> list[int]:
        """Ids of the documents most like this one, never itself, among those that may be read."""
        from portal.search import similar

        snapshot = self.refresh()
        with damage():
            found = similar.like(record, snapshot, allowed, count)
        for segment, _ in snapshot:
            segment.release()
        return found

    def words(self, text: str, *, typing: bool = False) -> list[str]:
        """What a search for this marks in a text; needs no index."""
        return read(text, typing=typing).marks

    def status(self) -> Status:
        """What the index holds at this moment."""
        from portal.search.writer import status_of

        return status_of(self.refresh().pointer)

    def refresh(self) -> "Snapshot":
        """The current commit; looks at one file's date, and opens what is new since the last look."""
        found = pointer.signature(self._folder)
        if found is None:
            raise IndexUnavailable(why="missing")
        snapshot = self._snapshot
        if found == self._seen and snapshot is not None:
            return snapshot
        with self._lock:
            if found != self._seen or self._snapshot is None:
                self._snapshot = self._open()
                self._seen = found
            return self._snapshot

    def _open(self) -> "Snapshot":
        from portal.search.snapshot import open_snapshot

        return open_snapshot(self._folder, self._snapshot, self._memory)

    def cool(self) -> None:
        """Forget the cached sets, as after a start, but not the facets; for measuring."""
        for segment, _ in self.refresh():
            segment.forget()

    def _suggest(self, snapshot: "Snapshot", query: Query, allowed: Allowed) -> list[str]:
        """Words that documents this person may read do have, for each that they do not."""
        from portal.search import answer

        found: list[str] = []
        missing = {word.folded for word in query.words} | {fold(w) for p in query.phrases for w in p}
        for word in sorted(missing):
            if not answer.count(snapshot, "f", word, allowed):
                near = self._near(snapshot).of(word)
                counted = [(answer.count(snapshot, "f", other, allowed), other) for other in sorted(near)]
                found += [other for n, other in sorted(counted, key=lambda c: -c[0])[:_SUGGESTIONS] if n]
        return found

    def _near(self, snapshot: "Snapshot") -> Neighbours:
        """The dictionary of the archive; built when first needed, again after a rebuild."""
        known = self._neighbours
        if known is None or known[0] != snapshot.pointer.generation:
            words = (item for segment, _ in snapshot for item in segment.frequencies("f"))
            known = self._neighbours = snapshot.pointer.generation, Neighbours(words)
        return known[1]


__all__ = [
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
    "Record",
    "Status",
]
