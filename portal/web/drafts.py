"""Dự thảo: written, changed, laid before the person who will sign."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal import clock, layout_words, wording
from portal.flows import annexes, dispatch, layout, templates
from portal.office import authors, draft_annexes, draft_lists, drafting, rights, worklists
from portal.office.documents import Document
from portal.office.drafting import Outline, Preparation
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import capacities, errors, recipients, secrets
from portal.rules.kinds import COMMITTEE, DOCUMENT_KINDS, LETTER, ORGANS, URGENCIES
from portal.rules.recipients import ELECTRONIC, PAPER, Line
from portal.rules.roles import Role
from portal.rules.states import DRAFT, DRAFTING, RETURNED, SUBMITTED
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.draft_talk import blank_forms, talk_of
from portal.web.fields import choices
from portal.web.handed import handed
from portal.web.letter_page import annexes_of, history
from portal.web.opening import open_document
from portal.web.paging import count_of, page_of, whole
from portal.web.pictures import pages_of
from portal.web.premises import premises_of
from portal.web.recipients import addressing_of, tell_way

pages = Blueprint("drafts", __name__)
MAY_BE_CHANGED = (DRAFT, RETURNED)


class DraftForm(FlaskForm):
    """What the drafter says of an outgoing document."""

    kind = SelectField("Loại văn bản", choices=[kind.name for kind in DOCUMENT_KINDS])
    subject = TextAreaField("Trích yếu", [InputRequired("Hãy ghi trích yếu."), Length(max=1000)])
    unit_symbol = StringField("Ký hiệu đơn vị soạn", [Length(max=20)])
    organ = SelectField("Cơ quan ban hành", default=COMMITTEE.code,
                        choices=choices(*((o.code, o.name) for o in ORGANS.values() if not o.is_party)))
    is_normative = BooleanField("Văn bản quy phạm pháp luật: số có năm, ví dụ 05/2026/QĐ-UBND")
    urgency = SelectField("Độ khẩn", choices=choices(*((u, wording.label(u, "urgency")) for u in URGENCIES)))
    signer = SelectField("Người ký", coerce=int)
    capacity = StringField("Thẩm quyền ký", [Length(max=100)])
    position = StringField("Chức vụ", [InputRequired("Hãy ghi chức vụ của người ký."), Length(max=100)])
    adding = StringField("Tìm nơi nhận để thêm", [Length(max=200)])
    paper = TextAreaField("Gửi bản giấy", [Length(max=20_000)])
    electronic = TextAreaField("Gửi bản điện tử", [Length(max=20_000)])
    persons = TextAreaField("Cá nhân nhận để thi hành", [Length(max=5_000)])
    paper_demanded_by = StringField("Quy định buộc gửi bản giấy", [Length(max=200)])
    reply_to = HiddenField(validators=[Optional()])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        leaders = list(Person.with_role(Role.LEADER))
        self.signer.choices = choices(
            *((str(p.id), f"{p.name}, {p.position}" if p.position else p.name) for p in leaders)
        )

    def validate_subject(self, field: TextAreaField) -> None:
        """What is secret is refused before its file is kept."""
        if secrets.is_marked(field.data or ""):
            raise ValidationError(wording.sentence(errors.SecretMark()))

    def validate_unit_symbol(self, field: StringField) -> None:
        """A công văn carries the drafting unit in its symbol; named types do not."""
        if self.kind.data == LETTER.name and not field.data.strip():
            raise ValidationError("Công văn cần ký hiệu đơn vị soạn, ví dụ VP, KT, VHXH.")

    def validate_electronic(self, field: TextAreaField) -> None:
        """Someone must get it, and everyone must be named."""
        lines = self.lines()
        if any(recipients.says_as_above(line) for line in lines):
            raise ValidationError("“Như trên” chưa nói gửi cho ai. Hãy ghi tên các nơi ở phần Kính gửi.")
        if not [line for line in lines if not recipients.is_clerk_copy(line.name)]:
            raise ValidationError("Hãy ghi ít nhất một nơi nhận ngoài “Lưu: VT”.")

    def lines(self) -> tuple[Line, ...]:
        """Nơi nhận of the three fields, in the order of the page."""
        found = (
            *recipients.persons(self.persons.data or ""), *recipients.parse(self.paper.data or "", PAPER),
            *recipients.parse(f"{self.electronic.data or ''}\n{self.adding.data or ''}", ELECTRONIC),
        )
        return recipients.once(sorted(found, key=lambda line: line.channel != PAPER))

    def outline(self) -> Outline:
        """The form as the office takes it."""
        return Outline(
            kind=self.kind.data, subject=self.subject.data, signer=Person.get_by_id(self.signer.data),
            capacity=self.capacity.data or "", position=self.position.data or "",
            unit_symbol=(self.unit_symbol.data or "").strip().upper(), urgency=self.urgency.data,
            organ=self.organ.data, is_normative=self.is_normative.data,
            reply_to=self.answered(), recipients=self.lines(),
            paper_demanded_by=(self.paper_demanded_by.data or "").strip(),
        )

    def answered(self) -> Document | None:
        """The letter this one answers, if the drafter may read it."""
        asked = whole(str(self.reply_to.data or ""))
        return None if asked is None else open_document(asked)


class NewDraftForm(DraftForm):
    """The outline with the file itself."""

    file = FileField("Tệp dự thảo (DOCX hoặc PDF)", [FileRequired("Hãy chọn tệp dự thảo.")])


class RevisionForm(FlaskForm):
    """A newer file; ``base_n`` is the version the drafter looked at."""

    file = FileField("Tệp mới (DOCX hoặc PDF)", [FileRequired("Hãy chọn tệp.")])
    base_n = IntegerField(validators=[InputRequired()])


class AnnexForm(FlaskForm):
    """An annex in a file of its own."""

    annex = FileField("Tệp phụ lục (PDF)", [FileRequired("Hãy chọn tệp phụ lục.")])


@pages.get("/drafts")
@needs("draft")
def index() -> str:
    """Drafts on their way to the signature, the newest first: mine, those that wait for me, those of my unit."""
    me, asked = person(), request.args
    counts = {tab: count_of(draft_lists.drafts(me, tab)) for tab in draft_lists.tabs_of(me)}
    tab = asked.get("tab", "") if asked.get("tab") in counts else draft_lists.MINE
    state, sought = asked.get("state", ""), asked.get("q", "")
    found = draft_lists.drafts(me, tab, state=state, holding=sought)
    tabs = [(wording.label(name, "draft_tab"), url_for("drafts.index", tab=name), name == tab, count)
            for name, count in counts.items()]
    return render_template(
        "drafts/index.html", page=page_of(found, asked.get("page")), tab=tab, tabs=tabs, state=state, q=sought,
        states=DRAFTING, all_count=counts[tab],
    )


@pages.get("/drafts/new")
@needs("draft")
def new() -> str:
    """The empty form, filled as far as the letter to answer and the signer tell."""
    return render_template("drafts/new.html", form=NewDraftForm(formdata=None, data=beginnings()))


def beginnings() -> dict[str, Any]:
    """What can be known beforehand."""
    values: dict[str, Any] = {
        "kind": LETTER.name, "urgency": "normal", "paper": "Lưu: VT",
        "unit_symbol": drafting.usual_unit_symbol(person()),
    }
    asked = whole(request.args.get("reply_to"))
    if asked is not None:
        letter = open_document(asked)
        values |= {
            "reply_to": letter.id, "electronic": letter.issuer,
            "subject": f"V/v trả lời {letter.kind or LETTER.name} số {letter.reference}" if letter.reference else "",
        }
    leaders = list(Person.with_role(Role.LEADER))
    chosen = next((p for p in leaders if str(p.id) == request.args.get("signer")), leaders[0] if leaders else None)
    if chosen:
        values["signer"] = chosen.id
        values["capacity"], values["position"] = capacities.usual(chosen.position)
    return values


@pages.post("/drafts")
@needs("draft")
def create() -> AnyResponse | tuple[str, int]:
    """Keep the draft; the worker makes the PDF."""
    form = NewDraftForm()
    if not form.validate_on_submit():
        if form.file.data:
            form.file.errors = ["Hãy chọn lại tệp: trình duyệt không giữ tệp khi trang còn chỗ phải sửa."]
        return render_template("drafts/new.html", form=form), 422
    try:
        document = dispatch.start_draft(
            form.file.data.stream, form.file.data.filename or "", form.outline(), by=person(), at=clock.now(),
            premises=premises_of(settings()),
        )
    except errors.FileRefused as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return render_template("drafts/new.html", form=form), 422
    flash("Đã lưu dự thảo. Hệ thống đang tạo bản PDF để trình ký.", "good")
    return go(url_for("drafts.show", document_id=document.id))


@pages.post("/drafts/template")
@needs("draft")
def template() -> Response | tuple[str, int]:
    """Tải mẫu: a DOCX laid out as the Decree wants it, with what the form says so far."""
    form = NewDraftForm()
    if not Person.is_leader(form.signer.data or 0):
        raise errors.NotFound(form.signer.data)
    if form.kind.data == LETTER.name and not (form.unit_symbol.data or "").strip():
        form.unit_symbol.data = "VP"
    made = templates.made(form.outline(), at=clock.now(), premises=premises_of(settings()))
    return handed(made, "mau-van-ban.docx")


@pages.get("/drafts/<int:document_id>")
@needs("draft")
def show(document_id: int) -> str | AnyResponse:
    """One draft: its pages, where it stands, and the next step."""
    document = rights.read(person(), document_id)
    if document.state not in DRAFTING:
        return go(url_for("outgoing.show", document_id=document.id))
    return draft_page(document)


def newest_n(document: Document) -> int:
    """Which version the drafter looks at."""
    return document.latest.n if document.latest else 0


def draft_page(document: Document, **forms: FlaskForm) -> str:
    """The page of a draft; ``forms`` are those that came back with something wrong."""
    me, lines, preparation = person(), list(Recipient.of(document)), Preparation.of(document)
    talk = talk_of(document, me)
    blank = {
        "revision": RevisionForm(formdata=None, base_n=newest_n(document)), **blank_forms(document, me),
        "enclosing": AnnexForm(formdata=None),
    }
    return render_template(
        "drafts/show.html", document=document, preparation=preparation, pages=pages_of(document), talk=talk,
        layout=layout.told(preparation.layout), layout_words=layout_words,
        lines=lines, differing=talk.differing, history=history(document),
        may_change=talk.is_author and document.state in MAY_BE_CHANGED,
        answered=worklists.answered(me, document), annexes=annexes_of(document),
        may_sign=document.state == SUBMITTED and document.signer_id == me.id,
        **{**blank, **forms}, **addressing_of(document, lines, talk.differing),
    )


@pages.get("/drafts/<int:document_id>/preparation")
@needs("draft")
def preparation(document_id: int) -> str | tuple[str, int] | AnyResponse:
    """How far the worker is, asked every other second while it works; then the page, whose parts take their places.

    The form somebody is writing in stays as it is.
    """
    if worklists.was_held(person(), document_id):
        flash(wording.sentence(errors.SecretMark()), "refusal")
        return Response("", headers={"HX-Redirect": url_for("drafts.index")})
    if Preparation.of(rights.read(person(), document_id)).state == "waiting":
        return "", 204
    return show(document_id)


@pages.post("/drafts/<int:document_id>/preparation")
@needs("draft")
def prepare_again(document_id: int) -> AnyResponse:
    """Tạo lại bản PDF."""
    document = rights.read(person(), document_id)
    drafting.prepare_again(document, by=person(), at=clock.now())
    return go(url_for("drafts.show", document_id=document.id))


@pages.get("/drafts/<int:document_id>/outline")
@needs("draft")
def outline(document_id: int) -> str:
    """What was said of the draft, to be changed."""
    document = rights.read(person(), document_id)
    authors.require_author(document, person())
    document.require_state(*MAY_BE_CHANGED)
    return render_template("drafts/outline.html", document=document, form=DraftForm(formdata=None, data=told(document)))


def told(document: Document) -> dict[str, Any]:
    """A draft as its form shows it."""
    lines = list(Recipient.of(document))
    named = {
        "persons": [line.name for line in lines if line.is_person],
        "paper": [line.name for line in lines if line.channel == PAPER and not line.is_person],
        "electronic": [line.name for line in lines if line.channel == ELECTRONIC and not line.is_person],
    }
    return {
        **{name: "\n".join(names) for name, names in named.items()},
        "kind": document.kind, "subject": document.subject, "urgency": document.urgency, "signer": document.signer_id,
        "organ": document.organ or COMMITTEE.code, "is_normative": bool(document.is_normative),
        "unit_symbol": document.symbol.rpartition("-")[2] if document.kind == LETTER.name else "",
        "capacity": document.capacity, "position": document.position, "reply_to": document.reply_to_id,
        "paper_demanded_by": document.paper_demanded_by or "",
    }


@pages.post("/drafts/<int:document_id>/outline")
@needs("draft")
def describe(document_id: int) -> AnyResponse | tuple[str, int]:
    """Keep the changed outline."""
    document, form = open_document(document_id), DraftForm()
    if not form.validate_on_submit():
        return render_template("drafts/outline.html", document=document, form=form), 422
    before = document.route
    drafting.describe(document, form.outline(), by=person(), at=clock.now())
    tell_way(document, before)
    flash("Đã ghi thông tin dự thảo.", "good")
    return go(url_for("drafts.show", document_id=document.id))


@pages.post("/drafts/<int:document_id>/versions")
@needs("draft")
def revise(document_id: int) -> AnyResponse | tuple[str, int]:
    """A newer file."""
    document, form = open_document(document_id), RevisionForm()
    if not form.validate_on_submit():
        return draft_page(document, revision=form), 422
    try:
        dispatch.revise_draft(
            document, form.file.data.stream, form.file.data.filename or "", base_n=form.base_n.data, by=person(),
            at=clock.now(), premises=premises_of(settings()),
        )
    except errors.FileRefused as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return draft_page(document, revision=form), 422
    flash("Đã nhận tệp mới. Hệ thống đang tạo bản PDF.", "good")
    return go(url_for("drafts.show", document_id=document.id))


@pages.post("/drafts/<int:document_id>/annexes")
@needs("draft")
def enclose(document_id: int) -> AnyResponse | tuple[str, int]:
    """Thêm phụ lục là tệp riêng."""
    document, form = open_document(document_id), AnnexForm()
    document.require_state(*DRAFTING)
    if not form.validate_on_submit():
        return draft_page(document, enclosing=form), 422
    given = form.annex.data
    try:
        annexes.add(
            document, given.stream, given.filename or "", by=person(), at=clock.now(), premises=premises_of(settings())
        )
    except errors.FileRefused as refusal:
        form.annex.errors = [wording.sentence(refusal)]
        return draft_page(document, enclosing=form), 422
    flash("Đã thêm phụ lục. Hệ thống đang đọc tệp; đọc xong mới trình ký được.", "good")
    return go(url_for("drafts.show", document_id=document.id, _anchor="annexes"))


@pages.post("/drafts/<int:document_id>/annexes/<int:annex_id>/removal")
@needs("draft")
def take_out(document_id: int, annex_id: int) -> AnyResponse:
    """Bỏ phụ lục."""
    document = open_document(document_id)
    draft_annexes.remove(document, annex_id, by=person(), at=clock.now())
    flash("Đã bỏ phụ lục.", "good")
    return go(url_for("drafts.show", document_id=document.id, _anchor="annexes"))


@pages.post("/drafts/<int:document_id>/submission")
@needs("draft")
def submit(document_id: int) -> AnyResponse:
    """Trình ký."""
    document = rights.read(person(), document_id)
    drafting.submit(document, by=person(), at=clock.now())
    flash(f"Đã trình {document.signer.name} ký.", "good")
    return go(url_for("drafts.show", document_id=document.id))
