"""Kiểm tra máy ký: a harmless ticket that starts the signer once, and what was found on the PC; nothing is signed."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.devices import Device
from portal.office.people import Person
from portal.rules import errors

TICKET = timedelta(minutes=2)


class SignerCheck(db.Record):
    """One press of the button; ``told_at`` is empty until the signer has called."""

    person: Any = ForeignKeyField(Person)
    device: Any = ForeignKeyField(Device, null=True)
    ticket_hash: Any = CharField(unique=True)
    until: Any = db.MomentField()
    told_at: Any = db.MomentField(null=True)
    findings: Any = db.JsonField(default=list)

    @classmethod
    def latest(cls, person: Person) -> Self | None:
        """The one begun last by a person."""
        found: Self | None = cls.select().where(cls.person == person).order_by(cls.id.desc()).first()
        return found

    def stage(self, at: datetime) -> str:
        """``told``, ``waiting``, or ``silent`` when nobody called in time."""
        if self.told_at:
            return "told"
        return "waiting" if self.until > at else "silent"


def begin(by: Person, *, at: datetime) -> str:
    """A new ticket for the person's PC; what was found before is forgotten."""
    secret = secrets.token_urlsafe(32)
    with db.atomic():
        SignerCheck.delete().where(SignerCheck.person == by).execute()
        SignerCheck.create(person=by, ticket_hash=_hash(secret), until=at + TICKET)
    return secret


def keep(secret: str, device: Device, findings: list[dict[str, Any]], *, at: datetime) -> None:
    """What was found, once and in time, on a PC of the person who asked; every other ticket is ``NotFound``."""
    with db.atomic():
        kept = (
            SignerCheck.update(device=device, told_at=at, findings=findings)
            .where(
                SignerCheck.ticket_hash == _hash(secret), SignerCheck.told_at.is_null(), SignerCheck.until > at,
                SignerCheck.person == device.person_id,
            )
            .execute()
        )
        if kept != 1:
            raise errors.NotFound("ticket")
        events.record("signer_checked", device, by=device.person, at=at)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
