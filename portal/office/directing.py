"""Bút phê: the clerk presents, the leader directs, the handlers look and report."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import db
from portal.office import charge, events, outbox, packets, phrases, stand_ins
from portal.office.assignments import Assignment, Handler, Instruction
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.routing_acts import RoutingAct, step
from portal.rules import errors
from portal.rules import packets as wire
from portal.rules.states import DONE, ENTERED, IN_PROGRESS
from portal.rules.undoing import UNDO_WITHIN


def present(document: Document, leader: Person, *, by: Person, at: datetime) -> RoutingAct:
    """Trình: lay the document before a leader; another one who has not directed it has it before them no more."""
    by.require("enter")
    leader.require("direct")
    with step("presented", document, by=by, at=at) as act:
        document.require_state(ENTERED, IN_PROGRESS)
        before = Document.get_by_id(document.id).presented_to
        if before and before != leader and not document.instructions.where(Instruction.leader == before).exists():
            act.end_right("direct", person=before)
        document.presented_to = leader
        document.save(only=[Document.presented_to])
        act.grant("direct", person=leader)
        events.record("presented", document, by=by, at=at, leader=leader.name)
    return act.kept


def direct(
    document: Document, text: str, lead: Handler, *, by: Person, at: datetime,
    support: Sequence[Handler] = (), inform: Sequence[Handler] = (), due_on: date | None = None,
    support_due_on: date | None = None, only_waiting: bool = False, known: int | None = None,
) -> RoutingAct:
    """Write a directive and give the work out; everyone named may read the document from now on.

    Who supports has the day of who leads, unless a day of their own.  ``only_waiting``: not what somebody else has
    directed since the list was made.  ``known``: the last directive on the page it was written on, 0 where there was
    none; a newer one is read first, so that neither two leaders nor two clicks give the same letter out twice.
    """
    by.require("direct")
    for day in (due_on, support_due_on):
        if day and day < at.date():
            raise errors.Invalid(day, why="due_past")
    with step("directed", document, by=by, at=at) as act:
        presented_to = document.presented_to
        document.require_state(*((ENTERED,) if only_waiting else (ENTERED, IN_PROGRESS, DONE)))
        if known not in (None, Instruction.last_on(document)):
            raise errors.Conflict(document.id, why="directed_since")
        act.note_returns(Assignment.parent.is_null())
        instruction = act.instruct(by, text.strip())
        act.give(lead, "lead", instruction=instruction, due_on=due_on)
        for handler in support:
            act.give(handler, "support", instruction=instruction, due_on=support_due_on or due_on)
        for handler in inform:
            act.give(handler, "inform", instruction=instruction)
        document.state, document.due_on, document.presented_to = IN_PROGRESS, due_on or document.due_on, None
        document.done_on = None  # what was done is worked on again
        document.save(only=[Document.state, Document.due_on, Document.done_on, Document.presented_to])
        phrases.learn(by, text, at=at)
        absent = presented_to in stand_ins.of(by, at.date())
        events.record(
            "directed", document, by=by, at=at, lead=lead.name, due_on=due_on,
            in_place_of=presented_to.name if absent else None,
        )
        if packets.Packet.that_brought(document):  # its sender hears of it once it cannot be undone any more
            outbox.put("tell_assigned", document.id, run_at=at + UNDO_WITHIN)
        outbox.put("index", document.id)
    return act.kept


def tell_assigned(document_id: int, *, at: datetime) -> None:
    """Tell whoever sent the letter by packet that it was given out, where it still is."""
    document: Document = Document.get_by_id(document_id)
    last = Instruction.select().where(Instruction.document == document).order_by(Instruction.id.desc()).first()
    if last and document.state in (IN_PROGRESS, DONE):
        packets.tell(document, wire.ASSIGNED, by=last.leader, at=at)


def mark_seen(document: Document, *, by: Person, at: datetime) -> None:
    """Note the first time the handler looked at the document; a further look writes nothing.

    The first look writes the read mark and its line in the history.  With that of whoever leads, the work begins:
    where a packet brought the letter, the statuses that tell its sender so are written, too.  A stand-in's look is
    the absent one's.
    """
    unseen = list(Assignment.of(by).where(Assignment.document == document, Assignment.seen_at.is_null()))
    if not unseen:
        return
    with db.atomic():
        still = Assignment.id.in_([a.id for a in unseen]) & Assignment.seen_at.is_null()
        if not Assignment.update(seen_at=at).where(still).execute():
            return  # the same look in another window came first
        principal = charge.in_right_of(by, at.date(), lambda one: charge.handles(unseen[0], one)) or by
        events.record("seen", document, by=by, at=at, in_place_of=charge.place_of(principal, by))
        if document.state == IN_PROGRESS and any(a.role == "lead" for a in unseen):
            tell_assigned(document.id, at=at)
            packets.tell(document, wire.IN_WORK, by=by, at=at)


def report(assignment: Assignment, outcome: str, *, by: Person, at: datetime) -> None:
    """Báo cáo kết quả: the handler says what was done; the leading handler's report closes the document.

    What was given on within a unit is reported to whoever gave it on, whose own report closes.
    """
    by.require("report")
    principal = charge.require(assignment, by, at.date(), charge.handles)
    if not outcome.strip():
        raise errors.ReasonMissing("report")
    with db.atomic():
        now = Assignment.get_by_id(assignment.id)
        if now.done_at:
            raise errors.Conflict(assignment.id, why="already_reported")
        if not now.is_live:
            raise errors.Conflict(assignment.id, why="work_ended")
        document = Document.get_by_id(assignment.document_id)
        assignment.done_at, assignment.outcome = at, outcome.strip()
        assignment.save(only=[Assignment.done_at, Assignment.outcome])
        if assignment.role == "lead" and assignment.parent_id is None and document.state == IN_PROGRESS:
            document.state, document.done_on = DONE, at.date()
            document.save(only=[Document.state, Document.done_on])
            tell_assigned(document.id, at=at)
            packets.tell(document, wire.FINISHED, by=by, at=at)
        events.record(
            "reported", document, by=by, at=at, role=assignment.role, in_place_of=charge.place_of(principal, by)
        )
        outbox.put("index", document.id)
