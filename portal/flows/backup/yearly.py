"""Bản đọc được hằng năm: after the first backup of each year, beside the copies of the years before.

It lies in clear, also where backups are locked, so it goes only to a place that was named for it.
"""

import re
import shutil
from datetime import datetime
from pathlib import Path

from peewee import fn

from portal import db
from portal.flows import readable_copy
from portal.flows.backup.faults import file_of, word_for
from portal.flows.backup.making import alone
from portal.flows.backup.nightly import moment_of
from portal.flows.backup.places import PART, require_space
from portal.flows.premises import Premises
from portal.flows.readable_copy import Copied
from portal.office import alerts, events
from portal.office.files import StoredFile
from portal.office.profile import Office
from portal.rules import backups
from portal.rules.errors import BackupRefused, Unreadable
from portal.rules.plain_names import plain_name

MARK = "copied_out"
KEPT = 2


def is_due(premises: Premises, at: datetime) -> bool:
    """Whether a place was named and has no copy of this year."""
    return premises.copy_folder is not None and backups.is_copy_due(moment_of(MARK), at)


def make(premises: Premises, *, at: datetime) -> tuple[Path, Copied]:
    """Lay the copy of this year into its place; the trail keeps why there is none, and the next night tries again.

    Raises BackupRefused, OSError.
    """
    try:
        with alone(premises):
            return lay(premises, premises.copy_folder, at=at)
    except (BackupRefused, OSError) as cause:
        place = premises.copy_folder or premises.data
        why, file = word_for(cause, place), file_of(cause)
        events.record("copy_failed", at=at, outcome="failed", place=str(place), why=why, file=file)
        raise


def lay(premises: Premises, place: Path | None, *, at: datetime) -> tuple[Path, Copied]:
    """The copy whole under its name, then the oldest away."""
    if place is None or not place.is_dir():
        raise BackupRefused(why="place_away", folder=str(place))
    readable_copy.require_outside(premises, place)
    for left in own(place, PART):
        shutil.rmtree(left)
    require_space(place, int(StoredFile.select(fn.SUM(StoredFile.size)).scalar() or 0))
    folder = place / f"{stem()}{at:%Y%m%d}"
    try:
        copied = readable_copy.copy(premises, folder, with_restricted=False, at=at)
    except Unreadable as cause:  # a child that writes the tables of a register was too slow or needed too much
        raise BackupRefused(why="table_unmade", folder=str(folder)) from cause
    with db.atomic():
        alerts.move_to(MARK, int(at.timestamp()))
    retire(place, at=at)
    return folder, copied


def retire(place: Path, *, at: datetime) -> None:
    """The oldest away."""
    gone = own(place)[:-KEPT]
    for old in gone:
        shutil.rmtree(old.rename(old.with_name(f"{old.name}{PART}")))
    if gone:
        events.record("backup_retired", at=at, place=str(place), folders=[old.name for old in gone], files=0)


def stem() -> str:
    """How the folders of this office begin; another office may share the place."""
    return f"ban-doc-{plain_name(Office.current().agency_code)}-"


def own(place: Path, suffix: str = "") -> list[Path]:
    """The copies this office made by itself, the oldest first, or what one that was cut off left."""
    name = re.compile(rf"{re.escape(stem())}\d{{8}}{re.escape(suffix)}")
    return sorted(path for path in place.iterdir() if name.fullmatch(path.name) and path.is_dir())
