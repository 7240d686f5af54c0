"""What an upgrade does inside the data folder, run there as its owner: try, keep, bring forward, take back."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from portal import db, locks
from portal.durable import make_durable
from portal.installing.plan import Stopped

REHEARSAL = "upgrade"  # a folder in the data folder, gone when it was tried
MARK = "take-back"  # names the release that shall have its own database back when it starts
DATABASE = "portal.db"
SPARE = 64 << 20


def rehearse(data: Path, look: Callable[[Path], None]) -> None:
    """Bring a copy of the office forward and have its pages looked at; the office itself goes on meanwhile."""
    if not (data / DATABASE).exists():
        return
    place = data / REHEARSAL
    shutil.rmtree(place, ignore_errors=True)
    require_space(data)
    place.mkdir(mode=0o700)
    try:
        db.open_file(data / DATABASE)
        db.snapshot(place / DATABASE)
        db.database.close()
        db.open_file(place / DATABASE)
        db.migrate()
        require_whole(place / DATABASE)
        look(place)
    finally:
        db.database.close()
        shutil.rmtree(place)


def require_space(data: Path) -> None:
    """A copy, what it becomes, and what is kept of it: three times the database."""
    needed = 3 * (data / DATABASE).stat().st_size + SPARE
    if shutil.disk_usage(data).free < needed:
        raise Stopped("no_space", folder=data, megabytes=needed >> 20)


def require_whole(file: Path) -> None:
    """SQLite finds no fault in its pages."""
    with closing(sqlite3.connect(file)) as found:
        said = found.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Stopped("not_whole", said=said)


def keep(data: Path) -> None:
    """A copy of the database as it is now that nobody works any more; raises Taken while somebody does."""
    with locks.whole(data, "upgrade"):
        if (data / DATABASE).exists():
            db.open_file(data / DATABASE)
            db.keep_before(db.newest())
            db.database.close()


def bring(data: Path) -> None:
    """The schema of this release, in one transaction."""
    with locks.whole(data, "upgrade"):
        if (data / DATABASE).exists():
            db.open_file(data / DATABASE)
            db.migrate()
            db.database.close()


def mark(data: Path, release: Path) -> None:
    """From now on that release, when it starts, takes its own database back."""
    part = data / f"{MARK}.part"
    part.write_text(str(release), "utf-8")
    make_durable(part)
    part.replace(data / MARK)
    make_durable(data)


def take_back(data: Path, release: Path) -> Path | None:
    """At a start: put the database back that was kept before an upgrade that was given up, if this release is told to.

    What the newer program had made of it is set aside under the name that comes back, not removed.  Each step is
    one name on the disk, so who is cut off here does it again.
    """
    told = data / MARK
    if not told.exists():
        return None
    with locks.whole(data, "upgrade"):
        aside = put_back(data) if told.read_text("utf-8") == str(release) and is_newer(data) else None
        told.unlink()
        make_durable(data)
    return aside


def is_newer(data: Path) -> bool:
    """Whether the database has gone further than this program."""
    with db.reading(data / DATABASE) as found:
        return db.schema_of(found) > db.newest()


def put_back(data: Path) -> Path:
    """The kept copy in place of the database; where that went."""
    kept, file = data / db.kept_name(db.newest()), data / DATABASE
    if not kept.exists():
        raise Stopped("nothing_kept", file=kept)
    part = data / f"{DATABASE}.part"
    shutil.copyfile(kept, part)
    part.chmod(0o600)
    make_durable(part)
    empty_log(file)
    aside = free_name(data)
    os.link(file, aside)
    part.replace(file)
    make_durable(data)
    return aside


def empty_log(file: Path) -> None:
    """No log of the newer database may lie beside the older one: SQLite would play it in."""
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("PRAGMA journal_mode = DELETE")
    if file.with_name(f"{file.name}-wal").exists():
        raise Stopped("log_left", file=file)


def free_name(data: Path) -> Path:
    """A name for what is set aside."""
    n = 1
    while (place := data / db.set_aside(n)).exists():
        n += 1
    return place
