"""What a place need not keep any longer: backups beyond days, weeks and months, and the files only those had."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from portal.flows.backup import manifests
from portal.flows.backup.manifests import Manifest
from portal.flows.backup.places import BLOBS, NAME, PART, Box, finished
from portal.rules import backups
from portal.rules.errors import BackupDamaged

CUT_OFF = timedelta(days=1)  # after which what has no name yet belongs to nobody who is still writing


def retire(place: Path, origin: object, *, at: datetime) -> tuple[list[str], int]:
    """Take away this office's backups that are not kept any longer; their names, and how many files went with them.

    Backups of another office, of a portal that did not write its origin yet, or under a name somebody gave are left;
    while one of the place cannot be read no file is taken away, because nobody knows which of them it needs.
    """
    read, unreadable = manifests_in(place)
    moments = {folder: moment_of(m) for folder, m in read.items() if is_ours(folder, m, origin)}
    keep = backups.kept(moments.values())
    gone = [folder for folder, moment in moments.items() if moment not in keep]
    for folder in gone:
        part = folder.rename(folder.with_name(f"{folder.name}{PART}"))  # no backup from here on; the next one ends it
        shutil.rmtree(part, ignore_errors=True)
        del read[folder]
    return [folder.name for folder in gone], 0 if unreadable else forget_blobs(place, read, at=at)


def is_ours(folder: Path, manifest: Manifest, origin: object) -> bool:
    """Whether this office made the backup, and its folder still has the name of its moment."""
    return bool(origin) and manifest.get("origin") == origin and bool(NAME.fullmatch(folder.name))


def manifests_in(place: Path) -> tuple[dict[Path, Manifest], bool]:
    """Every backup that can be read, and whether there are others."""
    found, unreadable = {}, False
    for folder in finished(place):
        try:
            found[folder] = manifests.read(folder)
        except BackupDamaged:
            unreadable = True
    return found, unreadable


def moment_of(manifest: Manifest) -> datetime:
    """When a backup was made."""
    return datetime.fromisoformat(manifest["made_at"])


def forget_blobs(place: Path, left: dict[Path, Manifest], *, at: datetime) -> int:
    """Remove the files that no backup left here names; how many."""
    named = {Box(place, m.get("key", "")).blob(sha256) for m in left.values() for sha256 in m["blobs"]}
    unnamed = [path for path in place.glob(f"{BLOBS}*/??/*") if path not in named and is_old(path, at)]
    for path in unnamed:
        path.unlink(missing_ok=True)
    return len(unnamed)


def is_old(path: Path, at: datetime) -> bool:
    """Whether nobody can still be writing it."""
    return at.timestamp() - path.stat().st_mtime > CUT_OFF.total_seconds()
