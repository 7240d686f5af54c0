"""What the portal asks of a search engine: ours answers it today, another may stand in its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from portal.rules.abbreviations import COMMON, Table
from portal.search.records import EVERYTHING, FACETS, Allowed, Found, Labels, Rebuilding, Record, Status


class Archive(Protocol):
    """The reading side: safe for threads, follows every commit by itself."""

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
        """One page of what may be read, counted exactly; raises IndexUnavailable, never an error of the query.

        ``facets`` are the groups to count; ``suggest``: better questions are looked for when hardly anything is found.
        """
        ...

    def similar(self, record: Record, *, allowed: Allowed = EVERYTHING, count: int = 5) -> list[int]:
        """Ids of the documents most like this one, never itself, among those that may be read."""
        ...

    def status(self) -> Status:
        """What the index holds at this moment; raises IndexUnavailable."""
        ...

    def rebuilding(self) -> Rebuilding | None:
        """How far a new index is, None when none is being written."""
        ...

    def kept_warm(self) -> AbstractContextManager[None]:
        """Whatever makes the first answers quick, until the end of the block."""
        ...


class ArchiveWriter(Protocol):
    """The writing side: one at a time, held by ``with``, else IndexBusy.

    How an index is kept whole is each engine's own affair: ours is rebuilt in steps, joined and looked through by
    ``flows.indexing``, which for that knows it by name.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def add(
        self, records: Iterable[Record], forget: Iterable[int] = (), *, mark: int | None, origin: str = ""
    ) -> Status:
        """One commit: the records replace what is known of them, ``forget`` is dropped.

        ``mark`` is the moment of its history (``origin``) the index now knows, None when it stays where it was.
        """
        ...

    def rebuild(
        self, records: Iterable[Record], progress: Callable[[int], None] = ..., *, mark: int, origin: str = ""
    ) -> Status:
        """A new index in place of the old one, which answers until it stands."""
        ...
