"""What a refusal or a failure looks like: a status, a sentence, and what to do next."""

import logging
from http import HTTPStatus

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal import clock, db, wording
from portal.flows import damage
from portal.rules import errors
from portal.web.access import SAFE, settings

log = logging.getLogger("portal.web")

STATUSES: tuple[tuple[type[errors.Refusal], int], ...] = (
    (errors.NotFound, 404), (errors.NotAllowed, 403), (errors.Conflict, 409), (errors.Invalid, 422),
    (errors.Refusal, 422),
)


AILING_STATUSES = {db.FULL: 507, db.DAMAGED: 503}


def status_of(refusal: errors.Refusal) -> int:
    """404, 403, 409 or 422."""
    return next(status for kind, status in STATUSES if isinstance(refusal, kind))


def install(app: Flask) -> None:
    """Answer refusals, HTTP errors and everything unforeseen with the same plain page."""
    app.before_request(refuse_into_damage)
    app.register_error_handler(errors.Refusal, show_refusal)
    app.register_error_handler(CSRFError, show_stale)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(OverflowError, show_too_large)
    app.register_error_handler(Exception, show_failure)


def show_refusal(refusal: errors.Refusal) -> tuple[str, int]:
    """A verb said no."""
    status = status_of(refusal)
    return show(status, wording.sentence(refusal)), status


def show_stale(error: CSRFError) -> tuple[str, int]:
    """The form's token is missing or belongs to another session."""
    return show(400, wording.STALE_FORM), 400


def show_http(error: HTTPException) -> tuple[str, int] | HTTPException:
    """A missing page, a method not allowed, a body too large."""
    status = error.code or 500
    if status < 400:
        return error
    return show(status, wording.PROBLEMS.get(status, wording.PROBLEMS[400])[1]), status


def show_too_large(error: OverflowError) -> tuple[str, int]:
    """An address with a number that no row can have."""
    return show(404, wording.PROBLEMS[404][1]), 404


def show_failure(error: Exception) -> tuple[str, int]:
    """Anything else is our fault: the request's id for the person, the trace for the log."""
    number = g.get("request_id", "")
    log.error("failure", exc_info=error)
    g.plain = True  # the failure may be the database's: this page asks it nothing
    if ailment := damage.meet(error, settings().data, at=clock.now()):
        return show_ailing(ailment, number)
    return show(500, wording.PROBLEMS[500][1], number), 500


def refuse_into_damage() -> tuple[str, int] | None:
    """Nothing is written into a damaged database; who signs in to look at the state of things may."""
    if request.method in SAFE or request.blueprint == "sign_in" or damage.since(settings().data) is None:
        return None
    g.plain = True
    return show_ailing(db.DAMAGED, "")


def show_ailing(ailment: str, number: str) -> tuple[str, int]:
    """The page for a disk that is full or a database that is damaged."""
    title, sentence, step = wording.AILING[ailment]
    page = render_template("errors/error.html", title=title, sentence=sentence, next_step=step, number=number)
    return page, AILING_STATUSES[ailment]


def show(status: int, sentence: str, number: str = "") -> str:
    """The page for a status."""
    title, _, step = wording.PROBLEMS.get(status, wording.PROBLEMS[400])
    if status not in wording.PROBLEMS:
        title = f"{title} ({HTTPStatus(status).value})"
    return render_template("errors/error.html", title=title, sentence=sentence, next_step=step, number=number)
