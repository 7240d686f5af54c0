"""Vắng mặt: who does whose waiting work, set by the person, a leader or the administrator."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal import clock, wording
from portal.office import stand_ins
from portal.office.loading import load
from portal.office.people import Person
from portal.office.stand_ins import StandIn
from portal.rules.errors import Refusal
from portal.rules.stand_ins import MAY_STAND_IN
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.directive_forms import named
from portal.web.fields import DayField, choices

pages = Blueprint("stand_ins", __name__)


class StandInForm(FlaskForm):
    """Who is away, who does the work, from when to when."""

    absent = SelectField("Người vắng mặt", [InputRequired("Hãy chọn người vắng mặt.")])
    deputy = SelectField("Người xử lý thay", [InputRequired("Hãy chọn người xử lý thay.")])
    first_on = DayField("Từ ngày", [InputRequired("Hãy ghi ngày đầu.")], coming=True)
    last_on = DayField("Đến hết ngày", [InputRequired("Hãy ghi ngày cuối.")], coming=True)

    def offer(self, me: Person) -> None:
        """Oneself, or everyone for who may set it for others; and everyone who has work of that kind."""
        people = list(Person.with_role(*MAY_STAND_IN))
        absent = people if stand_ins.may_set_for_others(me) else [one for one in people if one == me]
        self.absent.choices = choices(*((str(one.id), named(one)) for one in absent))
        self.deputy.choices = choices(("", "Chọn…"), *((str(one.id), named(one)) for one in people))


@pages.get("/stand-ins")
@needs("report", "administer")
def index() -> str:
    """The coming absences that are the person's to see, and the form."""
    me = person()
    form = StandInForm(formdata=None, absent=str(me.id))
    form.offer(me)
    return stand_ins_page(form)


def stand_ins_page(form: StandInForm) -> str:
    """The page, with what was typed."""
    me, today = person(), clock.today()
    return render_template(
        "stand_ins/index.html", form=form, rows=list(StandIn.seen_by(me, today)), today=today,
        for_others=stand_ins.may_set_for_others(me),
    )


@pages.post("/stand-ins")
@needs("report", "administer")
def create() -> AnyResponse | tuple[str, int]:
    """Name a stand-in."""
    form = StandInForm()
    form.offer(person())
    if not form.validate_on_submit():
        return stand_ins_page(form), 422
    first, last = form.first_on.day, form.last_on.day
    people = {str(one.id): one for one in Person.active()}
    absent, deputy = people[form.absent.data], people[form.deputy.data]
    try:
        stand_ins.set_stand_in(absent, deputy, first, last, by=person(), at=clock.now())
    except Refusal as refusal:
        form.form_errors.append(wording.sentence(refusal))
        return stand_ins_page(form), 422
    flash(f"Từ {first:%d/%m/%Y} đến hết {last:%d/%m/%Y}, {deputy.name} xử lý thay {absent.name}.", "good")
    return go(url_for("stand_ins.index"))


@pages.post("/stand-ins/<int:stand_in_id>/end")
@needs("report", "administer")
def end(stand_in_id: int) -> AnyResponse:
    """Back early."""
    one = load(StandIn, stand_in_id)
    stand_ins.end(one, by=person(), at=clock.now())
    flash(f"{one.deputy.name} thôi xử lý thay {one.absent.name}.", "good")
    return go(url_for("stand_ins.index"))
