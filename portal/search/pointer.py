"""The one file that says which folder and commit of the index is current, replaced whole or not at all."""

import errno
import json
import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from portal.rules.errors import IndexUnavailable
from portal.search import analyzer

FILE = "current.json"
DOUBTED = "doubted"  # a reader met an error and left this file for the worker to see
_SUM = "sum"
FORMAT = 1  # counts up with the fields of the index, as analyzer.VERSION does with its terms

Sync = Callable[[int], None]


@dataclass(frozen=True)
class Pointer:
    """A state of the index: everything a reader must know before it opens a file."""

    generation: int
    commit: int
    documents: int
    mark: int
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # name: size, CRC-32
    origin: str = ""  # of which history the mark is a moment, in the words of whoever keeps it
    analyzer: int = analyzer.VERSION
    format: int = FORMAT

    @property
    def folder(self) -> str:
        """The folder of the generation, below that of the index."""
        return f"gen-{self.generation}"


def read(folder: Path) -> Pointer:
    """The current state; an index of another make is as good as none."""
    with damage():
        return from_plain(values_of(folder / FILE))


def generation(folder: Path) -> int | None:
    """The number of the folder that answers, None when there is no index to read."""
    try:
        return read(folder).generation
    except IndexUnavailable:
        return None


def from_plain(values: dict[str, Any]) -> Pointer:
    """The state as it was read from a file."""
    files = {name: (int(size), int(crc)) for name, (size, crc) in values.pop("files").items()}
    found = Pointer(files=files, **values)
    if (found.analyzer, found.format) != (analyzer.VERSION, FORMAT):
        raise ValueError(f"made by analyzer {found.analyzer}, format {found.format}")
    return found


def write(folder: Path, pointer: Pointer, sync: Sync = os.fsync) -> None:
    """Make this the current state, for good."""
    replace_file(folder / FILE, asdict(pointer), sync)


def doubt(folder: Path) -> None:
    """Note that a reader met an error; one that may not write there leaves it to the worker's own looks."""
    with suppress(OSError):
        (folder / DOUBTED).touch()


def is_doubted(folder: Path) -> bool:
    """Whether a reader met an error since the index was looked at."""
    return (folder / DOUBTED).exists()


def trust(folder: Path) -> None:
    """The index is being looked at: what is met from now on is another error."""
    (folder / DOUBTED).unlink(missing_ok=True)


def replace_file(path: Path, values: dict[str, Any], sync: Sync) -> None:
    """The whole file or the old one, and nothing between; on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump({**values, _SUM: _sum(values)}, file, indent=1)
        file.flush()
        sync(file.fileno())
    os.replace(fresh, path)
    sync_folder(path.parent, sync)


def values_of(path: Path) -> dict[str, Any]:
    """What such a file says; raises ValueError where that is not what was written."""
    values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    written = values.pop(_SUM, None)  # none in a file from before there were sums
    if written not in (None, _sum(values)):
        raise ValueError(f"{path.name} has changed")
    return values


def _sum(values: dict[str, Any]) -> int:
    """CRC-32 of what the file says, however it is laid out."""
    return zlib.crc32(json.dumps(values, sort_keys=True).encode())


def sync_folder(folder: Path, sync: Sync = os.fsync) -> None:
    """Names are safe on the disk; where folders cannot be opened (Windows) the system sees to it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def place(folder: Path) -> str:
    """Where the file is, for who looks at it at each search: a plain name is quicker than a Path."""
    return os.path.join(folder, FILE)


def signature(place: str) -> tuple[int, int, int] | None:
    """Changes with every commit; None when there is no index."""
    try:
        stat = os.stat(place)
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


class _Damage:
    """Whatever goes wrong with damaged files (unpickling can raise anything) is one refusal.

    A full disk or memory is no damage: the index stays as it is, and a new one would not fit either.
    """

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or not isinstance(error, Exception) or isinstance(error, IndexUnavailable | MemoryError):
            return
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return
        raise IndexUnavailable(why=f"{type(error).__name__}: {error}") from error


_DAMAGE = _Damage()


def damage() -> _Damage:
    """Around every reading of the index; searches are so short that a generator would be felt."""
    return _DAMAGE
