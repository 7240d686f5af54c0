"""Changing the index: commits, rebuilding beside the old one, and sweeping up; one process at a time."""

import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from whoosh.index import TOC
from whoosh.util.filelock import FileLock

from portal.rules.errors import IndexBusy, IndexUnavailable
from portal.search import bits, bulk, pointer, schema
from portal.search.pointer import Pointer, Sync, damage
from portal.search.records import Record, Status
from portal.search.segment import Segment
from portal.search.snapshot import alive, check_sizes, open_segments
from portal.search.storage import SyncedStorage

SEGMENT = 10_000  # documents in a segment of a rebuild: some 250 MB of memory while it is written
_SMALL = 1000  # larger segments are left alone until the next rebuild
_MANY = 8  # as many segments of one order of magnitude become one
_LOCK = "writer.lock"
_GENERATION = re.compile(r"gen-(\d+)")
_CHUNK = 1 << 20

Progress = Callable[[int], None]


def _silent(_: int) -> None:
    """Nobody wants to know."""


class Writer:
    """The only one that changes the index; ``with Writer(folder) as writer`` holds the lock."""

    def __init__(self, folder: Path, sync: Sync = os.fsync) -> None:
        self._folder, self._sync = folder, sync
        self._known: dict[str, Segment] = {}
        self._lock: Any = None

    def __enter__(self) -> "Writer":
        self._folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self._folder, 0o700)
        lock = FileLock(str(self._folder / _LOCK))
        if not lock.acquire(blocking=False):
            raise IndexBusy
        self._lock = lock
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._lock.release()

    def add(self, records: Iterable[Record], forget: Iterable[int] = (), *, mark: int) -> Status:
        """One commit: the records replace what is known of them, ``forget`` is dropped, ``mark`` is seen."""
        current = pointer.read(self._folder)
        with damage():
            storage = self._storage(current.generation)
            check_sizes(Path(storage.folder), current)
            self._sweep(storage, current)
            stored = TOC.read(storage, schema.INDEX_NAME, gen=current.commit).segments
        fresh, ids = [], set(forget)
        for records_of_one in _chunks(records):
            ids.update(record.id for record in records_of_one)
            fresh.append(bulk.write(storage, bulk.gathered(records_of_one)))
        with damage():
            self._drop(storage, stored, ids)
            segments = self._compact(storage, [one for one in stored if one.doc_count()] + fresh)
        return self._commit(storage, segments, current.generation, current.commit + 1, mark, current)

    def rebuild(self, records: Iterable[Record], progress: Progress = _silent, *, mark: int) -> Status:
        """A new index beside the old one, which answers until this one takes its place."""
        generation = max(self._generations(), default=0) + 1
        home = self._folder / f"gen-{generation}"
        home.mkdir()
        storage = self._storage(generation)
        segments, count = [], 0
        for records_of_one in _chunks(records):
            segments.append(bulk.write(storage, bulk.gathered(records_of_one)))
            progress(count := count + len(records_of_one))
        status = self._commit(storage, segments, generation, 1, mark, None)
        for old in set(self._generations()) - {generation}:
            shutil.rmtree(self._folder / f"gen-{old}", ignore_errors=True)
        return status

    def verify(self) -> Status:
        """Read every byte of the index; raises IndexUnavailable where one is not as it was written."""
        current = pointer.read(self._folder)
        with damage():
            for name, expected in current.files.items():
                if _fingerprint(self._folder / current.folder / name) != expected:
                    raise ValueError(f"{name} has changed")
        return status_of(current)

    def _storage(self, generation: int) -> SyncedStorage:
        return SyncedStorage(self._folder / f"gen-{generation}", self._sync)

    def _generations(self) -> list[int]:
        names = (_GENERATION.fullmatch(path.name) for path in self._folder.iterdir())
        return [int(name[1]) for name in names if name]

    def _sweep(self, storage: SyncedStorage, current: Pointer) -> None:
        """Remove what an interrupted commit left, or an older one that a reader still held."""
        home = Path(storage.folder)
        for path in home.iterdir():
            if path.name in current.files:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                _remove(path)
        self._known = {name: one for name, one in self._known.items() if f"{name}.seg" in current.files}

    def _drop(self, storage: SyncedStorage, stored: list[Any], ids: set[int]) -> None:
        """Mark the older versions of these documents as deleted."""
        for one, segment in zip(stored, self._open(storage, stored), strict=True):
            gone = segment.any("id", map(str, ids)) & alive(one, segment)
            for place in bits.newest(gone, gone.bit_count()):
                one.delete_document(place)

    def _open(self, storage: SyncedStorage, stored: list[Any]) -> list[Segment]:
        segments = open_segments(Path(storage.folder), stored, self._known)
        self._known.update((segment.name, segment) for segment in segments)
        return segments

    def _compact(self, storage: SyncedStorage, stored: list[Any]) -> list[Any]:
        """Join small segments once there are many of a size, so that each document moves only a few times."""
        for digits in range(1, len(str(_SMALL))):
            group = [one for one in stored if len(str(one.doc_count())) == digits]
            if len(group) >= _MANY:
                parts = [(s, alive(one, s)) for one, s in zip(group, self._open(storage, group), strict=True)]
                joined = bulk.write(storage, bulk.merged(parts))
                stored = [one for one in stored if one not in group] + [joined]
        return stored

    def _commit(
        self,
        storage: SyncedStorage,
        segments: list[Any],
        generation: int,
        commit: int,
        mark: int,
        earlier: Pointer | None,
    ) -> Status:
        """Table of contents first, then the pointer; only then may what it replaces go."""
        home = Path(storage.folder)
        TOC(schema.build(), segments, commit).write(storage, schema.INDEX_NAME)
        names = [one.make_filename(one.COMPOUND_EXT) for one in segments]
        known = earlier.files if earlier else {}
        files = {name: known.get(name) or _fingerprint(home / name) for name in names}
        toc = TOC._filename(schema.INDEX_NAME, commit)
        files[toc] = _fingerprint(home / toc)
        documents = sum(one.doc_count() for one in segments)
        current = Pointer(generation, commit, documents, mark, files)
        pointer.sync_folder(home, self._sync)
        pointer.write(self._folder, current, self._sync)
        self._sweep(storage, current)
        return status_of(current)


def status_of(current: Pointer) -> Status:
    """A state of the index as the health page shows it."""
    return Status(
        documents=current.documents,
        generation=current.generation,
        commit=current.commit,
        mark=current.mark,
        analyzer=current.analyzer,
        segments=len(current.files) - 1,
        bytes=sum(size for size, _ in current.files.values()),
    )


def remove(folder: Path) -> None:
    """Take the whole index away; it can always be made again."""
    with Writer(folder):
        _remove(folder / pointer.FILE)
        for path in folder.glob("gen-*"):
            shutil.rmtree(path, ignore_errors=True)


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while chunk := list(islice(rest, SEGMENT)):
        yield chunk


def _fingerprint(path: Path) -> tuple[int, int]:
    """Size and CRC-32."""
    size = crc = 0
    with open(path, "rb") as file:
        while data := file.read(_CHUNK):
            size, crc = size + len(data), zlib.crc32(data, crc)
    return size, crc


def _remove(path: Path) -> None:
    """Delete a file; one that another process still maps (Windows) goes with a later commit."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return


__all__ = ["IndexUnavailable", "Progress", "Writer", "remove", "status_of"]
