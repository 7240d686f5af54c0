"""Sao lưu và phục hồi: the database at one moment and every file its rows name, proved by their hashes.

A backup is not encrypted yet: whoever finds the disk reads it, so keep it under lock.  The search index is
never part of it; it is rebuilt.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import SQL, SqliteDatabase, Table, fn

from portal import db
from portal.adapters.blobs import BlobStore, copy_hashed, digest_of, sync_folder
from portal.flows import seal_checks
from portal.flows.premises import Premises
from portal.office import events, outbox, seals
from portal.office.arrivals import Arrival
from portal.office.documents import FILES, Document
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.holding import holders
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules import chain
from portal.rules.errors import BackupDamaged, BackupRefused
from portal.rules.states import HELD, REMOVED

DATABASE, BLOBS, MANIFEST, SETTINGS = "portal.db", "blobs", "manifest.json", "portal.toml"
SPARE = 64 << 20  # left free on the disk that takes a backup

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Backup:
    """A finished backup: its folder, what it holds, and the files that rows name but the store has not or altered."""

    folder: Path
    documents: int
    blobs: int
    copied: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What came back."""

    documents: int
    blobs: int
    missing: tuple[str, ...]


def backup(premises: Premises, target: Path, *, at: datetime, by: Person | None = None) -> Backup:
    """Write ``target/YYYYMMDD-HHMMSS`` while the office works on; files are shared by all backups in ``target``.

    A seal of trail and registers lies in it as a small file, to be carried off alone as well.
    The database comes first: files are stored before the rows that name them, so none can be missing.
    Only a finished backup has its name; one that was cut off ends in ``.part``.  Raises ``BackupRefused``.
    """
    store = BlobStore(target / BLOBS)
    if store.folder.resolve() == premises.store.folder.resolve():
        raise BackupRefused(why="same_folder", folder=str(target))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    require_space(target, database_size())
    with becoming(free_name(target, at)) as part:
        seal = seals.make(seals.BACKUP, at.date(), at=at, by=by)
        db.snapshot(part / DATABASE)
        make_durable(part / DATABASE)
        copy_settings(premises.data, part)
        seal_checks.write(seal, part / seal_checks.NAME)
        make_durable(part / seal_checks.NAME)
        with db.reading(part / DATABASE) as copy:
            known, wanted = facts(copy), files_named(copy, premises.store)
            held = len(set_apart(copy))
        copied, missing = copy_files(wanted, premises.store, store, scratch=part)
        write_manifest(part, {**known, "held_left_out": held}, at, sorted(wanted.keys() - missing), missing)
    made = Backup(
        part.with_suffix(""), known["counts"]["document"], len(wanted) - len(missing), copied, tuple(sorted(missing))
    )
    note(made, known, by=by, at=at)
    return made


@contextmanager
def becoming(folder: Path) -> Iterator[Path]:
    """A folder that takes its name when all went well, and is removed when not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f"{folder.name}.part")
    if part.exists():
        raise BackupRefused(why="unfinished", folder=str(part))
    part.mkdir(mode=0o700)
    try:
        yield part
        if folder.exists():
            folder.rmdir()  # an empty data folder
        os.replace(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync_folder(folder.parent)


def free_name(target: Path, at: datetime) -> Path:
    """A folder named by the moment; a second backup in the same second gets a number."""
    stem, n = at.strftime("%Y%m%d-%H%M%S"), 1
    folder = target / stem
    while folder.exists() or folder.with_name(f"{folder.name}.part").exists():
        n += 1
        folder = target / f"{stem}-{n}"
    return folder


def database_size() -> int:
    """Bytes of the database that hold something."""
    pragma = db.database.pragma
    return int(pragma("page_size") * (pragma("page_count") - pragma("freelist_count")))


def require_space(folder: Path, size: int) -> None:
    """Refuse what would fill the disk."""
    if shutil.disk_usage(folder).free < size + SPARE:
        raise BackupRefused(why="no_space", folder=str(folder))


def make_durable(path: Path) -> None:
    """Bytes on disk, readable by the owner only."""
    path.chmod(0o600)
    with path.open("rb+") as f:
        os.fsync(f.fileno())


def copy_settings(data: Path, folder: Path) -> None:
    """The settings file, where there is one."""
    if (data / SETTINGS).exists():
        shutil.copyfile(data / SETTINGS, folder / SETTINGS)
        make_durable(folder / SETTINGS)


def facts(copy: SqliteDatabase) -> Manifest:
    """What a database file says of itself, whatever its age: schema, rows, last numbers, end of the trail."""
    registers: Any = Register.select(Register.kind, Register.year, Register.last_number).order_by(Register.id)
    last: Any = Event.select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)
    return {
        "schema": db.schema_of(copy),
        "counts": {name: Table(name).select(fn.COUNT(SQL("*"))).bind(copy).scalar() for name in copy.get_tables()},
        "registers": [list(row) for row in registers.tuples().bind(copy)],
        "trail": [list(row) for row in last.tuples().bind(copy)],
    }


def files_named(copy: SqliteDatabase, store: BlobStore) -> dict[str, int]:
    """SHA-256 and size of every file the rows name; versions and annexes too, if their bytes are still kept.

    Files that only held documents have are left out: what may not be kept is not copied (domain.md §6).
    """
    stored: Any = StoredFile.select(StoredFile.sha256, StoredFile.size).order_by(StoredFile.sha256)
    wanted: dict[str, int] = dict(stored.tuples().bind(copy))
    for table in FILES:
        others: Any = table.select(table.sha256).distinct()
        for (sha256,) in others.tuples().bind(copy):
            if sha256 not in wanted and store.has(sha256):
                wanted[sha256] = store.path(sha256).stat().st_size
    held = set_apart(copy)
    return {sha256: size for sha256, size in wanted.items() if sha256 not in held}


def set_apart(copy: SqliteDatabase) -> set[str]:
    """SHA-256 of the files that held documents have and no other."""
    kept = hashes_of(copy, Document.state.not_in((HELD, REMOVED)))
    return (hashes_of(copy, Document.state == HELD) | containers_of_held(copy)) - kept


def containers_of_held(copy: SqliteDatabase) -> set[str]:
    """SHA-256 of the mails, archives and packets that held documents came in."""
    named: Any = Document.select(Document.id).where(Document.state == HELD)
    held = {row[0] for row in named.tuples().bind(copy)}
    found: Any = Arrival.select(Arrival.sha256).where(Arrival.id.in_(holders(held, copy) if held else []))
    return {sha256 for (sha256,) in found.tuples().bind(copy)}


def hashes_of(copy: SqliteDatabase, condition: Any) -> set[str]:
    """SHA-256 of every version and annex of the documents of which the condition holds."""
    asked: list[Any] = [table.select(table.sha256).join(Document).where(condition) for table in FILES]
    return {sha256 for query in asked for (sha256,) in query.tuples().bind(copy)}


def copy_files(
    wanted: dict[str, int], source: BlobStore, target: BlobStore, *, scratch: Path
) -> tuple[int, set[str]]:
    """Copy what the target does not have in full size; how many were copied, and which are missing or altered."""
    new = [sha256 for sha256, size in wanted.items() if not is_there(target, sha256, size)]
    require_space(target.folder.parent, sum(wanted[sha256] for sha256 in new))
    missing = {h for h in new if not comes_whole(source.path(h), target.path(h), h, scratch=scratch)}
    return len(new) - len(missing), missing


def is_there(store: BlobStore, sha256: str, size: int) -> bool:
    """Whether the store has the file in its full size; its bytes are checked when they are restored."""
    return store.has(sha256) and store.path(sha256).stat().st_size == size


def comes_whole(source: Path, target: Path, sha256: str, *, scratch: Path) -> bool:
    """Copy one file, whole or not at all; False when it is not there or its bytes are not those of the hash."""
    if not source.is_file():
        return False
    temporary = scratch / f"incoming-{secrets.token_hex(8)}.tmp"
    with source.open("rb") as stream:
        found = copy_hashed(stream, temporary, None)
    if found.sha256 != sha256:
        temporary.unlink()
        return False
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(temporary, target)
    sync_folder(target.parent)
    return True


def write_manifest(folder: Path, known: Manifest, at: datetime, blobs: list[str], missing: set[str]) -> None:
    """Say what the backup holds, under a hash of its own."""
    settings = folder / SETTINGS
    body = {
        **known, "made_at": at.isoformat(), "database": digest_of(folder / DATABASE), "blobs": blobs,
        "missing": sorted(missing), "settings": digest_of(settings) if settings.exists() else "",
    }
    text = json.dumps({**body, "hash": chain.link(chain.FIRST, body)}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, "utf-8")
    make_durable(folder / MANIFEST)
    sync_folder(folder)


def note(made: Backup, known: Manifest, *, by: Person | None, at: datetime) -> None:
    """The trail keeps that there was a backup, of which state."""
    events.record(
        "backed_up", by=by, at=at, folder=made.folder.name, last_event=known["trail"][0][0] if known["trail"] else 0,
        documents=made.documents, blobs=made.blobs, missing=list(made.missing) or None,
    )


def restore(folder: Path, data: Path, *, at: datetime) -> Restored:
    """Bring a backup back into an empty or absent data folder, and open its database.

    Everything is written beside the data folder and checked before it takes its name, so a refusal leaves
    nothing behind.  A damaged file is named; put a good copy of it into ``blobs`` and restore again.
    Raises ``BackupRefused``, ``BackupDamaged``, ``db.NewerSchema``.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BackupRefused(why="not_empty", folder=str(data))
    folder = chosen(folder)
    manifest = read_manifest(folder)
    with becoming(data) as fresh:
        bring_files(folder, fresh, manifest)
        compare(fresh / DATABASE, manifest)
    db.open_file(data / DATABASE)
    with db.atomic():
        events.record("restored", at=at, made_at=manifest["made_at"], documents=manifest["counts"]["document"])
        outbox.put("reindex", dedup="reindex")
    return Restored(manifest["counts"]["document"], len(manifest["blobs"]), tuple(manifest["missing"]))


def chosen(folder: Path) -> Path:
    """The backup meant by a folder: itself, or the only one in it; of several the refusal names them."""
    if (folder / MANIFEST).exists():
        return folder
    held = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}") if path.parent.suffix != ".part")
    if len(held) > 1:
        names = [path.name for path in held]
        raise BackupRefused(", ".join(names), why="several", folder=str(folder), newest=names[-1])
    return held[0] if held else folder


def read_manifest(folder: Path) -> Manifest:
    """The manifest, if it is whole."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        claimed = manifest.pop("hash")
    except FileNotFoundError as cause:
        raise BackupRefused(why="no_manifest", folder=str(folder)) from cause
    except (ValueError, AttributeError, KeyError) as cause:
        raise damage([MANIFEST]) from cause
    if claimed != chain.link(chain.FIRST, manifest):
        raise damage([MANIFEST])
    return dict(manifest)


def bring_files(folder: Path, fresh: Path, manifest: Manifest) -> None:
    """Copy database, settings and files, every hash checked; all that are damaged or missing are named together."""
    source, target = BlobStore(folder.parent / BLOBS), BlobStore(fresh / BLOBS)
    files = [(folder / DATABASE, fresh / DATABASE, manifest["database"])]
    if manifest["settings"]:
        files.append((folder / SETTINGS, fresh / SETTINGS, manifest["settings"]))
    files += [(source.path(sha256), target.path(sha256), sha256) for sha256 in manifest["blobs"]]
    damaged = [origin.name for origin, copy, h in files if not comes_whole(origin, copy, h, scratch=fresh)]
    if damaged:
        raise damage(damaged)


def compare(path: Path, manifest: Manifest) -> None:
    """The restored database says of itself what the manifest said; then it is brought to today's schema."""
    with db.reading(path) as copy:
        found = facts(copy)
    if differing := [name for name, value in found.items() if value != manifest.get(name)]:
        raise damage(differing)
    db.open_file(path)
    try:
        db.migrate()
    finally:
        db.database.close()


def damage(names: list[str]) -> BackupDamaged:
    """The refusal that names what is not as it was; its sentence has room for three names."""
    return BackupDamaged(", ".join(names[:3]) + (f" … ({len(names)})" if len(names) > 3 else ""), names=names)
