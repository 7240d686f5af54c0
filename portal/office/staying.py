"""Giữ lại hồ sơ: with written leave a dossier due at the archive stays with its unit (Decree 30/2020/NĐ-CP Art. 31)."""

from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.retention import deposit_due, stays_most


class Stay(db.Record):
    """One leave: until when, why, and by which paper the head of the office gave it; the newest counts."""

    dossier: Any = ForeignKeyField(Dossier, backref="stays")
    until: Any = DateField()
    reason: Any = CharField()
    permission: Any = CharField()
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    @classmethod
    def in_force(cls, today: date) -> list[Self]:
        """Danh mục hồ sơ giữ lại: the leave of each dossier that stays today and was not handed over."""
        newest = cls.select(cls, Dossier).join(Dossier).where(
            Dossier.stays_until >= today, Dossier.deposited_on.is_null(), Dossier.closed_on.is_null(False),
            Dossier.disposed_on.is_null(),
        )
        last = {one.dossier_id: one for one in newest.order_by(cls.id)}
        return sorted(last.values(), key=lambda one: (one.until, one.id))


    @classmethod
    def newest_of(cls, dossier: Dossier) -> Self | None:
        """The leave that counts, where there was any."""
        found: Self | None = cls.select().where(cls.dossier == dossier).order_by(cls.id.desc()).first()
        return found


def may_stay(dossier: Dossier, person: Person) -> bool:
    """Whether the person may note a leave for this dossier now."""
    is_free = dossier.waits_for_archive and not dossier.is_frozen
    return is_free and may_note(person) and not dossier.deposit_lines.exists()


def may_note(person: Person) -> bool:
    """Leaders, who give leave, and the clerk, who has the paper."""
    return person.may("approve") or person.keeps_registers


def stay(dossier: Dossier, until: date, reason: str, permission: str, *, by: Person, at: datetime) -> Stay:
    """Note the leave to hold a dossier: after the day it is due, for two years at most."""
    if not may_note(by):
        raise errors.NotAllowed(by.name, verb="approve")
    if not nfc(reason):
        raise errors.ReasonMissing("stay")
    if not nfc(permission):
        raise errors.Invalid(dossier.number, why="stay_permission")
    with db.atomic():
        dossier.require_free()
        if not dossier.waits_for_archive:
            raise errors.Conflict(dossier.number, why="not_to_deposit")
        dossier.require_in_no_deposit()
        first, last = deposit_due(dossier.closed_on), stays_most(dossier.closed_on)
        if not max(first, at.date()) < until <= last:
            raise errors.Invalid(dossier.number, why="stay_days", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
        one: Stay = Stay.create(
            dossier=dossier, until=until, reason=nfc(reason), permission=nfc(permission), by=by, at=at
        )
        dossier.stays_until = until
        dossier.save(only=[Dossier.stays_until])
        events.record(
            "dossier_stays", dossier, by=by, at=at, number=dossier.number, until=until, reason=nfc(reason),
            permission=nfc(permission),
        )
    return one
