"""Việc được giao: reporting, giving on within a unit, passing back, taking back and extending, on the letter page."""

from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, flash, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import charge, directing, dividing, extending, handing_back, rights, worklists
from portal.office.assignments import Assignment, Extension
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.errors import Conflict, Invalid, NotFound
from portal.rules.states import ENTERED, IN_PROGRESS, ISSUED
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.directing import named, refuse
from portal.web.fields import DayField, choices
from portal.web.undoing import done

pages = Blueprint("routing", __name__)
Form = TypeVar("Form", bound=FlaskForm)


class ReportForm(FlaskForm):
    """What came of the work."""

    outcome = TextAreaField("Kết quả xử lý", [InputRequired("Hãy ghi kết quả xử lý."), Length(max=2000)])


class DivisionForm(FlaskForm):
    """Who of the unit does it, who helps, by when."""

    lead = SelectField("Người xử lý", [InputRequired("Hãy chọn người xử lý.")])
    support = SelectMultipleField("Cùng làm")
    note = StringField("Ý kiến", [Length(max=500)])
    due_on = DayField("Hạn trong đơn vị", coming=True)

    def offer(self, me: Person) -> None:
        """The people of the unit whose work it is."""
        heads = [one for one in (me, *me.stands_for) if charge.heads(one)]
        units = {one.unit_id for one in heads}
        people = [p for p in Person.active() if p.unit_id in units and p not in heads and p.may("report")]
        self.lead.choices = choices(("", "Chọn…"), *((str(p.id), named(p)) for p in people))
        self.support.choices = choices(*((str(p.id), named(p)) for p in people))


class ReturnForm(FlaskForm):
    """Why it goes back."""

    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do trả lại."), Length(max=500)])


class TakeBackForm(FlaskForm):
    """Why it is taken back, where there is something to say."""

    reason = StringField("Lý do (không bắt buộc)", [Length(max=500)])


class ExtensionForm(FlaskForm):
    """The later day, and why."""

    due_on = DayField("Hạn mới", [InputRequired("Hãy ghi hạn mới.")], coming=True)
    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do gia hạn."), Length(max=500)])


@dataclass(frozen=True)
class Mine:
    """Work that the person, or somebody in whose place, has to report on this letter, and what may be done with it."""

    work: Assignment
    place_of: str
    report: ReportForm
    division: DivisionForm | None
    returning: ReturnForm | None
    results: list[Assignment]
    answers: list[Document]


@dataclass(frozen=True)
class Given:
    """One line of what was given out, its parts below it, and whether the person may change it."""

    work: Assignment
    parts: list["Given"]
    taking: TakeBackForm | None  # where the person may take it back and extend it
    extending: ExtensionForm | None
    extensions: list[Extension]


def mine_on(document: Document, me: Person) -> list[Mine]:
    """What waits for the person on this letter."""
    answers = [one for one in worklists.replies(me, document) if one.state == ISSUED]
    return [mine(work, me, answers) for work in Assignment.open_on(document, me)]


def mine(work: Assignment, me: Person, answers: list[Document]) -> Mine:
    """One piece of it with its forms."""
    on = clock.today()
    place = charge.in_right_of(me, on, lambda one: charge.handles(work, one))
    head = charge.in_right_of(me, on, lambda one: charge.may_divide(work, one))
    returns = work.given_by_id and charge.in_right_of(me, on, lambda one: charge.answers_for(work, one))
    division = DivisionForm(formdata=None) if head and work.document.state == IN_PROGRESS else None
    if division:
        division.offer(me)
    return Mine(
        work, (place and charge.place_of(place, me)) or "", apart(ReportForm(formdata=None), work),
        division and apart(division, work), apart(ReturnForm(formdata=None), work) if returns else None,
        [part for part in work.parts if part.done_at], answers if work.role == "lead" and not work.parent_id else [],
    )


def apart(form: Form, work: Assignment) -> Form:
    """The same form with ids of its own: one page may hold several."""
    for part in form:
        part.id = f"{type(form).__name__.lower()}-{part.id}-{work.id}"
    return form


def given_of(document: Document, me: Person) -> list[Given]:
    """Everything given out on the letter, in order, each with its parts."""
    rows = list(document.assignments.order_by(Assignment.id))
    return [given(work, rows, me) for work in rows if work.parent_id is None]


def given(work: Assignment, rows: list[Assignment], me: Person) -> Given:
    """One line."""
    parts = [given(part, rows, me) for part in rows if part.parent_id == work.id]
    state, is_over = work.document.state, not work.is_live or work.done_at is not None
    is_closed = is_over or state not in (ENTERED, IN_PROGRESS)
    if is_closed or not charge.in_right_of(me, clock.today(), lambda one: charge.gave(work, one)):
        return Given(work, parts, None, None, list(work.extensions))
    extends = work.role != "inform" and state == IN_PROGRESS
    return Given(
        work, parts, apart(TakeBackForm(formdata=None), work),
        apart(ExtensionForm(formdata=None), work) if extends else None, list(work.extensions),
    )


def opened(assignment_id: int) -> Assignment:
    """Work on a letter the person may read."""
    found: Assignment | None = Assignment.get_or_none(Assignment.id == assignment_id)
    if found is None:
        raise NotFound(assignment_id)
    rights.read(person(), found.document_id)
    return found


def letter(work: Assignment) -> str:
    """The address of its letter page, or the desk once the letter is not the person's to read any more."""
    if rights.may_read(person(), work.document):
        return url_for("documents.show", document_id=work.document_id)
    return url_for("desk.index")


@pages.post("/assignments/<int:assignment_id>/report")
@needs("report")
def report(assignment_id: int) -> AnyResponse:
    """Report the result."""
    work, form = opened(assignment_id), ReportForm()
    if not form.validate_on_submit():
        return refuse(form, letter(work))
    directing.report(work, form.outcome.data, by=person(), at=clock.now())
    flash("Đã báo cáo kết quả.", "good")
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/parts")
@needs("report")
def give_on(assignment_id: int) -> AnyResponse:
    """Give the unit's work on to its people."""
    work, form = opened(assignment_id), DivisionForm()
    form.offer(person())
    if not form.validate_on_submit():
        return refuse(form, letter(work))
    people = {str(p.id): p for p in Person.active()}
    try:
        act = dividing.give_on(
            work, people[form.lead.data], by=person(), at=clock.now(), note=form.note.data or "",
            support=[people[value] for value in form.support.data or ()], due_on=form.due_on.data,
        )
    except (Conflict, Invalid) as refusal:
        flash(wording.sentence(refusal), "refusal")
        return go(letter(work))
    done(f"Đã giao {people[form.lead.data].name}.", act)
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/return")
@needs("report")
def hand_back(assignment_id: int) -> AnyResponse:
    """Trả lại."""
    work, form = opened(assignment_id), ReturnForm()
    if not form.validate_on_submit():
        return refuse(form, letter(work))
    act = handing_back.hand_back(work, form.reason.data, by=person(), at=clock.now())
    done(f"Đã trả lại {work.given_by.name}.", act)
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/recall")
@needs("report")
def take_back(assignment_id: int) -> AnyResponse:
    """Thu hồi."""
    work, form = opened(assignment_id), TakeBackForm()
    if not form.validate_on_submit():
        return refuse(form, letter(work))
    act = handing_back.take_back(work, form.reason.data or "", by=person(), at=clock.now())
    done(f"Đã thu hồi việc giao {work.handler_name}.", act)
    return go(letter(work))


@pages.post("/assignments/<int:assignment_id>/extension")
@needs("report")
def extend(assignment_id: int) -> AnyResponse:
    """Gia hạn."""
    work, form = opened(assignment_id), ExtensionForm()
    if not form.validate_on_submit():
        return refuse(form, letter(work))
    try:
        one = extending.extend(work, form.due_on.day, form.reason.data, by=person(), at=clock.now())
    except Invalid as refusal:
        flash(wording.sentence(refusal), "refusal")
        return go(letter(work))
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
