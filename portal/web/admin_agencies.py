"""Cơ quan: who we write to and who writes to us, and whether they can receive electronically."""

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import agencies, senders, sending
from portal.office.agencies import Agency
from portal.office.loading import load
from portal.office.senders import SenderMark
from portal.rules.errors import Invalid
from portal.rules.senders import KINDS
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import answer, go
from portal.web.fields import choices
from portal.web.paging import page_of

pages = Blueprint("admin_agencies", __name__)


@pages.get("/admin/agencies")
@needs("keep_agencies")
def index() -> str:
    """The busiest first; filtered as one types."""
    if not person().may("administer"):
        g.room = "outgoing"  # where the clerk comes from
    typed, paper = request.args.get("q", "")[:100], bool(request.args.get("paper"))
    page = page_of(Agency.listed(typed, paper_only=paper), request.args.get("page"))
    return render_template(
        "admin/agencies.html", tabs=tabs(person(), "agencies"), page=page, q=typed, paper=paper,
        codes=sending.codes_of(page.rows),
    )


@pages.post("/admin/agencies/<int:agency_id>/means")
@needs("keep_agencies")
def set_means(agency_id: int) -> AnyResponse | str:
    """Chưa đủ điều kiện nhận điện tử, yes or no."""
    agency = load(Agency, agency_id)
    agencies.set_means(agency, is_paper_only=request.form.get("paper_only") == "1", by=person(), at=clock.now())
    return answer("admin/_agency.html", then=url_for("admin_agencies.index", q=agency.name), agency=agency,
                  codes=sending.codes_of([agency]))


class MarkForm(FlaskForm):
    """One thing an agency is known by."""

    kind = SelectField("Dấu hiệu", choices=choices(*((kind, wording.label(kind, "sender_mark")) for kind in KINDS)))
    value = StringField("Giá trị", [InputRequired("Hãy ghi giá trị."), Length(max=200)])


@pages.get("/admin/agencies/<int:agency_id>/senders")
@needs("keep_agencies")
def marks(agency_id: int) -> str:
    """Nơi gửi đã biết: identifiers, addresses and certificates of one agency."""
    return known(load(Agency, agency_id), MarkForm(formdata=None))


def known(agency: Agency, form: MarkForm) -> str:
    """The page."""
    if not person().may("administer"):
        g.room = "outgoing"
    return render_template("admin/senders.html", agency=agency, marks=list(SenderMark.of(agency)), form=form)


@pages.post("/admin/agencies/<int:agency_id>/senders")
@needs("keep_agencies")
def add_mark(agency_id: int) -> AnyResponse | tuple[str, int]:
    """Say by what the agency is known."""
    agency, form = load(Agency, agency_id), MarkForm()
    if not form.validate_on_submit():
        return known(agency, form), 422
    try:
        senders.add(agency, form.kind.data, form.value.data, by=person(), at=clock.now())
    except Invalid as refusal:
        form.value.errors = [wording.sentence(refusal)]
        return known(agency, form), 422
    flash("Đã ghi nhận. Văn bản đến sau được đối chiếu với dấu hiệu này.", "good")
    return go(url_for("admin_agencies.marks", agency_id=agency.id))


@pages.post("/admin/senders/<int:mark_id>/end")
@needs("keep_agencies")
def end_mark(mark_id: int) -> AnyResponse:
    """It counts no more."""
    mark = load(SenderMark, mark_id)
    senders.end(mark, by=person(), at=clock.now())
    flash("Đã thôi dùng. Văn bản đến sau không làm dấu hiệu này trở lại.", "good")
    return go(url_for("admin_agencies.marks", agency_id=mark.agency_id))
