"""Niêm phong nhật ký: the state of trail, registers and files in one line, to be carried off the machine.

A chain alone shows neither a cut tail nor a trail written anew by someone with the disk (threats.md §5): a seal does,
as long as a copy of it lies elsewhere.  It is not signed with the agency's certificate.  The root of files runs over
the hashes of all versions of documents, which are never deleted; the hashes of annexes stand in the trail.
"""

import hashlib
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, IntegerField, fn

from portal import db
from portal.office import events
from portal.office.documents import Version
from portal.office.events import Event
from portal.office.people import Person
from portal.office.registers import Entry, Register
from portal.rules import chain

DAY, BACKUP = "day", "backup"


class Seal(db.Record):
    """One seal; its hash covers the one before it.  Events are numbered from 1, so the last one is their count."""

    kind: Any = CharField()
    day: Any = DateField()
    at: Any = db.MomentField()
    last_event: Any = IntegerField()
    head: Any = CharField()
    registers: Any = db.JsonField()  # [register, kind, year, last number, row, hash of the row]
    last_version: Any = IntegerField()
    files: Any = CharField()
    previous: Any = CharField()
    hash: Any = CharField()

    @classmethod
    def newest(cls) -> Self | None:
        """The last one, of any kind."""
        found: Self | None = cls.select().order_by(cls.id.desc()).first()
        return found

    @classmethod
    def in_order(cls) -> Any:
        """All of them as they were made."""
        return cls.select().order_by(cls.id)

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "number": self.id, "kind": self.kind, "day": self.day.isoformat(), "at": self.at.isoformat(),
            "last_event": self.last_event, "head": self.head, "registers": self.registers,
            "last_version": self.last_version, "files": self.files,
        }

    def as_data(self) -> dict[str, Any]:
        """The seal as it is carried off: the body, the seal before it and the hash over both."""
        return {**self.body(), "previous": self.previous, "hash": self.hash}


def make(kind: str, day: date, *, at: datetime, by: Person | None = None) -> Seal:
    """Seal everything as it stands; the trail keeps the hash of the seal."""
    with db.atomic():
        last = Seal.newest()
        head = Event.select(Event.id, Event.hash).order_by(Event.id.desc()).first()
        last_version, files = rolled(*((last.last_version, last.files) if last else (0, chain.FIRST)))
        seal = Seal(
            id=(last.id if last else 0) + 1, kind=kind, day=day, at=at, last_event=head.id if head else 0,
            head=head.hash if head else chain.FIRST, registers=last_rows(), last_version=last_version, files=files,
            previous=last.hash if last else chain.FIRST,
        )
        seal.hash = chain.link(seal.previous, seal.body())
        seal.save(force_insert=True)
        counted = Event.counted()
        if counted < db.NEWEST_COUNT:  # from here on every guarded row is known, also what is older than the marks
            db.touch_all(counted)
        events.record(
            "trail_sealed", seal, by=by, at=at, kind=kind, last_event=seal.last_event, seal=seal.hash,
            counts=db.NEWEST_COUNT if counted < db.NEWEST_COUNT else None,
        )
    return seal


def broken_trail(seal: Seal) -> str:
    """How the trail is not what was sealed, as a word; empty where its head still stands."""
    event = Event.get_or_none(Event.id == seal.last_event)
    if event is None and seal.last_event:
        return "cut"
    return "rewritten" if event and event.hash != seal.head else ""


def broken_registers(seal: Seal) -> str:
    """How a register is not what was sealed: a row that is gone or was written anew, a number taken back."""
    for register_id, kind, year, last_number, row_id, row_hash in seal.registers:
        register = Register.get_or_none(Register.id == register_id)
        if register is None or (register.kind, register.year) != (kind, year) or register.last_number < last_number:
            return "register_back"
        row = Entry.get_or_none(Entry.id == row_id)
        if row_id and (row is None or row.register_id != register_id or row.hash != row_hash):
            return "row_gone"
    return ""


def rolled(after: int, root: str) -> tuple[int, str]:
    """The root of files carried on over the versions after that one; only what is new is read."""
    rows: Any = Version.select(Version.id, Version.sha256).where(Version.id > after).order_by(Version.id)
    last = after
    for version, sha256 in rows.tuples().iterator():
        last, root = version, add_file(root, sha256)
    return last, root


def add_file(root: str, sha256: str) -> str:
    """The root with one file more."""
    return hashlib.sha256(f"{root}{sha256}".encode("ascii")).hexdigest()


def last_rows() -> list[list[Any]]:
    """Of each register its last number and the newest row, by id and hash."""
    newest = Entry.select(fn.MAX(Entry.id)).group_by(Entry.register)
    found = Entry.select(Entry.id, Entry.register, Entry.hash).where(Entry.id.in_(newest))
    rows = {row.register_id: [row.id, row.hash] for row in found}
    registers = Register.select().order_by(Register.id)
    return [[r.id, r.kind, r.year, r.last_number, *rows.get(r.id, [0, ""])] for r in registers]
