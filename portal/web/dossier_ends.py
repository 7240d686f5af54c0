"""Kết thúc, mở lại, khóa hồ sơ: what is missing is named first; and the papers of a dossier."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import dossier_papers
from portal.office import closing, freezing
from portal.office.dossiers import Dossier
from portal.rules.errors import DossierIncomplete, NotAllowed
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.dossiers import go_to
from portal.web.printed import printed

pages = Blueprint("dossier_ends", __name__)


class CloseForm(FlaskForm):
    """Why it is closed though something is missing."""

    despite = StringField("Lý do vẫn kết thúc", [Length(max=300)])


class ReasonForm(FlaskForm):
    """Why."""

    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do."), Length(max=300)])


@pages.get("/dossiers/<int:dossier_id>/closing")
@needs("file")
def form(dossier_id: int) -> str:
    """What is missing before it is closed."""
    dossier = Dossier.load(dossier_id)
    dossier.require_kept_by(person())
    return closing_page(dossier, CloseForm(formdata=None))


def closing_page(dossier: Dossier, form: CloseForm) -> str:
    """Its page."""
    return render_template(
        "dossiers/closing.html", dossier=dossier, form=form, lacks=closing.named(dossier, person()),
        proposal=closing.proposal(dossier),
    )


@pages.post("/dossiers/<int:dossier_id>/closing")
@needs("file")
def close(dossier_id: int) -> AnyResponse | tuple[str, int]:
    """Kết thúc."""
    dossier, form = Dossier.load(dossier_id), CloseForm()
    dossier.require_kept_by(person())  # what is missing is told to nobody else
    if not form.validate_on_submit():
        return closing_page(dossier, form), 422
    try:
        closing.close(dossier, by=person(), at=clock.now(), despite=form.despite.data or "")
    except DossierIncomplete as refusal:
        form.despite.errors = [wording.sentence(refusal)]
        return closing_page(dossier, form), 422
    flash(f"Đã kết thúc hồ sơ {dossier.number}.", "good")
    return go_to(dossier)


# What asks for a reason: the act, its words, its verb, and what is said when it is done.
ACTS = {
    "reopening": ("Mở lại hồ sơ", "Mở lại", "Đã mở lại hồ sơ {number}."),
    "freeze": ("Khóa hồ sơ", "Khóa hồ sơ", "Đã khóa hồ sơ {number}."),
    "unfreezing": ("Mở khóa hồ sơ", "Mở khóa", "Đã mở khóa hồ sơ {number}."),
}
DOES = {"reopening": closing.reopen, "freeze": freezing.freeze, "unfreezing": freezing.unfreeze}


@pages.get("/dossiers/<int:dossier_id>/<any(reopening, freeze, unfreezing):act>")
@needs("file")
def ask(dossier_id: int, act: str) -> str:
    """The form that asks why."""
    dossier, me = Dossier.load(dossier_id), person()
    if not (dossier.is_kept_by(me) if act == "reopening" else freezing.may_freeze(me)):
        raise NotAllowed(me.name, verb=act)
    return reason_page(dossier, act, ReasonForm(formdata=None))


def reason_page(dossier: Dossier, act: str, form: ReasonForm) -> str:
    """Its page."""
    return render_template("dossiers/reason.html", dossier=dossier, act=act, form=form, words=ACTS[act])


@pages.post("/dossiers/<int:dossier_id>/<any(reopening, freeze, unfreezing):act>")
@needs("file")
def do(dossier_id: int, act: str) -> AnyResponse | tuple[str, int]:
    """Mở lại, khóa, mở khóa."""
    dossier, form = Dossier.load(dossier_id), ReasonForm()
    if not form.validate_on_submit():
        return reason_page(dossier, act, form), 422
    DOES[act](dossier, form.reason.data or "", by=person(), at=clock.now())
    flash(ACTS[act][2].format(number=dossier.number), "good")
    return go_to(dossier)


@pages.get("/dossiers/<int:dossier_id>/contents.<any(pdf, docx, xlsx):kind>")
@needs("search")
def contents(dossier_id: int, kind: str) -> Response:
    """Mục lục văn bản trong hồ sơ."""
    dossier = Dossier.load(dossier_id)
    return printed(kind, dossier_papers.contents_table(dossier, person(), wording.label), f"muc-luc-{dossier.id}")


@pages.get("/dossiers/<int:dossier_id>/certificate.<any(pdf, docx, xlsx):kind>")
@needs("search")
def certificate(dossier_id: int, kind: str) -> Response | AnyResponse:
    """Chứng từ kết thúc."""
    dossier = Dossier.load(dossier_id)
    if not dossier.is_closed:
        flash("Hồ sơ chưa kết thúc nên chưa có chứng từ kết thúc.", "refusal")
        return go(url_for("dossiers.show", dossier_id=dossier.id))
    return printed(kind, dossier_papers.closing_table(dossier, wording.label), f"ket-thuc-{dossier.id}")
