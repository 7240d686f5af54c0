"""In sổ by the worker: a long volume becomes a file, which waits a day for who asked for it.

The file's name says everything about it, so nothing else is kept; when a letter is held apart, or only those
named may read it from now on, they all go.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal import clock, db
from portal.flows.premises import Premises, work_folder
from portal.flows.register_books import Volume, made, require_printable
from portal.flows.settling import Settle, nothing
from portal.office import outbox, register_rows
from portal.office.outbox import Job
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules.errors import NotFound

JOB = "print_register"
AT_ONCE = 1_000  # numbers whose file is made while one waits
KEPT = timedelta(days=1)
ASKED, READY, FAILED = "asked", "ready", "failed"


@dataclass(frozen=True)
class Print:
    """A volume on its way to a file; ``at`` is when the file was made."""

    volume: Volume
    kind: str
    state: str
    at: datetime | None = None


def is_short(volume: Volume) -> bool:
    """Whether its file is made at once."""
    return volume.last - volume.first < AT_ONCE


def ask(volume: Volume, kind: str, *, by: Person, at: datetime, premises: Premises) -> None:
    """Have the worker make the file, anew where there is one already."""
    require_printable(volume, by)
    forget_old(premises, at=at)
    path_of(volume, kind, by, premises).unlink(missing_ok=True)
    book = volume.printed.code
    args = (by.id, volume.register.id, book, volume.number, volume.first, volume.last, kind)
    with db.atomic():
        outbox.forget_failed(JOB, *args)
        outbox.put(JOB, *args, dedup=":".join(map(str, (JOB, *args))))


def make(
    person_id: int, register_id: int, book: str, number: int, first: int, last: int, kind: str, *,
    at: datetime, premises: Premises,
) -> Settle:
    """The worker's part: the file whole or not at all; that it was printed is in the trail."""
    by, volume = Person.get_by_id(person_id), Volume(Register.get_by_id(register_id), number, first, last, book)
    require_printable(volume, by)
    target = path_of(volume, kind, by, premises)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    with work_folder(premises) as folder:
        file = made(volume, kind, by, folder, premises.label)
        os.utime(file, (at.timestamp(), at.timestamp()))
        os.replace(file, target)
    return lambda: register_rows.note_printed(volume.register, kind, first, last, by=by, at=at)


def path_of(volume: Volume, kind: str, by: Person, premises: Premises) -> Path:
    """Where the file of this volume stands once it is made; everyone has their own, for not everyone sees all rows."""
    book, register = volume.printed.code, volume.register.id
    return folder_of(premises) / f"{by.id}.{register}.{book}.{volume.number}.{volume.first}.{volume.last}.{kind}"


def folder_of(premises: Premises) -> Path:
    """Files to be fetched; no part of a backup."""
    return premises.data / "prints"


def file_of(volume: Volume, kind: str, by: Person, premises: Premises, *, at: datetime) -> Path:
    """The file, while it is kept."""
    path = path_of(volume, kind, by, premises)
    if not is_kept(made_at(path), at=at):
        raise NotFound(path.name)
    return path


def of(person: Person, register: Register, premises: Premises, *, at: datetime) -> list[Print]:
    """What this person asked to have printed of a register: in the making, made, or given up."""
    asked = [asked_by(job, register) for job in Job.of_kind(JOB) if job.args[:2] == [person.id, register.id]]
    files = [(path, made_at(path)) for path in sorted(folder_of(premises).glob(f"{person.id}.{register.id}.*"))]
    return [*asked, *(made_of(path, register, made) for path, made in files if is_kept(made, at=at))]


def asked_by(job: Job, register: Register) -> Print:
    """What a job is to print."""
    book, number, first, last, kind = job.args[2:]
    return Print(Volume(register, number, first, last, book), kind, FAILED if job.state == "failed" else ASKED)


def made_at(path: Path) -> datetime | None:
    """When the file was made; nothing where there is none, for the worker takes files away at any moment."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, clock.VIETNAM)
    except FileNotFoundError:
        return None


def is_kept(made: datetime | None, *, at: datetime) -> bool:
    """Whether a file made then is to be had still."""
    return made is not None and made >= at - KEPT


def made_of(path: Path, register: Register, made: datetime | None) -> Print:
    """What the name of a file says."""
    _, _, book, *numbers, kind = path.name.split(".")
    number, first, last = map(int, numbers)
    return Print(Volume(register, number, first, last, book), kind, READY, made)


def forget_old(premises: Premises, *, at: datetime) -> None:
    """Remove what had its day: whenever a volume is asked for, and when the worker starts."""
    for path in folder_of(premises).glob("*"):
        if not is_kept(made_at(path), at=at):
            path.unlink(missing_ok=True)


def forget_all(premises: Premises) -> Settle:
    """Remove every file: some row in them is to be seen by fewer people than when it was printed."""
    for path in folder_of(premises).glob("*"):
        path.unlink(missing_ok=True)
    return nothing
