"""Nhật ký: what happened, by whom and when; never what a document says."""

from flask import Blueprint, render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from portal import wording
from portal.office.events import Event
from portal.office.people import Person
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.fields import DayField, choices
from portal.web.paging import page_of

pages = Blueprint("admin_trail", __name__)
VERBS = sorted(wording.LABELS["event"].items(), key=lambda item: item[1])


class TrailForm(FlaskForm):
    """One person, one kind of act, one day; none of them is the whole trail."""

    person = SelectField("Người")
    verb = SelectField("Việc", choices=choices(("", "Mọi việc"), *VERBS))
    day = DayField("Ngày")

    def offer(self) -> None:
        """Everyone who ever had an account."""
        people = [(str(p.id), p.name) for p in Person.listed("")]
        self.person.choices = choices(("", "Mọi người"), *people)


@pages.get("/admin/trail")
@needs("audit")
def index() -> str:
    """The newest first."""
    form = TrailForm(MultiDict({"person": "", "verb": "", **request.args}), meta={"csrf": False})
    form.offer()
    form.validate()
    chosen = int(form.person.data) if form.person.data and not form.person.errors else None
    verb = "" if form.verb.errors else form.verb.data or ""
    page = page_of(Event.trail(person=chosen, verb=verb, day=form.day.data), request.args.get("page"))
    named = {e.object_id for e in page.rows if e.object_type == "person"} | {e.person for e in page.rows if e.person}
    names = Person.names(named)
    return render_template("admin/trail.html", tabs=tabs(person(), "trail"), form=form, page=page, names=names)
