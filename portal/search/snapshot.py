"""An unchanging view of one commit: segments and which of their documents still live."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from portal.rules.errors import IndexUnavailable
from portal.search import bits, pointer, schema
from portal.search.asked import Key, answers
from portal.search.pointer import Pointer, damage
from portal.search.recent import Recent
from portal.search.records import Found
from portal.search.segment import Segment

_TRIES = 5
_FOR_ANSWERS = 16  # the part of the memory that answers take; the rest is for sets


@dataclass(frozen=True)
class Snapshot:
    """What a search sees, from its first line to its last; threads share it."""

    pointer: Pointer
    parts: tuple[tuple[Segment, int], ...]
    answers: Recent[Key, Found] = field(default_factory=answers, compare=False)

    def __iter__(self) -> Iterator[tuple[Segment, int]]:
        return iter(self.parts)

    @property
    def documents(self) -> int:
        """Living documents."""
        return sum(alive.bit_count() for _, alive in self.parts)

    def require_whole(self) -> None:
        """No file was cut since it was opened."""
        for segment, _ in self.parts:
            if not segment.is_whole:
                raise IndexUnavailable(why=f"{segment.name} was cut")

    def release(self) -> None:
        """Let go of the pages of all files read so far."""
        for segment, _ in self.parts:
            segment.release()


def open_snapshot(folder: Path, earlier: Snapshot | None = None, memory: int = 0) -> Snapshot:
    """The current commit.  A commit made meanwhile deletes what we are about to open: look again."""
    for _ in range(_TRIES):
        current = pointer.read(folder)
        try:
            return _load(folder, current, earlier, memory)
        except IndexUnavailable as error:
            if pointer.read(folder) == current:
                raise
            last = error
    raise last


def _load(folder: Path, current: Pointer, earlier: Snapshot | None, memory: int) -> Snapshot:
    with damage():
        home = folder / current.folder
        check_sizes(home, current)
        toc = TOC.read(FileStorage(str(home)), schema.INDEX_NAME, gen=current.commit)
        known = {segment.name: segment for segment, _ in earlier} if earlier else {}
        segments = open_segments(home, toc.segments, known)
        parts = tuple((one, alive(stored, one)) for stored, one in zip(toc.segments, segments, strict=True))
        found = Snapshot(current, parts, answers(memory // _FOR_ANSWERS))
        if found.documents != current.documents:
            raise ValueError(f"{found.documents} documents, not {current.documents}")
        _share(segments, memory - memory // _FOR_ANSWERS)
        return found


def open_segments(home: Path, stored: list[Any], known: dict[str, Segment]) -> list[Segment]:
    """The segments of a commit; those known from an earlier one keep their maps and caches."""
    storage = FileStorage(str(home))
    return [known.get(one.segment_id()) or Segment(storage, one) for one in stored]


def alive(stored: Any, segment: Segment) -> int:
    """The documents of a segment that no later change has replaced."""
    return segment.everything & ~bits.from_members(stored.deleted_docs(), segment.size)


def check_sizes(home: Path, current: Pointer) -> None:
    """Every file is there and as long as it was written; a map of a shorter file would end the process."""
    for name, (size, _) in current.files.items():
        if (home / name).stat().st_size != size:
            raise ValueError(f"{name} is not {size} bytes long")


def is_whole(folder: Path) -> bool:
    """Whether every file of the index is there and as long as it was written; what stands in them is not read."""
    try:
        current = pointer.read(folder)
        with damage():
            check_sizes(folder / current.folder, current)
    except IndexUnavailable:
        return False
    return True


def _share(segments: list[Segment], memory: int) -> None:
    """Large segments may keep more sets than small ones."""
    total = sum(segment.size for segment in segments) or 1
    for segment in segments:
        segment.give_memory(memory * segment.size // total)
