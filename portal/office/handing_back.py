"""Trả lại và thu hồi: work goes back to whoever gave it, by its handler's wish or the giver's own."""

from datetime import datetime

from portal.office import charge, outbox
from portal.office.assignments import HANDED_BACK, TAKEN_BACK, Assignment
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.routing_acts import RoutingAct, Step, step
from portal.rules import errors
from portal.rules.states import DONE, ENTERED, IN_PROGRESS


def hand_back(assignment: Assignment, reason: str, *, by: Person, at: datetime) -> RoutingAct:
    """Trả lại: it is not ours, and why; the right to read ends with it, and the giver finds it again."""
    by.require("report")
    principal = charge.require(assignment, by, at.date(), charge.answers_for)
    if not reason.strip():
        raise errors.ReasonMissing("hand_back")
    with step("handed_back", assignment.document, by=by, at=at) as act:
        end(act, assignment, HANDED_BACK, reason.strip())
        act.record(
            role=assignment.role, giver=assignment.given_by.name, reason=reason.strip(),
            in_place_of=charge.place_of(principal, by),
        )
    return act.kept


def take_back(assignment: Assignment, reason: str, *, by: Person, at: datetime) -> RoutingAct:
    """Thu hồi: whoever gave it takes it back, with all that was given on of it."""
    principal = charge.require(assignment, by, at.date(), charge.gave)
    with step("taken_back", assignment.document, by=by, at=at) as act:
        end(act, assignment, TAKEN_BACK, reason.strip())
        act.record(
            role=assignment.role, handler=assignment.handler_name, reason=reason.strip() or None,
            in_place_of=charge.place_of(principal, by),
        )
    return act.kept


def end(act: Step, assignment: Assignment, how: str, reason: str) -> None:
    """It ends; where nobody leads any more the letter waits before the leader who gave it, or is done as it was."""
    document: Document = act.document
    document.require_state(ENTERED, IN_PROGRESS, DONE)
    now = Assignment.get_by_id(assignment.id)
    if now.done_at or not now.is_live:
        raise errors.Conflict(assignment.id, why="already_reported" if now.done_at else "work_ended")
    if now.given_by is None:
        raise errors.Conflict(assignment.id, why="given_by_nobody")
    act.end(now, how, reason)
    if document.state == IN_PROGRESS and not Assignment.leading(document):
        settle(document, now, how)
    outbox.put("index", document.id)


def settle(document: Document, last: Assignment, how: str) -> None:
    """Nobody leads: back before who gave it, every leader where that one is gone; done, if it was before that order."""
    reported = Assignment.leads(document).order_by(Assignment.done_at.desc()).first()
    if reported and how == TAKEN_BACK:
        document.state, document.done_on = DONE, reported.done_at.date()
    else:
        giver = last.given_by
        document.state, document.presented_to = ENTERED, giver if giver.may("direct") else None
    document.save(only=[Document.state, Document.done_on, Document.presented_to])


def take_note(assignment: Assignment, *, by: Person, at: datetime) -> None:
    """Đã rõ: the giver knows that it came back and gives it to nobody else."""
    charge.require(assignment, by, at.date(), charge.gave)
    Assignment.update(noted_at=at).where(
        Assignment.id == assignment.id, Assignment.ended_how == HANDED_BACK, Assignment.noted_at.is_null()
    ).execute()
