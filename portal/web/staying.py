"""Giữ lại hồ sơ: leave to hold a dossier that is due at the archive, and the list the archive gets of them."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import dossier_papers
from portal.office import staying
from portal.office.dossiers import Dossier
from portal.office.staying import Stay
from portal.rules.errors import Conflict, Invalid, NotAllowed
from portal.rules.retention import STAY, deposit_due, span, stays_most
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.dossiers import go_to
from portal.web.fields import DayField
from portal.web.printed import printed

pages = Blueprint("staying", __name__)


class StayForm(FlaskForm):
    """Until when, by which paper, why."""

    until = DayField("Giữ lại đến hết ngày", [InputRequired("Hãy ghi ngày.")], coming=True)
    permission = StringField(
        "Văn bản đồng ý", [InputRequired("Hãy ghi văn bản đồng ý: số, ngày, người ký."), Length(max=120)]
    )
    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do."), Length(max=300)])


def opened(dossier_id: int) -> Dossier:
    """The dossier, for those who may note a leave."""
    if not staying.may_note(person()):
        raise NotAllowed(person().name, verb="stay")
    return Dossier.load(dossier_id)


@pages.get("/dossiers/<int:dossier_id>/stay")
@needs("enter", "approve")
def form(dossier_id: int) -> AnyResponse | str:
    """The form of a leave."""
    dossier = opened(dossier_id)
    if not dossier.waits_for_archive:
        flash("Hồ sơ này không chờ nộp lưu.", "refusal")
        return go(url_for("dossiers.show", dossier_id=dossier.id))
    return stay_page(dossier, StayForm(formdata=None))


def stay_page(dossier: Dossier, form: StayForm) -> str:
    """Its page."""
    due = deposit_due(dossier.closed_on)
    return render_template(
        "dossiers/stay.html", dossier=dossier, form=form, due_on=due, last=stays_most(dossier.closed_on),
        basis=span(STAY, due).basis,
    )


@pages.post("/dossiers/<int:dossier_id>/stay")
@needs("enter", "approve")
def stay(dossier_id: int) -> AnyResponse | tuple[str, int]:
    """Cho giữ lại."""
    dossier, form = opened(dossier_id), StayForm()
    if form.validate_on_submit():
        try:
            one = staying.stay(
                dossier, form.until.day, form.reason.data or "", form.permission.data or "", by=person(),
                at=clock.now(),
            )
        except (Conflict, Invalid) as refusal:
            form.form_errors.append(wording.sentence(refusal))
        else:
            flash(f"Hồ sơ {dossier.number} được giữ lại đến {one.until:%d/%m/%Y}.", "good")
            return go_to(dossier)
    if not dossier.waits_for_archive:  # handed over, or opened again, while the form was filled in
        raise Conflict(dossier.number, why="not_to_deposit")
    return stay_page(dossier, form), 422


@pages.get("/deposits/stays.<any(pdf, docx, xlsx):kind>")
@needs("search")
def paper(kind: str) -> Response:
    """Danh mục hồ sơ giữ lại."""
    today = clock.today()
    table = dossier_papers.stays_table(Stay.in_force(today), today, wording.label)
    return printed(kind, table, f"giu-lai-{today:%Y%m%d}")
