"""Nộp lưu: closed dossiers handed to the archive, with a list and minutes (Decree 30/2020/NĐ-CP Art. 30)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField

from portal import db
from portal.office import closing, events, loading
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.office.retentions import Retention
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.retention import DEPOSITED_FROM, WARNED, deposit_due


class Deposit(db.Record):
    """One handing over: prepared, signed for on paper, and then received."""

    prepared_at: Any = db.MomentField()
    prepared_by: Any = ForeignKeyField(Person)
    giver: Any = CharField()
    receiver: Any = CharField()
    received_on: Any = DateField(null=True)

    @property
    def is_received(self) -> bool:
        """The archive has them."""
        return self.received_on is not None

    @classmethod
    def listed(cls) -> Any:
        """All of them, newest first."""
        return cls.select().order_by(cls.id.desc())

    @classmethod
    def load(cls, deposit_id: int) -> Self:
        """One by its id."""
        return loading.load(cls, deposit_id)

    def dossiers(self, *, for_ever: bool | None = None) -> list[Dossier]:
        """What it holds, all or only what is kept for ever or for a time: the law wants two lists."""
        inside = Dossier.select().join(DepositLine).where(DepositLine.deposit == self)
        if for_ever is not None:
            inside = inside.switch(Dossier).join(Retention).where(Retention.years.is_null(for_ever))
        return list(inside.order_by(Dossier.year, Dossier.number))


class DepositLine(db.Record):
    """One dossier in one handing over; it is handed over once."""

    deposit: Any = ForeignKeyField(Deposit, backref="lines")
    dossier: Any = ForeignKeyField(Dossier, unique=True, backref="deposit_lines")


def waiting() -> Any:
    """Closed dossiers kept for five years or longer that no handing over holds, those due first."""
    long = Retention.years.is_null() | (Retention.years >= DEPOSITED_FROM)
    return (
        Dossier.select().join(Retention)
        .where(
            long, Dossier.closed_on.is_null(False), Dossier.deposited_on.is_null(), Dossier.disposed_on.is_null(),
            Dossier.id.not_in(DepositLine.select(DepositLine.dossier)),
        ).order_by(Dossier.closed_on, Dossier.number)
    )


def pending() -> set[int]:
    """Ids of the dossiers put together for the archive that it has not received."""
    lines: Any = DepositLine.select(DepositLine.dossier).join(Deposit).where(Deposit.received_on.is_null())
    return {row[0] for row in lines.tuples()}


def near(person: Person, today: date) -> list[Dossier]:
    """What the person keeps that is due at the archive soon or already late, the nearest day first; the clerk's all."""
    if not person.may("file"):
        return []
    span = deposit_due(today) - today
    found = waiting().select(Dossier, Retention).where(Dossier.closed_on <= today + WARNED - span)
    if not person.keeps_registers:
        found = found.where(Dossier.opened_by == person)
    return sorted((one for one in found if one.is_near(today)), key=lambda one: (one.deposit_due, one.id))


def prepare(dossiers: Sequence[Dossier], giver: str, receiver: str, *, by: Person, at: datetime) -> Deposit:
    """Put dossiers together for the archive; each is whole, none is frozen."""
    by.require("enter")
    if not nfc(giver) or not nfc(receiver):
        raise errors.Invalid("deposit", why="deposit_names")
    if not dossiers:
        raise errors.Invalid("deposit", why="deposit_empty")
    with db.atomic():
        deposit: Deposit = Deposit.create(prepared_at=at, prepared_by=by, giver=nfc(giver), receiver=nfc(receiver))
        for dossier in dossiers:
            dossier.require_free()
            if not waiting().where(Dossier.id == dossier.id).exists():
                raise errors.Conflict(dossier.number, why="not_to_deposit")
            if {closing.NO_ORIGINAL, closing.NOT_NUMBERED} & {lack.why for lack in closing.lacking(dossier)}:
                raise errors.Conflict(dossier.number, why="deposit_not_numbered", number=dossier.number)
            DepositLine.create(deposit=deposit, dossier=dossier)
        numbers = [d.number for d in dossiers]
        events.record("deposit_prepared", deposit, by=by, at=at, dossiers=numbers, receiver=deposit.receiver)
    return deposit


def receive(deposit: Deposit, received_on: date, *, by: Person, at: datetime) -> None:
    """Đã giao nhận: the minutes are signed, the archive has the dossiers from this day."""
    by.require("enter")
    if received_on > at.date() or received_on < deposit.prepared_at.date():
        raise errors.BadDate(received_on)
    with db.atomic():
        require_pending(deposit)
        for dossier in deposit.dossiers():
            dossier.require_free()
            dossier.deposited_on = received_on
            dossier.save(only=[Dossier.deposited_on])
            events.record("dossier_deposited", dossier, by=by, at=at, number=dossier.number, on=received_on)
        deposit.received_on = received_on
        deposit.save(only=[Deposit.received_on])
        events.record("deposit_received", deposit, by=by, at=at, on=received_on, receiver=deposit.receiver)


def drop(deposit: Deposit, *, by: Person, at: datetime) -> None:
    """Take a handing over back before the archive has it; its dossiers wait again."""
    by.require("enter")
    with db.atomic():
        require_pending(deposit)
        numbers = [dossier.number for dossier in deposit.dossiers()]
        DepositLine.delete().where(DepositLine.deposit == deposit).execute()
        events.record("deposit_dropped", deposit, by=by, at=at, dossiers=numbers)
        deposit.delete_instance()


def require_pending(deposit: Deposit) -> None:
    """Refuse to change what the archive has received."""
    if Deposit.get_by_id(deposit.id).is_received:
        raise errors.Conflict(deposit.id, why="deposit_received")
