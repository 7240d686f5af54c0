"""Gói tin liên thông: what came by packet and what it asks, decided here; what leaves, and the annexes of letters."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import packets as flow
from portal.office import carried, packets, rights
from portal.office.documents import Document
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.rules import packet_fields
from portal.rules import packets as rules
from portal.rules.errors import NotFound
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.handed import stored
from portal.web.opening import open_document
from portal.web.paging import page_of
from portal.web.premises import premises_of

pages = Blueprint("packets", __name__)
TABS = ("asked", "refused", "all", "out")
LISTS = {"asked": Packet.asked, "refused": Packet.refused, "all": Packet.newest_first, "out": Parcel.newest_first}


class DeclineForm(FlaskForm):
    """Why what a sender asks is not done."""

    reason = StringField("Lý do không đồng ý", [InputRequired("Hãy ghi lý do; nơi gửi sẽ nhận được."), Length(max=300)])


@pages.get("/packets")
@pages.get("/packets/<any(asked, refused, all, out):tab>")
@needs("receive")
def index(tab: str = "") -> str:
    """What waits for a decision first, then what was wrong, all that came, and what leaves."""
    waiting = Packet.asked().order_by().count()
    tab = tab or ("asked" if waiting else "all")
    shown = [
        (wording.label(name, "packet_tab"), url_for("packets.index", tab=name), name == tab,
         waiting if name == "asked" else None)
        for name in TABS
    ]
    page = page_of(LISTS[tab](), request.args.get("page"))
    return render_template(
        "packets/index.html", tab=tab, tabs=shown, page=page, closed=carried.closed(person(), page.rows),
        folder=settings().packets_out, still=Parcel.waiting().order_by().count(), faults=rules.FAULTS,
    )


@pages.get("/packets/<int:packet_id>")
@needs("receive")
def show(packet_id: int) -> str:
    """One packet: what it says, what it asks, what was answered."""
    return page(*carried.matter(person(), packet_id), DeclineForm(formdata=None))


def page(packet: Packet, is_closed: bool, form: DeclineForm) -> str:
    """The page of a packet; of a letter one may not read it asks for the decision alone."""
    if is_closed:
        return render_template("packets/closed.html", packet=packet, form=form)
    message = packet.message
    before = Packet.that_brought(packet.document) if packet.document and packet.act == rules.UPDATE else None
    return render_template(
        "packets/show.html", packet=packet, message=message, form=form, is_asked=packet.state == packets.ASKED,
        is_status=isinstance(message, rules.Status), faults=rules.FAULTS, why=packets.why(packet),
        changes=changes(before, message) if before else (), answers=list(packets.answers_of(packet)),
        read={d.id for d in (packet.document, packet.replaced_by) if d and rights.may_read(person(), d)},
    )


def changes(before: Packet, message: rules.Message) -> tuple[packet_fields.Difference, ...]:
    """What an update says otherwise than the packet the letter came in."""
    old = before.message
    if isinstance(old, rules.Status) or isinstance(message, rules.Status):
        return ()
    return packet_fields.differences(packet_fields.fields_of(old), packet_fields.fields_of(message))


@pages.post("/packets/<int:packet_id>/agreement")
@needs("receive")
def agree(packet_id: int) -> AnyResponse:
    """Đồng ý."""
    packet, is_closed = carried.matter(person(), packet_id)
    packets.agree(packet, by=person(), at=clock.now())
    flash("Đã đồng ý theo yêu cầu; nơi gửi nhận mã 15.", "good")
    return go(after(packet, is_closed))


def after(packet: Packet, is_closed: bool) -> str:
    """Where a decision leads."""
    return url_for("packets.index") if is_closed else url_for("packets.show", packet_id=packet.id)


@pages.post("/packets/<int:packet_id>/refusal")
@needs("receive")
def decline(packet_id: int) -> AnyResponse | tuple[str, int]:
    """Không đồng ý, with a reason."""
    (packet, is_closed), form = carried.matter(person(), packet_id), DeclineForm()
    if not form.validate_on_submit():
        return page(packet, is_closed, form), 422
    packets.decline(packet, form.reason.data, by=person(), at=clock.now())
    flash("Đã trả lời không đồng ý; nơi gửi nhận mã 16 kèm lý do.", "good")
    return go(after(packet, is_closed))


@pages.get("/packets/<int:packet_id>/files/<int:n>")
@needs("receive")
def file(packet_id: int, n: int) -> Response:
    """A file of a packet, before anything was done with it."""
    held = carried.packet(person(), packet_id).files
    if n >= len(held):
        raise NotFound(packet_id)
    return stored(held[n]["sha256"], held[n]["name"])


@pages.get("/documents/<int:document_id>/annexes/<int:annex_id>")
@needs("search")
def annex(document_id: int, annex_id: int) -> Response:
    """An annex through the right of its document."""
    document = open_document(document_id)
    found = next((a for a in document.attachments if a.id == annex_id), None)
    if found is None:
        raise NotFound(annex_id)
    return stored(found.sha256, found.name)


@pages.get("/packets/parcels/<int:parcel_id>/file")
@needs("receive")
def parcel(parcel_id: int) -> Response:
    """A parcel as a file, to carry by hand."""
    found = carried.parcel(person(), parcel_id)
    content = flow.written(found, premises_of(settings()))
    name = f"{found.name.replace('/', '_')}.edxml"
    return send_file(BytesIO(content), mimetype="application/xml", as_attachment=True, download_name=name)


@pages.post("/documents/<int:document_id>/packet")
@needs("issue")
def send(document_id: int) -> AnyResponse:
    """Gửi gói tin: to every recipient whose identifier is known."""
    document = rights.read(person(), document_id)
    sent = flow.send_document(document, by=person(), at=clock.now())
    flash(f"Đã lập gói tin gửi {sent.to_name}.", "good")
    return go(url_for("sendings.show", document_id=document.id))


def told_of(document: Document) -> dict[str, Any]:
    """What the pages of a letter say of the packet it came in: its facts, annexes, and what it asks since."""
    brought = Packet.that_brought(document)
    message = brought.message if brought else None
    reading = document.reading
    stated = packet_fields.fields_of(message) if isinstance(message, rules.Packet) else {}
    page_says = dict(reading.fields) if reading else {}
    return {
        "came_in": brought, "message": message, "stated": stated, "annexes": list(document.attachments),
        "unlike": packet_fields.differences(page_says, stated),
        "asked": [p for p in Packet.of(document) if p.state == packets.ASKED],
    }


def known_of(document: Document) -> dict[str, Any]:
    """The facts for the entry form: what was read of the page, and the packet's where the page is silent."""
    page_says = dict(document.reading.fields) if document.reading else {}
    brought = Packet.that_brought(document)
    message = brought.message if brought else None
    if not isinstance(message, rules.Packet):
        return page_says
    return packet_fields.merged(page_says, packet_fields.fields_of(message))
