"""Ký số: the queue, the page where the place is chosen, the job that the signer program works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, render_template, request, session, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, FloatField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from portal import clock, wording
from portal.flows import dispatch, placing, signed_files, signing
from portal.office import drafting, early_numbers, rights, worklists
from portal.office.comments import Comment
from portal.office.devices import Certificate, Device
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.signing import LARGEST_BATCH, SigningJob
from portal.rules.errors import Invalid, NotFound, Superseded, Unreadable
from portal.rules.signing import ACTS, LARGEST_SHARE, OPEN, SEAL, SIGN, Act, JobState, stage
from portal.rules.states import NUMBERED, SUBMITTED
from portal.web.access import needs, own_origin, person, settings
from portal.web.answers import go
from portal.web.draft_talk import talk_of
from portal.web.letter_page import annexes_of, check_of
from portal.web.opening import open_document
from portal.web.paging import whole
from portal.web.pictures import PagePicture, pages_of
from portal.web.premises import premises_of

pages = Blueprint("signing", __name__)
OFF_THE_PAGE = "Ô chữ ký nằm ngoài trang. Hãy đặt lại."
FRACTION = NumberRange(0, 1, OFF_THE_PAGE)
MOST_LAUNCHES = 5


class PlaceForm(FlaskForm):
    """Where on which page the signature stands, as fractions from the top left; ``base_n`` is the version shown."""

    base_n = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    page = IntegerField(validators=[InputRequired(), NumberRange(1)], widget=HiddenInput())
    x0 = FloatField(validators=[InputRequired(), FRACTION], widget=HiddenInput())
    y0 = FloatField(validators=[InputRequired(), FRACTION], widget=HiddenInput())
    x1 = FloatField(validators=[InputRequired(), FRACTION], widget=HiddenInput())
    y1 = FloatField(validators=[InputRequired(), FRACTION], widget=HiddenInput())
    may_hide = BooleanField("Vẫn đặt ở đây, dù che chữ")

    def validate(self, extra_validators: Any = None) -> bool:
        """Each number by itself, then that they make a box, and one that hides little of the page."""
        if not super().validate(extra_validators):
            return False
        width, height = self.x1.data - self.x0.data, self.y1.data - self.y0.data
        if width <= 0 or height <= 0:
            self.form_errors.append(OFF_THE_PAGE)
        elif width * height > LARGEST_SHARE:
            self.form_errors.append("Ô chữ ký che hơn một phần mười trang. Hãy đặt ô nhỏ hơn.")
        return not self.form_errors

    def place(self) -> dict[str, Any]:
        """The place as the flow takes it."""
        return {"page": self.page.data, "box": [self.x0.data, self.y0.data, self.x1.data, self.y1.data]}


def marked(value: str | tuple[int, int]) -> tuple[int, int]:
    """A row of a queue as it was marked: the document, and its version when the queue was shown."""
    if isinstance(value, tuple):
        return value
    document_id, _, n = value.partition(":")
    return int(document_id), int(n)


class BatchForm(FlaskForm):
    """The documents marked in a queue, each in the version that waited there."""

    act = StringField(validators=[AnyOf(tuple(ACTS))])
    documents = SelectMultipleField(
        "Văn bản", [
            InputRequired("Hãy đánh dấu những văn bản cần ký."),
            Length(max=LARGEST_BATCH, message=f"Mỗi lần ký nhiều nhất {LARGEST_BATCH} văn bản. Hãy bỏ bớt dấu."),
        ],
        coerce=marked, validate_choice=False,
    )


class SignedFileForm(FlaskForm):
    """The approved file, signed by another program; ``base_n`` is the version that was downloaded."""

    file = FileField("Tệp PDF đã ký", [FileRequired("Hãy chọn tệp đã ký.")])
    base_n = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ReturnForm(FlaskForm):
    """Trả lại, with the reason."""

    reason = StringField(
        "Lý do trả lại", [InputRequired("Hãy ghi lý do để người soạn biết cần sửa gì."), Length(max=500)]
    )


@pages.get("/signing")
@needs("approve", "seal")
def index() -> str:
    """What waits for my signature, and what waits for the seal I keep."""
    return queues(BatchForm(formdata=None))


def queues(form: BatchForm) -> str:
    """Both queues, with what was wrong with the marks."""
    me = person()
    to_sign = waiting(me, SIGN)
    return render_template(
        "signing/index.html", to_sign=to_sign, to_seal=waiting(me, SEAL), lacking=lacking(me), form=form,
        open_comments=Comment.open_counts(to_sign),
    )


def waiting(me: Person, act: Act) -> list[Document]:
    """Documents whose turn it is, the oldest first."""
    if not me.may(act.verb):
        return []
    return list(worklists.to_sign(me) if act is SIGN else worklists.to_seal(me))


def lacking(me: Person) -> str:
    """What is missing before this person can sign at all: ``device``, ``certificate`` or nothing."""
    if not Device.of(me).exists():
        return "device"
    roles = [act.certificate_role for act in (SIGN, SEAL) if me.may(act.verb)]
    return "" if any(Certificate.in_force(me, role).exists() for role in roles) else "certificate"


def act_for(document: Document) -> Act:
    """A numbered document is sealed, any other one is signed."""
    return SEAL if document.state == NUMBERED else SIGN


@pages.get("/documents/<int:document_id>/signing")
@needs("approve", "seal")
def show(document_id: int) -> str | AnyResponse:
    """The page to sign: the image, the box where the words of the page put it, the button."""
    document, me = rights.read(person(), document_id), person()
    act = act_for(document)
    if document.state not in (SUBMITTED, NUMBERED) or not me.may(act.verb):
        return go(url_for("outgoing.show", document_id=document.id))
    return signing_page(document, act)


def signing_page(
    document: Document, act: Act, back: ReturnForm | None = None, elsewhere: SignedFileForm | None = None,
    refused: str = "", asked: PlaceForm | None = None, hidden: Sequence[str] = (),
) -> str:
    """The signing page with the place proposed or asked for, on the page asked for, and why nothing was begun."""
    base_n = document.latest.n if document.latest else 0  # before the pictures are chosen: never newer than they
    back = back or ReturnForm(formdata=None)
    elsewhere = elsewhere or SignedFileForm(formdata=None, base_n=base_n)
    place = proposed(document, act)
    shown = pages_of(document)
    wanted = asked.page.data if asked else whole(request.args.get("page"))
    number = min(max(place["page"] if wanted is None else wanted, 1), max(len(shown), 1))
    x0, y0, x1, y1 = asked.place()["box"] if asked else place["box"]
    form = asked or PlaceForm(
        formdata=None, data={"base_n": base_n, "page": number, "x0": x0, "y0": y0, "x1": x1, "y1": y1}
    )
    return render_template(
        "signing/show.html", document=document, act=act.word, form=form, back=back, elsewhere=elsewhere, pages=shown,
        number=number, place=place, refused=refused, hidden=hidden, lines=list(Recipient.of(document)),
        sheet=sheet_of(document, act, number, shown) if shown else None, check=check_of(document),
        lacking=lacking(person()), live=SigningJob.live(document), answered=worklists.answered(person(), document),
        is_number_due=early_numbers.is_due(document), annexes=annexes_of(document),
        vgca_address=settings().vgca_address, talk=talk_of(document, person()) if act is SIGN else None,
    )


@dataclass(frozen=True)
class Sheet:
    """The page the box stands on: its picture in its own proportions, its words, and what will be drawn in the box."""

    page: PagePicture
    words: list[list[Any]]
    stamp: str
    has_true_size: bool


def sheet_of(document: Document, act: Act, number: int, shown: Sequence[PagePicture]) -> Sheet:
    """The page with that number."""
    read = placing.page(document, number, premises_of(settings()))
    page = shown[number - 1]
    if read.width:
        page = replace(page, width=round(read.width, 2), height=round(read.height, 2))
    is_drawn = placing.is_drawn(act, person())
    address = "stamps.seal_picture" if act is SEAL else "stamps.hand_picture"
    words = [[*(round(edge, 4) for edge in box), word] for word, box in read.words]
    return Sheet(page, words, url_for(address) if is_drawn else "", is_drawn and act is SEAL)


def proposed(document: Document, act: Act) -> dict[str, Any]:
    """The place the words of the page give; the lower right of the last page when they cannot be read."""
    try:
        return placing.place_of(document, act, premises_of(settings()), by=person())
    except Unreadable:
        return {"found": False, "free": True, "page": document.pages or 1, "box": [0.56, 0.72, 0.8, 0.81]}


@pages.post("/documents/<int:document_id>/approvals")
@needs("approve")
def approve(document_id: int) -> AnyResponse | tuple[str, int]:
    """Duyệt và cấp số, where the office numbers before signing; then the page to sign, with the number on it."""
    document, base_n = rights.read(person(), document_id), whole(request.form.get("base_n")) or 0
    try:
        document = dispatch.approve(
            document, base_n=base_n, by=person(), at=clock.now(), premises=premises_of(settings()),
            request_id=f"approve:{document_id}",
        )
    except Superseded:
        return signing_page(document, SIGN, refused=wording.NEWER_TO_SIGN), 409
    flash(f"Đã cấp số {document.reference}. Xem lại trang rồi ký.", "good")
    return go(url_for("signing.show", document_id=document_id))


@pages.post("/documents/<int:document_id>/signing-jobs")
@needs("approve", "seal")
def create(document_id: int) -> AnyResponse | tuple[str, int]:
    """Begin a signature on one document, in the version the page showed; a newer one is shown first."""
    document, form = open_document(document_id), PlaceForm()
    act, now = act_for(document), clock.now()
    has_page = NumberRange(max=document.pages or 1, message=OFF_THE_PAGE)
    if not form.validate_on_submit(extra_validators={"page": [has_page]}):
        return signing_page(document, act, refused=first(form.errors)), 422
    place, hidden = laid(document, act, form.place())
    if hidden and not form.may_hide.data:
        return signing_page(document, act, asked=form, hidden=hidden), 422
    signing.expire(at=now, premises=premises_of(settings()))
    try:
        begun = signing.begin(
            document, act, place, base_n=form.base_n.data, by=person(), origin=own_origin(), at=now
        )
    except Superseded:
        return signing_page(document, act, refused=wording.NEWER_TO_SIGN), 409
    return launch(begun)


def laid(document: Document, act: Act, place: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The place as it will be drawn, a seal in its true size, and the words it would hide."""
    premises = premises_of(settings())
    if act is SEAL and placing.is_drawn(act, person()):
        place = placing.true_size(place, document, premises, by=person())
    return place, placing.words_under(document, act, place, premises, by=person())


def first(found: Mapping[str | None, Sequence[Any]]) -> str:
    """One sentence of what is wrong with a form whose fields nobody sees."""
    return str(next(iter(found.values()))[0])


@pages.post("/documents/<int:document_id>/signed-files")
@needs("approve", "seal")
def take_signed(document_id: int) -> AnyResponse | tuple[str, int]:
    """The approved file comes back, signed by another program."""
    document, form = open_document(document_id), SignedFileForm()
    act = act_for(document)
    if not form.validate_on_submit():
        return signing_page(document, act, elsewhere=form), 422
    given = form.file.data
    try:
        signed_files.take(
            document, act, given.stream, given.filename or "", base_n=form.base_n.data, by=person(), at=clock.now(),
            premises=premises_of(settings()),
        )
    except Invalid as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return signing_page(document, act, elsewhere=form), 422
    flash("Đã nhận tệp ký. Chữ ký hợp lệ và là của người ký.", "good")
    return go(url_for("outgoing.show", document_id=document.id))


@pages.post("/signing/batches")
@needs("approve", "seal")
def create_batch() -> AnyResponse | tuple[str, int]:
    """Begin one signature on each document marked in a queue, with one launch and one PIN."""
    me, form, now = person(), BatchForm(), clock.now()
    if not form.validate_on_submit():
        return queues(form), 422
    documents = readable(dict(form.documents.data))
    signing.expire(at=now, premises=premises_of(settings()))
    begun = signing.begin_batch(documents, ACTS[form.act.data], by=me, origin=own_origin(), at=now)
    for document, refusal in begun.left_out:
        named = wording.label(document.state, "state") if document.is_held else document.subject
        flash(f"Chưa ký được “{named}”. {wording.sentence(refusal)}", "warning")
    return launch(begun)


def readable(marks: Mapping[int, int]) -> list[tuple[Document, int]]:
    """The marked documents still shown to the person; of the others only that they were taken back is said."""
    found = []
    for document_id, n in marks.items():
        try:
            found.append((rights.read(person(), document_id), n))
        except NotFound:
            flash("Một văn bản đã được lấy lại, không còn chờ ký.", "warning")
    if not found:
        raise NotFound()
    return found


def launch(begun: signing.Begun) -> AnyResponse:
    """Go to the page of the jobs; their ticket stays in this browser's session for two minutes."""
    kept = dict(list(session.get("launches", {}).items())[-MOST_LAUNCHES + 1:])
    session["launches"] = {**kept, begun.job.key: {"url": begun.launch, "code": begun.code}}
    return go(url_for("signing.job", key=begun.job.key))


@pages.get("/signing/jobs/<key>")
@needs("approve", "seal")
def job(key: str) -> str:
    """Signatures on their way: the address that opens the signer program, and how far they are."""
    jobs = own_jobs(key)
    return render_template(f"signing/{kind_of(jobs)}.html", **state_of(jobs))


@pages.get("/signing/jobs/<key>/state")
@needs("approve", "seal")
def state(key: str) -> str | tuple[str, int]:
    """How far they are, asked every second; nothing comes back while nothing changed, so nothing is said twice."""
    jobs = own_jobs(key)
    if request.args.get("seen") == seen(jobs):
        return "", 204
    return render_template(f"signing/_{kind_of(jobs)}.html", **state_of(jobs))


def kind_of(jobs: list[SigningJob]) -> str:
    """Which page shows them."""
    return "job" if len(jobs) == 1 and jobs[0].attachment_id is None else "batch"


def seen(jobs: list[SigningJob]) -> str:
    """The states the page shows, as one word."""
    return ".".join(job.state for job in jobs)


def own_jobs(key: str) -> list[SigningJob]:
    """The jobs of a launch of the person signed in, after ending what ran out of time."""
    signing.expire(at=clock.now(), premises=premises_of(settings()))
    found = SigningJob.under(key)
    if not found or found[0].person_id != person().id:
        raise NotFound(key)
    return found


def state_of(jobs: list[SigningJob]) -> dict[str, Any]:
    """What page and fragment show of the jobs of a launch."""
    first, document = jobs[0], jobs[0].document
    started = session.get("launches", {}).get(first.key, {}) if first.state == JobState.CREATED else {}
    here = {job.document_id for job in jobs}
    only = document if len(here) == 1 else None
    readable = {job.document_id for job in jobs if rights.may_read(person(), job.document)}
    others = [d for d in waiting(person(), ACTS[first.act]) if d.id not in here]
    return {
        "job": first, "jobs": jobs, "document": document, "launch": started, "seen": seen(jobs), "readable": readable,
        "stage": stage(job.state for job in jobs), "may_cancel": any(job.state in OPEN for job in jobs),
        "problems": {job.id: signing.sentence(job.error) for job in jobs if job.error},
        "only": only,
        "next": others[0] if others else None, "check": check_of(document) if first.state == JobState.DONE else None,
    }


@pages.post("/signing/jobs/<key>/cancellation")
@needs("approve", "seal")
def cancel(key: str) -> AnyResponse:
    """Hủy lần ký này: all that is still open under its launch."""
    jobs = own_jobs(key)
    signing.cancel(jobs, by=person(), at=clock.now(), premises=premises_of(settings()))
    flash("Đã hủy lần ký.", "info")
    if kind_of(jobs) == "batch":
        return go(url_for("signing.job", key=key))
    return go(url_for("signing.show", document_id=jobs[0].document_id))


@pages.post("/documents/<int:document_id>/returns")
@needs("approve")
def send_back(document_id: int) -> AnyResponse | tuple[str, int]:
    """Trả lại."""
    document, form = rights.read(person(), document_id), ReturnForm()
    if not form.validate_on_submit():
        return signing_page(document, act_for(document), form), 422
    drafting.send_back(document, form.reason.data, by=person(), at=clock.now())
    flash(f"Đã trả lại {document.created_by.name}.", "good")
    return go(url_for("signing.index"))
