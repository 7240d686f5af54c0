"""Phiếu ký VGCA: what lets VGCA Sign Service fetch one version and bring it back signed, once and for one person."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events, signing
from portal.office.documents import Document, Version
from portal.office.people import Person
from portal.rules import errors
from portal.rules.signing import ACTS, Act

TICKET = timedelta(minutes=15)  # people wait in its window for minutes


class VgcaTicket(db.Record):
    """One press of the button; the ticket stands in both addresses the program is given."""

    document: Any = ForeignKeyField(Document)
    base: Any = ForeignKeyField(Version)
    act: Any = CharField()
    person: Any = ForeignKeyField(Person)
    ticket_hash: Any = CharField(unique=True)
    until: Any = db.MomentField()
    used_at: Any = db.MomentField(null=True)
    ended_at: Any = db.MomentField(null=True)
    refusal: Any = CharField(default="")

    @classmethod
    def one_of(cls, person: Person, ticket_id: int) -> Self:
        """One of the person's own."""
        found: Self | None = cls.get_or_none(cls.id == ticket_id, cls.person == person)
        if found is None:
            raise errors.NotFound(ticket_id)
        return found

    @classmethod
    def open_one(cls, secret: str, *, at: datetime) -> Self:
        """The unused ticket behind a secret; used, late and unknown ones look alike."""
        found: Self | None = cls.get_or_none(
            cls.ticket_hash == _hash(secret), cls.used_at.is_null(), cls.until > at
        )
        if found is None or not found.person.is_active:
            raise errors.NotFound("ticket")
        return found

    def stage(self, at: datetime) -> str:
        """``waiting``, ``storing``, ``done``, ``refused`` or ``expired``."""
        if self.ended_at:
            return "refused" if self.refusal else "done"
        if self.used_at:
            return "storing"
        return "waiting" if self.until > at else "expired"


def begin(document: Document, act: Act, *, base_n: int, by: Person, at: datetime) -> tuple[VgcaTicket, str]:
    """A ticket and its secret, on the version that was looked at; ``Superseded`` when it is not the newest."""
    by.require(act.verb)
    signing.require_turn(document, act, by)
    base = document.latest
    if base is None or base.n != base_n:
        raise errors.Superseded(document.id)
    secret = secrets.token_urlsafe(32)
    with db.atomic():
        ticket: VgcaTicket = VgcaTicket.create(
            document=document, base=base, act=act.word, person=by, ticket_hash=_hash(secret), until=at + TICKET
        )
        events.record("vgca_started", document, by=by, at=at, act=act.word, base=base.sha256)
    return ticket, secret


def use(secret: str, *, at: datetime) -> VgcaTicket:
    """The ticket behind the secret, which nobody can use after this."""
    ticket = VgcaTicket.open_one(secret, at=at)
    with db.atomic():
        taken = (
            VgcaTicket.update(used_at=at).where(VgcaTicket.id == ticket.id, VgcaTicket.used_at.is_null()).execute()
        )
    if taken != 1:
        raise errors.NotFound("ticket")
    return ticket


def end(ticket: VgcaTicket, sentence: str, *, at: datetime) -> None:
    """How it ended: taken, or refused with the sentence that the page shows."""
    with db.atomic():
        VgcaTicket.update(ended_at=at, refusal=sentence).where(VgcaTicket.id == ticket.id).execute()
        if sentence:
            events.record("vgca_refused", ticket.document, by=ticket.person, at=at, act=ticket.act)


def recover(sentence: str, *, at: datetime) -> None:
    """After a start: what was being taken when the portal stopped is stored whole, or refused with the sentence."""
    with db.atomic():
        for ticket in list(VgcaTicket.select().where(VgcaTicket.used_at.is_null(False), VgcaTicket.ended_at.is_null())):
            next_one = Version.get_or_none(
                Version.document == ticket.document, Version.n == ticket.base.n + 1, Version.by == ticket.person,
                Version.role == ACTS[ticket.act].result_role,
            )
            end(ticket, "" if next_one else sentence, at=at)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
