"""Changing the index: commits, joining small segments, and rebuilding; one process at a time."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

from whoosh.util.filelock import FileLock, try_for

from portal.rules.errors import IndexBusy, IndexUnavailable
from portal.search import commits, pointer, rebuild
from portal.search.commits import SEGMENT, status_of
from portal.search.pointer import Pointer, Sync, damage
from portal.search.rebuild import Rebuild
from portal.search.records import Record, Status
from portal.search.segment import Segment
from portal.search.snapshot import check_sizes, open_segments, open_snapshot
from portal.search.storage import SyncedStorage

MANY = 8  # as many segments of one order of magnitude become one
_MAGNITUDES = range(1, len(str(SEGMENT)))  # those a rebuild made are left alone
_LOCK = "writer.lock"
_ASK_AGAIN = 0.1

Progress = Callable[[int], None]


def _silent(_: int) -> None:
    """Nobody wants to know."""


class Writer:
    """The only one that changes the index; ``with Writer(folder) as writer`` holds the lock."""

    _known: ClassVar[dict[Path, dict[str, Segment]]] = {}  # open, from one commit of this process to the next

    def __init__(self, folder: Path, sync: Sync = os.fsync, *, wait: float = 0) -> None:
        """``wait`` is how many seconds another writer is waited for before IndexBusy is raised."""
        self._folder, self._sync, self._wait = folder, sync, wait
        self._lock: Any = None

    def __enter__(self) -> "Writer":
        self._folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self._folder, 0o700)
        lock = FileLock(str(self._folder / _LOCK))
        if not try_for(lock.acquire, timeout=self._wait, delay=_ASK_AGAIN):
            raise IndexBusy
        self._lock = lock
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._lock.release()

    def add(
        self, records: Iterable[Record], forget: Iterable[int] = (), *, mark: int | None, origin: str = ""
    ) -> Status:
        """One commit: the records replace what is known of them, ``forget`` is dropped.

        Every one leaves a segment behind; ``tidy`` joins them when nobody waits.
        ``mark`` is the moment of its history (``origin``) up to which the index knows everything, or None
        when it stays where it was.
        """
        current, storage, stored = self._stored()
        fresh, ids = commits.bring(storage, records)
        with damage():
            kept = commits.drop(stored, self._open(storage, stored), ids.union(forget))
        if mark is not None:
            current = replace(current, mark=mark, origin=origin)
        return self._commit(storage, kept + fresh, current)

    def tidy(self) -> bool:
        """Join small segments once there are many of a size, each document only a few times; whether there were."""
        current, storage, stored = self._stored()
        group = next((found for digits in _MAGNITUDES if len(found := _alike(stored, digits)) > 1), [])
        if not group:
            return False
        with damage():
            joined = commits.joined(storage, group, self._open(storage, group), current.files)
        self._commit(storage, [one for one in stored if one not in group] + [joined], current)
        return True

    def purge(self) -> None:
        """Write anew every segment that has dead documents, so that no word of theirs is left in a file."""
        current, storage, stored = self._stored()
        with damage():
            kept = [
                commits.joined(storage, [one], [segment], current.files) if one.has_deletions() else one
                for one, segment in zip(stored, self._open(storage, stored), strict=True)
                if one.doc_count()
            ]
        self._commit(storage, kept, current)

    def rebuild(
        self, records: Iterable[Record], progress: Progress = _silent, *, mark: int, origin: str = ""
    ) -> Status:
        """A new index of these records beside the old one, which answers until this one takes its place."""
        started = self.begin(total=0, mark=mark, origin=origin)
        rest = iter(records)
        while started.grow(rest):
            progress(started.state.pointer.documents)
        while started.join():
            pass
        return started.complete()

    def begin(self, *, total: int, mark: int, origin: str = "") -> Rebuild:
        """Start a rebuild from the first document on; ``total`` is only told to who asks how far it is."""
        return rebuild.begin(self._folder, total=total, mark=mark, origin=origin, sync=self._sync)

    def resume(self) -> Rebuild | None:
        """The rebuild that was begun and not completed, here or in a process that is gone."""
        state = rebuild.unfinished(self._folder)
        return Rebuild(self._folder, state, self._sync) if state else None

    def verify(self) -> Status:
        """Read every byte of the index; raises IndexUnavailable where one is not as it was written."""
        current = pointer.read(self._folder)
        with damage():
            commits.check(self._folder / current.folder, current.files)
        return status_of(current)

    def ids(self) -> set[int]:
        """The documents in the index."""
        parts = open_snapshot(self._folder)
        return {
            segment.documents[place]
            for segment, living in parts
            for place in range(segment.size)
            if living >> place & 1
        }

    def withdraw(self) -> None:
        """The index answers no more: it is of another history than the database."""
        commits.remove(self._folder / pointer.FILE)
        pointer.sync_folder(self._folder, self._sync)

    def _stored(self) -> tuple[Pointer, SyncedStorage, list[Any]]:
        """The current state, its folder and its segments; what an interrupted commit left is removed."""
        current = pointer.read(self._folder)
        home = self._folder / current.folder
        with damage():
            storage = SyncedStorage(home, self._sync)
            check_sizes(home, current)
            commits.sweep(home, current.files)
            return current, storage, commits.read_toc(storage, current.commit)

    def _open(self, storage: SyncedStorage, stored: list[Any]) -> list[Segment]:
        home = Path(storage.folder)
        segments = open_segments(home, stored, self._known.get(home, {}))
        self._known[home] = {**self._known.get(home, {}), **{segment.name: segment for segment in segments}}
        return segments

    def _let_go(self, home: Path, current: Pointer) -> None:
        """Close what is no part of the index any more, so that its files can be removed."""
        known = {name: one for name, one in self._known.get(home, {}).items() if f"{name}.seg" in current.files}
        self._known.clear()
        self._known[home] = known

    def _commit(self, storage: SyncedStorage, segments: list[Any], earlier: Pointer) -> Status:
        """Table of contents first, then the pointer; only then may what it replaces go."""
        current = commits.written(storage, segments, earlier)
        home = self._folder / current.folder
        pointer.write(self._folder, current, self._sync)
        self._let_go(home, current)
        commits.sweep(home, current.files)
        return status_of(current)


def _alike(stored: list[Any], digits: int) -> list[Any]:
    """Many segments of one order of magnitude, the smallest first, as many as one segment can hold."""
    alike = [one for one in stored if len(str(one.doc_count())) == digits]
    return commits.fitting(sorted(alike, key=lambda one: one.doc_count()), SEGMENT) if len(alike) >= MANY else []


def remove(folder: Path) -> None:
    """Take the whole index away; it can always be made again."""
    with Writer(folder):
        commits.remove(folder / pointer.FILE)
        for path in folder.glob("gen-*"):
            commits.remove(path)


__all__ = ["IndexUnavailable", "Progress", "Writer", "remove", "status_of"]
