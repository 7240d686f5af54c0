"""Phiên đăng nhập: who is signed in, kept on the server; the browser holds only a random key."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.people import Person, Unit

TOUCH_EVERY = timedelta(seconds=30)
SECURED = "s."  # begins a key made over TLS; one that was sent in the clear cannot become one


class Session(db.Record):
    """One sign-in; the key itself is never stored."""

    key_hash: Any = CharField(unique=True)
    person: Any = ForeignKeyField(Person, backref="sessions")
    address: Any = CharField(default="")
    created_at: Any = db.MomentField()
    seen_at: Any = db.MomentField()
    ended_at: Any = db.MomentField(null=True)


    @classmethod
    def open_for(cls, person: Person, *, at: datetime, idle: timedelta) -> Any:
        """Those in which the person is signed in right now, the newest first."""
        live = (cls.person == person) & cls.ended_at.is_null() & (cls.seen_at >= at - idle)
        return cls.select().where(live).order_by(cls.id.desc())


def hash_key(key: str) -> str:
    """What the table and the trail keep of a session key."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_secured(key: str) -> bool:
    """Whether the session began over TLS, and so is good there and nowhere else."""
    return key.startswith(SECURED)


def sign_in(person: Person, *, at: datetime, address: str = "", is_secured: bool = False) -> str:
    """Open a session with a fresh 256-bit key; the key goes into the cookie and nowhere else."""
    key = (SECURED if is_secured else "") + secrets.token_urlsafe(32)
    with db.atomic():
        Session.create(key_hash=hash_key(key), person=person, address=address, created_at=at, seen_at=at)
        events.record("signed_in", person, by=person, at=at)
    return key


def with_key(key_hash: str) -> Session | None:
    """The session of a key that did not end, with the person and the unit."""
    asked = Session.select(Session, Person, Unit).join(Person).join(Unit, JOIN.LEFT_OUTER)
    session: Session | None = asked.where(Session.key_hash == key_hash, Session.ended_at.is_null()).first()
    return session


def find(
    key: str, *, at: datetime, idle: timedelta, longest: timedelta,
    touch: bool = True, asked: Callable[[str], Session | None] = with_key,
) -> Session | None:
    """The live session of a key, touched; an idle, old, ended or blocked person's one is nobody's.

    ``asked`` is who is asked of the key, where somebody knows what the database says now.
    """
    session = asked(hash_key(key))
    if session is None or not session.person.is_active:
        return None
    if at - session.seen_at > idle or at - session.created_at > longest:
        return None
    if touch and at - session.seen_at >= TOUCH_EVERY:
        with db.atomic():
            Session.update(seen_at=at).where(Session.id == session.id).execute()
    return session


def sign_out(session: Session, *, at: datetime) -> None:
    """End this session."""
    with db.atomic():
        Session.update(ended_at=at).where(Session.id == session.id).execute()
        events.record("signed_out", session.person, by=session.person, at=at)


def end_all(person: Person, *, at: datetime, but: Session | None = None) -> int:
    """End a person's sessions after a new password, another role or a block; how many there were."""
    keep = but.id if but else -1
    with db.atomic():
        ended: int = (
            Session.update(ended_at=at)
            .where(Session.person == person, Session.ended_at.is_null(), Session.id != keep)
            .execute()
        )
    return ended


def end_others(session: Session, *, at: datetime) -> int:
    """End everything but this session, as someone does who forgot to sign out elsewhere; how many there were."""
    with db.atomic():
        ended = end_all(session.person, at=at, but=session)
        events.record("sessions_ended", session.person, by=session.person, at=at, count=ended)
    return ended
