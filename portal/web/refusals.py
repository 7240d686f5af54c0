"""Từ chối tiếp nhận: the reason, the slip, and what could not be sent to the sender yet."""

from datetime import datetime

from flask import Blueprint, Response, flash, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal import clock, wording
from portal.flows import sending_back
from portal.office import refusing, rights
from portal.office.documents import Document
from portal.office.refusing import RefusalNotice
from portal.rules.doors import PAPER
from portal.rules.errors import NotFound
from portal.rules.refusals import ELECTRONIC, OTHER, REASONS
from portal.rules.states import HELD, REMOVED
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.fields import choices
from portal.web.premises import premises_of

pages = Blueprint("refusals", __name__)


class RefusalForm(FlaskForm):
    """A reason from the list, and what the sender should know beside it."""

    cause = SelectField(
        "Lý do từ chối", [InputRequired("Hãy chọn lý do từ chối.")],
        choices=choices(("", "Chọn lý do"), *((r.word, r.text) for r in REASONS)),
    )
    words = StringField("Nói rõ thêm", [Length(max=300)])

    def validate_words(self, field: StringField) -> None:
        """A reason that is not on the list has to be written."""
        if self.cause.data == OTHER and not (field.data or "").strip():
            raise ValidationError("Hãy ghi lý do.")


def way_of(document: Document) -> str:
    """How the answer goes back: by its door, or on paper."""
    door = document.arrival.door if document.arrival else PAPER
    return door if door in ELECTRONIC else PAPER


def notice_of(document_id: int) -> RefusalNotice:
    """The notice about a document this person may read."""
    document = rights.read(person(), document_id)
    found = RefusalNotice.of(document)
    if found is None or document.state in (HELD, REMOVED):  # what is held apart is told of by nothing here
        raise NotFound(document_id)
    return found


@pages.get("/documents/<int:document_id>/refusal-slip")
@needs("search")
def slip(document_id: int) -> Response:
    """Phiếu trả lại văn bản, to print."""
    notice = notice_of(document_id)
    came_by = wording.label(notice.door, "door")
    content = sending_back.slip(notice, came_by, on=clock.today(), premises=premises_of(settings()))
    said = {"Content-Disposition": f"inline; filename=phieu-tra-lai-{document_id}.pdf"}
    return Response(content, mimetype="application/pdf", headers=said)


@pages.post("/documents/<int:document_id>/refusal/attempts")
@needs("receive")
def try_again(document_id: int) -> AnyResponse:
    """Send once more what could not leave."""
    refusing.try_again(notice_of(document_id), by=person(), at=clock.now())
    return said(document_id, "Đang gửi lại thông báo từ chối.")


@pages.post("/documents/<int:document_id>/refusal/hand-over")
@needs("receive")
def hand_over(document_id: int) -> AnyResponse:
    """The printed slip was handed over."""
    now: datetime = clock.now()
    refusing.hand_over(notice_of(document_id), by=person(), at=now)
    return said(document_id, "Đã ghi nhận: phiếu trả lại đã giao cho nơi gửi.")


def said(document_id: int, words: str) -> AnyResponse:
    """Back to the letter with a word."""
    flash(words, "good")
    return go(url_for("documents.show", document_id=document_id))
