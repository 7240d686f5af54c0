"""Khi đĩa đầy hoặc cơ sở dữ liệu hỏng: what is done at once, and the mark that stops all writing into damage.

The mark is a file beside the database: a damaged database is no place to write anything down.
"""

from datetime import datetime
from pathlib import Path

from portal import db
from portal.clock import VIETNAM
from portal.durable import make_durable
from portal.flows import ballast

MARK = "database.damaged"


def meet(error: BaseException, data: Path, *, at: datetime) -> str:
    """Make room when the disk is full, stop writing when the database is damaged; which of the two it is, if any."""
    ailment = db.ailment(error)
    if ailment == db.FULL:
        ballast.give_up(data)
    elif ailment == db.DAMAGED:
        mark(data, at=at)
    return ailment


def mark(data: Path, *, at: datetime) -> None:
    """Somebody met a damaged page; the first time counts, and a power cut does not take it back."""
    if since(data) is None:
        (data / MARK).write_text(at.isoformat(), "utf-8")
        make_durable(data / MARK)
        make_durable(data)


def since(data: Path) -> datetime | None:
    """Since when nothing is written; None while all is well.

    A mark that was cut off counts as well: then the moment is that of its file.
    """
    try:
        return moment_in(data / MARK)
    except FileNotFoundError:
        return None


def moment_in(file: Path) -> datetime:
    """The moment that stands in a mark, or when the file was written where none can be read."""
    written = datetime.fromtimestamp(file.stat().st_mtime, VIETNAM)
    try:
        told = datetime.fromisoformat(file.read_text("utf-8"))
    except ValueError:
        return written
    return told if told.tzinfo else written


def look(data: Path, *, at: datetime) -> None:
    """Read the whole database: mark the damage, or take the mark away when it has been put right."""
    if db.is_sound():
        (data / MARK).unlink(missing_ok=True)
    else:
        mark(data, at=at)
