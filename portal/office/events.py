"""Nhật ký: what happened, in order, each event chained to the one before it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, IntegerField, fn

from portal import db
from portal.rules import chain


@dataclass(frozen=True)
class Door:
    """Where a request came in: the socket's address and the hash of the session, both may be empty."""

    address: str = ""
    session: str = ""


INSIDE = Door()
_door: ContextVar[Door] = ContextVar("door", default=INSIDE)


class Event(db.Record):
    """One act, its outcome and its place in the chain; triggers refuse UPDATE and DELETE."""

    at: Any = db.MomentField()
    person: Any = IntegerField(null=True, index=True)
    role: Any = CharField(default="")
    address: Any = CharField(default="")
    session: Any = CharField(default="")
    verb: Any = CharField()
    object_type: Any = CharField(default="")
    object_id: Any = IntegerField(null=True)
    outcome: Any = CharField(default="done")
    data: Any = db.JsonField()
    previous: Any = CharField()
    hash: Any = CharField()
    kept: Any = db.JsonField(null=True)  # the marks of the guarded rows that the act wrote (touched.py)

    class Meta:
        indexes = ((("object_type", "object_id"), False),)

    def body(self) -> dict[str, Any]:
        """What the hash covers."""
        return {
            "seq": self.id, "at": self.at.isoformat(), "person": self.person, "role": self.role,
            "address": self.address, "session": self.session, "verb": self.verb,
            "object_type": self.object_type, "object_id": self.object_id, "outcome": self.outcome,
            "data": self.data, **({} if self.kept is None else {"kept": self.kept}),
        }

    @classmethod
    def of(cls, thing: db.Record) -> Any:
        """The history of one record, oldest first."""
        return cls.select().where(cls.object_type == kind_of(thing), cls.object_id == thing.id).order_by(cls.id)

    @classmethod
    def newest(cls, verb: str) -> Self | None:
        """The last time something was done."""
        found: Self | None = cls.select().where(cls.verb == verb).order_by(cls.id.desc()).first()
        return found

    @classmethod
    def counted(cls) -> int:
        """The migration after which the founding or a seal kept the marks of all guarded rows last; 0 before that."""
        said: Any = fn.json_extract(cls.data, "$.counts")
        rows: Any = cls.select(said).where(cls.verb.in_(("founded", "trail_sealed")), said.is_null(False)).tuples()
        return max((db.FIRST_COUNT if said == 1 else said for (said,) in rows), default=0)  # the first said: true

    @classmethod
    def trail(cls, *, person: int | None = None, verb: str = "", day: date | None = None) -> Any:
        """The whole trail, newest first, or what one person did, one kind of act, one day."""
        found = cls.select().order_by(cls.id.desc())
        if person is not None:
            found = found.where(cls.person == person)
        if verb:
            found = found.where(cls.verb == verb)
        return found.where(cls.at.startswith(day.isoformat())) if day else found


@contextmanager
def through(address: str = "", session: str = "") -> Iterator[None]:
    """Events recorded inside came through this door."""
    token = _door.set(Door(address, session))
    try:
        yield
    finally:
        _door.reset(token)


def record(
    verb: str, thing: db.Record | None = None, *, by: Any = None, at: datetime, outcome: str = "done", **data: Any
) -> Event:
    """Write one event at the end of the chain, inside the transaction of the act it describes.

    ``by`` is a Person or None for the system; ``data`` holds old and new fields and file hashes, never
    contents or passwords.
    """
    door = _door.get()
    with db.atomic():
        last = Event.select(Event.id, Event.hash).order_by(Event.id.desc()).first()
        event = Event(
            id=(last.id if last else 0) + 1, at=at, person=by.id if by else None, role=by.role if by else "",
            address=door.address, session=door.session, verb=verb, object_type=kind_of(thing),
            object_id=thing.id if thing else None, outcome=outcome, data=plain(data), kept=db.take_touched() or None,
            previous=last.hash if last else chain.FIRST,
        )
        event.hash = chain.link(event.previous, event.body())
        event.save(force_insert=True)
    return event


def last_seq() -> int:
    """The number of the newest event, 0 before the first."""
    return int(Event.select(fn.MAX(Event.id)).scalar() or 0)


def kind_of(thing: db.Record | None) -> str:
    """The word an event uses for a record's type."""
    return type(thing).__name__.lower() if thing is not None else ""


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON knows them, so that the hash of what is read back equals the hash of what was written."""
    return {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in data.items() if v is not None}


def first_break(after: int = 0) -> tuple[int, str] | None:
    """The first place where the chain does not hold, as (seq, what), or None when it holds.

    ``after``: only what was added behind that event, of which the hash is taken as it stands.
    """
    found = next(breaks(after), None)
    return found[:2] if found else None


def breaks(after: int = 0) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Every place where the chain does not hold, as (seq, what, which fields if that can be told).

    An event that was altered does not make those after it wrong: each is held against what the one before it says
    or should say.
    """
    begun = Event.get_or_none(Event.id == after) if after else None
    if after and begun is None:
        yield after, "missing", ()
        return
    befores, expected = {begun.hash if begun else chain.FIRST}, after + 1
    following = Event.select().where(Event.id > after).order_by(Event.id).iterator()
    event: Event | None = next(following, None)
    while event:
        later = next(following, None)
        if event.id > expected:
            yield expected, "missing", ()
            befores = {event.previous}  # what it followed is not there to be asked
        true = {chain.link(before, event.body()) for before in befores}
        if event.id < expected:
            yield event.id, "altered", ()
        elif event.previous in befores and event.hash == chain.link(event.previous, event.body()):
            befores = {event.hash}
        else:
            yield event.id, "altered", altered_fields(event, true, later)
            befores = {event.hash, *true}
        expected, event = max(expected, event.id + 1), later


def altered_fields(event: Event, true: set[str], later: Event | None) -> tuple[str, ...]:
    """Which part of an altered event is no longer what was written, where the hashes beside it prove it."""
    if event.hash in true:
        return ("previous",)
    return ("hash",) if later and later.previous in true else ()
