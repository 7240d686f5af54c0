"""Trách nhiệm an toàn: who heads the office and who is in charge of its safety, each by a decision and from a day."""

from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField

from portal import db
from portal.office import events, row_hashes
from portal.office.people import Person
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.roles import Role

HEAD, SAFETY_OFFICER = "head", "safety_officer"
# A duty goes with a role: the head directs, the safety officer sees the trail and no document.
ROLES = {HEAD: Role.LEADER, SAFETY_OFFICER: Role.SAFETY_OFFICER}
LONGEST_DECISION = 100


class Duty(db.Record):
    """One naming; the newest of a duty counts, the older ones stay readable."""

    duty: Any = CharField(index=True)
    person: Any = ForeignKeyField(Person, backref="duties")
    decision: Any = CharField(default="")
    decided_on: Any = DateField(null=True)
    named_at: Any = db.MomentField()
    named_by: Any = ForeignKeyField(Person, backref="namings")

    @classmethod
    def current(cls, duty: str) -> Self | None:
        """Who has the duty now; None before anybody was named."""
        found: Self | None = cls.select().where(cls.duty == duty).order_by(cls.id.desc()).first()
        return found

    @classmethod
    def past(cls) -> Any:
        """Every naming there was, the newest first."""
        return cls.select(cls, Person).join(Person, on=cls.person).order_by(cls.id.desc())


def may_have(duty: str) -> Any:
    """The active people whose role goes with the duty, by name."""
    return Person.with_role(ROLES[duty])


def name(
    duty: str, person: Person, *, by: Person, at: datetime, decision: str = "", decided_on: date | None = None
) -> Duty:
    """Name the head or the safety officer; the same naming said again writes nothing."""
    by.require("administer")
    if person.role != ROLES[duty] or not person.is_active:
        raise errors.Invalid(person.name, why=f"duty_{duty}")
    if decided_on and decided_on > at.date():
        raise errors.BadDate(decided_on)
    said = nfc(decision)[:LONGEST_DECISION]
    with db.atomic():
        before = Duty.current(duty)
        if before and (before.person_id, before.decision, before.decided_on) == (person.id, said, decided_on):
            return before
        made: Duty = Duty.create(
            duty=duty, person=person, decision=said, decided_on=decided_on, named_at=at, named_by=by
        )
        events.record(
            "duty_named", person, by=by, at=at, duty=duty, old=before and before.person_id, decision=said or None,
            decided_on=decided_on, row=row_hashes.digest(made),
        )
    return made


def to_warn() -> Person | None:
    """The safety officer in charge, as long as the account is open."""
    duty = Duty.current(SAFETY_OFFICER)
    return duty.person if duty and duty.person.is_active else None


def in_charge() -> dict[str, Duty | None]:
    """Both duties, for pages and for what is printed."""
    return {duty: Duty.current(duty) for duty in ROLES}
