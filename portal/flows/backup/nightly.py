"""Sao lưu hằng đêm: one state into every place that is set, in a process of its own and of the lowest priority."""

import os
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import db
from portal.clock import VIETNAM
from portal.flows.backup import rehearsing, retiring
from portal.flows.backup.faults import file_of, word_for
from portal.flows.backup.making import (
    GOOD_MARK,
    TRIED_MARK,
    Backup,
    Snapshot,
    alone,
    require_place,
    snapshot,
    write,
)
from portal.flows.backup.rehearsing import Rehearsal
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import alerts, events, outbox
from portal.office.alerts import Watermark
from portal.office.people import Person
from portal.rules import backups
from portal.rules.errors import BackupRefused

JOB = "back_up"
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Outcome:
    """What became of one place: the backup, or why there is none."""

    place: Path
    made: Backup | None
    why: str = ""


@dataclass(frozen=True)
class Night:
    """What was made in each place, and how it was tried where its time had come."""

    outcomes: list[Outcome]
    rehearsal: Rehearsal | None

    @property
    def is_good(self) -> bool:
        """Every place has everything."""
        made = [outcome.made for outcome in self.outcomes]
        return all(m and not m.missing for m in made) and (self.rehearsal is None or self.rehearsal.is_good)


def moment_of(mark: str) -> datetime | None:
    """When something was done last, as the worker notes it; the trail would have to be searched for it."""
    seconds = Watermark.of(mark)
    return datetime.fromtimestamp(seconds, VIETNAM) if seconds is not None else None


def ask(premises: Premises, *, at: datetime) -> None:
    """Have tonight's made, where places are set and its time has come."""
    if not premises.backup_places or not premises.backup_at:
        return
    if backups.is_due(premises.backup_at, moment_of(GOOD_MARK), moment_of(TRIED_MARK), at):
        with db.atomic():
            alerts.move_to(TRIED_MARK, int(at.timestamp()))
            outbox.put(JOB, dedup=JOB)


def ask_now(*, by: Person, at: datetime, premises: Premises) -> None:
    """Sao lưu ngay: the administrator does not wait for the night."""
    by.require("administer")
    if not premises.backup_places:
        raise BackupRefused(why="no_places")
    with db.atomic():
        outbox.put(JOB, by.id, dedup=JOB)
        events.record("backup_asked", by=by, at=at)


def start(person_id: int | None, premises: Premises) -> Settle:
    """Begin it in a child, which tells the trail itself how it went and ends when this process does."""
    forget_ended()
    words = ["backup", "nightly", *(["--by", str(person_id)] if person_id else [])]
    path = str(Path(__file__).resolve().parents[3])
    _children.append(subprocess.Popen(
        [*premises.program, *words], stdin=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path},
        creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # elsewhere it lowers itself
    ))  # fmt: skip
    return nothing


def wait() -> None:
    """Until what was begun has ended, for a worker that is to end."""
    for child in _children:
        child.wait()
    forget_ended()


def forget_ended() -> None:
    """Let go of children that are done, and of the pipe by which they would have noticed our end."""
    for child in [child for child in _children if child.poll() is not None]:
        _children.remove(child)
        if child.stdin:
            child.stdin.close()


def run(premises: Premises, *, at: datetime, by: Person | None = None) -> Night:
    """Make it in every place, take away what is no longer kept, and once a week try whether it would come back.

    A place that is away or full is told in the trail and hinders no other.
    """
    with db.atomic():
        alerts.move_to(TRIED_MARK, int(at.timestamp()))
    with alone(premises) as work:
        refused = {place: why for place in premises.backup_places if (why := refusal_of(place, premises))}
        taken = snapshot(premises, work, at=at, by=by) if len(refused) < len(premises.backup_places) else None
        outcomes = [
            attempt(taken, place, premises, by=by) if taken and place not in refused
            else failed(place, refused[place], by=by, at=at)
            for place in premises.backup_places
        ]  # fmt: skip
        folders = [outcome.made.folder for outcome in outcomes if outcome.made]
        is_time = backups.has_come(moment_of(rehearsing.MARK), backups.REHEARSE_EVERY, at)
        tried = rehearsing.tonight(taken, folders, premises, work) if taken and folders and is_time else None
        return Night(outcomes, tried)


def refusal_of(place: Path, premises: Premises) -> str:
    """Why a place cannot take a backup now, as a word; it is not made when it is not there: a disk may be away."""
    try:
        if not place.is_dir():
            raise BackupRefused(why="place_away", folder=str(place))
        require_place(premises, place)
    except (BackupRefused, OSError) as cause:
        return word_for(cause, place)
    return ""


def attempt(taken: Snapshot, place: Path, premises: Premises, *, by: Person | None) -> Outcome:
    """One place: the new backup, and what it replaces goes."""
    try:
        made = write(taken, place, premises, by=by)
        gone, files = retiring.retire(place, taken.known["origin"], at=taken.at)
    except (BackupRefused, OSError) as cause:
        return failed(place, word_for(cause, place), by=by, at=taken.at, file=file_of(cause))
    if gone or files:
        events.record("backup_retired", at=taken.at, place=str(place), folders=gone, files=files)
    return Outcome(place, made)


def failed(place: Path, why: str, *, by: Person | None, at: datetime, file: str | None = None) -> Outcome:
    """The trail keeps that there is none, and why; ``file``: at which one, where that is known."""
    events.record("backup_failed", by=by, at=at, outcome="failed", place=str(place), why=why, file=file)
    return Outcome(place, None, why)


