"""Cấp số bản giấy: what was signed by hand, and copies of a document that is here."""

import secrets
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal import clock, wording
from portal.office import paper_numbers
from portal.office.documents import Document
from portal.office.paper_numbers import PaperFacts
from portal.rules import errors, recipients
from portal.rules.kinds import COMMITTEE, COPIES, DOCUMENT_KINDS, LETTER, ORGANS, PARTY
from portal.rules.recipients import PAPER
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.fields import choices
from portal.web.opening import open_document
from portal.web.paging import whole

pages = Blueprint("paper_numbers", __name__)
KINDS = (*(kind.name for kind in DOCUMENT_KINDS), *COPIES)


class PaperForm(FlaskForm):
    """The row of the register; the day is today."""

    request_id = HiddenField(validators=[InputRequired(), Length(max=80)])
    copy_of = HiddenField(validators=[Optional()])
    organ = SelectField("Cơ quan ban hành", choices=choices(*((o.code, o.name) for o in ORGANS.values())))
    kind = SelectField("Loại văn bản", choices=choices(*((name, name) for name in KINDS)))
    unit_symbol = StringField("Ký hiệu đơn vị soạn", [Length(max=20)])
    is_normative = BooleanField("Văn bản quy phạm pháp luật")
    subject = TextAreaField("Trích yếu", [InputRequired("Hãy ghi trích yếu."), Length(max=1000)])
    signatory = StringField("Người ký", [InputRequired("Hãy ghi người ký."), Length(max=200)])
    lines = TextAreaField("Nơi nhận, mỗi dòng một nơi",
                          [InputRequired("Hãy ghi ít nhất một nơi nhận."), Length(max=20_000)])
    note = StringField("Ghi chú", [Length(max=300)])

    def validate_unit_symbol(self, field: StringField) -> None:
        """A công văn of the committee or the council carries the drafting unit in its symbol."""
        if self.kind.data == LETTER.name and self.organ.data != PARTY.code and not (field.data or "").strip():
            raise ValidationError("Công văn cần ký hiệu đơn vị soạn, ví dụ VP, KT, VHXH.")

    def facts(self, original: Document | None) -> PaperFacts:
        """The form as the office takes it."""
        return PaperFacts(
            kind=self.kind.data, subject=self.subject.data or "", signatory=self.signatory.data or "",
            organ=self.organ.data, unit_symbol=(self.unit_symbol.data or "").strip().upper(),
            is_normative=self.is_normative.data, note=self.note.data or "",
            lines=recipients.parse(self.lines.data or "", PAPER), copy_of=original,
        )


@pages.get("/outgoing/paper")
@needs("issue")
def new() -> str:
    """The empty form, or one filled from the document to copy."""
    return page(PaperForm(formdata=None, data=beginnings()))


def beginnings() -> dict[str, Any]:
    """What can be known beforehand."""
    values: dict[str, Any] = {
        "request_id": secrets.token_urlsafe(8), "kind": LETTER.name, "organ": COMMITTEE.code, "unit_symbol": "VP",
        "lines": "Lưu: VT",
    }
    original = original_of(request.args.get("of"))
    if original is not None:
        what = f"{original.kind or LETTER.name} số {original.reference}" if original.reference else original.subject
        about = f" của {original.issuer}" if original.issuer else ""
        values |= {"kind": "Sao y", "copy_of": original.id, "subject": f"Sao y {what}{about}"}
    return values


def original_of(asked: str | None) -> Document | None:
    """The document a copy is made of, through the right to read it."""
    number = whole(asked)
    if number is None:
        return None
    found = open_document(number)
    if found.is_draft:
        raise errors.NotFound(number)
    return found


def page(form: PaperForm) -> str:
    """The page."""
    g.room = "outgoing"
    return render_template("outgoing/paper.html", form=form, today=clock.today())


@pages.post("/outgoing/paper")
@needs("issue")
def create() -> AnyResponse | tuple[str, int]:
    """Cấp số: a double click gets the same number."""
    form = PaperForm()
    if not form.validate_on_submit():
        return page(form), 422
    original = original_of(str(form.copy_of.data or ""))
    try:
        document = paper_numbers.give(
            form.facts(original), by=person(), at=clock.now(), request_id=form.request_id.data or ""
        )
    except (errors.NoSeries, errors.BadReference) as refusal:
        form.kind.errors = [wording.sentence(refusal)]
        return page(form), 422
    flash(f"Đã cấp số {document.reference}. Ghi số và ngày hôm nay lên bản giấy, đóng dấu rồi phát hành.", "good")
    return go(url_for("outgoing.show", document_id=document.id))
