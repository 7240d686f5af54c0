"""A lock between processes on an open file; closing the file gives it back, and so does the end of its holder."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

BETWEEN = 0.001  # seconds between two tries: long enough to cost nothing, short enough to be had in its turn
BYTE = 1 << 30  # what Windows locks nobody else may read, so it is a byte beyond the words of the holder

SERVE, WORK = "serve.lock", "work.lock"  # in a data folder: who serves it, and who does its work behind the pages


class Taken(Exception):
    """Another process holds the lock of a folder: its number and what it does there, as far as it could be read."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.folder = file.parent
        pid, _, self.what = file.read_text("utf-8", "replace").partition(" ")
        self.pid = int(pid) if pid.isdigit() else 0
        self.since = datetime.fromtimestamp(file.stat().st_mtime).astimezone()


@contextmanager
def alone(file: Path, what: str, *, within: float = 0.0) -> Iterator[None]:
    """Hold the lock as the only one and say in its file who that is; raises Taken when somebody else does.

    ``within``: seconds to wait for somebody who is about to go.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a+", encoding="utf-8") as handle:
        if not wait(handle, within):
            raise Taken(file)
        handle.truncate(0)
        handle.write(f"{os.getpid()} {what}")
        handle.flush()
        yield


@contextmanager
def whole(folder: Path, what: str) -> Iterator[None]:
    """Hold a data folder against server and worker alike."""
    with alone(folder / SERVE, what), alone(folder / WORK, what):
        yield


def take(handle: IO[Any]) -> bool:
    """Whether the lock could be had at once."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle.fileno(), BYTE, os.SEEK_SET)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def wait(handle: IO[Any], seconds: float) -> bool:
    """Whether the lock could be had within the time."""
    deadline = time.monotonic() + seconds
    while not take(handle):
        if time.monotonic() > deadline:
            return False
        time.sleep(BETWEEN)
    return True
