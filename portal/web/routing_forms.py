"""Việc được giao: the forms on a letter's page of who has work there and of who gave it, each line of work its own."""

from dataclasses import dataclass
from typing import TypeVar

from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import charge, worklists
from portal.office.assignments import Assignment, Extension
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules.errors import Refusal
from portal.rules.states import ENTERED, IN_PROGRESS, ISSUED
from portal.web.directive_forms import named
from portal.web.fields import DayField, choices

Form = TypeVar("Form", bound=FlaskForm)


@dataclass(frozen=True)
class Refused:
    """A form of a letter's page that was refused, as it was typed: why, and about which work."""

    form: FlaskForm | None = None
    refusal: Refusal | None = None
    work: int | None = None

    def __post_init__(self) -> None:
        if self.form and self.refusal:
            self.form.form_errors.append(wording.sentence(self.refusal))

    def of(self, kind: type[Form], work: int | None = None) -> Form | None:
        """The form, where it is of this kind and about this work."""
        return self.form if isinstance(self.form, kind) and self.work == work else None


NOTHING = Refused()


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


def mine_on(document: Document, me: Person, refused: Refused) -> list[Mine]:
    """What waits for the person on this letter."""
    answers = [one for one in worklists.replies(me, document) if one.state == ISSUED]
    return [mine(work, me, answers, refused) for work in Assignment.open_on(document, me)]


def mine(work: Assignment, me: Person, answers: list[Document], refused: Refused) -> Mine:
    """One piece of it with its forms."""
    on = clock.today()
    place = charge.in_right_of(me, on, lambda one: charge.handles(work, one))
    head = charge.in_right_of(me, on, lambda one: charge.may_divide(work, one))
    returns = work.given_by_id and charge.in_right_of(me, on, lambda one: charge.answers_for(work, one))
    division = form_of(DivisionForm, work, refused) if head and work.document.state == IN_PROGRESS else None
    if division:
        division.offer(me)
    return Mine(
        work, (place and charge.place_of(place, me)) or "", form_of(ReportForm, work, refused), division,
        form_of(ReturnForm, work, refused) if returns else None,
        [part for part in work.parts if part.done_at], answers if work.role == "lead" and not work.parent_id else [],
    )


def form_of(kind: type[Form], work: Assignment, refused: Refused) -> Form:
    """The form about this work, blank or as it was refused, with ids of its own: one page may hold several."""
    form = refused.of(kind, work.id) or kind(formdata=None)
    for part in form:
        part.id = f"{kind.__name__.lower()}-{part.id}-{work.id}"
    return form


def given_of(document: Document, me: Person, refused: Refused) -> list[Given]:
    """Everything given out on the letter, in order, each with its parts."""
    rows = list(document.assignments.order_by(Assignment.id))
    return [given(work, rows, me, refused) for work in rows if work.parent_id is None]


def given(work: Assignment, rows: list[Assignment], me: Person, refused: Refused) -> Given:
    """One line."""
    parts = [given(part, rows, me, refused) for part in rows if part.parent_id == work.id]
    state, is_over = work.document.state, not work.is_live or work.done_at is not None
    is_closed = is_over or state not in (ENTERED, IN_PROGRESS)
    if is_closed or not charge.in_right_of(me, clock.today(), lambda one: charge.gave(work, one)):
        return Given(work, parts, None, None, list(work.extensions))
    extends = work.role != "inform" and state == IN_PROGRESS
    return Given(
        work, parts, form_of(TakeBackForm, work, refused), form_of(ExtensionForm, work, refused) if extends else None,
        list(work.extensions),
    )
