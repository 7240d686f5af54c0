"""Nơi nhận và cách gửi: whom each line means, where it goes, what is missing, and which rule decides the way."""

from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import agencies, directory, drafting, readdressing, recipient_facts, routing
from portal.office.documents import Document
from portal.office.files import Reading
from portal.office.recipients import Recipient
from portal.rules import recipients, routes
from portal.rules.errors import NotFound
from portal.rules.states import DRAFTING
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.fields import choices
from portal.web.opening import open_document
from portal.web.paging import whole

pages = Blueprint("recipients", __name__)
ON_PAGE = ("only_on_page", "only_in_form")  # differences that are of Nơi nhận


class RouteForm(FlaskForm):
    """Another way of sending than the rules propose, with the reason."""

    way = SelectField("Cách gửi khác", choices=choices(*((way, wording.label(way, "route")) for way in routes.ROUTES)))
    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do."), Length(max=300)])


@pages.get("/recipients")
@needs("draft", "keep_agencies")
def offered() -> str:
    """Agencies, units, lists and people that may be meant, for the field in hand."""
    return render_template("recipients/_offered.html", offered=directory.offered(request.args.get("adding", "")[:100]))


@pages.get("/documents/<int:document_id>/recipients")
@needs("draft")
def show(document_id: int) -> str | AnyResponse:
    """Each line of a document that has not gone out, with the decision table; afterwards its own page tells more."""
    document = open_document(document_id)
    if document.direction == "incoming":
        raise NotFound(document_id)
    if document.state not in readdressing.BEFORE_ISSUE:
        return go(url_for("outgoing.show", document_id=document.id))
    return lines_page(document, RouteForm(formdata=None))


def lines_page(document: Document, form: RouteForm) -> str:
    """The page; ``form`` is the one for another way."""
    may, g.room = readdressing.may_readdress(document, person()), room(document)
    return render_template(
        "recipients/show.html", document=document, routing=routing.standing(document),
        lines=recipient_facts.facts_of(document, Recipient.of(document), proposing=True), may_change=may,
        room=room(document), form=form, may_reroute=may and readdressing.may_go_otherwise(document),
    )


def addressing_of(
    document: Document, lines: list[Recipient], differing: list[tuple[str, str]]
) -> dict[str, Any]:
    """What the page of a draft says below its lines of Nơi nhận."""
    me = person()
    may = readdressing.may_readdress(document, me)
    return {
        "line_facts": recipient_facts.facts_of(document, lines), "routing": routing.standing(document),
        "may_reroute": may and readdressing.may_go_otherwise(document),
        "may_take": may and document.state in readdressing.BEING_WRITTEN
        and any(word in ON_PAGE for word, _ in differing),
    }


def room(document: Document) -> str:
    """The room that has the document's own page."""
    return "drafts" if document.state in DRAFTING else "outgoing"


def line_of(document_id: int, line_id: int) -> Recipient:
    """A line of a document that the person may read."""
    line = Recipient.on_page(open_document(document_id), line_id)
    if line is None:
        raise NotFound(line_id)
    return line


def back(document: Document, before: str) -> AnyResponse:
    """To the lines, saying when the change made the document go another way."""
    tell_way(document, before)
    return go(url_for("recipients.show", document_id=document.id))


def tell_way(document: Document, before: str) -> None:
    """Say that the way changed, or that the rules would now change it."""
    now = open_document(document.id)
    if now.route != before:
        why = wording.route_reason(now.route_reason)
        flash(f"Cách gửi đổi từ “{wording.label(before, 'route')}” sang “{wording.label(now.route, 'route')}”: {why}.",
              "warning")
    elif (standing := routing.standing(now)).is_otherwise and standing.chosen:
        flash(f"Theo quy định nay là “{wording.label(standing.deciding.rule.way, 'rule_way')}”; vẫn giữ cách gửi "
              f"{standing.chosen.by} đã chọn.", "info")


@pages.post("/documents/<int:document_id>/recipients/from-page")
@needs("draft")
def take_from_page(document_id: int) -> AnyResponse:
    """Lấy từ Nơi nhận trên trang."""
    document = open_document(document_id)
    page, before = page_of(document), document.route
    count = readdressing.take_from_page(document, page, by=person(), at=clock.now())
    flash(f"Đã lấy {count} nơi nhận từ trang. Hãy xem lại từng nơi.", "good")
    return back(document, before)


def page_of(document: Document) -> tuple[recipients.Line, ...]:
    """Nơi nhận as the newest page says it; nothing where none was read."""
    reading = Reading.of(document.latest.sha256) if document.latest else None
    return recipients.on_page(reading.fields) if reading else ()


@pages.post("/documents/<int:document_id>/recipients/<int:line_id>/meaning")
@needs("draft")
def confirm(document_id: int, line_id: int) -> AnyResponse:
    """Đúng nơi này."""
    line = line_of(document_id, line_id)
    document, before = line.document, line.document.route
    kind, known_id = request.form.get("kind", ""), whole(request.form.get("known", "")) or 0
    readdressing.confirm(line, kind, known_id, by=person(), at=clock.now())
    flash(f"Đã khớp “{line.name}”.", "good")
    return back(document, before)


@pages.post("/documents/<int:document_id>/recipients/<int:line_id>/loosening")
@needs("draft")
def loosen(document_id: int, line_id: int) -> AnyResponse:
    """Không phải nơi này."""
    line = line_of(document_id, line_id)
    document, before = line.document, line.document.route
    readdressing.loosen(line, by=person(), at=clock.now())
    flash(f"Đã bỏ khớp “{line.name}”.", "good")
    return back(document, before)


@pages.post("/documents/<int:document_id>/recipients/<int:line_id>/agency")
@needs("keep_agencies")
def add_agency(document_id: int, line_id: int) -> AnyResponse:
    """Thêm vào danh mục: the line's name is an agency from now on."""
    line = line_of(document_id, line_id)
    document, before = line.document, line.document.route
    agency = agencies.add(line.name, by=person(), at=clock.now())
    readdressing.confirm(line, directory.AGENCY, agency.id, by=person(), at=clock.now())
    flash(f"Đã thêm “{agency.name}” vào danh mục cơ quan.", "good")
    return back(document, before)


@pages.post("/documents/<int:document_id>/recipients/<int:line_id>/channel")
@needs("draft")
def correct_channel(document_id: int, line_id: int) -> AnyResponse:
    """Gửi giấy hoặc gửi điện tử, one line."""
    line = line_of(document_id, line_id)
    document, before, channel = line.document, line.document.route, request.form.get("channel", "")
    readdressing.correct_channel(line, channel, by=person(), at=clock.now())
    flash(f"“{line.name}”: {wording.label(channel, 'channel').lower()}.", "good")
    return back(document, before)


@pages.post("/documents/<int:document_id>/route")
@needs("draft")
def choose_route(document_id: int) -> AnyResponse | tuple[str, int]:
    """Another way of sending, with the reason."""
    document, form = open_document(document_id), RouteForm()
    if not form.validate_on_submit():
        return lines_page(document, form), 422
    drafting.choose_route(document, form.way.data, form.reason.data, by=person(), at=clock.now())
    flash(f"Đã ghi cách gửi: {wording.label(form.way.data, 'route').lower()}.", "good")
    return go(url_for("recipients.show", document_id=document.id))


@pages.post("/documents/<int:document_id>/route/rules")
@needs("draft")
def follow_rules(document_id: int) -> AnyResponse:
    """Trở lại cách gửi theo quy định."""
    document = open_document(document_id)
    readdressing.follow_rules(document, by=person(), at=clock.now())
    flash(f"Gửi theo quy định: {wording.label(document.route, 'route').lower()}.", "good")
    return go(url_for("recipients.show", document_id=document.id))
