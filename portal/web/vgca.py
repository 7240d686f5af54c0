"""Ký bằng VGCA Sign Service: the page that talks to the program on the PC, and what that program calls."""

import json
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
    send_file,
    session,
    url_for,
)
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portal import clock, wording
from portal.flows import vgca
from portal.office.vgca import VgcaTicket
from portal.rules.errors import NotFound, Refusal
from portal.rules.signing import ACTS
from portal.web.access import needs, own_origin, person, program_route, settings
from portal.web.answers import go
from portal.web.opening import open_document
from portal.web.premises import premises_of
from portal.web.protection import HEADERS
from portal.web.signing import act_for

pages = Blueprint("vgca", __name__)
TAKEN = "Cổng đã nhận bản ký."


class BeginForm(FlaskForm):
    """``base_n`` is the version that was shown."""

    base_n = IntegerField(validators=[InputRequired()], widget=HiddenInput())


@pages.post("/documents/<int:document_id>/vgca-signatures")
@needs("approve", "seal")
def create(document_id: int) -> AnyResponse:
    """A ticket for the program; its frame stays in this browser's session."""
    document, form = open_document(document_id), BeginForm()
    if not settings().vgca_address or not form.validate_on_submit():
        abort(404)
    act = act_for(document)
    ticket, frame = vgca.begin(
        document, act, base_n=form.base_n.data, by=person(), origin=own_origin(), at=clock.now()
    )
    session["vgca"] = {"id": ticket.id, "frame": frame}
    return go(url_for("vgca.show", ticket_id=ticket.id))


@pages.get("/signing/vgca/<int:ticket_id>")
@needs("approve", "seal")
def show(ticket_id: int) -> Response:
    """The page that sends the frame; it alone may connect to the program's port."""
    ticket = VgcaTicket.one_of(person(), ticket_id)
    answer = make_response(render_template("vgca/show.html", **state_of(ticket)))
    answer.headers["Content-Security-Policy"] = may_connect(settings().vgca_address)
    return answer


@pages.get("/signing/vgca/<int:ticket_id>/state")
@needs("approve", "seal")
def state(ticket_id: int) -> str | tuple[str, int]:
    """How far it is, as the portal saw it; nothing comes back while nothing changed."""
    now = state_of(VgcaTicket.one_of(person(), ticket_id))
    if request.args.get("seen") == now["stage"]:
        return "", 204
    return render_template("vgca/_state.html", **now)


def state_of(ticket: VgcaTicket) -> dict[str, Any]:
    """What page and fragment show; the program's own word is not asked."""
    kept, stage = session.get("vgca", {}), ticket.stage(clock.now())
    is_here = stage == "waiting" and kept.get("id") == ticket.id
    return {
        "ticket": ticket, "stage": stage, "is_seal": ticket.act == "seal", "frame": kept["frame"] if is_here else "",
        "address": settings().vgca_address.rstrip("/") + "/" + vgca.call_of(ACTS[ticket.act]),
    }


def may_connect(address: str) -> str:
    """The usual policy of contents with one address more to connect to."""
    parts = urlsplit(address)
    return HEADERS["Content-Security-Policy"].replace(
        "connect-src 'self'", f"connect-src 'self' {parts.scheme}://{parts.netloc}"
    )


@pages.get("/vgca/source/<ticket>")
@program_route
def source(ticket: str) -> Response:
    """The file to be signed."""
    refuse_pages()
    file = vgca.source(ticket, at=clock.now(), store=premises_of(settings()).store)
    return send_file(file, mimetype="application/pdf", download_name=vgca.NAME, max_age=0, etag=False)


@pages.post("/vgca/upload/<ticket>")
@program_route
def upload(ticket: str) -> Response:
    """The signed file."""
    refuse_pages()
    vgca.require_open(ticket, at=clock.now())  # before a large body is taken apart for a ticket nobody gave
    given = request.files.get(vgca.FILE_FIELD)
    if given is None:
        return told(False, wording.sentence(Refusal()), "")
    name = given.filename or ""
    try:
        vgca.take(
            ticket, cast(BinaryIO, given.stream), say=wording.sentence, at=clock.now(),
            premises=premises_of(settings()),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return told(False, wording.sentence(refusal), name)
    return told(True, TAKEN, name)


def told(taken: bool, sentence: str, name: str) -> Response:
    """The answer in the form the program reads; a refusal is told in it and not by the status."""
    value = vgca.answer(taken, sentence, name, settings().vgca_answer)
    return Response(json.dumps(value, ensure_ascii=False), mimetype="application/json")


def refuse_pages() -> None:
    """These two are for the program: a page in a browser says where it comes from, and is turned away."""
    if request.headers.get("Origin") is not None or request.headers.get("Sec-Fetch-Site") is not None:
        raise NotFound()
