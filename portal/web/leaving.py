"""Người rời cơ quan: one page that ends what an account reaches and names what is left to hand over."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows.calendar import due_after
from portal.office import leaving
from portal.office.leaving import STEPS, WORKING_DAYS, Leaving
from portal.office.loading import load
from portal.office.people import Person
from portal.rules.errors import Conflict, Invalid, NotFound
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.fields import DayField
from portal.web.safety import tabs

pages = Blueprint("leaving", __name__)


class LeavingForm(FlaskForm):
    """When and why."""

    left_on = DayField("Rời cơ quan ngày", [InputRequired("Hãy ghi ngày.")])
    reason = StringField("Lý do, quyết định", [InputRequired("Hãy ghi lý do."), Length(max=200)])


class StepForm(FlaskForm):
    """What is to be said of a step."""

    note = StringField("Ghi chú", [Length(max=200)])


@pages.get("/safety/leavers")
@needs("administer", "direct")
def index() -> str:
    """Everyone who left, and what is still open of each."""
    found = [(row, leaving.open_work(row.person), len(STEPS) - row.steps.count()) for row in Leaving.past()]
    return render_template("safety/leavers.html", tabs=tabs(person(), "leavers"), leavers=found)


@pages.get("/safety/leavers/<int:person_id>")
@needs("administer", "direct")
def show(person_id: int) -> str:
    """Of one person: what will end, or what is left to do."""
    return page(load(Person, person_id), LeavingForm(formdata=None, left_on=clock.today()))


def page(whose: Person, form: LeavingForm) -> str:
    """No subject of a document stands on it: whoever administers reads none."""
    gone, work, papers = Leaving.of(whose), leaving.open_work(whose), leaving.open_papers(whose)
    return render_template(
        "safety/leaver.html", tabs=tabs(person(), "leavers"), whose=whose, gone=gone, form=form,
        readable=leaving.readable_among(work, person(), papers),
        reach=leaving.reach(whose, at=clock.now()), work=work, papers=papers,
        steps=STEPS, settled=gone.settled if gone else {}, due=due_after(gone.left_on, WORKING_DAYS) if gone else None,
        step_forms={step: StepForm(formdata=None, prefix=step) for step in STEPS}, today=clock.today(),
    )


@pages.post("/safety/leavers/<int:person_id>")
@needs("administer")
def leave(person_id: int) -> AnyResponse | tuple[str, int]:
    """The act."""
    whose, form = load(Person, person_id), LeavingForm()
    day = form.left_on.data
    if not form.validate_on_submit() or day is None:
        return page(whose, form), 422
    try:
        leaving.leave(whose, form.reason.data or "", left_on=day, by=person(), at=clock.now())
    except (Conflict, Invalid) as refusal:
        form.reason.errors = [wording.sentence(refusal)]
        return page(load(Person, person_id), form), 422
    flash("Đã kết thúc quyền truy cập. Việc còn lại ở dưới.", "good")
    return go(url_for("leaving.show", person_id=person_id))


@pages.post(f"/safety/leavers/<int:person_id>/<any({', '.join(STEPS)}):step>")
@needs("administer")
def settle(person_id: int, step: str) -> AnyResponse:
    """Something came back or was handed over."""
    gone, form = Leaving.of(load(Person, person_id)), StepForm(prefix=step)
    if gone is None:
        raise NotFound(person_id)
    leaving.settle(gone, step, (form.note.data or "")[:200], by=person(), at=clock.now())
    flash("Đã ghi.", "good")
    return go(url_for("leaving.show", person_id=person_id))
