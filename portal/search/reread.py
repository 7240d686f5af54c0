"""The bytes of the index read again and again, some at a time: what the disk altered is found while all runs."""

import zlib
from pathlib import Path

from portal.rules.errors import IndexUnavailable
from portal.search import pointer

MOST = 8 << 20  # bytes of one look: with one every ten seconds two gigabytes take three quarters of an hour
_CHUNK = 1 << 20


class Rereading:
    """File after file of what is current, held against the sizes and sums of the commit; then from the first again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done: set[str] = set()
        self._file, self._at, self._crc = "", 0, 0

    def go_on(self, most: int = MOST) -> bool:
        """Read so many bytes more; whether what was read is as it was written.

        Where no index can be read there is nothing to hold against anything: who opens it sees that.
        """
        try:
            current = pointer.read(self._folder)
        except IndexUnavailable:
            return True
        files = {f"{current.folder}/{name}": expected for name, expected in current.files.items()}
        self._done &= files.keys()
        if len(self._done) == len(files):
            self._done.clear()
        try:
            return self._read(files, most)
        except OSError:
            return not _is_still(current, self._folder)

    def _read(self, files: dict[str, tuple[int, int]], most: int) -> bool:
        for name, expected in files.items():
            if name in self._done or not most:
                continue
            if name != self._file:
                self._file, self._at, self._crc = name, 0, 0
            with open(self._folder / name, "rb") as file:
                file.seek(self._at)
                while most and (data := file.read(min(most, _CHUNK))):
                    self._at, self._crc = self._at + len(data), zlib.crc32(data, self._crc)
                    most -= len(data)
                is_end = not file.read(1)
            if is_end:
                found, self._file = (self._at, self._crc), ""
                if found != expected:
                    return False
                self._done.add(name)
        return True


def _is_still(current: pointer.Pointer, folder: Path) -> bool:
    """Whether this is the state that answers: a commit made meanwhile takes files away."""
    try:
        return pointer.read(folder) == current
    except IndexUnavailable:
        return False
