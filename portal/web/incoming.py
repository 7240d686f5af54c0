"""Văn bản đến: the queue with its doors, and the lists by where a letter stands."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.flows import arriving, doubles, mailbox
from portal.kept import kept
from portal.office import carried, receiving, worklists
from portal.office.arrivals import Arrival
from portal.office.documents import Document, originals_of
from portal.office.files import Reading
from portal.office.packets import Packet
from portal.office.people import Person
from portal.office.refusing import RefusalNotice
from portal.rules.doors import KEPT
from portal.rules.errors import Refusal
from portal.rules.states import DONE, ENTERED, HELD, IN_PROGRESS, RECALLED, RECEIVED, REFUSED
from portal.web.access import kept_for, needs, person, settings
from portal.web.answers import go
from portal.web.arrivals import is_new, refused, told, where_to
from portal.web.checks import due_now
from portal.web.paging import page_of
from portal.web.premises import premises_of

pages = Blueprint("incoming", __name__)

TABS: dict[str, tuple[str, ...]] = {
    "waiting": (RECEIVED, HELD), "entered": (ENTERED,), "in_progress": (IN_PROGRESS,), "refused": (REFUSED, RECALLED),
    "done": (DONE,),
}


MOST_ARRIVALS = 50  # things that are no letter yet on one page; the rest follows when these are settled


class UploadForm(FlaskForm):
    """Files brought by the clerk: saved from mail, scanned, or carried on a stick."""

    files = MultipleFileField(
        "Tiếp nhận tệp (PDF, DOCX, ảnh quét, gói edXML, ZIP; chọn xong là nhận ngay)",
        [FileRequired("Hãy chọn ít nhất một tệp.")],
    )


@pages.get("/incoming")
@needs("search")
def index() -> str | AnyResponse:
    """The clerk begins at the queue, everyone else at what is in hand."""
    return show("waiting" if person().keeps_registers else "in_progress")


@pages.get("/incoming/<any(waiting, entered, in_progress, refused, done):tab>")
@needs("search")
def listing(tab: str) -> str:
    """Letters standing at one step."""
    return show(tab)


def show(tab: str, form: UploadForm | None = None) -> str:
    """The page of a tab."""
    me = person()
    is_queue = tab == "waiting"
    query = worklists.letters(me, *TABS[tab], holding=request.args.get("q", ""))
    page = page_of(worklists.with_arrivals(query) if is_queue else query, request.args.get("page"))
    originals = originals_of(d for d in page.rows if is_queue or not d.subject)
    readings = {id: one.read for id, one in originals.items() if is_queue and getattr(one, "read", None)}
    around = kept_for(me, "queue", lambda: beside_letters(me)) if is_queue and me.may("receive") else {}
    is_reading = len(readings) < len(originals) or any(a.state == KEPT for a in around.get("arrived", ()))
    return render_template(
        "incoming/index.html", tab=tab, tabs=tab_counts(me, tab), page=page, today=clock.today(),
        form=form or UploadForm(formdata=None), checks_due=due_now() if is_queue else [], originals=originals,
        readings=readings, doubles=kept_for(me, ("doubles", *readings), lambda: doubles_among(readings)),
        is_reading=is_queue and is_reading, notices=RefusalNotice.about(page.rows) if tab == "refused" else {},
        **around,
    )


def beside_letters(me: Person) -> dict[str, Any]:
    """What the queue shows beside letters: things that are none yet, what senders ask, how the mailbox stands."""
    asked = list(Packet.asked())
    return {
        "arrived": list(Arrival.waiting().limit(MOST_ARRIVALS)), "asked": asked, "closed": carried.closed(me, asked),
        "mailbox": mailbox.standing(premises_of(settings())),
    }


def tab_counts(me: Person, current: str) -> list[tuple[str, str, bool, int | None]]:
    """The tabs with how many stand in each; what is done is not counted, it only grows."""
    shown = [name for name in TABS if name != "waiting" or me.keeps_registers]
    return [
        (wording.label(name, "incoming_tab"), url_for("incoming.listing", tab=name), name == current,
         None if name == "done" else standing(me, name))
        for name in shown
    ]


def standing(me: Person, tab: str) -> int:
    """How many stand at a step; the queue counts what is no letter yet, too."""
    letters = kept_for(me, ("standing", tab), lambda: worklists.letters(me, *TABS[tab]).order_by().count())
    return int(letters) + (kept("waiting_besides", waiting_besides) if tab == "waiting" else 0)


def waiting_besides() -> int:
    """What is no letter yet, and what senders ask of letters we hold."""
    things: int = Arrival.waiting().order_by().count() + Packet.asked().order_by().count()
    return things


def doubles_among(readings: dict[int, Reading]) -> dict[int, Document]:
    """The entered letters that the waiting ones may be one with."""
    return doubles.of_waiting(person(), {id: read.fields for id, read in readings.items()})


@pages.get("/incoming/next")
@needs("enter")
def next_waiting() -> AnyResponse:
    """Straight to the entry form of the oldest letter waiting."""
    following = worklists.next_letter()
    return go(url_for("entry.form", document_id=following.id) if following else url_for("incoming.index"))


@pages.post("/incoming/documents")
@needs("receive")
def receive() -> AnyResponse | tuple[str, int]:
    """Take files into the queue; what cannot be taken is named, the others go on."""
    form = UploadForm()
    if not form.validate_on_submit():
        return show("waiting", form), 422
    alone, new = len(form.files.data) == 1, 0
    for file in form.files.data:
        name = file.filename or ""
        try:
            brought = arriving.bring(
                file.stream, name, by=person(), at=clock.now(), premises=premises_of(settings()), alone=alone
            )
        except Refusal as refusal:
            flash(refused(name, refusal), "refusal")
            continue
        if alone and (form_of_letter := where_to(brought)):
            return go(form_of_letter)
        new += is_new(brought)
        if not is_new(brought):
            flash(told(name, brought), "warning")
    if new:
        flash(f"Đã nhận {new} tệp vào hàng chờ.", "good")
    return go(url_for("incoming.index"))


@pages.post("/incoming/paper")
@needs("receive")
def receive_paper() -> AnyResponse:
    """A letter on paper without a scan."""
    document = receiving.receive_paper(by=person(), at=clock.now())
    return go(url_for("entry.form", document_id=document.id))
