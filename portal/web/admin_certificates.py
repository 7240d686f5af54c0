"""Chứng thư người ký: what people's PCs presented, approved for one role or ended."""

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import devices
from portal.office.devices import Certificate
from portal.office.loading import load
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.paging import page_of

pages = Blueprint("admin_certificates", __name__)


@pages.get("/admin/certificates")
@needs("administer", "audit")
def index() -> str:
    """Those waiting, then those in use."""
    page = page_of(Certificate.decided(), request.args.get("page"))
    return render_template("admin/certificates.html", tabs=tabs(person(), "certificates"),
                           waiting=list(Certificate.waiting()), page=page, now=clock.now())


@pages.post("/admin/certificates/<int:certificate_id>/approval")
@needs("administer")
def approve(certificate_id: int) -> AnyResponse:
    """Duyệt, for the person's own signature or for the seal."""
    certificate = load(Certificate, certificate_id)
    devices.approve(certificate, request.form.get("role", ""), by=person(), at=clock.now())
    flash(f"Đã duyệt chứng thư của {certificate.person.name}.", "good")
    return go(url_for("admin_certificates.index"))


@pages.post("/admin/certificates/<int:certificate_id>/ending")
@needs("administer")
def end(certificate_id: int) -> AnyResponse:
    """Refuse it, or stop its use."""
    certificate = load(Certificate, certificate_id)
    devices.end(certificate, by=person(), at=clock.now())
    flash(f"Chứng thư của {certificate.person.name} không dùng để ký ở đây nữa.", "good")
    return go(url_for("admin_certificates.index"))
