"""Tình trạng: what waits, what failed and what is missing, each with what to do; and a word for watchdogs."""

from flask import Blueprint, Response, flash, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows import health
from portal.office import outbox
from portal.web.access import needs, open_route, person, settings
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("health", __name__)


@pages.get("/health")
@needs("administer", "audit")
def index() -> str:
    """The page."""
    found = health.Health(premises_of(settings()), clock.now())
    return render_template("health/index.html", health=found, hsts=settings().hsts, tabs=tabs(person(), "health"))


@pages.post("/health/jobs/<int:job_id>/retry")
@needs("administer")
def retry(job_id: int) -> AnyResponse:
    """Run a failed job again."""
    outbox.retry(job_id, by=person(), at=clock.now())
    flash("Đã xếp lại vào hàng chờ.", "good")
    return go(url_for("health.index"))


@pages.get("/healthz")
@open_route
def alive() -> Response:
    """``ok``, or 503 when the database does not answer; nothing else is told to strangers."""
    fine = health.is_alive()
    return Response("ok" if fine else "unavailable", 200 if fine else 503, mimetype="text/plain")
