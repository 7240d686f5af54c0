"""Việc được giao: reporting, giving on within a unit, passing back, taking back and extending, on the letter page."""

from flask import Blueprint, flash, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import directing, dividing, extending, handing_back, rights
from portal.office.assignments import Assignment
from portal.office.loading import load
from portal.office.people import Person
from portal.rules.errors import Conflict, Invalid, Refusal
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.letter_page import letter_page
from portal.web.routing_forms import (
    DivisionForm,
    ExtensionForm,
    Refused,
    ReportForm,
    ReturnForm,
    TakeBackForm,
)
from portal.web.undoing import done

pages = Blueprint("routing", __name__)
Answer = AnyResponse | tuple[str, int]


def opened(assignment_id: int) -> Assignment:
    """Work on a letter the person may read."""
    found = load(Assignment, assignment_id)
    rights.read(person(), found.document_id)
    return found


def letter(work: Assignment) -> str:
    """The address of its letter page, or the desk once the letter is not the person's to read any more."""
    if rights.may_read(person(), work.document):
        return url_for("documents.show", document_id=work.document_id)
    return url_for("desk.index")


def refuse(work: Assignment, form: FlaskForm, refusal: Refusal | None = None) -> tuple[str, int]:
    """The letter's page with the form as it was typed, and what is wrong."""
    return letter_page(work.document, Refused(form, refusal, work.id)), 422


@pages.post("/assignments/<int:assignment_id>/report")
@needs("report")
def report(assignment_id: int) -> Answer:
    """Report the result."""
    work, form = opened(assignment_id), ReportForm()
    if not form.validate_on_submit():
        return refuse(work, form)
    try:
        directing.report(work, form.outcome.data or "", by=person(), at=clock.now())
    except Conflict as refusal:
        return refuse(work, form, refusal)
    flash("Đã báo cáo kết quả.", "good")
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/parts")
@needs("report")
def give_on(assignment_id: int) -> Answer:
    """Give the unit's work on to its people."""
    work, form = opened(assignment_id), DivisionForm()
    form.offer(person())
    if not form.validate_on_submit():
        return refuse(work, form)
    people = {str(p.id): p for p in Person.active()}
    try:
        act = dividing.give_on(
            work, people[form.lead.data], by=person(), at=clock.now(), note=form.note.data or "",
            support=[people[value] for value in form.support.data or ()], due_on=form.due_on.data,
        )
    except (Conflict, Invalid) as refusal:
        return refuse(work, form, refusal)
    done(f"Đã giao {people[form.lead.data].name}.", act)
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/return")
@needs("report")
def hand_back(assignment_id: int) -> Answer:
    """Trả lại."""
    work, form = opened(assignment_id), ReturnForm()
    if not form.validate_on_submit():
        return refuse(work, form)
    try:
        act = handing_back.hand_back(work, form.reason.data or "", by=person(), at=clock.now())
    except Conflict as refusal:
        return refuse(work, form, refusal)
    done(f"Đã trả lại {work.given_by.name}.", act)
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/recall")
@needs("report")
def take_back(assignment_id: int) -> Answer:
    """Thu hồi."""
    work, form = opened(assignment_id), TakeBackForm()
    if not form.validate_on_submit():
        return refuse(work, form)
    try:
        act = handing_back.take_back(work, form.reason.data or "", by=person(), at=clock.now())
    except Conflict as refusal:
        return refuse(work, form, refusal)
    done(f"Đã thu hồi việc giao {work.handler_name}.", act)
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/extension")
@needs("report")
def extend(assignment_id: int) -> Answer:
    """Gia hạn."""
    work, form = opened(assignment_id), ExtensionForm()
    if not form.validate_on_submit():
        return refuse(work, form)
    try:
        one = extending.extend(work, form.due_on.day, form.reason.data or "", by=person(), at=clock.now())
    except (Conflict, Invalid) as refusal:
        return refuse(work, form, refusal)
    flash(f"Đã gia hạn đến {one.new:%d/%m/%Y}.", "good")
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/note")
@needs("report")
def take_note(assignment_id: int) -> AnyResponse:
    """Đã rõ: it came back and is given to nobody else."""
    work = opened(assignment_id)
    handing_back.take_note(work, by=person(), at=clock.now())
    flash("Đã ghi nhận việc trả lại.", "good")
    return go(letter(work))
