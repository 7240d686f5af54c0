"""Thông báo: what changed since the last look becomes notices, and once a day the days that come near or have passed.

The worker tells, not the acts: an act undone at once is told to nobody, and a cause met twice is told once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from portal.flows.calendar import calendar_of
from portal.flows.settling import Settle
from portal.office import notices, outbox, rounds
from portal.office.assignments import HANDED_BACK as WAS_HANDED_BACK
from portal.office.assignments import Assignment, Extension
from portal.office.documents import Document
from portal.office.notices import (
    DUE_SOON,
    ESCALATED,
    EXTENDED,
    GIVEN,
    HANDED_BACK,
    OVERDUE,
    REFUSED,
    REPORTED,
)
from portal.office.people import Person
from portal.office.sending import Delivery
from portal.rules import due
from portal.rules import packets as wire
from portal.rules.states import RECALLED, VOIDED
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

    def settle() -> None:
        tell_between(since, until, at=at)
        rounds.mark(JOB, at=at)

    return settle


def tell_between(since: datetime, until: datetime, *, at: datetime) -> None:
    """One notice for each person and cause; both ends count, for a cause told before is told no more."""
    def within(moment: Any) -> Any:
        return moment.between(since, until)

    for one in known().where(within(Assignment.given_at), Assignment.ended_at.is_null(), Assignment.role != "inform"):
        tell_handler(one, GIVEN, at=at, by=one.given_by)
    for one in known().where(within(Assignment.ended_at), Assignment.ended_how == WAS_HANDED_BACK):
        tell_giver(one, HANDED_BACK, at=at, by=one.person)
    for one in known().where(within(Assignment.done_at)):
        tell_giver(one, REPORTED, at=at, by=one.person)
    for further in Extension.select().where(within(Extension.at)):
        tell_handler(further.assignment, EXTENDED, at=at, by=further.by, cause=f"{further.assignment_id}:{further.id}")
    for status in Delivery.select().where(within(Delivery.came_at), Delivery.code == wire.REFUSED):
        drafter = [status.document.created_by] if status.document.created_by else []
        notices.tell(drafter, REFUSED, status.document, str(status.id), at=at)


def tell_days(*, at: datetime) -> Settle:
    """The worker's part, once a day: which work is due soon, which is late, and whoever gave it is told that once."""
    def settle() -> None:
        calendar, last = calendar_of(at.year), at.date() + HORIZON
        for one in open_until(last):
            stands = due.standing(one.due_on, at.date(), calendar)
            if stands == due.DUE_SOON:
                tell_handler(one, DUE_SOON, at=at, cause=f"{one.id}:{one.due_on}")
            elif stands == due.OVERDUE:
                tell_handler(one, OVERDUE, at=at, cause=f"{one.id}:{one.due_on}")
                tell_giver(one, ESCALATED, at=at, cause=f"{one.id}:{one.due_on}")
        rounds.mark(DAYS_JOB, at=at)

    return settle


def known() -> Any:
    """Assignments with their documents."""
    return Assignment.select(Assignment, Document).join(Document)


def open_until(last: Any) -> Iterable[Assignment]:
    """Work not reported whose day has come by then, of documents that still stand."""
    waiting = known().where(
        Assignment.due_on <= last, Assignment.done_at.is_null(), Assignment.ended_at.is_null(),
        Assignment.role != "inform", Document.state.not_in((VOIDED, RECALLED)),
    )
    return list(waiting.order_by(Assignment.id))


def tell_handler(
    one: Assignment, kind: str, *, at: datetime, by: Person | None = None, cause: str = ""
) -> None:
    """Tell whoever has the work; of a unit that gave it on, only those it was given on to are told of its days."""
    if kind in (DUE_SOON, OVERDUE) and one.parts:
        return
    whom = notices.those_of(one.person, one.unit, on=at.date())
    notices.tell(whom, kind, one.document, cause or str(one.id), at=at, by=by, due_on=one.due_on)


def tell_giver(one: Assignment, kind: str, *, at: datetime, by: Person | None = None, cause: str = "") -> None:
    """Tell whoever gave the work; nobody did where issuing brought the letter."""
    if one.given_by is not None:
        whom = notices.those_of(one.given_by, None, on=at.date())
        notices.tell(whom, kind, one.document, cause or str(one.id), at=at, by=by, due_on=one.due_on)
