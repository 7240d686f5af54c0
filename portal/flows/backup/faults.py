"""Vì sao không được: whose fault it is that a backup or a copy was not made or did not come back, as a word."""

import errno
import os
from pathlib import Path

from portal.rules.errors import BackupRefused

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
OF_THE_MACHINE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ECHILD}


def word_for(cause: BackupRefused | OSError, place: Path, *, writes_there: bool = True) -> str:
    """A label of ``backup_why``: the place is blamed only for what is its own, else the server.

    ``writes_there``: whether an error that names no file came of writing into the place.
    """
    if isinstance(cause, BackupRefused):
        return str(cause.data["why"])
    if not is_of(place, cause, unnamed=writes_there):
        return "server_full" if cause.errno in FULL else "server_failing"
    if cause.errno in FULL:
        return "no_space"
    if not is_there(place):
        return "place_away"
    return "place_unwritable" if cause.errno in FORBIDDEN else "place_failing"


def is_of(place: Path, cause: OSError, *, unnamed: bool) -> bool:
    """Whether an error came of a place: by the files it names, if it names any."""
    named = [Path(os.fsdecode(name)) for name in (cause.filename, cause.filename2) if isinstance(name, str | bytes)]
    if named:
        return any(name.is_relative_to(place) for name in named)
    return unnamed and cause.errno not in OF_THE_MACHINE


def file_of(cause: BackupRefused | OSError) -> str | None:
    """The file at which it failed, where the system named one."""
    name = cause.filename if isinstance(cause, OSError) else None
    return os.fsdecode(name) if isinstance(name, str | bytes) else None


def is_there(place: Path) -> bool:
    """Whether the folder can be found; a share that hangs or is not joined cannot."""
    try:
        return place.is_dir()
    except OSError:
        return False
