"""Thu hồi văn bản đã gửi: who has it by which way is shown first; afterwards the copies that come back by hand."""

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.office import recalling, return_requests, tracking
from portal.office.documents import Document
from portal.office.return_requests import ReturnRequest
from portal.rules.errors import NotFound
from portal.rules.states import ISSUED
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.opening import open_document

pages = Blueprint("recalls", __name__)
CALLED_BACK = "Đã gửi yêu cầu thu hồi tới các nơi nhận qua trục và qua thư."
ASKED_BY_HAND = "Đã ghi yêu cầu thu hồi. Hãy báo các nơi nhận bản giấy hay nhận cách khác, ở mục Đòi lại bản đã gửi."
STOPPED = "Gói tin, thư chưa đi nên đã rút lại; nơi nhận trở lại danh sách chờ gửi."


class RecallForm(FlaskForm):
    """Why a document that was sent is called back."""

    reason = StringField("Lý do thu hồi", [InputRequired("Hãy ghi lý do thu hồi."), Length(max=300)])


def sent_document(document_id: int) -> Document:
    """A document of ours that went out and that the person may read."""
    document = open_document(document_id)
    if document.direction != "outgoing" or document.state != ISSUED:
        raise NotFound(document_id)
    return document


@pages.get("/documents/<int:document_id>/recall")
@needs("issue")
def show(document_id: int) -> str:
    """Who has the document, and what the recall will do with each."""
    return recall_page(sent_document(document_id), RecallForm(formdata=None))


def recall_page(document: Document, form: RecallForm) -> str:
    """The page."""
    g.room = "outgoing"
    return render_template("recalls/show.html", document=document, form=form, glance=tracking.glance(document))


@pages.post("/documents/<int:document_id>/recall")
@needs("issue")
def call_back(document_id: int) -> AnyResponse | tuple[str, int]:
    """Thu hồi văn bản đã gửi."""
    document, form = sent_document(document_id), RecallForm()
    if not form.validate_on_submit():
        return recall_page(document, form), 422
    by_hand = not settings().packets_out
    asked = recalling.call_back(document, form.reason.data, by=person(), at=clock.now(), by_hand=by_hand)
    is_by_hand = any(isinstance(one, ReturnRequest) for one in asked)
    flash(ASKED_BY_HAND if is_by_hand else CALLED_BACK if asked else STOPPED, "good")
    return go(url_for("sendings.show", document_id=document.id))


@pages.post("/documents/<int:document_id>/returns/<int:request_id>/notes")
@needs("issue")
def note_told(document_id: int, request_id: int) -> AnyResponse:
    """Đã báo nơi nhận."""
    found = ReturnRequest.on(sent_document(document_id), request_id)
    return_requests.note_told(found, request.form.get("how", ""), by=person(), at=clock.now())
    flash(f"Đã ghi báo thu hồi cho {found.recipient.name}.", "good")
    return go(url_for("sendings.show", document_id=document_id))


@pages.post("/documents/<int:document_id>/returns/<int:request_id>/arrival")
@needs("issue")
def note_returned(document_id: int, request_id: int) -> AnyResponse:
    """Đã trả lại."""
    found = ReturnRequest.on(sent_document(document_id), request_id)
    return_requests.note_returned(found, by=person(), at=clock.now())
    flash(f"Đã ghi {found.recipient.name} trả lại văn bản.", "good")
    return go(url_for("sendings.show", document_id=document_id))
