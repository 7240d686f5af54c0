"""Loại hủy: dossiers whose time has run out leave only by a decision; no register row ever does."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField

from portal import db
from portal.office import events, loading
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.office.retentions import Retention
from portal.rules import errors
from portal.rules.folding import nfc


class Disposal(db.Record):
    """A decision to dispose, by its number and day."""

    decision: Any = CharField()
    decided_on: Any = DateField()
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    @classmethod
    def listed(cls) -> Any:
        """All of them, newest first."""
        return cls.select().order_by(cls.id.desc())

    @classmethod
    def load(cls, disposal_id: int) -> Self:
        """One by its id."""
        return loading.load(cls, disposal_id)

    @property
    def dossiers(self) -> list[Dossier]:
        """What was disposed of under it."""
        inside = Dossier.select().join(DisposalLine).where(DisposalLine.disposal == self)
        return list(inside.order_by(Dossier.year, Dossier.number))


class DisposalLine(db.Record):
    """One dossier under one decision."""

    disposal: Any = ForeignKeyField(Disposal, backref="lines")
    dossier: Any = ForeignKeyField(Dossier, unique=True, backref="disposal_lines")


def run_out(today: date) -> list[Dossier]:
    """Closed dossiers past their last day of keeping, the oldest first; never what is kept for ever."""
    kept = (
        Dossier.select().join(Retention)
        .where(Retention.years.is_null(False), Dossier.closed_on.is_null(False), Dossier.disposed_on.is_null())
        .order_by(Dossier.closed_on, Dossier.number)
    )
    return [dossier for dossier in kept if (last := dossier.runs_out) and last < today]


def dispose(
    dossiers: Sequence[Dossier], decision: str, decided_on: date, *, by: Person, at: datetime
) -> Disposal:
    """Tiêu hủy: the paper is destroyed under the decision; rows, files and trail stay and say so."""
    by.require("enter")
    if not nfc(decision):
        raise errors.Invalid("disposal", why="disposal_decision")
    if decided_on > at.date():
        raise errors.BadDate(decided_on)
    if not dossiers:
        raise errors.Invalid("disposal", why="deposit_empty")
    with db.atomic():
        disposal: Disposal = Disposal.create(decision=nfc(decision), decided_on=decided_on, by=by, at=at)
        due = {dossier.id for dossier in run_out(at.date())}
        for dossier in dossiers:
            dossier.require_free()
            if dossier.id not in due:
                raise errors.Conflict(dossier.number, why="not_run_out")
            if not dossier.deposited_on:
                dossier.require_in_no_deposit()
            DisposalLine.create(disposal=disposal, dossier=dossier)
            dossier.disposed_on = decided_on
            dossier.save(only=[Dossier.disposed_on])
            events.record("dossier_disposed", dossier, by=by, at=at, number=dossier.number, decision=nfc(decision))
        events.record(
            "disposed", disposal, by=by, at=at, decision=nfc(decision), decided_on=decided_on,
            dossiers=[d.number for d in dossiers],
        )
    return disposal
