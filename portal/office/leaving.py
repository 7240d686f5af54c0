"""Người rời cơ quan: one act ends what an account reaches; what is left to hand over and to return is named."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from peewee import CharField, DateField, ForeignKeyField, fn

from portal import db
from portal.office import accounts, devices, events, rights, sessions, stand_ins
from portal.office.assignments import Assignment
from portal.office.devices import Certificate, Device
from portal.office.documents import Document
from portal.office.duties import HEAD, Duty
from portal.office.people import Person
from portal.office.rights import Grant
from portal.office.sessions import Session
from portal.office.stand_ins import StandIn
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.roles import Role, Scope
from portal.rules.states import DRAFTING, RECALLED, SUBMITTED, VOIDED

# The key device goes back and the certificate is revoked within five working days (domain.md §7.1).
STEPS = ("token", "revocation", "papers")
WORKING_DAYS = 5


class Leaving(db.Record):
    """One person left, on a day, for a reason; who comes back is let in again by the administrator."""

    person: Any = ForeignKeyField(Person, backref="leavings")
    left_on: Any = DateField()
    reason: Any = CharField()
    by: Any = ForeignKeyField(Person, backref="let_go")
    at: Any = db.MomentField()

    @classmethod
    def past(cls) -> Any:
        """Everyone who left, the newest first."""
        return cls.select(cls, Person).join(Person, on=cls.person).order_by(cls.id.desc())

    @classmethod
    def of(cls, person: Person) -> Self | None:
        """The last time the person left, unless they are back."""
        if person.is_active:
            return None
        found: Self | None = cls.select().where(cls.person == person).order_by(cls.id.desc()).first()
        return found

    @property
    def settled(self) -> dict[str, "LeavingStep"]:
        """What was handed in so far, by step."""
        return {row.step: row for row in self.steps}


class LeavingStep(db.Record):
    """Something returned or handed over."""

    leaving: Any = ForeignKeyField(Leaving, backref="steps")
    step: Any = CharField()
    note: Any = CharField(default="")
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("leaving", "step"), True),)


def leave(person: Person, reason: str, *, left_on: date, by: Person, at: datetime) -> Leaving:
    """Close the account and end sessions, grants, devices and certificates in one act.

    Letters laid before the person lie before every leader again.  Documents for named persons and drafts that nobody
    else may read go to the head of the office, so that none is lost.  Without a head drafts go to a leader, who would
    read them once they are signed, and the act is refused while there are documents for named persons.
    """
    by.require("administer")
    if person == by:
        raise errors.Conflict(person.name, why="leaving_self")
    if not nfc(reason):
        raise errors.ReasonMissing("leave", why="leaving_reason")
    if left_on > at.date():
        raise errors.BadDate(left_on)
    with db.atomic():
        fresh = Person.get_by_id(person.id)
        if not fresh.is_active and Leaving.of(fresh):
            raise errors.Conflict(person.name, why="left_already")
        accounts.require_another_administrator(fresh)
        handed = hand_to_head(fresh, at=at)
        Document.update(presented_to=None).where(Document.presented_to == fresh).execute()
        ended: dict[str, Any] = {
            "sessions": sessions.end_all(fresh, at=at), "grants": end_grants(fresh, at=at),
            "stand_ins": end_all(stand_ins_of(fresh, at.date()), stand_ins.end, by=by, at=at),
            "devices": end_all(Device.of(fresh), devices.remove, by=by, at=at),
            "certificates": end_all(unended(fresh), devices.end, by=by, at=at),
        }
        Person.update(is_active=False).where(Person.id == fresh.id).execute()
        made: Leaving = Leaving.create(person=fresh, left_on=left_on, reason=nfc(reason)[:200], by=by, at=at)
        events.record("left", fresh, by=by, at=at, left_on=left_on, to_head=handed or None, **ended)
    return made


def reach(person: Person, *, at: datetime) -> dict[str, int]:
    """What the act ends, counted, before it is done."""
    return {
        "sessions": Session.select().where(Session.person == person, Session.ended_at.is_null()).count(),
        "grants": Grant.select().where(Grant.person == person, Grant.until.is_null()).count(),
        "stand_ins": stand_ins_of(person, at.date()).count(),
        "devices": Device.of(person).count(), "certificates": unended(person).count(),
        "only_theirs": only_readable_by(person).count(),
    }


def hand_to_head(person: Person, *, at: datetime) -> int:
    """Let the head read what only this person may read; how many documents."""
    orphans = list(only_readable_by(person))
    if not orphans:
        return 0
    heir = heir_of(person, is_closed=any(document.scope == Scope.RESTRICTED for document in orphans))
    for document in orphans:
        rights.grant(document, "read", at=at, person=heir)
    return len(orphans)


def heir_of(person: Person, *, is_closed: bool) -> Person:
    """Who reads from now on what only this person read: the head, or a leader where nothing is for named persons."""
    head = Duty.current(HEAD)
    if head and head.person.is_active and head.person_id != person.id:
        return head.person  # type: ignore[no-any-return]
    leader: Person | None = Person.with_role(Role.LEADER).where(Person.id != person.id).order_by(Person.id).first()
    if is_closed or leader is None:
        raise errors.Conflict(person.name, why="head_needed")
    return leader


def only_readable_by(person: Person) -> Any:
    """Documents for named persons, and drafts, of which this person is the last one named who may sign in."""
    theirs = Grant.select(Grant.document).where(Grant.person == person, Grant.until.is_null())
    here = Person.select(Person.id).where(Person.is_active, Person.id != person.id)
    units = Person.select(Person.unit).where(Person.is_active, Person.id != person.id, Person.unit.is_null(False))
    others = Grant.select(Grant.document).where(
        Grant.until.is_null(), Grant.person.in_(here) | Grant.unit.in_(units)
    )
    return Document.select().where(
        (Document.scope == Scope.RESTRICTED) | Document.state.in_(DRAFTING), Document.id.in_(theirs),
        Document.id.not_in(others),
    )


def end_grants(person: Person, *, at: datetime) -> int:
    """Nothing is given to the person any more; the rows stay."""
    return int(Grant.update(until=at).where(Grant.person == person, Grant.until.is_null()).execute())


def stand_ins_of(person: Person, on: date) -> Any:
    """Absences of the person, and those in which the person does another's work, that hold on the day or later."""
    return StandIn.coming(on).where((StandIn.absent == person) | (StandIn.deputy == person))


def unended(person: Person) -> Any:
    """The person's certificates that were presented or approved and still count."""
    return Certificate.select().where(Certificate.person == person, Certificate.ended_at.is_null())


def end_all(found: Iterable[Any], end: Any, *, by: Person, at: datetime) -> int:
    """End each of them by its own verb; how many there were."""
    there = list(found)
    for one in there:
        end(one, by=by, at=at)
    return len(there)


def settle(leaving: Leaving, step: str, note: str, *, by: Person, at: datetime) -> None:
    """Note that something was returned or handed over, or why there was nothing to return."""
    by.require("administer")
    if step not in STEPS:
        raise errors.NotFound(step)
    with db.atomic():
        row = {"leaving": leaving, "step": step, "note": nfc(note)[:200], "by": by, "at": at}
        if LeavingStep.insert(row).on_conflict_ignore().as_rowcount().execute():
            events.record("leaving_settled", leaving.person, by=by, at=at, step=step)


def open_work(person: Person) -> list[Assignment]:
    """What is left of the work that was given to the person."""
    return list(left_over(Assignment.person == person))


def count_open_work() -> int:
    """How much is left of what was given to people who left."""
    gone = Person.select(Person.id).join(Leaving, on=Leaving.person == Person.id).where(~Person.is_active)
    return int(left_over(Assignment.person.in_(gone)).order_by().count())


def left_over(whose: Any) -> Any:
    """What was given to them, is not done, and was not given to anyone else since; the nearest due day first."""
    live = Document.state.not_in((VOIDED, RECALLED))
    later = Assignment.alias()
    here = Person.select(Person.id).where(Person.is_active)
    again = later.select(later.id).where(
        later.document == Assignment.document, later.id > Assignment.id, later.role == "lead", later.ended_at.is_null(),
        later.unit.is_null(False) | later.person.in_(here),
    )
    rows: Any = Assignment.select(Assignment, Document).join(Document).where(
        whose, Assignment.done_at.is_null(), Assignment.ended_at.is_null(), Assignment.role != "inform", live
    )
    return rows.where(~fn.EXISTS(again)).order_by(Assignment.due_on.is_null(), Assignment.due_on, Assignment.id)


def readable_among(work: list[Assignment], reader: Person, papers: Iterable[Document] = ()) -> set[int]:
    """Ids of the documents of the work, and of these papers, that the reader may open."""
    ids = [one.document_id for one in work] + [paper.id for paper in papers]
    return {document.id for document in rights.documents(reader).where(Document.id.in_(ids))}


def open_papers(person: Person) -> list[Document]:
    """Drafts in the person's hands and documents that wait for the person's signature, the oldest first."""
    drafts = Document.state.in_(DRAFTING) & (Document.created_by == person)
    to_sign = (Document.state == SUBMITTED) & (Document.signer == person)
    return list(Document.select().where(drafts | to_sign).order_by(Document.id))
