"""Khóa phục hồi: its public half stays on the server and locks; the other one is on paper and opens."""

from datetime import datetime
from pathlib import Path

from portal import db
from portal.adapters import age_files
from portal.durable import make_durable
from portal.office import events
from portal.rules import recovery
from portal.rules.errors import BackupRefused

FILE = "recovery.pub"


def locking_key(data: Path) -> str:
    """What backups of this office are locked to, empty where no key was set; a file that holds none is refused.

    Raises ``BackupRefused``; OSError of a file that cannot be read, which may be a good one.
    """
    file = data / FILE
    if not file.exists():
        return ""
    try:
        return age_files.require_locking_key(file.read_text("utf-8").strip())
    except ValueError as cause:
        raise BackupRefused(why="bad_public_key", folder=str(file)) from cause


def mark_in(data: Path) -> str:
    """What tells the office's key from others, empty where no key was set; a file that holds none is refused."""
    return recovery.mark(locking_key(data))


def pair() -> tuple[str, str]:
    """A new key, the half for the paper first; nothing keeps it."""
    return age_files.new_key()


def written(file: Path) -> str:
    """The recovery key out of a file somebody copied it into; raises ``BackupRefused``, OSError."""
    try:
        return typed(file.read_text("utf-8-sig"))
    except UnicodeDecodeError as cause:
        raise BackupRefused(why="key_not_text", folder=str(file)) from cause


def typed(text: str) -> str:
    """The recovery key as somebody typed it from the paper; raises ``BackupRefused``."""
    secret = recovery.joined(text)
    try:
        age_files.locking_key(secret)
    except age_files.BadKey as cause:
        raise BackupRefused(why="bad_key") from cause
    return secret


def require_key_of(locked_to: str, secret: str) -> None:
    """Refuse to try a backup with no key, or with the key of another."""
    if not secret:
        raise BackupRefused(why="key_wanted")
    if age_files.locking_key(secret) != locked_to:
        raise BackupRefused(recovery.mark(locked_to), why="other_key")


def set_key(data: Path, key: str, *, at: datetime) -> None:
    """From now on backups are locked to this key; those there are stay as they are."""
    with db.atomic():
        events.record("backup_key_set", at=at, mark=recovery.mark(key))
        write(data, key)


def write(data: Path, key: str) -> None:
    """The public half beside the data, in the form that ``age -R`` reads."""
    part = data / f"{FILE}.part"
    part.write_text(f"{key}\n", "utf-8")
    make_durable(part)
    part.replace(data / FILE)
    make_durable(data)
