"""Chỗ dự phòng: a file that only takes room, given up when the disk is full so that work and the trail can go on."""

import os
import shutil
from pathlib import Path

NAME = "ballast"
CHUNK = 1 << 20
SHARE = 8  # of the room below which no file is taken


def keep(data: Path, limit: int) -> None:
    """Have the ballast, where there is more than room enough for it."""
    file, size = data / NAME, limit // SHARE
    if size == 0 or file.exists() or shutil.disk_usage(data).free < limit + size:
        return
    part = file.with_name(f"{NAME}.part")
    with part.open("wb") as out:
        for start in range(0, size, CHUNK):  # real bytes: a hole in a file keeps no room
            out.write(os.urandom(min(CHUNK, size - start)))
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def give_up(data: Path) -> bool:
    """Let the room go; whether there was any."""
    try:
        (data / NAME).unlink()
    except FileNotFoundError:
        return False
    return True
