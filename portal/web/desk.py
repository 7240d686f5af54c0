"""Bàn làm việc: what waits for this person today, the commonest act one click away."""

from flask import Blueprint, render_template

from portal import clock
from portal.office import draft_lists, worklists
from portal.office.directing import Assignment
from portal.office.outbox import Job
from portal.rules.states import RECEIVED
from portal.web.access import person, signed_in
from portal.web.checks import due_now
from portal.web.incoming import doubles_among, readings_of

pages = Blueprint("desk", __name__)
SHOWN, SHOWN_WAITING = 15, 5


@pages.get("/")
@signed_in
def index() -> str:
    """Everything that waits for the person, by what it asks for."""
    me = person()
    waiting = list(worklists.letters(me, RECEIVED).limit(SHOWN_WAITING)) if me.may("enter") else []
    readings = readings_of(waiting)
    return render_template(
        "desk/index.html", today=clock.today(), queues=worklists.clerk_queues(me),
        waiting=waiting, readings=readings, doubles=doubles_among(readings),
        assignments=list(Assignment.open_for(me).limit(SHOWN)), unseen=list(Assignment.unseen_by(me).limit(SHOWN)),
        presented=list(worklists.to_direct(me).limit(SHOWN)) if me.may("direct") else [],
        to_sign=list(worklists.to_sign(me).limit(SHOWN)) if me.may("approve") else [],
        asked=draft_lists.waiting(me, SHOWN), to_mend=draft_lists.to_mend(me, SHOWN), checks_due=due_now(),
        failed=Job.failed().count() if me.may("administer") else 0,
    )
