"""What a backup says of itself, under a hash of its own; never locked, so that a server without the key can check."""

import json
from pathlib import Path
from typing import Any

from peewee import SQL, SqliteDatabase, Table, fn

from portal import db
from portal.durable import make_durable
from portal.flows import seal_checks, tls
from portal.office.events import Event
from portal.office.registers import Register
from portal.rules import chain
from portal.rules.errors import BackupDamaged, BackupRefused

DATABASE, SETTINGS, MANIFEST = "portal.db", "portal.toml", "manifest.json"
TLS = tuple(f"{tls.FOLDER}/{name}" for name in (tls.ROOT, tls.ROOT_KEY, tls.SERVER))  # of locked backups only
COMPARED = ("schema", "counts", "registers", "trail")

Manifest = dict[str, Any]


def facts(copy: SqliteDatabase) -> Manifest:
    """What a database file says of itself, whatever its age: schema, rows, last numbers, both ends of the trail."""
    registers: Any = Register.select(Register.kind, Register.year, Register.last_number).order_by(Register.id)
    ends: Any = Event.select(Event.id, Event.hash).limit(1)
    first, last = ends.order_by(Event.id), ends.order_by(Event.id.desc())
    return {
        "schema": db.schema_of(copy),
        "counts": {name: Table(name).select(fn.COUNT(SQL("*"))).bind(copy).scalar() for name in copy.get_tables()},
        "registers": [list(row) for row in registers.tuples().bind(copy)],
        "trail": [list(row) for row in last.tuples().bind(copy)],
        "origin": [list(row) for row in first.tuples().bind(copy)],  # the same for all backups of one office
    }


def differing(copy: SqliteDatabase, manifest: Manifest) -> list[str]:
    """What a database says differently from the manifest it came with."""
    found = facts(copy)
    return [name for name in COMPARED if found[name] != manifest.get(name)]


def files_of(manifest: Manifest) -> dict[str, str]:
    """The files a backup has for itself, with the SHA-256 of their bytes in clear."""
    covering = manifest.get("tls", {})
    own = {DATABASE: manifest["database"], SETTINGS: manifest["settings"], **{name: covering.get(name) for name in TLS}}
    return {name: digest for name, digest in own.items() if digest}


def seal_of(manifest: Manifest) -> dict[str, str]:
    """The seal of a backup by its SHA-256, never locked; one of an older program does not tell it here."""
    return {seal_checks.NAME: manifest["seal"]} if manifest.get("seal") else {}


def write(folder: Path, body: Manifest) -> None:
    """The manifest, the last file of a backup."""
    text = json.dumps({**body, "hash": chain.link(chain.FIRST, body)}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, "utf-8")
    settle(folder / MANIFEST)
    make_durable(folder)


def read(folder: Path) -> Manifest:
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


def settle(path: Path) -> None:
    """Bytes on disk, readable by the owner only."""
    path.chmod(0o600)
    make_durable(path)


def damage(names: list[str]) -> BackupDamaged:
    """The refusal that names what is not as it was; its sentence has room for three names."""
    return BackupDamaged(", ".join(names[:3]) + (f" … ({len(names)})" if len(names) > 3 else ""), names=names)
