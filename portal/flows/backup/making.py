"""Sao lưu: one state of the office, taken while it works on, into one place or several."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import db, locks
from portal.adapters.blobs import BlobStore, digest_of
from portal.flows import kept_files, seal_checks
from portal.flows.backup import keys, manifests
from portal.flows.backup.manifests import DATABASE, SETTINGS, TLS, Manifest, facts, settle
from portal.flows.backup.places import (
    LOCK,
    Box,
    Locked,
    alone_in,
    becoming,
    finished,
    free_name,
    require_space,
)
from portal.flows.premises import Premises
from portal.office import alerts, events, seals
from portal.office.people import Person
from portal.rules.errors import BackupDamaged, BackupRefused

WORK = "backup-work"
LOOKED_AT = 1.0  # seconds; who only looks whether one is being made lets go at once
GOOD_MARK, TRIED_MARK = "backup", "backup_tried"


@dataclass(frozen=True)
class Backup:
    """A finished backup: its folder, what it holds, and the files that rows name but the store has not or altered."""

    folder: Path
    documents: int
    blobs: int
    copied: int
    missing: tuple[str, ...]
    is_locked: bool


@dataclass(frozen=True)
class Snapshot:
    """The office at one moment, in a folder of the data: database, settings, seal, and what they say."""

    folder: Path
    files: dict[str, str]  # what a backup has for itself, by SHA-256; besides the database only what there is
    known: Manifest
    wanted: dict[str, int]
    at: datetime


def backup(premises: Premises, target: Path, *, at: datetime, by: Person | None = None) -> Backup:
    """Write ``target/YYYYMMDD-HHMMSS`` while the office works on; files are shared by all backups in ``target``.

    A seal of trail and registers lies in it as a small file, to be carried off alone as well.
    The database comes first: files are stored before the rows that name them, so none can be missing.
    Only a finished backup has its name; one that was cut off ends in ``.part``.  Raises ``BackupRefused``.
    """
    with alone(premises) as work:
        require_place(premises, target)
        return write(snapshot(premises, work, at=at, by=by), target, premises, by=by)


@contextmanager
def alone(premises: Premises) -> Iterator[Path]:
    """A folder to work in while no other backup of this office is made; what a power cut left there goes."""
    with (premises.data / LOCK).open("a") as handle:
        if not locks.wait(handle, LOOKED_AT):
            raise BackupRefused(why="running", folder=str(premises.data))
        work = premises.data / WORK
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def is_running(premises: Premises) -> bool:
    """Whether a backup is being made just now."""
    if not (premises.data / LOCK).exists():
        return False
    with (premises.data / LOCK).open("a") as handle:
        return not locks.take(handle)


def require_place(premises: Premises, place: Path) -> None:
    """Refuse a place among the data, by whatever link it leads there, or that has no room for the database."""
    if place.resolve().is_relative_to(premises.data.resolve()):
        raise BackupRefused(why="same_folder", folder=str(place))
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    require_space(place, database_size())
    require_space(premises.data, database_size(), "server_full")


def database_size() -> int:
    """Bytes of the database that hold something."""
    pragma = db.database.pragma
    return int(pragma("page_size") * (pragma("page_count") - pragma("freelist_count")))


def snapshot(premises: Premises, work: Path, *, at: datetime, by: Person | None = None) -> Snapshot:
    """The database of this moment, sealed, beside settings, seal and the keys of HTTPS."""
    folder = work / "snapshot"
    folder.mkdir(mode=0o700)
    seal = seals.make(seals.BACKUP, at.date(), at=at, by=by)
    db.snapshot(folder / DATABASE)
    beside = [name for name in (SETTINGS, *TLS) if (premises.data / name).exists()]
    for name in beside:
        (folder / name).parent.mkdir(exist_ok=True, mode=0o700)
        shutil.copyfile(premises.data / name, folder / name)
    seal_checks.write(seal, folder / seal_checks.NAME)
    files = {name: digest_of(folder / name) for name in (DATABASE, *beside)}
    with db.reading(folder / DATABASE) as copy:
        known = {**facts(copy), "held_left_out": len(kept_files.set_apart(copy))}
        return Snapshot(folder, files, known, kept_files.files_named(copy, premises.store), at)


def write(taken: Snapshot, place: Path, premises: Premises, *, by: Person | None = None) -> Backup:
    """Bring a snapshot and the files it names into a place, locked where a key is set.

    The keys of HTTPS lie nowhere in clear: who has them can pass for the portal.
    """
    box = Box(place, keys.locking_key(premises.data))
    own = {name: digest for name, digest in taken.files.items() if box.key or name not in TLS}
    with alone_in(place), becoming(free_name(place, taken.at)) as part:
        locked = put_files(own, taken.folder, box, part)
        here, copied, missing = put_blobs(taken.wanted, premises.store, box, scratch=part)
        shutil.copyfile(taken.folder / seal_checks.NAME, part / seal_checks.NAME)
        settle(part / seal_checks.NAME)
        manifests.write(part, {
            **taken.known, "made_at": taken.at.isoformat(), "database": own[DATABASE],
            "settings": own.get(SETTINGS, ""), "seal": digest_of(part / seal_checks.NAME),
            "tls": {name: own[name] for name in TLS if name in own},
            "blobs": sorted(taken.wanted.keys() - missing),
            "missing": sorted(missing), **({"key": box.key, "locked": {**locked, **here}} if box.key else {}),
        })  # fmt: skip
    made = Backup(
        part.with_suffix(""), taken.known["counts"]["document"], len(taken.wanted) - len(missing), copied,
        tuple(sorted(missing)), bool(box.key),
    )
    note(made, taken, place, by=by)
    return made


def put_files(files: dict[str, str], source: Path, box: Box, part: Path) -> Locked:
    """What a backup has for itself."""
    found: Locked = {}
    for name, digest in files.items():
        written = box.put(source / name, box.named(part / name), digest, scratch=part)
        if written is None:
            raise BackupRefused(why="altered_meanwhile", folder=str(source / name))
        found[name] = list(written)
        settle(box.named(part / name))
    return found


def put_blobs(
    wanted: dict[str, int], source: BlobStore, box: Box, *, scratch: Path
) -> tuple[Locked, int, set[str]]:
    """Bring what the place does not have in full: how all of them lie there, how many are new, which are missing."""
    here = {h: lying for h, lying in lying_in(wanted, box).items() if is_there(box.blob(h), int(lying[1]))}
    new = [sha256 for sha256 in wanted if sha256 not in here]
    require_space(box.place, sum(wanted[sha256] for sha256 in new))
    missing = set()
    for sha256 in new:
        written = box.put(source.path(sha256), box.blob(sha256), sha256, scratch=scratch)
        if written is None:
            missing.add(sha256)
        else:
            here[sha256] = list(written)
    return here, len(new) - len(missing), missing


def lying_in(wanted: dict[str, int], box: Box) -> Locked:
    """SHA-256 and size that files should have in the place; of locked ones earlier backups tell it."""
    if not box.key:
        return {sha256: [sha256, size] for sha256, size in wanted.items()}
    known: Locked = {}
    for folder in finished(box.place):
        try:
            manifest = manifests.read(folder)
        except BackupDamaged:
            continue  # what it told is written anew
        if manifest.get("key") == box.key:
            known |= manifest["locked"]
    return {sha256: known[sha256] for sha256 in wanted if sha256 in known}


def is_there(path: Path, size: int) -> bool:
    """Whether a file lies there in its full size; its bytes are checked when they are tried or restored."""
    return path.is_file() and path.stat().st_size == size


def note(made: Backup, taken: Snapshot, place: Path, *, by: Person | None) -> None:
    """The trail keeps that there was a backup, of which state, and where."""
    trail: Any = taken.known["trail"]
    with db.atomic():
        events.record(
            "backed_up", by=by, at=taken.at, place=str(place), folder=made.folder.name, is_locked=made.is_locked,
            last_event=trail[0][0] if trail else 0, documents=made.documents, blobs=made.blobs, copied=made.copied,
            missing=list(made.missing) or None,
        )
        alerts.move_to(GOOD_MARK, int(taken.at.timestamp()))
