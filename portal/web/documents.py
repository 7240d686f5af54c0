"""One document: its page, its files and pictures, who may read it, and putting its entry right."""

import secrets

from flask import Blueprint, Response, flash, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import page_words
from portal.flows import similar as similar_letters
from portal.office import directing, entering, notices, rights
from portal.office.documents import Document, Version
from portal.office.registers import Entry
from portal.rules.errors import NotFound, WrongState
from portal.rules.roles import Scope
from portal.web import copies_out
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.entry import EntryForm
from portal.web.handed import stored
from portal.web.letter_page import ScopeForm, letter_page
from portal.web.opening import open_document
from portal.web.pictures import picture_of
from portal.web.premises import premises_of

pages = Blueprint("documents", __name__)


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
    return letter_page(document)


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


@pages.post("/documents/<int:document_id>/scope")
@needs("enter", "direct")
def set_scope(document_id: int) -> AnyResponse:
    """Widen or narrow who may read; whoever narrows it is among those named."""
    document, form = rights.read(person(), document_id), ScopeForm()
    if form.validate_on_submit():
        rights.set_scope(document, Scope(form.scope.data), by=person(), at=clock.now())
        flash(f"Phạm vi từ nay: {wording.label(form.scope.data, 'scope')}.", "good")
        for sentence in copies_out.sentences(document):
            flash(sentence, "refusal")
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
    require_row(document)
    return correction_page(document, CorrectionForm(formdata=None, obj=document, request_id=secrets.token_urlsafe(8)))


def require_row(document: Document) -> None:
    """Only what stands in the register can be put right there."""
    if document.number is None:
        raise WrongState(document.state)


def correction_page(document: Document, form: CorrectionForm) -> str:
    """The page of a correction."""
    return render_template("documents/correction.html", document=document, form=form,
                           rows=list(Entry.versions_of(document.id)))


@pages.post("/documents/<int:document_id>/correction")
@needs("enter")
def correct(document_id: int) -> AnyResponse | tuple[str, int]:
    """Write the corrected row; the old one stays readable."""
    document, form = open_document(document_id), CorrectionForm()
    require_row(document)
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
