"""Tệp nhận được: what came in at a door and is no letter yet, and what became of it."""

from flask import Blueprint, flash, render_template, send_file, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from markupsafe import Markup, escape
from werkzeug.wrappers import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import arriving, mailbox
from portal.flows.arriving import Brought
from portal.office import arrivals, carried, files, rights
from portal.office.mailbox import MailText
from portal.rules.doors import NOTHING, REFUSED, UNREADABLE, WAITING
from portal.rules.errors import NotFound, Refusal
from portal.rules.filetypes import UNKNOWN
from portal.rules.states import HELD, RECEIVED
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.premises import premises_of

pages = Blueprint("arrivals", __name__)


class FileForm(FlaskForm):
    """One file of several the clerk brings at once."""

    file = FileField("Tệp", [FileRequired("Hãy chọn tệp.")])
    alone = BooleanField("Chỉ một tệp")


class RefusalForm(FlaskForm):
    """Why a thing leaves the queue."""

    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do."), Length(max=300)])


@pages.post("/incoming/files")
@needs("receive")
def bring() -> str | tuple[str, int]:
    """Take one file into the queue; the page that sends many shows a line for each."""
    form = FileForm()
    if not form.validate_on_submit():
        return render_template("arrivals/_brought.html", told=form.file.errors[0], is_good=False, then=""), 422
    file = form.file.data
    name = file.filename or ""
    try:
        brought = arriving.bring(
            file.stream, name, by=person(), at=clock.now(), premises=premises_of(settings()),
            alone=form.alone.data,
        )
    except Refusal as refusal:
        return render_template("arrivals/_brought.html", told=refused(name, refusal), is_good=False, then=""), 422
    return render_template(
        "arrivals/_brought.html", told=told(name, brought), is_good=is_new(brought), then=where_to(brought)
    )


def is_new(brought: Brought) -> bool:
    """Whether the file was taken now and can be worked with."""
    return not brought.was_here and (brought.arrival is None or brought.arrival.state != UNREADABLE)


def where_to(brought: Brought) -> str:
    """The form of a letter that has just come alone; nothing when there is more to say."""
    fresh = brought.letter is not None and not brought.was_here
    return url_for("entry.form", document_id=brought.letter.id) if fresh and brought.letter else ""


def refused(name: str, refusal: Refusal) -> str:
    """The file was not kept, and why."""
    return f"{name}: {wording.sentence(refusal)}"


def told(name: str, brought: Brought) -> Markup:
    """Where the file is now, in a sentence that leads there."""
    letter, arrival = brought.letter, brought.arrival
    if letter is not None and rights.may_read(person(), letter):
        return told_of_letter(name, brought)
    if letter is not None or arrival is None or arrival.state == NOTHING:
        return escape(f"{name}: tệp này đã được nhận trước đây.")
    url = url_for("arrivals.show", arrival_id=arrival.id)
    if arrival.state == UNREADABLE:
        return Markup('{}: không đọc được, vẫn giữ trong hàng chờ. <a href="{}">Xem cách xử lý</a>').format(name, url)
    if brought.was_here:
        return Markup('{}: đã có trong hàng chờ từ {}. <a href="{}">Xem</a>').format(
            name, arrival.arrived_at.strftime("%d/%m/%Y %H:%M"), url
        )
    return escape(f"{name}: đã nhận vào hàng chờ.")


def told_of_letter(name: str, brought: Brought) -> Markup:
    """Where the letter is that the file is."""
    letter = brought.letter
    assert letter is not None
    entry, page = (url_for(to, document_id=letter.id) for to in ("entry.form", "documents.show"))
    if not brought.was_here:
        return Markup('{}: đã nhận vào hàng chờ. <a href="{}">Vào sổ</a>').format(name, entry)
    if letter.state == HELD:
        return Markup('{}: tệp này đã được giữ riêng vì có dấu chỉ độ mật. <a href="{}">Xem cách xử lý</a>').format(
            name, entry
        )
    if letter.state == RECEIVED:
        return Markup('{}: đã có trong hàng chờ, không nhận thêm. <a href="{}">Vào sổ</a>').format(name, entry)
    return Markup('{}: đã vào sổ với số đến <a href="{}">{}</a>, không nhận thêm.').format(
        name, page, letter.number or "(không số)"
    )


@pages.get("/arrivals/<int:arrival_id>")
@needs("receive")
def show(arrival_id: int) -> str:
    """What came, how, and what can be done with it."""
    return page(carried.arrival(person(), arrival_id), RefusalForm(formdata=None))


def page(arrival: arrivals.Arrival, form: RefusalForm) -> str:
    """The page of a thing that came."""
    letters = [d for d in carried.letters_told(arrival) if rights.may_read(person(), d)]
    return render_template(
        "arrivals/show.html", arrival=arrival, form=form, letters=letters, is_waiting=arrival.state in WAITING,
        is_unreadable=arrival.state == UNREADABLE, is_refused=arrival.state == REFUSED,
        size=files.size_of(arrival.sha256), mail=mail_of(arrival),
        inside=carried.lying_in(arrival) if arrival.name else [],  # a silenced one tells nothing
    )


def mail_of(arrival: arrivals.Arrival) -> dict[str, object] | None:
    """What a message says, as text, and by whose address it came."""
    if not mailbox.is_mail(arrival):
        return None
    return {"words": MailText.of(arrival), "known_sender": mailbox.known_sender(arrival), **arrival.notes}


@pages.get("/arrivals/<int:arrival_id>/file")
@needs("receive")
def file(arrival_id: int) -> Response:
    """The bytes as they came, never shown by the browser."""
    arrival = carried.arrival(person(), arrival_id)
    path = premises_of(settings()).store.path(arrival.sha256)
    if not path.exists() or not arrival.name:
        raise NotFound(arrival_id)
    return send_file(path, mimetype=UNKNOWN, as_attachment=True, download_name=arrival.name)


@pages.post("/arrivals/<int:arrival_id>/letter")
@needs("receive")
def by_hand(arrival_id: int) -> AnyResponse:
    """Make a letter of what could not be read, to be entered from the original."""
    letter = arriving.by_hand(carried.arrival(person(), arrival_id), by=person())
    return go(url_for("entry.form", document_id=letter.id))


@pages.post("/arrivals/<int:arrival_id>/looks")
@needs("receive")
def look_again(arrival_id: int) -> AnyResponse:
    """Have the worker look once more."""
    arrivals.look_again(carried.arrival(person(), arrival_id), by=person(), at=clock.now())
    flash("Đang xem lại tệp; kết quả sẽ hiện trong hàng chờ.", "good")
    return go(url_for("incoming.index"))


@pages.post("/arrivals/<int:arrival_id>/refusal")
@needs("receive")
def refuse(arrival_id: int) -> AnyResponse | tuple[str, int]:
    """Take a thing out of the queue, with a reason."""
    arrival, form = carried.arrival(person(), arrival_id), RefusalForm()
    if not form.validate_on_submit():
        return page(arrival, form), 422
    arrivals.refuse(arrival, form.reason.data, by=person(), at=clock.now())
    flash("Đã đưa tệp ra khỏi hàng chờ.", "good")
    return go(url_for("incoming.index"))
