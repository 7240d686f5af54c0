"""Cơ quan: who we write to and who writes to us, and whether they can receive electronically."""

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import agencies
from portal.office.agencies import Agency
from portal.rules.errors import NotFound
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import answer
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
    return render_template("admin/agencies.html", tabs=tabs(person(), "agencies"), page=page, q=typed, paper=paper)


@pages.post("/admin/agencies/<int:agency_id>/means")
@needs("keep_agencies")
def set_means(agency_id: int) -> AnyResponse | str:
    """Chưa đủ điều kiện nhận điện tử, yes or no."""
    agency = Agency.get_or_none(Agency.id == agency_id)
    if agency is None:
        raise NotFound(agency_id)
    agencies.set_means(agency, is_paper_only=request.form.get("paper_only") == "1", by=person(), at=clock.now())
    return answer("admin/_agency.html", then=url_for("admin_agencies.index", q=agency.name), agency=agency)
