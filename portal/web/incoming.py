"""Văn bản đến: the queue with its doors, and the lists by where a letter stands."""


from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.flows import intake
from portal.office import receiving, worklists
from portal.office.documents import Document
from portal.office.files import Reading
from portal.office.people import Person
from portal.rules.errors import Refusal
from portal.rules.states import DONE, ENTERED, HELD, IN_PROGRESS, RECEIVED, REFUSED
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.paging import page_of
from portal.web.premises import premises_of

pages = Blueprint("incoming", __name__)

TABS: dict[str, tuple[str, ...]] = {
    "waiting": (RECEIVED, HELD), "entered": (ENTERED,), "in_progress": (IN_PROGRESS,), "refused": (REFUSED,),
    "done": (DONE,),
}


class UploadForm(FlaskForm):
    """Files brought by the clerk: saved from mail, scanned, or carried on a stick."""

    files = MultipleFileField("Chọn tệp văn bản", [FileRequired("Hãy chọn ít nhất một tệp.")])


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
    query = worklists.letters(me, *TABS[tab], holding=request.args.get("q", ""))
    page = page_of(query, request.args.get("page"))
    readings = readings_of(page.rows) if tab == "waiting" else {}
    return render_template(
        "incoming/index.html", tab=tab, tabs=tab_counts(me, tab), page=page, form=form or UploadForm(formdata=None),
        readings=readings, is_reading=tab == "waiting" and any(d.original and d.id not in readings for d in page.rows),
        today=clock.today(),
    )


def tab_counts(me: Person, current: str) -> list[tuple[str, str, bool, int | None]]:
    """The tabs with how many stand in each; what is done is not counted, it only grows."""
    shown = [name for name in TABS if name != "waiting" or me.keeps_registers]
    return [
        (wording.label(name, "incoming_tab"), url_for("incoming.listing", tab=name), name == current,
         None if name == "done" else worklists.letters(me, *TABS[name]).order_by().count())
        for name in shown
    ]


def readings_of(documents: list[Document]) -> dict[int, Reading]:
    """What was read so far from the letters of the queue, by document."""
    return {d.id: d.reading for d in documents if d.reading}


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
    taken: list[Document] = []
    for file in form.files.data:
        try:
            taken.append(intake.take_upload(
                file.stream, file.filename or "", by=person(), at=clock.now(), premises=premises_of(settings())
            ))
        except Refusal as refusal:
            flash(f"{file.filename}: {wording.sentence(refusal)}", "refusal")
    if len(taken) == 1:
        return go(url_for("entry.form", document_id=taken[0].id))
    if taken:
        flash(f"Đã nhận {len(taken)} tệp vào hàng chờ.", "good")
    return go(url_for("incoming.index"))


@pages.post("/incoming/paper")
@needs("receive")
def receive_paper() -> AnyResponse:
    """A letter on paper without a scan."""
    document = receiving.receive_paper(by=person(), at=clock.now())
    return go(url_for("entry.form", document_id=document.id))
