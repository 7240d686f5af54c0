"""Thông báo: what changed since the last look becomes notices, and once a day the days that come near or have passed.

The worker tells, not the acts: an act undone at once is told to nobody, and a cause met twice is told once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from portal.flows.calendar import calendar_of
from portal.flows.settling import Settle
from portal.office import notices, outbox, rounds
from portal.office.assignments import HANDED_BACK as WAS_HANDED_BACK
from portal.office.assignments import Assignment, Extension, Instruction
from portal.office.citations import Citation
from portal.office.documents import Document
from portal.office.notices import (
    ADVISED,
    ANSWERED,
    DUE_SOON,
    ESCALATED,
    EXTENDED,
    GIVEN,
    HANDED_BACK,
    OVERDUE,
    REFUSED,
    REPORTED,
    Audience,
)
from portal.office.registers import Entry
from portal.office.sending import Delivery
from portal.rules import due
from portal.rules import packets as wire
from portal.rules.states import DONE, ISSUED, RECALLED, VOIDED
from portal.rules.undoing import UNDO_WITHIN

JOB, DAYS_JOB = "tell", "tell_days"
EVERY = timedelta(minutes=1)
FIRST_LOOK = timedelta(days=7)  # what is older than this was there before anybody told
HORIZON = timedelta(days=30)  # no deadline further off than this can be near, whatever holidays lie between


def ask(*, at: datetime) -> None:
    """Have the changes told, and the days once each day; called by the worker whenever it looks around."""
    told = rounds.last(JOB)
    if told is None or at - told >= EVERY or at < told:
        outbox.put(JOB, dedup=JOB)
    if rounds.is_due_today(DAYS_JOB, at=at):
        outbox.put(DAYS_JOB, dedup=DAYS_JOB)


def tell(*, at: datetime) -> Settle:
    """The worker's part: what happened since the last time, as far as it is not undone any more."""
    until = at - UNDO_WITHIN
    since = (rounds.last(JOB) or at - FIRST_LOOK) - UNDO_WITHIN
    return settled(JOB, happened(since, until), at=at)


def tell_days(*, at: datetime) -> Settle:
    """The worker's part, once a day: which work is due soon, which is late, and whoever gave it is told so once."""
    return settled(DAYS_JOB, days_passed(at=at), at=at)


def settled(job: str, causes: Iterable["Cause"], *, at: datetime) -> Settle:
    """What is told of the causes is worked out before the transaction that writes it down."""
    audience = notices.Audience(at.date())
    rows = [row for cause in causes for row in cause.rows(audience, at)]

    def settle() -> None:
        notices.tell(rows)
        rounds.mark(job, at=at)

    return settle


@dataclass(frozen=True)
class Cause:
    """One thing to tell: of which document, to whom, whose act it is, and by what it is known again."""

    kind: str
    document: int
    key: str
    person: int | None = None
    unit: int | None = None
    by: int | None = None
    due_on: date | None = None
    given: Assignment | None = None  # work whose giver is told, or whoever has the giver's office now

    def told(self, audience: Audience) -> list[int]:
        """Whom it concerns."""
        work = self.given
        if work is None:
            return audience.of(self.person, self.unit)
        whole = work.parent
        within = whole and (whole.unit_id or whole.person.unit_id)
        return audience.over(work.given_by_id, within, work.person_id)

    def rows(self, audience: Audience, at: datetime) -> Iterator[dict[str, Any]]:
        """A notice for everyone it concerns, but not for whoever did it."""
        for person in self.told(audience):
            if person != self.by:
                yield {
                    "person": person, "kind": self.kind, "document": self.document, "by": self.by,
                    "due_on": self.due_on, "key": f"{self.kind}:{self.key}", "made_at": at,
                }


def happened(since: datetime, until: datetime) -> Iterator[Cause]:
    """What was done between two moments; both ends count, for a cause told before is told no more."""
    def within(moment: Any) -> Any:
        return moment.between(since, until)

    given = Assignment.select().where(within(Assignment.given_at), Assignment.ended_at.is_null())
    for one in given.where(Assignment.role != "inform"):
        yield to_handler(one, GIVEN, str(one.id), by=one.given_by_id)
    for words in Instruction.select().where(within(Instruction.given_at)):
        if not words.assignments.where(Assignment.role == "lead").exists():  # whoever leads goes on leading
            for one in Assignment.leading(words.document):
                yield to_handler(one, ADVISED, str(words.id), by=words.leader_id)
    for one in Assignment.select().where(within(Assignment.ended_at), Assignment.ended_how == WAS_HANDED_BACK):
        yield to_giver(one, HANDED_BACK, str(one.id), by=one.person_id)
    for one in Assignment.select().where(within(Assignment.done_at)):
        yield to_giver(one, REPORTED, str(one.id), by=one.person_id)
    further = Extension.select(Extension, Assignment).join(Assignment)
    for longer in further.where(within(Extension.at)):
        yield to_handler(longer.assignment, EXTENDED, f"{longer.assignment_id}:{longer.id}", by=longer.by_id)
    refused = Delivery.select(Delivery, Document).join(Document)
    for status in refused.where(within(Delivery.came_at), Delivery.code == wire.REFUSED):
        yield Cause(REFUSED, status.document_id, str(status.id), person=status.document.created_by_id)
    for letter in entered(since, until):
        yield from answers(letter)


def entered(since: datetime, until: datetime) -> Iterator[Document]:
    """Letters that got their number between two moments; the register grows at its end and is read from there."""
    newest = Entry.select(Entry.document, Entry.act, Entry.at).order_by(Entry.id.desc())
    for row in takewhile(lambda row: row.at >= since, newest.iterator()):
        if row.act == "entered" and row.at <= until:
            yield Document.get_by_id(row.document)


def answers(letter: Document) -> Iterator[Cause]:
    """Who wrote a document of ours is told of a letter that cites it by number and day; a number alone others have."""
    for citation in letter.citations.where(Citation.dated_on.is_null(False)):
        for ours in citation.targets().where(Document.direction == "outgoing", Document.state == ISSUED):
            yield Cause(ANSWERED, ours.id, str(letter.id), person=ours.created_by_id)


def days_passed(*, at: datetime) -> Iterator[Cause]:
    """Work whose day is near or past, its letter not done; of what was given on those who have it now are told."""
    calendar = calendar_of(at.year)
    shared = {row[0] for row in Assignment.given_on().tuples()}
    waiting = Assignment.select().join(Document).where(
        Assignment.due_on <= at.date() + HORIZON, Assignment.done_at.is_null(), Assignment.ended_at.is_null(),
        Assignment.role != "inform", Document.state.not_in((DONE, VOIDED, RECALLED)),
    )
    for one in waiting.order_by(Assignment.id):
        stands, key = due.standing(one.due_on, at.date(), calendar), f"{one.id}:{one.due_on}"
        if stands and one.id not in shared:
            yield to_handler(one, OVERDUE if stands == due.OVERDUE else DUE_SOON, key)
        if stands == due.OVERDUE:
            yield to_giver(one, ESCALATED, key)


def to_handler(one: Assignment, kind: str, key: str, by: int | None = None) -> Cause:
    """Told to whoever has the work."""
    return Cause(kind, one.document_id, key, one.person_id, one.unit_id, by, one.due_on)


def to_giver(one: Assignment, kind: str, key: str, by: int | None = None) -> Cause:
    """Told to whoever gave the work or has that office now; to nobody where issuing brought the letter."""
    return Cause(kind, one.document_id, key, by=by, due_on=one.due_on, given=one)
