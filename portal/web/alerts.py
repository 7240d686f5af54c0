"""Cảnh báo: what the safety officer looks at, with what was found out about each."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.office import alerts, duties
from portal.office.alerts import Alert
from portal.office.loading import load
from portal.rules.alerts import CAUSES, LASTING
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.paging import page_of
from portal.web.safety import tabs

pages = Blueprint("alerts", __name__)
# Where the trail tells of a cause by one verb, the page leads there.
VERB = {cause.kind: cause.verbs[0] for cause in CAUSES if len(cause.verbs) == 1}


class ReviewForm(FlaskForm):
    """What was looked at and found."""

    note = StringField("Kết luận", [InputRequired("Hãy ghi kết luận."), Length(max=alerts.LONGEST_NOTE)])


@pages.get("/safety/alerts")
@needs("audit")
def index() -> str:
    """What waits first, then what was looked at."""
    return page()


def page(wrong: int = 0, form: ReviewForm | None = None) -> str:
    """The list; ``form`` is the one of the alert ``wrong`` with what is amiss."""
    found = page_of(Alert.told(), request.args.get("page"))
    forms = {a.id: form if form and a.id == wrong else ReviewForm(formdata=None, prefix=f"a{a.id}") for a in found.rows}
    return render_template("safety/alerts.html", tabs=tabs(person(), "alerts"), page=found, forms=forms, verbs=VERB,
                           lasting=LASTING, officer=duties.to_warn())


@pages.post("/safety/alerts/<int:alert_id>/review")
@needs("oversee")
def review(alert_id: int) -> AnyResponse | tuple[str, int]:
    """Đã xem xét."""
    alert, form = load(Alert, alert_id), ReviewForm(prefix=f"a{alert_id}")
    if not form.validate_on_submit():
        return page(alert_id, form), 422
    alerts.review(alert, form.note.data or "", by=person(), at=clock.now())
    flash("Đã ghi kết luận.", "good")
    return go(url_for("alerts.index"))
