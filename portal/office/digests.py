"""Thư nhắc việc: one mail to a person each working morning, written down before it leaves, so that none goes twice."""

import secrets
from datetime import date, datetime
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office import events, outbox
from portal.office.people import Person
from portal.rules import sending

JOB = "send_digest"


class Digest(db.Record):
    """The mail of one person and one day, and how it went."""

    person: Any = ForeignKeyField(Person, backref="+")
    day: Any = DateField()
    state: Any = CharField(default=sending.WAITING)
    fault: Any = CharField(default="")
    attempts: Any = IntegerField(default=0)
    token: Any = CharField()
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("person", "day"), True),)

    @classmethod
    def told(cls, person: Person, *, since: datetime, before: date) -> bool:
        """Whether a mail of an earlier day reached the server since then; one that perhaps did is not taken for told.

        What of an earlier day has not left leaves no more (``reminding.send``).
        """
        sent = cls.select().where(cls.person == person, cls.at >= since, cls.day < before, cls.state == sending.SENT)
        return bool(sent.exists())


def wanting() -> list[Person]:
    """Everyone who has an address and did not switch the mail off."""
    found = Person.active().where(Person.email != "", fn.IFNULL(Person.declines_digest, 0) == 0)
    return [one for one in found if sending.is_address(one.email)]


def put(person: Person, day: date, *, at: datetime) -> None:
    """Write the mail of the day down and have it sent, in the transaction of its cause; twice is once."""
    with db.atomic():
        if Digest.select().where(Digest.person == person, Digest.day == day).exists():
            return
        one = Digest.create(person=person, day=day, token=secrets.token_hex(12), at=at)
        outbox.put(JOB, one.id, dedup=f"{JOB}:{one.id}")


def begin(one: Digest) -> bool:
    """It is handed over now, which is on the disk before the server hears of it."""
    with db.atomic():
        now = Digest.update(state=sending.LEAVING, attempts=Digest.attempts + 1)
        return bool(now.where(Digest.id == one.id, Digest.state == sending.WAITING).execute())


def settle(one: Digest, state: str, fault: str = "") -> None:
    """How it went."""
    with db.atomic():
        Digest.update(state=state, fault=fault).where(Digest.id == one.id).execute()


def again(one: Digest, fault: str, *, at: datetime) -> None:
    """It could not leave: once more in a while, or given up; tomorrow has a mail of its own."""
    later = sending.next_try(one.attempts + 1, at)
    if later is None or later.date() != one.day:
        settle(one, sending.FAILED, fault)
        return
    with db.atomic():
        settle(one, sending.WAITING, fault)
        outbox.put(JOB, one.id, dedup=f"{JOB}:{one.id}", run_at=later)


def choose(person: Person, wanted: bool, *, at: datetime) -> None:
    """Whether the person wants the mail each morning."""
    with db.atomic():
        person.declines_digest = not wanted
        Person.update(declines_digest=not wanted).where(Person.id == person.id).execute()
        events.record("digest_chosen", person, by=person, at=at, wanted=wanted)
