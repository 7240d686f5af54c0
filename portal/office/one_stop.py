"""Một cửa: files of public services stay in the one-stop system; a dossier only names them (seed rule S24)."""

from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import nfc


class OneStopReference(db.Record):
    """Where a service file is: the system, its code there, and a word about it; never a copy of it."""

    dossier: Any = ForeignKeyField(Dossier, backref="one_stop")
    system: Any = CharField()
    code: Any = CharField()
    note: Any = CharField(default="")
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("dossier", "system", "code"), True),)


def refer(dossier: Dossier, system: str, code: str, note: str, *, by: Person, at: datetime) -> None:
    """Name a service file in a dossier; named twice, it stands once."""
    by.require("file")
    system, code = nfc(system), nfc(code)
    if not system or not code:
        raise errors.Invalid("one_stop", why="one_stop_words")
    with db.atomic():
        dossier.require_open()
        same = (OneStopReference.dossier == dossier, OneStopReference.system == system, OneStopReference.code == code)
        if not OneStopReference.select().where(*same).exists():
            OneStopReference.create(dossier=dossier, system=system, code=code, note=nfc(note), by=by, at=at)
            events.record("one_stop_noted", dossier, by=by, at=at, system=system, code=code)


def strike(dossier: Dossier, reference_id: int, *, by: Person, at: datetime) -> None:
    """Take a wrong reference out again."""
    dossier.require_kept_by(by)
    with db.atomic():
        dossier.require_open()
        found = OneStopReference.get_or_none(
            OneStopReference.id == reference_id, OneStopReference.dossier == dossier
        )
        if found is None:
            raise errors.NotFound(reference_id)
        events.record("one_stop_removed", dossier, by=by, at=at, system=found.system, code=found.code)
        found.delete_instance()
