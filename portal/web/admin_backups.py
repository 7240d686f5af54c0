"""Sao lưu: where the backups lie, how the last ones went, and one now; the recovery key never passes through here."""

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows.backup import nightly
from portal.flows.backup.standing import Standing
from portal.web.access import needs, person, settings
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("admin_backups", __name__)


@pages.get("/admin/backups")
@needs("administer", "audit")
def index() -> str:
    """Places, key, rehearsal, and what happened last."""
    found = Standing(premises_of(settings()), clock.now())
    return render_template("admin/backups.html", tabs=tabs(person(), "backups"), kept=found)


@pages.post("/admin/backups")
@needs("administer")
def make() -> AnyResponse:
    """Sao lưu ngay: the worker begins at once."""
    nightly.ask_now(by=person(), at=clock.now(), premises=premises_of(settings()))
    flash("Đã xếp việc sao lưu; xong thì hiện ở bảng bên dưới.", "good")
    return go(url_for("admin_backups.index"))
