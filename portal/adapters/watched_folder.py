"""A folder a scanner or another program writes into: what stands still is ready, and moved once it is taken."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from portal.adapters.blobs import digest_of

STILL, STILL_EMPTY = 4.0, 60.0  # seconds; a scanner may make an empty file long before it writes
_UNFINISHED = (".part", ".tmp", ".temp", ".crdownload", ".filepart", ".lock")
_MOST = 200  # files taken at one look; the rest follow at the next


@dataclass(frozen=True)
class Seen:
    """How a file stood when it was first seen so."""

    size: int
    changed: int
    since: float


class WatchedFolder:
    """Remembers how each file stood; after a restart it begins anew, and files wait a little longer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[Path, Seen] = {}
        self._left: set[tuple[Path, int, int]] = set()

    def ready(self, now: float) -> list[Path]:
        """Files whose size and time of change have stood still long enough; OSError when there is no folder."""
        stood: dict[Path, Seen] = {}
        for path in sorted(self.folder.iterdir()):
            mark = self._mark(path)
            if mark is not None and (path, *mark) not in self._left:
                before = self._seen.get(path)
                same = before is not None and (before.size, before.changed) == mark
                stood[path] = before if before is not None and same else Seen(*mark, since=now)
        self._seen = stood
        stands = [path for path, seen in stood.items() if now - seen.since >= (STILL if seen.size else STILL_EMPTY)]
        return stands[:_MOST]

    def is_as_seen(self, path: Path) -> bool:
        """Whether nobody wrote to the file since it was found ready."""
        seen = self._seen.get(path)
        return seen is not None and self._mark(path) == (seen.size, seen.changed)

    def move(self, path: Path, *into: str) -> Path:
        """Put a file into a folder within, under a name nobody has there."""
        folder = self.folder.joinpath(*into)
        folder.mkdir(parents=True, exist_ok=True)
        target, n = folder / path.name, 1
        while target.exists():
            n += 1
            target = folder / f"{path.stem} ({n}){path.suffix}"
        path.rename(target)
        return target

    def forget(self, digests: Collection[str], *into: str) -> None:
        """Overwrite and remove the files within that have these SHA-256."""
        for path in self.folder.joinpath(*into).glob("*"):
            if path.is_file() and not path.is_symlink() and digest_of(path) in digests:
                path.write_bytes(b"\0" * path.stat().st_size)
                path.unlink()

    def leave(self, path: Path) -> None:
        """Do not look at a file again that cannot be moved, as long as it stands as it is."""
        mark = self._mark(path)
        if mark is not None:
            self._left.add((path, *mark))

    @staticmethod
    def _mark(path: Path) -> tuple[int, int] | None:
        """Size and time of change of a file one may take; None for folders, links and what is still being written."""
        if path.name.startswith((".", "~")) or path.suffix.lower() in _UNFINISHED or path.is_symlink():
            return None
        try:
            found = path.stat()
        except OSError:  # gone since the folder was listed, or not ours to see
            return None
        return (found.st_size, found.st_mtime_ns) if path.is_file() else None
