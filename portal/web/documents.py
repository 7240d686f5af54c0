"""The letter page: the original, the facts, directives, history and verdicts of one document."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import page_words
from portal.flows import similar as similar_letters
from portal.office import annexes, directing, entering, notices, reads, rights, trust, worklists
from portal.office.assignments import Assignment
from portal.office.citations import Citation
from portal.office.documents import Attachment, Document, Version
from portal.office.events import Event
from portal.office.people import Person
from portal.office.refusing import RefusalNotice
from portal.office.registers import Entry
from portal.rules.errors import NotFound
from portal.rules.roles import Scope
from portal.rules.states import ENTERED, IN_PROGRESS
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.directing import DirectiveForm, PresentForm, absent_today, phrases_offered
from portal.web.entry import EntryForm
from portal.web.fields import choices
from portal.web.filing import filing_of
from portal.web.handed import stored
from portal.web.opening import open_document
from portal.web.packets import told_of
from portal.web.pictures import picture_of, progress_of
from portal.web.premises import premises_of
from portal.web.routing import given_of, mine_on
from portal.web.sought import leaf_of

pages = Blueprint("documents", __name__)


@dataclass(frozen=True)
class HistoryLine:
    """One event in words."""

    at: datetime
    words: str
    person_name: str
    note: str


@pages.get("/documents/<int:document_id>")
@needs("search")
def show(document_id: int) -> str | AnyResponse:
    """One document; outgoing ones have their own page."""
    document, me = rights.read(person(), document_id), person()
    if document.is_held:
        return go(url_for("entry.form", document_id=document.id))
    if document.direction != "incoming":
        page, asked = request.args.get("page"), request.args.get("q")
        return go(url_for("outgoing.show", document_id=document.id, page=page, q=asked))
    directing.mark_seen(document, by=me, at=clock.now())
    notices.mark_read_about(document, by=me, at=clock.now())
    return render_template(
        "documents/show.html", document=document, leaf=leaf_of(document), history=history(document),
        told=told_of(document), check=check_of(document), checks=checks_of(document),
        refusal=RefusalNotice.of(document),
        related=related_to(document),
        mine=mine_on(document, me), given=given_of(document, me), absent=absent_today(),
        returned=Assignment.returned_on(document, me),
        directive=DirectiveForm.blank(me, document) if me.may("direct") and may_be_directed(document) else None,
        phrases=phrases_offered(me) if me.may("direct") else [],
        present=PresentForm.blank() if me.keeps_registers and document.state == ENTERED else None,
        scope=ScopeForm(formdata=None, scope=document.scope) if me.may("enter") or me.may("direct") else None,
        today=clock.today(),
        filing=filing_of(document, me), progress=progress_of(document),
    )


def may_be_directed(document: Document) -> bool:
    """Whether a directive can be written on it now."""
    return document.state in (ENTERED, IN_PROGRESS)


def check_of(document: Document) -> trust.SignatureCheck | None:
    """The newest verdict on the newest version."""
    return trust.SignatureCheck.latest(document.latest.sha256) if document.latest else None


def annexes_of(document: Document) -> list[tuple[Attachment, trust.SignatureCheck | None]]:
    """Its annexes in files of their own, each with the verdict on the agency's signature once it is there."""
    return [
        (annex, trust.SignatureCheck.latest(annex.sha256) if annex.sealed_at else None)
        for annex in annexes.of(document)
    ]


def checks_of(document: Document) -> list[trust.SignatureCheck]:
    """Every check of the newest version, newest first."""
    return list(trust.SignatureCheck.history(document.latest.sha256)) if document.latest else []


def history(document: Document) -> list[HistoryLine]:
    """What happened to the document, newest last."""
    events = [event for event in Event.of(document) if event.verb not in reads.OF_LOOKING]
    names = Person.names({e.person for e in events if e.person})
    lines = [(e, event_words(e), doer(e, names)) for e in events]
    return [HistoryLine(e.at, words, name, str(e.data.get("reason", ""))) for e, words, name in lines]


def doer(event: Event, names: dict[int, str]) -> str:
    """Who did it, and in whose place."""
    name, absent = names.get(event.person, "Hệ thống"), event.data.get("in_place_of")
    return f"{name} (thay {absent})" if absent else name


def event_words(event: Event) -> str:
    """What an event is called; a signature that was begun says how it ended."""
    if event.verb == "signing_ended" and event.data.get("state") in wording.LABELS["signing_end"]:
        return wording.label(event.data["state"], "signing_end")
    return wording.label(event.verb, "event")


@dataclass(frozen=True)
class Related:
    """What a document cites, each with those it can mean, what cites it, and what answers it."""

    cites: list[tuple[Citation, list[Document]]]
    cited_by: list[Document]
    replies: list[Document]

    def __bool__(self) -> bool:
        return bool(self.cites or self.cited_by or self.replies)


def related_to(document: Document) -> Related:
    """As far as the person may see it."""
    me = person()
    return Related(
        cites=[(c, list(worklists.cited(me, c))) for c in document.citations],
        cited_by=list(worklists.citing(me, document)),
        replies=list(worklists.replies(me, document)),
    )


@pages.get("/documents/<int:document_id>/versions/<int:n>/pages/<int:number>")
@needs("search")
def picture(document_id: int, n: int, number: int) -> Response:
    """One page of one version as a picture."""
    version = version_of(document_id, n)
    return send_file(picture_of(version, number), mimetype="image/png")


@pages.get("/documents/<int:document_id>/versions/<int:n>/pages/<int:number>/marks")
@needs("search")
def marks(document_id: int, n: int, number: int) -> Response:
    """Boxes over the words of a search, to lay over the picture of a page; nothing where no places are known."""
    version = version_of(document_id, n)
    asked, premises = page_words.asked(request.args.get("q", "")), premises_of(settings())
    page, boxes = page_words.boxes(version.document, version.sha256, number, asked, premises=premises)
    drawn = render_template("documents/marks.svg", page=page, boxes=boxes)
    return Response(drawn, mimetype="image/svg+xml")


@pages.get("/documents/<int:document_id>/similar")
@needs("search")
def similar(document_id: int) -> str:
    """Văn bản tương tự: a part of the letter page, fetched when the page stands."""
    document = open_document(document_id)
    found = similar_letters.letters(person(), document, premises=premises_of(settings()))
    return render_template("documents/_similar.html", similar=found)


@pages.get("/documents/<int:document_id>/versions/<int:n>/file")
@needs("search")
def file(document_id: int, n: int) -> Response:
    """The bytes of one version as they are: PDF and pictures in the browser, all else as an attachment."""
    version = version_of(document_id, n)
    return stored(version.sha256, version.name, is_kept=request.args.get("save") is not None)


def version_of(document_id: int, n: int) -> Version:
    """A version through the right of its document."""
    document = open_document(document_id)
    found = document.version(n)
    if found is None:
        raise NotFound(document_id)
    return found


class ScopeForm(FlaskForm):
    """Who may read the document."""

    scope = SelectField("Phạm vi", choices=choices(*((s.value, wording.label(s.value, "scope")) for s in Scope)))


@pages.post("/documents/<int:document_id>/scope")
@needs("enter", "direct")
def set_scope(document_id: int) -> AnyResponse:
    """Widen or narrow who may read; whoever narrows it is among those named."""
    document, form = rights.read(person(), document_id), ScopeForm()
    if form.validate_on_submit():
        rights.set_scope(document, Scope(form.scope.data), by=person(), at=clock.now())
        flash(f"Phạm vi từ nay: {wording.label(form.scope.data, 'scope')}.", "good")
    return go(url_for("documents.show", document_id=document.id))


class CorrectionForm(EntryForm):
    """The facts once more, with the reason for changing them."""

    why = StringField("Lý do sửa", [InputRequired("Hãy ghi lý do sửa."), Length(max=300)])


@pages.get("/documents/<int:document_id>/correction")
@needs("enter")
def correction(document_id: int) -> str | AnyResponse:
    """The form to correct an entry, with the versions of the row so far; our own documents have theirs."""
    document = open_document(document_id)
    if document.direction != "incoming":
        return go(url_for("outgoing.correction", document_id=document.id))
    return correction_page(document, CorrectionForm(formdata=None, obj=document, request_id=secrets.token_urlsafe(8)))


def correction_page(document: Document, form: CorrectionForm) -> str:
    """The page of a correction."""
    return render_template("documents/correction.html", document=document, form=form,
                           rows=list(Entry.versions_of(document.id)))


@pages.post("/documents/<int:document_id>/correction")
@needs("enter")
def correct(document_id: int) -> AnyResponse | tuple[str, int]:
    """Write the corrected row; the old one stays readable."""
    document, form = open_document(document_id), CorrectionForm()
    if not form.validate_on_submit():
        return correction_page(document, form), 422
    entering.correct(document, form.facts(), form.why.data, by=person(), at=clock.now())
    flash("Đã sửa thông tin đăng ký; dòng cũ vẫn còn trong sổ.", "good")
    return go(url_for("documents.show", document_id=document.id))


@pages.post("/documents/<int:document_id>/void")
@needs("enter")
def void(document_id: int) -> AnyResponse:
    """Hủy số: the row stays, struck through."""
    document = rights.read(person(), document_id)
    entering.void(document, request.form.get("why", ""), by=person(), at=clock.now())
    flash("Đã hủy số; số vẫn giữ chỗ trong sổ.", "good")
    return go(url_for("documents.show", document_id=document.id))
