"""Khóa hồ sơ: nothing in it is changed until the head or the clerk unlocks it; both acts have their reason."""

from datetime import datetime

from portal import db
from portal.office import events
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import nfc

_FIELDS = [Dossier.frozen_at, Dossier.frozen_by, Dossier.frozen_for]


def may_freeze(person: Person) -> bool:
    """The head and the clerk."""
    return person.may("approve") or person.keeps_registers


def require(person: Person, reason: str) -> None:
    """Refuse others, and acts without a reason."""
    if not may_freeze(person):
        raise errors.NotAllowed(person.name, verb="approve")
    if not nfc(reason):
        raise errors.ReasonMissing("freeze")


def freeze(dossier: Dossier, reason: str, *, by: Person, at: datetime) -> None:
    """Khóa: for an inspection, a complaint, a lawsuit."""
    require(by, reason)
    with db.atomic():
        dossier.require_free()
        dossier.frozen_at, dossier.frozen_by, dossier.frozen_for = at, by, nfc(reason)
        dossier.save(only=_FIELDS)
        events.record("dossier_frozen", dossier, by=by, at=at, number=dossier.number, reason=nfc(reason))


def unfreeze(dossier: Dossier, reason: str, *, by: Person, at: datetime) -> None:
    """Mở khóa."""
    require(by, reason)
    with db.atomic():
        if Dossier.get_by_id(dossier.id).frozen_at is None:
            raise errors.Conflict(dossier.number, why="dossier_not_frozen")
        dossier.frozen_at, dossier.frozen_by, dossier.frozen_for = None, None, None
        dossier.save(only=_FIELDS)
        events.record("dossier_unfrozen", dossier, by=by, at=at, number=dossier.number, reason=nfc(reason))
