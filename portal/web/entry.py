"""Vào sổ: the entry form beside the page, the number, and the next letter."""

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import doubles as doubles_flow
from portal.flows.doubles import Double
from portal.office import entering, holding, joining, outbox, refusing, rights, trust, worklists
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.entering import Facts
from portal.office.files import Reading
from portal.rules import errors
from portal.rules.doubles import Letter
from portal.rules.kinds import BY_NAME, URGENCIES
from portal.rules.refusals import DUPLICATE
from portal.rules.states import RECEIVED
from portal.web import copies_out, filters
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.fields import DayField, choices
from portal.web.packets import known_of, told_of
from portal.web.pictures import first_page, pages_of, progress_of
from portal.web.refusals import RefusalForm, way_of
from portal.web.signature_checks import compared

pages = Blueprint("entry", __name__)
# The types a commune gets most, chosen with Alt and a digit.
QUICK_KINDS = ("Công văn", "Quyết định", "Thông báo", "Kế hoạch", "Báo cáo", "Giấy mời")

# What one letter often has in common with the one before it: F4 copies it down.
COPIED = (
    "issuer", "reference", "dated_on", "kind", "subject", "signatory", "capacity", "position", "urgency",
    "received_on", "due_on", "note",
)


class EntryForm(FlaskForm):
    """The facts of a letter in the order the eye meets them."""

    issuer = StringField("Cơ quan ban hành", [InputRequired("Hãy ghi cơ quan ban hành."), Length(max=200)])
    reference = StringField("Số, ký hiệu", [Length(max=60)])
    dated_on = DayField("Ngày văn bản")
    kind = SelectField("Loại văn bản", choices=choices(("", "Chưa rõ"), *((name, name) for name in BY_NAME)))
    subject = TextAreaField("Trích yếu", [InputRequired("Hãy ghi trích yếu."), Length(max=500)])
    capacity = StringField("Quyền hạn ký", [Length(max=100)])
    position = StringField("Chức vụ", [Length(max=100)])
    signatory = StringField("Người ký", [Length(max=50)])
    urgency = SelectField("Độ khẩn", choices=choices(*((u, wording.label(u, "urgency")) for u in URGENCIES)))
    received_on = DayField("Ngày đến", [InputRequired("Hãy ghi ngày đến.")])
    due_on = DayField("Hạn xử lý", coming=True)
    note = StringField("Ghi chú", [Length(max=500)])
    reason = StringField("Lý do nhận dù chữ ký hỏng", [Length(max=300)])
    not_a_double = StringField("Đã xem, đây là văn bản khác, vẫn vào sổ")
    request_id = HiddenField()
    is_stopped = False  # a double was not looked at yet: the page puts the hand on the tick

    def facts(self) -> Facts:
        """What the form says, as the verb takes it."""
        def words(name: str) -> str:
            return str(self[name].data or "")

        return Facts(
            issuer=words("issuer"), subject=words("subject"), reference=words("reference"), kind=words("kind"),
            signatory=words("signatory"), capacity=words("capacity"), position=words("position"),
            urgency=words("urgency") or "normal", note=words("note"), dated_on=self.dated_on.data,
            received_on=self.received_on.data, due_on=self.due_on.data,
        )

    def letter(self) -> Letter:
        """What the form says, as letters are compared."""
        return Letter(
            str(self.issuer.data or ""), str(self.reference.data or ""), str(self.subject.data or ""),
            self.dated_on.data, self.received_on.data,
        )

    @property
    def years_before(self) -> int:
        """How many whole years before its arrival the letter is dated."""
        dated, came = self.dated_on.data, self.received_on.data
        return (came - dated).days // 365 if dated and came else 0

    def has_seen(self, doubles: list[Double]) -> bool:
        """Whether the clerk ticked that the letter is none of these; the tick names the ones that were shown."""
        seen = str(self.not_a_double.data or "").split(",")
        return all(str(double.document.id) in seen for double in doubles)


class OrderForm(FlaskForm):
    """Who ordered that a secret-marked file be removed."""

    reason = StringField("Người ra lệnh", [InputRequired("Hãy ghi người ra lệnh."), Length(max=300)])


class TellingForm(FlaskForm):
    """Who was told of a secret-marked file."""

    told = StringField("Người đã được báo", [InputRequired("Hãy ghi người đã được báo."), Length(max=200)])


@pages.get("/documents/<int:document_id>/entry")
@needs("enter")
def form(document_id: int) -> str | AnyResponse:
    """The form, filled with what was read; while reading goes on the page asks again by itself."""
    document = rights.read(person(), document_id)
    if document.is_held:  # with a number or without
        return held(document)
    if document.number:
        return go(url_for("documents.show", document_id=document.id))
    document.require_state(RECEIVED)
    return page(document, prefilled(document))


def held(document: Document, *, telling: TellingForm | None = None, form: OrderForm | None = None) -> str:
    """The page of what is held apart: who was told, and the order to remove it."""
    return render_template(
        "entry/held.html", document=document, told=holding.telling(document), form=form or OrderForm(formdata=None),
        telling=telling or TellingForm(formdata=None),
        copies=copies_out.sentences(document),
    )


def prefilled(document: Document) -> EntryForm:
    """A form holding what was read from the file, and nothing that was guessed."""
    known = known_of(document)
    for name in ("dated_on", "due_on"):
        known[name] = date.fromisoformat(known[name]) if known.get(name) else None
    known["urgency"] = known.get("urgency") or "normal"
    return EntryForm(
        formdata=None, data={**known, "received_on": document.received_on, "request_id": secrets.token_urlsafe(16)}
    )


def page(document: Document, form: EntryForm, refusal: RefusalForm | None = None) -> str:
    """The entry page; a letter set apart while its form was open shows nothing more of itself."""
    if document.is_held:
        return held(document)
    reading, found = document.reading, doubles_of(document, form)
    return render_template(
        "entry/form.html", document=document, form=form, reading=reading, is_reading=is_reading(document, reading),
        places=places(document), told=told_of(document), progress=progress_of(document),
        pages=pages_of(document) or first_page(document), check=check_of(document),
        doubles=found, copies=copies(), refusal=refusal or refusal_of(found),
        refusal_way=way_of(document), is_checking=is_checking(document), checks=checks_of(document),
        **compared(document, form.issuer.data or ""),
        standing=worklists.place_in_queue(document), quick_kinds=QUICK_KINDS,
    )


def refusal_of(found: list[Double]) -> RefusalForm:
    """The form to refuse, with the reason that is at hand already chosen."""
    return RefusalForm(formdata=None, data={"cause": DUPLICATE if found else ""})


def copies() -> dict[str, dict[str, str]]:
    """What each field can copy from the letter entered before, as the attribute the page's script reads."""
    before = worklists.letter_before(person())
    return {name: {"data-before": as_typed(getattr(before, name))} if before else {} for name in COPIED}


def as_typed(value: Any) -> str:
    """A value of a letter as it stands in its field."""
    return filters.write_date(value) if isinstance(value, date) else str(value or "")


def is_reading(document: Document, reading: Reading | None) -> bool:
    """Whether the worker has still to read the file."""
    return reading is None and document.original is not None


def places(document: Document) -> dict[str, Any]:
    """Where each field was read, on which place of the page or in the packet, under the names the form uses."""
    sources: dict[str, Any] = dict(known_of(document).get("sources") or {})
    if "reference" not in sources and "number" in sources:
        sources["reference"] = sources["number"]
    return {name: source for name, source in sources.items() if name in EntryForm.__dict__}


def check_of(document: Document) -> trust.SignatureCheck | None:
    """The newest verdict on the original's signatures."""
    return trust.SignatureCheck.latest(document.original.sha256) if document.original else None


def checks_of(document: Document) -> list[trust.SignatureCheck]:
    """Every check of the original, newest first."""
    return list(trust.SignatureCheck.history(document.original.sha256)) if document.original else []


def is_checking(document: Document) -> bool:
    """Whether the worker has still to judge the signatures of the original."""
    return document.original is not None and outbox.is_asked(
        ("read", document.id), ("check_signatures", document.original.sha256), ("check_again", document.original.sha256)
    )


def doubles_of(document: Document, form: EntryForm) -> list[Double]:
    """Entered letters that look like this one, as far as this clerk may see them."""
    return doubles_flow.find(person(), document, form.letter(), identifier=document.identifier or "")


@pages.get("/documents/<int:document_id>/doubles")
@needs("enter")
def doubles(document_id: int) -> str:
    """The warning about letters already entered, asked for while the clerk types."""
    form = EntryForm(request.args, meta={"csrf": False})
    found = doubles_of(rights.read(person(), document_id), form)
    return render_template("entry/_doubles.html", doubles=found, form=form, is_answer=True)


@pages.post("/documents/<int:document_id>/entry")
@needs("enter")
def enter(document_id: int) -> AnyResponse | tuple[str, int]:
    """Give the number and open the next letter; a double click gets the same number."""
    document, form = rights.read(person(), document_id), EntryForm()
    if not form.validate_on_submit():
        return page(document, form), 422
    if not document.number and not form.has_seen(doubles_of(document, form)):
        form.is_stopped = True
        return page(document, form), 422
    try:
        entered = entering.enter(
            document, form.facts(), by=person(), at=clock.now(), request_id=form.request_id.data,
            reason=form.reason.data or "",
        )
    except errors.SignatureBroken as refusal:
        form.reason.errors = [wording.sentence(refusal)]
        return page(document, form), 422
    flash(Markup(render_template("entry/_entered.html", document=entered)), "good")
    return go(url_for("incoming.next_waiting"))


@pages.post("/documents/<int:document_id>/joining")
@needs("enter")
def join(document_id: int) -> AnyResponse:
    """Cùng một văn bản: it takes no number, and its file stays with the letter that has one."""
    document, me = rights.read(person(), document_id), person()
    entered = rights.read(me, request.form.get("letter", 0, type=int))
    joining.join(document, entered, by=me, at=clock.now())
    letter = url_for("documents.show", document_id=entered.id)
    flash(Markup('Cùng một văn bản với <a href="{}">số đến {}</a>: không cấp thêm số, tệp được giữ ở đó.').format(
        letter, entered.number), "good")
    return go(url_for("incoming.next_waiting"))


@pages.post("/documents/<int:document_id>/parting")
@needs("enter")
def part(document_id: int) -> AnyResponse:
    """It was another letter after all: back into the queue."""
    document = joining.part(rights.read(person(), document_id), by=person(), at=clock.now())
    return go(url_for("entry.form", document_id=document.id))


@pages.post("/documents/<int:document_id>/refusal")
@needs("receive")
def refuse(document_id: int) -> AnyResponse | tuple[str, int]:
    """Từ chối tiếp nhận, with a reason; the next page says how the sender hears of it."""
    document, form = rights.read(person(), document_id), RefusalForm()
    if not form.validate_on_submit():
        return page(document, prefilled(document), form), 422
    refusing.refuse(document, form.cause.data, form.words.data or "", by=person(), at=clock.now())
    flash("Đã từ chối tiếp nhận.", "good")
    return go(url_for("documents.show", document_id=document.id))


@pages.post("/documents/<int:document_id>/telling")
@needs("receive")
def tell(document_id: int) -> AnyResponse | tuple[str, int]:
    """The responsible person was told of a secret-marked file."""
    document, form = rights.read(person(), document_id), TellingForm()
    if not form.validate_on_submit():
        return held(document, telling=form), 422
    holding.tell(document, form.told.data, by=person(), at=clock.now())
    flash("Đã ghi nhận việc báo người phụ trách.", "good")
    return go(url_for("entry.form", document_id=document.id))


@pages.post("/documents/<int:document_id>/removal")
@needs("receive")
def remove_held(document_id: int) -> AnyResponse | tuple[str, int]:
    """Remove a secret-marked file on the order of the responsible person."""
    document, form = rights.read(person(), document_id), OrderForm()
    if not form.validate_on_submit():
        return held(document, form=form), 422
    holding.remove_held(document, ordered_by=form.reason.data, by=person(), at=clock.now())
    flash("Đã đưa tệp ra khỏi hệ thống.", "good")
    return go(url_for("incoming.index"))


@pages.get("/agencies")
@needs("enter", "draft")
def agencies() -> str:
    """Agencies matching what is typed, for the field in hand."""
    typed = request.args.get("issuer") or request.args.get("name") or ""
    return render_template("entry/_agencies.html", agencies=Agency.matching(typed))
