"""Góp ý, xin ý kiến, ký nháy, rút lại: what people do with a draft besides writing it."""

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.office import asking, comments, drafting, initials, rights
from portal.office.documents import Document
from portal.rules.drafts import COMMENT, INITIALS
from portal.rules.errors import Invalid, NotFound
from portal.rules.states import DRAFTING
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.directive_forms import handler_of
from portal.web.draft_talk import AskForm, CommentForm
from portal.web.drafts import draft_page
from portal.web.opening import open_document
from portal.web.paging import whole

pages = Blueprint("comments", __name__)


def open_draft(document_id: int) -> Document:
    """A draft the person may read; what was signed is a document and no draft any more."""
    document = open_document(document_id)
    document.require_state(*DRAFTING)
    return document


def back(document: Document, place: str) -> AnyResponse:
    """To the draft while the person may read it, else to the list."""
    if not rights.may_read(person(), document):
        return go(url_for("drafts.index"))
    return go(url_for("drafts.show", document_id=document.id, _anchor=place))


@pages.post("/drafts/<int:document_id>/comments")
@needs("draft")
def create(document_id: int) -> AnyResponse | tuple[str, int]:
    """Góp ý."""
    document, form = open_draft(document_id), CommentForm()
    if not form.stands_in(document):
        return draft_page(document, commenting=form), 422
    comments.comment(document, form.text.data, form.page.data, base_n=form.base_n.data, by=person(), at=clock.now())
    if "done" in request.form:
        asking.settle_mine(document, COMMENT, by=person(), at=clock.now())
    flash("Đã ghi góp ý.", "good")
    return back(document, "comments")


@pages.post("/drafts/<int:document_id>/comments/<int:comment_id>/settlement")
@needs("draft")
def settle(document_id: int, comment_id: int) -> AnyResponse:
    """Đã xử lý, with an answer or without."""
    document = open_draft(document_id)
    answer = request.form.get("answer", "")
    comments.settle(comments.on(document, comment_id), answer, by=person(), at=clock.now())
    return back(document, f"comment-{comment_id}")


@pages.post("/drafts/<int:document_id>/comments/<int:comment_id>/reopening")
@needs("draft")
def reopen(document_id: int, comment_id: int) -> AnyResponse:
    """Mở lại."""
    document = open_draft(document_id)
    comments.reopen(comments.on(document, comment_id), by=person(), at=clock.now())
    return back(document, f"comment-{comment_id}")


@pages.post("/drafts/<int:document_id>/comments/<int:comment_id>/withdrawal")
@needs("draft")
def withdraw(document_id: int, comment_id: int) -> AnyResponse:
    """Rút góp ý: it stays, struck through."""
    document = open_draft(document_id)
    comments.withdraw(comments.on(document, comment_id), by=person(), at=clock.now())
    return back(document, f"comment-{comment_id}")


@pages.post("/drafts/<int:document_id>/asks")
@needs("draft")
def ask(document_id: int) -> AnyResponse | tuple[str, int]:
    """Xin ý kiến: who is asked reads the draft until it is settled."""
    document, form = open_draft(document_id), AskForm().offer(person())
    if not form.validate_on_submit():
        return draft_page(document, asking=form), 422
    whom = handler_of(form.whom.data)
    try:
        asking.ask(document, form.what.data, whom, form.note.data or "", by=person(), at=clock.now())
    except Invalid as refusal:
        form.whom.errors = [wording.sentence(refusal)]
        return draft_page(document, asking=form), 422
    flash(f"Đã hỏi {whom.name}. Dự thảo hiện ở mục Dự thảo của nơi được hỏi.", "good")
    return back(document, "asks")


@pages.post("/drafts/<int:document_id>/asks/<int:ask_id>/settlement")
@needs("draft")
def settle_ask(document_id: int, ask_id: int) -> AnyResponse:
    """Đã góp ý xong, or no longer wanted."""
    document = open_draft(document_id)
    asking.settle(asking.on(document, ask_id), by=person(), at=clock.now())
    flash("Đã kết thúc việc hỏi ý kiến.", "good")
    return back(document, "asks")


@pages.post("/drafts/<int:document_id>/initial-asks")
@needs("draft")
def ask_initials(document_id: int) -> AnyResponse:
    """Xin ký nháy: everybody whose office it is."""
    document, what = open_draft(document_id), initial_word()
    initials.ask_all(document, what, by=person(), at=clock.now())
    flash(f"Đã xin {wording.label(what, 'asked').lower()}.", "good")
    return back(document, "initials")


@pages.post("/drafts/<int:document_id>/initials")
@needs("draft")
def initial(document_id: int) -> AnyResponse:
    """Ký nháy the version the page showed."""
    document, what = open_draft(document_id), initial_word()
    base_n = whole(request.form.get("base_n", "")) or 0
    initials.initial(document, what, base_n=base_n, by=person(), at=clock.now())
    flash(f"Đã {wording.label(what, 'asked').lower()}.", "good")
    return back(document, "initials")


def initial_word() -> str:
    """For content or for form."""
    what = request.form.get("what", "")
    if what not in INITIALS:
        raise NotFound(what)
    return what


@pages.post("/drafts/<int:document_id>/initials/<int:initial_id>/withdrawal")
@needs("draft")
def withdraw_initial(document_id: int, initial_id: int) -> AnyResponse:
    """Rút chữ ký nháy."""
    document = open_draft(document_id)
    initials.withdraw(initials.on(document, initial_id), by=person(), at=clock.now())
    return back(document, "initials")


@pages.post("/drafts/<int:document_id>/withdrawal")
@needs("draft")
def withdraw_draft(document_id: int) -> AnyResponse:
    """Rút lại from the person who was to sign."""
    document = open_draft(document_id)
    drafting.withdraw(document, by=person(), at=clock.now())
    flash(f"Đã rút lại từ {document.signatory}. Sửa xong thì trình ký lại.", "good")
    return back(document, "step")
