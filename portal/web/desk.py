"""Bàn làm việc: what waits for this person, in one list by the day each is due; and what falls due this week."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for

from portal import clock
from portal.flows import calendar
from portal.office import depositing, desk, weeks
from portal.office.desk import Line
from portal.office.documents import first_readings
from portal.office.outbox import Job
from portal.office.people import Person
from portal.office.stand_ins import StandIn
from portal.rules.due import SETTLED, week_of
from portal.web.access import kept_for, needs, person, signed_in
from portal.web.checks import due_now
from portal.web.incoming import doubles_among

pages = Blueprint("desk", __name__)
# The page on which a line of the desk is done; all others are done on the page of the letter.
PAGES = {
    "enter": "entry.form", "mend": "drafts.show", "weigh": "drafts.show", "comment": "drafts.show",
    "initial": "drafts.show", "sign": "signing.show", "number": "outgoing.show", "seal": "outgoing.show",
    "issue": "outgoing.show", "send": "sendings.show", "resend": "sendings.show",
}
# The list that has the rest of a kind of which a part is shown.
LISTS = {
    "enter": ("incoming.listing", "waiting"), "present": ("incoming.listing", "entered"),
    "direct": ("incoming.listing", "entered"), "given": ("incoming.listing", "in_progress"),
    "inform": ("outgoing.index", "issued"),  # nearly all of it issued documents
    "number": ("outgoing.index", "signed"), "seal": ("outgoing.index", "numbered"),
    "issue": ("outgoing.index", "sealed"), "send": ("outgoing.index", "unsent"), "sign": ("signing.index", ""),
}


@pages.get("/")
@signed_in
def index() -> str:
    """Everything that waits for the person, the nearest day first."""
    me, today = person(), clock.today()
    return render_template(
        "desk/index.html", today=today, place=place, rest_of=rest_of, checks_due=due_now(),
        **kept_for(me, "desk", lambda: standing(me, today)),
    )


def standing(me: Person, today: date) -> dict[str, Any]:
    """What the database says of the desk."""
    days = calendar.calendar_of(today.year)
    lines = desk.lines(me, today, days)
    unshown = desk.unshown(me, lines, today, days)
    waiting = first_readings([line.document for line in lines if line.act == "enter"])
    readings = {id: read for id, read in waiting.items() if read}
    return {
        "tallies": desk.tallies(me), "groups": desk.grouped(lines, today, unshown), "unshown": unshown,
        "first": next(iter(lines), None),
        "with_file": set(waiting), "readings": readings, "doubles": doubles_among(readings),
        "hand_over": depositing.near(me, today),
        "failed": Job.failed().count() if me.may("administer") else 0,
    }


def place(line: Line) -> str:
    """The address of the page on which it is done."""
    return url_for(PAGES.get(line.act, "documents.show"), document_id=line.document.id)


def rest_of(kind: str, group: str) -> str:
    """The address of the list that has what is not shown of a kind."""
    endpoint, tab = ("incoming.listing", "done") if group == SETTLED else LISTS[kind]
    return url_for(endpoint, tab=tab) if tab else url_for(endpoint)


@pages.get("/week")
@needs("search")
def week() -> str:
    """Lịch tuần: what falls due on each day, as far as the person may read it, who is away, which days are off."""
    today = clock.today()
    monday, sunday = week_of(asked_day(today))
    return render_template(
        "desk/week.html", today=today, days=weeks.days(person(), monday, calendar.calendar_of(monday.year)),
        monday=monday, sunday=sunday, before=monday - timedelta(days=7), after=monday + timedelta(days=7),
        named={line.day: line.name for year in {monday.year, sunday.year} for line in calendar.listed(year)},
        absences=StandIn.during(monday, sunday),
    )


def asked_day(today: date) -> date:
    """The day the address names; anything else means today, and days no calendar holds the nearest it does."""
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return found if 2000 <= found.year <= 2100 else today
