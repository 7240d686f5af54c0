"""Hộp thư cơ quan: the clerk has it looked into now."""

from flask import Blueprint, flash, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.flows import mailbox
from portal.web.access import needs, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("mailbox", __name__)


@pages.post("/incoming/mailbox/looks")
@needs("receive")
def look() -> AnyResponse:
    """Ask for a look; the worker takes it up within a second."""
    if mailbox.standing(premises_of(settings())) is not None:
        mailbox.ask()
        flash("Đang xem hộp thư; thư mới sẽ hiện trong hàng chờ.", "good")
    return go(url_for("incoming.index"))
