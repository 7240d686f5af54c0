"""The folders a scanner or the agent of the axis writes into: looked at every few seconds, each file taken once.

The order makes it safe to be killed anywhere: the bytes are in the store before the row, the row before the file
is moved; a file that was taken but not moved is known by its bytes and only moved.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from portal import db
from portal.adapters.watched_folder import STILL, WatchedFolder
from portal.flows import intake, keeping, old_books
from portal.flows.premises import Premises
from portal.flows.settling import Settle
from portal.office import looks
from portal.rules.doors import PACKET, SCAN
from portal.rules.errors import FileRefused

__all__ = ["STILL", "Watch", "look_at", "watches"]

log = logging.getLogger("portal.watching")
NOTED = timedelta(minutes=1)  # looks that find nothing are noted this far apart
TAKEN_FOLDER, LEFT_FOLDER = "đã nhận", "không nhận được"
EARLIER_FOLDER = "taken"  # where packets were moved to before this watch took them
LEFT_FOR = {"empty": "tệp rỗng", "too_large": "tệp quá lớn"}
NO_FOLDER, NOT_READ, NOT_MOVED, DISK_FULL = "no_folder", "not_read", "not_moved", "disk_full"


class Watch:
    """One watched folder as a door of the office."""

    def __init__(self, door: str, folder: Path) -> None:
        self.door, self.watched = door, WatchedFolder(folder)
        self._noted: tuple[datetime, str] | None = None

    def look(self, *, at: datetime, now: float, premises: Premises) -> None:
        """Take what stands still, and note the look; ``now`` is a clock that only goes forward."""
        found, taken, fault = 0, 0, ""
        try:
            ready = self.watched.ready(now)
        except OSError:
            ready, fault = [], NO_FOLDER
        for path in ready:
            wrong = self.take(path, at=at, premises=premises)
            found, taken, fault = found + 1, taken + (not wrong or wrong == NOT_MOVED), wrong or fault
        self.note(at, found, taken, fault)

    def take(self, path: Path, *, at: datetime, premises: Premises) -> str:
        """Keep the bytes of one file, then move it; the word for what went wrong."""
        try:
            blob = keeping.stored(path, path.name, premises)
        except FileRefused as refusal:
            why = str(refusal.data["why"])
            return why if why not in LEFT_FOR else self.move(path, LEFT_FOLDER, LEFT_FOR[why]) or why
        except OSError:
            return NOT_READ
        if not self.watched.is_as_seen(path):  # somebody went on writing while it was read
            intake.forget_refused(blob, premises)
            return NOT_READ
        keeping.take_in(blob, self.door, written(path.name), at=at)
        return self.move(path, TAKEN_FOLDER)

    def move(self, path: Path, *into: str) -> str:
        """Move a file out of the way; one that cannot be moved is not looked at again as it is."""
        try:
            self.watched.move(path, *into)
        except OSError:
            self.watched.leave(path)
            return NOT_MOVED
        return ""

    def note(self, at: datetime, found: int, taken: int, fault: str) -> None:
        """Every look that found something or went wrong anew, and one a minute of the others."""
        last = self._noted
        if not found and last is not None and last[1] == fault and timedelta(0) <= at - last[0] < NOTED:
            return
        looks.looked(self.door, at=at, found=found, taken=taken, fault=fault)
        self._noted = (at, fault)


def written(name: str) -> str:
    """A file name as text that can be stored, whatever bytes the file system has."""
    return name.encode("utf-8", "replace").decode()


def watches(premises: Premises) -> list[Watch]:
    """The folders this office has watched."""
    folders = ((SCAN, premises.scan_folder), (PACKET, premises.packets_in))
    return [Watch(door, folder) for door, folder in folders if folder is not None]


def forget_files(*sha256: str, premises: Premises) -> Settle:
    """Remove bytes that may not be kept, from the store and from the folders they were taken from."""
    gone = [digest for digest in sha256 if not intake.is_stored(digest)]
    for door in watches(premises) if gone else ():
        for folder in (TAKEN_FOLDER, EARLIER_FOLDER):
            door.watched.forget(gone, folder)
    if gone:
        WatchedFolder(old_books.files_folder(premises)).forget(gone)
    return intake.forget_files(*sha256, premises=premises)


def look_at(doors: list[Watch], *, at: datetime, now: float, premises: Premises) -> None:
    """One look at each; what goes wrong with one is logged and tried at the next look."""
    for door in doors:
        try:
            door.look(at=at, now=now, premises=premises)
        except (OSError, *db.FAILURES):
            log.exception("the folder of %s cannot be looked at", door.door)
