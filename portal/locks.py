"""A lock between processes on an open file; closing the file gives it back, and so does the end of its holder."""

import os
import time
from typing import IO, Any

BETWEEN = 0.001  # seconds between two tries: long enough to cost nothing, short enough to be had in its turn


def take(handle: IO[Any]) -> bool:
    """Whether the lock could be had at once."""
    try:
        if os.name == "nt":
            import msvcrt

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
