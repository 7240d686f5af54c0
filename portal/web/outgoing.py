"""Văn bản đi: signed documents get number and day, the seal, and go out; the lists by where each stands."""

import secrets
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import dispatch, mailing, signing
from portal.office import (
    annexes,
    correcting,
    directing,
    issuing,
    notices,
    recalling,
    rights,
    succession,
    tracking,
    worklists,
)
from portal.office.correcting import OwnFacts
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.registers import Entry
from portal.rules.errors import NoSeries, NotFound
from portal.rules.states import DRAFTING, ISSUED, NUMBERED, SEALED, SIGNED, SUBMITTED
from portal.web.access import kept_for, needs, own_origin, person, settings
from portal.web.answers import go
from portal.web.draft_talk import kept_talk
from portal.web.fields import DayField
from portal.web.filing import filing_of
from portal.web.letter_page import annexes_of, check_of, history, related_to
from portal.web.opening import open_document
from portal.web.paging import page_of
from portal.web.premises import premises_of
from portal.web.signing import launch
from portal.web.sought import leaf_of

pages = Blueprint("outgoing", __name__)
UNSENT = "unsent"  # issued, and some line waits for the clerk
TABS = (SIGNED, NUMBERED, SEALED, UNSENT, ISSUED)


class CorrectionForm(FlaskForm):
    """What a row of our own registers says, with the reason for changing it."""

    reference = StringField("Số, ký hiệu", [Length(max=60)])
    dated_on = DayField("Ngày văn bản")
    kind = StringField("Loại văn bản", [Length(max=60)])  # old books have types of their own
    subject = TextAreaField("Trích yếu", [InputRequired("Hãy ghi trích yếu."), Length(max=500)])
    signatory = StringField("Người ký", [Length(max=50)])
    why = StringField("Lý do sửa", [InputRequired("Hãy ghi lý do sửa."), Length(max=300)])

    def facts(self) -> OwnFacts:
        """What the form says, as the verb takes it; a field that is not asked for is not there."""
        return OwnFacts(**{name: value for name, value in self.data.items() if name in OwnFacts.__annotations__})


@pages.get("/outgoing")
@pages.get("/outgoing/<any(signed, numbered, sealed, unsent, issued):tab>")
@needs("search")
def index(tab: str = "") -> str:
    """Documents standing at one step; the clerk begins at the first that waits, everyone else at what went out."""
    me = person()
    counts = kept_for(me, "outgoing", lambda: {n: listed(me, n).order_by().count() for n in TABS if n != ISSUED})
    tab = tab or (next((name for name in counts if counts[name]), SIGNED) if me.keeps_registers else ISSUED)
    query = listed(me, tab, holding=request.args.get("q", ""))
    return render_template(
        "outgoing/index.html", tab=tab, tabs=tabs(counts, tab), q=request.args.get("q", ""),
        page=page_of(query, request.args.get("page")), next_number=issuing.next_number(clock.now()),
        request_ids=request_id,
    )


def listed(me: Person, tab: str, holding: str = "") -> Any:
    """The documents of one tab."""
    return tracking.unsent(me, holding) if tab == UNSENT else worklists.outgoing(me, tab, holding=holding)


def tabs(counts: dict[str, int], current: str) -> list[tuple[str, str, bool, int | None]]:
    """The steps with how many wait at each; what went out is not counted, it only grows."""
    steps: list[tuple[str, str, bool, int | None]] = [
        (wording.label(name, "outgoing_tab"), url_for("outgoing.index", tab=name), name == current, counts.get(name))
        for name in TABS
    ]
    return [*steps, ("Sổ văn bản", url_for("registers.current", kind="outgoing"), False, None)]


def request_id() -> str:
    """A word for one form, so that a double click numbers once."""
    return secrets.token_urlsafe(8)


@pages.get("/outgoing/<int:document_id>")
@needs("search")
def show(document_id: int) -> str | AnyResponse:
    """One outgoing document; drafts have their own page, and who is to sign goes to the signing page."""
    document, me = rights.read(person(), document_id), person()
    if document.is_held:
        return go(url_for("entry.form", document_id=document.id))
    if document.direction == "incoming":
        return go(url_for("documents.show", document_id=document.id))
    if document.state == SUBMITTED and document.signer_id == me.id:
        return go(url_for("signing.show", document_id=document.id))
    if document.state in DRAFTING:
        return go(url_for("drafts.show", document_id=document.id))
    directing.mark_seen(document, by=me, at=clock.now())
    notices.mark_read_about(document, by=me, at=clock.now())
    lines, called_back = list(Recipient.sent_to(document)), recalling.called_back(document)
    return render_template(
        "outgoing/show.html", document=document, leaf=leaf_of(document), lines=lines,
        related=related_to(document),
        check=check_of(document), history=history(document), versions=list(document.versions),
        to_send=0 if called_back else sum(line.status in tracking.TO_DO for line in lines), called_back=called_back,
        route_words=wording.route_reason(document.route_reason), request_id=request_id(),
        next_number=expected_number(document), filing=filing_of(document, me),
        answered=worklists.answered(me, document), succession=succession_of(document),
        talk=kept_talk(document, me), annexes=annexes_of(document), unsealed=len(annexes.unsealed(document)),
        may_correct=me.may("enter") and document.number and not correcting.is_frozen(document),
    )


def succession_of(document: Document) -> dict[str, list[Document]]:
    """Which documents it takes the place of, and which take its place, as far as one may read them."""
    found = {"old": succession.replaced_by_this(document), "new": succession.in_place_of(document)}
    return {word: [one for one in ones if rights.may_read(person(), one)] for word, ones in found.items()}


def expected_number(document: Document) -> int | None:
    """The number it will most likely get, for who is about to give it."""
    if document.state != SIGNED:
        return None
    try:
        return issuing.number_for(document, clock.now())
    except NoSeries:
        return None


@pages.post("/documents/<int:document_id>/number")
@needs("issue")
def number(document_id: int) -> AnyResponse:
    """Cấp số."""
    document = rights.read(person(), document_id)
    numbered = dispatch.number(
        document, by=person(), at=clock.now(), request_id=request.form.get("request_id", ""),
        premises=premises_of(settings()),
    )
    flash(f"Đã cấp số {numbered.reference}. Tiếp theo: đóng dấu bằng chữ ký số cơ quan.", "good")
    return go(url_for("outgoing.show", document_id=document.id))


@pages.post("/documents/<int:document_id>/annex-seals")
@needs("seal")
def seal_annexes(document_id: int) -> AnyResponse:
    """Đóng dấu phụ lục, where that was not done together with the letter."""
    document, now = open_document(document_id), clock.now()
    signing.expire(at=now, premises=premises_of(settings()))
    return launch(signing.begin_annexes(document, by=person(), origin=own_origin(), at=now))


@pages.post("/documents/<int:document_id>/dispatch")
@needs("issue")
def send_out(document_id: int) -> AnyResponse:
    """Phát hành."""
    document = rights.read(person(), document_id)
    mails = mailing.issue(
        document, by=person(), at=clock.now(), premises=premises_of(settings()),
        mail_at_once=settings().mail_on_issue,
    )
    flash(f"Đã phát hành {document.reference}." + (f" Đang gửi thư tới {mails} nơi nhận." if mails else ""), "good")
    return go(url_for("sendings.show", document_id=document.id))


@pages.post("/documents/<int:document_id>/sendings")
@needs("issue")
def note_sent(document_id: int) -> AnyResponse:
    """Ghi đã gửi: everything that waited for one channel."""
    document = rights.read(person(), document_id)
    count = issuing.note_sent(document, request.form.get("channel", ""), by=person(), at=clock.now())
    flash(f"Đã ghi gửi {count} nơi nhận.", "good")
    return go(url_for("sendings.show", document_id=document.id))


@pages.post("/outgoing/<int:document_id>/replacements")
@needs("issue")
def replace(document_id: int) -> AnyResponse:
    """Thay thế văn bản số …: said before it is issued."""
    document = rights.read(person(), document_id)
    old = succession.say(document, request.form.get("reference", ""), by=person(), at=clock.now())
    flash(f"Đã ghi: văn bản này thay thế {old.reference}.", "good")
    return go(url_for("outgoing.show", document_id=document.id))


@pages.post("/outgoing/<int:document_id>/replacements/<int:old_id>/end")
@needs("issue")
def replace_not(document_id: int, old_id: int) -> AnyResponse:
    """It does not take that one's place after all."""
    document = rights.read(person(), document_id)
    succession.unsay(document, old_id, by=person(), at=clock.now())
    flash("Đã bỏ ghi văn bản được thay thế.", "good")
    return go(url_for("outgoing.show", document_id=document.id))


@pages.get("/outgoing/<int:document_id>/correction")
@needs("enter")
def correction(document_id: int) -> str:
    """The form to correct a row of our own registers, with the versions so far."""
    document = numbered_document(document_id)
    return correction_page(document, CorrectionForm(formdata=None, obj=document))


def numbered_document(document_id: int) -> Document:
    """A document of our own that stands in a register."""
    document = open_document(document_id)
    if document.direction == "incoming" or document.number is None:
        raise NotFound(document_id)
    return document


def correction_page(document: Document, form: CorrectionForm) -> str:
    """The page of a correction."""
    return render_template(
        "outgoing/correction.html", document=document, form=form, is_from_a_book=correcting.is_from_a_book(document),
        rows=list(Entry.versions_of(document.id)),
    )


@pages.post("/outgoing/<int:document_id>/correction")
@needs("enter")
def correct(document_id: int) -> AnyResponse | tuple[str, int]:
    """Write the corrected row; the old one stays readable."""
    document, form = numbered_document(document_id), CorrectionForm()
    if not form.validate_on_submit():
        return correction_page(document, form), 422
    correcting.correct(document, form.facts(), form.why.data, by=person(), at=clock.now())
    flash("Đã sửa thông tin đăng ký; dòng cũ vẫn còn trong sổ.", "good")
    return go(url_for("outgoing.show", document_id=document.id))
