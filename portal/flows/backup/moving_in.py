"""Dọn vào: a restored office takes its place in the data folder, its database last; cut off, it can be begun again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal import locks
from portal.durable import make_durable
from portal.flows.backup.faults import FULL
from portal.flows.backup.manifests import DATABASE
from portal.flows.premises import close
from portal.rules.errors import BackupRefused

WORK, OFFICE, MOVING = "restoring", "office", "moving"  # in the data folder; in that; the names that move, one a line
SCRATCH = "scratch"  # an installation makes it, empty
LOCKS = (locks.SERVE, locks.WORK)
NOBODYS = {WORK, "lost+found", *LOCKS}  # of a restore that was cut off, of a disk of its own, of nobody at work


@contextmanager
def moving_in(data: Path) -> Iterator[Path]:
    """A folder to bring an office back into; when all went well what is in it moves up into the data folder.

    It lies within: the data folder may be a disk of its own, or stand where its owner may not write.  The database
    moves last and by one name, so there is an office or there is none.  A refusal leaves nothing behind; what a kill
    or a power cut left is removed by the next try.  Raises BackupRefused, locks.Taken, OSError.
    """
    require_free(data)
    is_new = not data.exists()
    try:
        with locks.whole(data, "restore"):
            clear(data)
            require_free(data)
            close(data)
            try:
                yield made(data)
                move(data)
                if is_new:
                    make_durable(data.parent)
            except OSError as cause:
                if cause.errno in FULL:  # whatever is written is written here
                    raise BackupRefused(why="server_full", folder=str(data)) from cause
                raise
            finally:
                clear(data)
    finally:
        if is_new and not (data / DATABASE).exists():
            give_back(data)


def is_cut_off(data: Path) -> bool:
    """Whether a restore was begun here and has not brought an office yet."""
    return (data / WORK).exists() and not (data / DATABASE).exists()


def made(data: Path) -> Path:
    """The folder to work in, which nobody else may look into."""
    (data / WORK).mkdir(mode=0o700)
    (data / WORK / OFFICE).mkdir(mode=0o700)
    return data / WORK / OFFICE


def require_free(data: Path) -> None:
    """Refuse a folder that holds something of somebody's, and name it."""
    if not data.exists():
        return
    moved = {name for name in moving(data) if name != DATABASE}
    there = sorted(path.name for path in data.iterdir() if path.name not in NOBODYS | moved and not is_empty(path))
    if there:
        named = ", ".join(there[:3]) + (f" … ({len(there)})" if len(there) > 3 else "")
        raise BackupRefused(named, why="not_empty", folder=str(data))


def is_empty(path: Path) -> bool:
    """Whether this is the folder for unfinished work, with none in it."""
    return path.name == SCRATCH and path.is_dir() and not path.is_symlink() and not any(path.iterdir())


def moving(data: Path) -> list[str]:
    """What a restore that was cut off had begun to move up."""
    told = data / WORK / MOVING
    return told.read_text("utf-8").splitlines() if told.exists() else []


def move(data: Path) -> None:
    """Move everything up; first it is on the disk, and which names these are, then the database comes last."""
    work = data / WORK
    settle(work)
    names = sorted((path.name for path in (work / OFFICE).iterdir()), key=lambda name: (name == DATABASE, name))
    (work / MOVING).write_text("\n".join(names), "utf-8")
    for each in (work / MOVING, work, data):
        make_durable(each)
    for name in names:
        if name == DATABASE:
            make_durable(data)
        os.replace(work / OFFICE / name, data / name)
    make_durable(data)


def settle(folder: Path) -> None:
    """Have every name below on the disk; the bytes of files are when they get theirs, but a database was written to."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(DATABASE):
                make_durable(Path(place) / name)
        make_durable(Path(place))


def clear(data: Path) -> None:
    """Remove what is not moved up or, of a restore that was cut off before the database, was; a whole one stays."""
    if not (data / DATABASE).exists():
        for name in moving(data):
            remove(data / name)
    shutil.rmtree(data / WORK, ignore_errors=True)


def remove(path: Path) -> None:
    """A file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def give_back(data: Path) -> None:
    """The data folder away again, where it was made for this."""
    with suppress(OSError):
        for name in LOCKS:
            (data / name).unlink(missing_ok=True)
        data.rmdir()
