"""Hai lần kiểm tra: every look at the doors, what is due now, and the days on which nobody looked."""

from datetime import timedelta

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.flows import checks
from portal.kept import kept
from portal.office import looks
from portal.office.looks import Look
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("checks", __name__)
SHOWN_DAYS, SHOWN_LOOKS = 30, 30


def due_now() -> list[checks.Due]:
    """What this person should look at now; only who receives is reminded."""
    if not person().may("receive"):
        return []
    doors, hours, now = checks.doors_of(premises_of(settings())), settings().check_hours, clock.now()
    minute = now.replace(second=0, microsecond=0)  # what is due changes with the clock, too
    return kept(("checks_due", *doors, *hours, minute), lambda: checks.due(doors, hours, now=now))


@pages.get("/incoming/checks")
@needs("receive", "direct")
def index() -> str:
    """The checks of the last days and the last looks."""
    now, hours = clock.now(), sorted(settings().check_hours)
    doors = checks.doors_of(premises_of(settings()))
    days = checks.days(doors, hours, now.date() - timedelta(days=SHOWN_DAYS - 1), now=now)
    return render_template(
        "checks/index.html", doors=doors, hours=hours, days=days, checks_due=due_now(),
        missed=sum(day.missed for day in days), made=sum(day.made for day in days),
        looks=list(Look.newest_first(SHOWN_LOOKS)),
    )


@pages.post("/incoming/checks")
@needs("receive")
def create() -> AnyResponse:
    """Đã kiểm tra: the clerk looked through the paper that came."""
    looks.looked_at_paper(by=person(), at=clock.now())
    flash("Đã ghi lần kiểm tra văn bản giấy.", "good")
    return go(url_for("checks.index"))
