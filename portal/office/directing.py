"""Bút phê: the clerk presents, the leader directs, the handlers look and report."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import db
from portal.office import charge, events, outbox, packets, phrases, stand_ins
from portal.office.assignments import TAKEN_BACK, Assignment, Handler, Instruction
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.routing_acts import RoutingAct, Step, step
from portal.rules import errors
from portal.rules import packets as wire
from portal.rules.states import DONE, ENTERED, IN_PROGRESS
from portal.rules.undoing import UNDO_WITHIN

REPLACE, KEEP = "replace", "keep"  # what becomes of who leads already: their work is taken back, or stays theirs


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
        act.record(leader=leader.name)
    return act.kept


def direct(
    document: Document, text: str, lead: Handler | None, *, by: Person, at: datetime,
    support: Sequence[Handler] = (), inform: Sequence[Handler] = (), due_on: date | None = None,
    support_due_on: date | None = None, standing_lead: str = "", only_waiting: bool = False, known: int | None = None,
) -> RoutingAct:
    """Write a directive and give the work out; everyone named may read the document from now on.

    Who leads has the day given, else the letter's own; who supports has the day of who leads, unless a day of their
    own.  One leads at a time: where somebody does, ``standing_lead`` says whether they are replaced or kept; beside a
    lead that is kept, who is named as leading supports, and nobody need be named; a day is then of who supports.
    ``only_waiting``: not what somebody else has directed since the list was made.
    ``known``: the last directive on the page it was written on, 0 where there was none; a newer one is read first, so
    that neither two leaders nor two clicks give the same letter out twice.
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
        if lead or support:
            act.note_returns(Assignment.parent.is_null())
        leading = Assignment.leading(document)
        is_kept = bool(leading) and standing_lead == KEEP
        if not is_kept and lead is None:
            raise errors.Invalid(document.id, why="lead_missing")
        if is_kept:
            support = beside(document, leading, [*([lead] if lead else []), *support])
            if (due_on or support_due_on) and not support:
                raise errors.Invalid(leading[0].handler_name, why="due_of_nobody")
        else:
            make_room(act, leading, standing_lead)
            require_without_work(document, [*([lead] if lead else []), *support])
        instruction = act.instruct(by, text.strip())
        last_day = due_on or document.due_on
        support_day = support_due_on or last_day
        give_out(act, None if is_kept else lead, support, inform, instruction=instruction, due_on=last_day,
                 support_due_on=support_day)
        if not is_kept:
            document.due_on = last_day
        document.state, document.presented_to = IN_PROGRESS, None
        document.done_on = None  # what was done is worked on again
        document.save(only=[Document.state, Document.due_on, Document.done_on, Document.presented_to])
        phrases.learn(by, text, at=at)
        absent = presented_to in stand_ins.of(by, at.date())
        leads = [one.handler_name for one in Assignment.leading(document)]
        act.record(
            lead=", ".join(leads), due_on=None if is_kept else last_day,
            support_due_on=support_day if support else None,
            instead_of=[one.handler_name for one in leading] if leading and not is_kept else None,
            in_place_of=presented_to.name if absent else None,
        )
        if packets.Packet.that_brought(document):  # its sender hears of it once it cannot be undone any more
            outbox.put("tell_assigned", document.id, run_at=at + UNDO_WITHIN)
        outbox.put("index", document.id)
    return act.kept


def make_room(act: Step, leading: Sequence[Assignment], standing_lead: str) -> None:
    """Take the work back from who leads, where the leader says so and may."""
    if leading and standing_lead != REPLACE:
        raise errors.Conflict(leading[0].handler_name, why="led_already")
    for one in leading:
        if not charge.may_replace(one, act.by):
            raise errors.Conflict(one.handler_name, why="lead_of_another")
        act.end(one, TAKEN_BACK)


def beside(document: Document, leading: Sequence[Assignment], named: Sequence[Handler]) -> list[Handler]:
    """Who supports a lead that stays."""
    new = [one for one in dict.fromkeys(named) if one not in [work.handler for work in leading]]
    require_without_work(document, new)
    return new


def require_without_work(document: Document, named: Sequence[Handler]) -> None:
    """Nobody gets twice what they have to do already."""
    having = [work.handler for work in Assignment.live(document).where(Assignment.parent.is_null()) if work.is_open]
    if twice := next((one for one in named if one in having), None):
        raise errors.Conflict(twice.name, why="given_already")


def give_out(
    act: Step, lead: Handler | None, support: Sequence[Handler], inform: Sequence[Handler], *,
    instruction: Instruction, due_on: date | None, support_due_on: date | None,
) -> None:
    """The work of one directive."""
    if lead:
        act.give(lead, "lead", instruction=instruction, due_on=due_on)
    for handler in support:
        act.give(handler, "support", instruction=instruction, due_on=support_due_on)
    for handler in inform:
        act.give(handler, "inform", instruction=instruction)


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
    if assignment.role == "inform":
        raise errors.Conflict(assignment.id, why="only_to_know")
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
