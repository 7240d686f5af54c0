"""How this machine and its office stand, for who sits at the console: folder, space, database, index, worker."""

import platform
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from portal import db
from portal.flows.checking import Check, Missing, tried
from portal.flows.health import Health
from portal.flows.premises import Premises

OLDEST_PYTHON = (3, 11)
FULL = "disk_full"
NAMES = ("python", "data", "free_space", "database", "schema", "index", "worker")


def standing(premises: Premises, database: Path, *, at: datetime) -> list[Check]:
    """Everything that can be tried; where there is no office yet, its own lines are left out."""
    machine = [
        tried("python", python), tried("data", partial(writable, premises.data)),
        tried("free_space", partial(space, premises)),
    ]
    if not database.exists():
        return [*machine, Check("database", False, "none", optional=True)]
    found = tried("database", partial(size_of, database))
    if not found.ok:
        return [*machine, found]
    schema = tried("schema", partial(schema_of, database))
    if not schema.ok:
        return [*machine, found, schema]
    db.open_file(database)
    health = Health(premises, at)
    index = tried("index", partial(index_of, health), optional=True)
    return [*machine, found, schema, index, tried("worker", partial(worker_of, health), optional=True)]


def able_to_start(data: Path, database: Path) -> list[Check]:
    """What a start needs.  A full disk or a missing index keeps nobody from reading, an older schema goes forward."""
    folder = tried("data", partial(writable, data))
    machine = [tried("python", python), replace(folder, optional=folder.detail == FULL)]
    return [*machine, tried("schema", partial(not_newer, database))] if database.exists() else machine


def python() -> str:
    """New enough for this program."""
    if sys.version_info < OLDEST_PYTHON:
        raise Missing(platform.python_version())
    return platform.python_version()


def nearest(folder: Path) -> Path:
    """The folder, or of one still to be made the nearest above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def writable(folder: Path) -> str:
    """Write a file there and take it away again; raises Missing, with the word for a full disk where it is that."""
    try:
        with tempfile.TemporaryFile(dir=nearest(folder)) as file:
            file.write(b"portal")
    except OSError as cause:
        raise Missing(FULL if db.ailment(cause) == db.FULL else str(folder)) from cause
    return str(folder)


def space(premises: Premises) -> str:
    """Enough that letters are still taken."""
    free = shutil.disk_usage(nearest(premises.data)).free
    told = f"{free / 1e9:.1f} GB"
    if free < premises.free_space_limit:
        raise Missing(told)
    return told


def size_of(database: Path) -> str:
    """An office of ours."""
    db.require_office(database)
    return f"{database.stat().st_size / 1e6:.1f} MB"


def schema_of(database: Path) -> str:
    """As this program writes it; an older one is brought forward at the next start, a newer one is refused."""
    newest = db.newest()
    with db.reading(database) as found:
        has = db.schema_of(found)
    if has != newest:
        raise Missing("older" if has < newest else "newer")
    return newest


def not_newer(database: Path) -> str:
    """As this program writes it or older."""
    with db.reading(database) as found:
        has = db.schema_of(found)
    if has > db.newest():
        raise Missing("newer")
    return has


def index_of(health: Health) -> str:
    """There, and holding what the office holds."""
    if health.index is None or health.is_index_behind:
        raise Missing("behind")
    return str(health.index.documents)


def worker_of(health: Health) -> str:
    """Heard of lately."""
    if health.is_worker_away:
        raise Missing("never" if health.worker_seen is None else f"{health.worker_seen:%d/%m/%Y %H:%M}")
    return f"{health.worker_seen:%H:%M:%S}"
