"""A new index growing beside the one that answers; what is finished of it outlives the process.

Its folder holds a small file that says how far it is.  A segment counts once that file names it, so whoever
goes on after a crash begins behind the last whole segment.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from portal.search import bulk, commits, pointer
from portal.search.pointer import Pointer, Sync, damage
from portal.search.records import Rebuilding, Record, Status
from portal.search.snapshot import check_sizes, open_segments
from portal.search.storage import SyncedStorage

FILE = "unfinished.json"
LARGEST = 125_000  # documents in a joined segment: one set of them is 16 kB
_GENERATION = re.compile(r"gen-(\d+)")


@dataclass(frozen=True)
class Unfinished:
    """What is written so far: as an index, the last id of it, and how many documents are expected."""

    pointer: Pointer
    last: int = 0
    total: int = 0


class Rebuild:
    """Grows segment by segment, then takes the place of the old index.  Only a Writer hands it out."""

    def __init__(self, folder: Path, state: Unfinished, sync: Sync = os.fsync) -> None:
        self._folder, self._sync = folder, sync
        self.state = state
        self._home = folder / state.pointer.folder
        self._storage = SyncedStorage(self._home, sync)

    def grow(self, records: Iterable[Record]) -> int:
        """One more segment, of the next records; how many there were."""
        batch = list(islice(records, commits.SEGMENT))
        if not batch:
            return 0
        segments = self._segments()
        segments.append(bulk.write(self._storage, bulk.gathered(batch)))
        self._note(replace(self._with(segments), last=max(record.id for record in batch)))
        return len(batch)

    def join(self) -> bool:
        """Make one large segment of as many as fit, because every search goes through all; whether there were any."""
        segments = self._segments()
        group = commits.fitting((one for one in segments if one.doc_count() <= commits.SEGMENT), LARGEST)
        if len(group) < 2:
            return False
        with damage():
            joined = commits.joined(
                self._storage, group, open_segments(self._home, group, {}), self.state.pointer.files
            )
        self._note(self._with([joined, *(one for one in segments if one not in group)]))
        return True

    def complete(self, records: Iterable[Record] = (), forget: Iterable[int] = ()) -> Status:
        """Bring in what changed meanwhile, look at every byte, and switch; the old index goes."""
        with damage():
            commits.check(self._home, self.state.pointer.files)
        segments = self._segments()
        late, ids = commits.bring(self._storage, records)
        ids.update(forget)
        with damage():
            kept = commits.drop(segments, open_segments(self._home, segments, {}), ids)
        written = self.state.pointer
        if ids or not written.commit:
            written = self._with(kept + late).pointer
        pointer.write(self._folder, written, self._sync)
        for number in generations(self._folder):
            if number != written.generation:
                commits.remove(self._folder / f"gen-{number}")
        commits.sweep(self._home, written.files)
        return commits.status_of(written)

    def discard(self) -> None:
        """Begin anew another time."""
        commits.remove(self._home)

    def _segments(self) -> list[Any]:
        """What is finished; what was only begun is removed."""
        commits.sweep(self._home, {FILE, *self.state.pointer.files})
        commit = self.state.pointer.commit
        with damage():
            return commits.read_toc(self._storage, commit) if commit else []

    def _with(self, segments: list[Any]) -> Unfinished:
        """The next state, of these segments."""
        return replace(self.state, pointer=commits.written(self._storage, segments, self.state.pointer))

    def _note(self, state: Unfinished) -> None:
        pointer.replace_file(self._home / FILE, asdict(state), self._sync)
        self.state = state


def begin(folder: Path, *, total: int, mark: int, origin: str, sync: Sync) -> Rebuild:
    """From the first document on; an earlier beginning is dropped.

    What answers is no beginning, even where a crash at the switch left its file; and the new folder has a number of
    its own, even where the one that answered is gone.
    """
    current = pointer.generation(folder)
    for number in generations(folder):
        if number != current and (folder / f"gen-{number}" / FILE).exists():
            commits.remove(folder / f"gen-{number}")
    generation = max([*generations(folder), current or 0]) + 1
    (folder / f"gen-{generation}").mkdir()
    started = Rebuild(folder, Unfinished(Pointer(generation, 0, 0, mark, origin=origin), 0, total), sync)
    started._note(started.state)
    return started


def unfinished(folder: Path) -> Unfinished | None:
    """How far a rebuild came, if one is under way and of this make."""
    current = pointer.generation(folder)
    for number in sorted(generations(folder), reverse=True):
        try:
            values = pointer.values_of(folder / f"gen-{number}" / FILE)
            state = Unfinished(pointer.from_plain(values.pop("pointer")), **values)
            check_sizes(folder / f"gen-{number}", state.pointer)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
        return state if number != current else None
    return None


def progress(folder: Path) -> Rebuilding | None:
    """How far a rebuild is, for whoever waits for it."""
    found = unfinished(folder)
    return Rebuilding(found.pointer.documents, max(found.total, found.pointer.documents)) if found else None


def generations(folder: Path) -> list[int]:
    """The numbers of all folders of the index, finished and not."""
    if not folder.is_dir():
        return []
    names = (_GENERATION.fullmatch(path.name) for path in folder.iterdir())
    return [int(name[1]) for name in names if name]
