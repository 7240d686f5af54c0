"""Bút phê: presenting, directing and reporting as forms."""

from datetime import date

from flask import Blueprint, flash, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.flows.calendar import due_after
from portal.office import directing, rights
from portal.office.directing import Assignment, Handler
from portal.office.people import Person, Unit
from portal.rules.errors import NotFound
from portal.rules.roles import Role
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.fields import DayField, choices

pages = Blueprint("directing", __name__)
DAYS = (("", "Không đặt hạn"), ("1", "1 ngày làm việc"), ("3", "3 ngày làm việc"), ("5", "5 ngày làm việc"),
        ("10", "10 ngày làm việc"), ("15", "15 ngày làm việc"), ("20", "20 ngày làm việc"))
HANDLERS = (Role.OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK)


class DirectiveForm(FlaskForm):
    """What the leader writes: words, who leads, who supports, by when."""

    text = TextAreaField("Ý kiến chỉ đạo", [InputRequired("Hãy ghi ý kiến chỉ đạo."), Length(max=2000)])
    lead = SelectField("Chủ trì", [InputRequired("Hãy chọn đơn vị hoặc người chủ trì.")])
    support = SelectMultipleField("Phối hợp")
    working_days = SelectField("Hạn", choices=choices(*DAYS))
    due_on = DayField("Hoặc đến ngày", coming=True)

    @classmethod
    def blank(cls, me: Person) -> "DirectiveForm":
        """An empty form with everyone who can be charged."""
        form = cls(formdata=None)
        form.offer(me)
        return form

    def offer(self, me: Person) -> None:
        """Units first, then people, none of them the leader writing."""
        units = [(f"unit-{u.id}", u.name) for u in Unit.active()]
        people = [(f"person-{p.id}", named(p)) for p in Person.with_role(*HANDLERS) if p.id != me.id]
        self.lead.choices = choices(("", "Chọn…"), *units, *people)
        self.support.choices = choices(*units, *people)

    def due_day(self, today: date) -> date | None:
        """The due day: the one typed, else so many working days from today."""
        if self.due_on.data:
            typed: date = self.due_on.data
            return typed
        return due_after(today, int(self.working_days.data)) if self.working_days.data else None


def named(person: Person) -> str:
    """A person with what they are."""
    return f"{person.name} ({person.position or (person.unit.name if person.unit else 'chuyên viên')})"


class PresentForm(FlaskForm):
    """To which leader the letter goes."""

    leader = SelectField("Trình", [InputRequired("Hãy chọn lãnh đạo.")])

    @classmethod
    def blank(cls) -> "PresentForm":
        """An empty form with the leaders."""
        form = cls(formdata=None)
        form.offer()
        return form

    def offer(self) -> None:
        """The leaders."""
        self.leader.choices = choices(*((str(p.id), named(p)) for p in Person.with_role(Role.LEADER)))


class ReportForm(FlaskForm):
    """What came of the work."""

    outcome = TextAreaField("Kết quả", [InputRequired("Hãy ghi kết quả xử lý."), Length(max=2000)])


def handler_of(value: str) -> Handler:
    """The unit or person behind a value of the select."""
    kind, _, number = value.partition("-")
    record = Unit if kind == "unit" else Person
    found: Handler | None = record.get_or_none(record.id == int(number or 0), record.is_active)
    if found is None:
        raise NotFound(value)
    return found


@pages.post("/documents/<int:document_id>/instructions")
@needs("direct")
def direct(document_id: int) -> AnyResponse:
    """Write the directive and give the work out."""
    document, form = rights.read(person(), document_id), DirectiveForm()
    form.offer(person())
    here = url_for("documents.show", document_id=document.id)
    if not form.validate_on_submit():
        return refuse(form, here)
    directing.direct(
        document, form.text.data, handler_of(form.lead.data), by=person(), at=clock.now(),
        support=[handler_of(v) for v in form.support.data if v != form.lead.data],
        due_on=form.due_day(clock.today()),
    )
    flash("Đã chuyển xử lý.", "good")
    return go(url_for("desk.index"))


def refuse(form: FlaskForm, here: str) -> AnyResponse:
    """Say what is missing, back on the letter page."""
    for messages in form.errors.values():
        flash(messages[0], "refusal")
    return go(here)


@pages.post("/documents/<int:document_id>/presentation")
@needs("enter")
def present(document_id: int) -> AnyResponse:
    """Lay the letter before a leader."""
    document, form = rights.read(person(), document_id), PresentForm()
    form.offer()
    if not form.validate_on_submit():
        return refuse(form, url_for("documents.show", document_id=document.id))
    leader = handler_of(f"person-{form.leader.data}")
    if not isinstance(leader, Person):
        raise NotFound(form.leader.data)
    directing.present(document, leader, by=person(), at=clock.now())
    flash(f"Đã trình {leader.name}.", "good")
    return go(url_for("incoming.listing", tab="entered"))


@pages.post("/assignments/<int:assignment_id>/report")
@needs("report")
def report(assignment_id: int) -> AnyResponse:
    """Report the result."""
    assignment: Assignment | None = Assignment.get_or_none(Assignment.id == assignment_id)
    if assignment is None:
        raise NotFound(assignment_id)
    document, form = rights.read(person(), assignment.document_id), ReportForm()
    here = url_for("documents.show", document_id=document.id)
    if not form.validate_on_submit():
        return refuse(form, here)
    directing.report(assignment, form.outcome.data, by=person(), at=clock.now())
    flash("Đã báo cáo kết quả.", "good")
    return go(here)
