"""Hồ sơ công việc: the lists, one dossier, and what the person who keeps it writes on it."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal import clock, wording
from portal.flows import dossier_zip
from portal.office import closing, dossiers, freezing, one_stop, rights, staying
from portal.office.dossier_exports import DossierExport
from portal.office.dossiers import Dossier
from portal.office.retentions import Retention
from portal.office.staying import Stay
from portal.rules.errors import Invalid
from portal.rules.retention import creator_reads_until
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.dossier_tabs import tabs
from portal.web.fields import choices
from portal.web.paging import page_of
from portal.web.premises import premises_of

pages = Blueprint("dossiers", __name__)


class DescriptionForm(FlaskForm):
    """Title and retention, as long as the work goes on."""

    title = StringField("Tiêu đề hồ sơ", [InputRequired("Hãy ghi tiêu đề hồ sơ."), Length(max=300)])
    retention = SelectField("Thời hạn bảo quản", [InputRequired("Hãy chọn thời hạn bảo quản.")])

    def offer(self) -> "DescriptionForm":
        """The periods of the table."""
        self.retention.choices = choices(("", "Chọn…"), *((r.code, r.name) for r in Retention.active()))
        return self


class DossierForm(DescriptionForm):
    """A dossier for a new piece of work."""

    number = StringField("Số, ký hiệu hồ sơ", [InputRequired("Hãy ghi số, ký hiệu hồ sơ."), Length(max=20)])


class PlaceForm(FlaskForm):
    """Where the paper lies."""

    store = StringField("Kho", [Length(max=60)])
    shelf = StringField("Giá, tủ", [Length(max=60)])
    box = StringField("Hộp, cặp", [Length(max=60)])


class PaperForm(FlaskForm):
    """Sheets of paper of one document."""

    sheets = IntegerField("Số tờ đã đánh số", [Optional(), NumberRange(1, 9999)])
    place = StringField("Nơi để, nếu khác nơi để hồ sơ", [Length(max=120)])


class OneStopForm(FlaskForm):
    """A service file in the one-stop system."""

    system = StringField("Hệ thống một cửa", [InputRequired("Hãy ghi tên hệ thống."), Length(max=120)])
    code = StringField("Mã hồ sơ", [InputRequired("Hãy ghi mã hồ sơ."), Length(max=60)])
    note = StringField("Ghi chú", [Length(max=200)])


@pages.get("/dossiers")
@needs("search")
def index() -> str:
    """Open dossiers, with how many documents lie in each."""
    return listing(closed=False)


@pages.get("/dossiers/closed")
@needs("search")
def closed() -> str:
    """Those whose work has ended."""
    return listing(closed=True)


def listing(*, closed: bool) -> str:
    """The page of a list."""
    typed = request.args.get("q", "")[:200]
    page = page_of(Dossier.listed(typed, closed=closed), request.args.get("page"))
    return render_template(
        "dossiers/index.html", page=page, sizes=dossiers.sizes(page.rows), q=typed, closed=closed,
        tabs=tabs(person(), "closed" if closed else "open"), today=clock.today(),
    )


@pages.get("/dossiers/new")
@needs("file")
def new() -> str:
    """The form of a new dossier."""
    return render_template("dossiers/new.html", form=DossierForm(formdata=None).offer())


@pages.post("/dossiers")
@needs("file")
def create() -> AnyResponse | tuple[str, int]:
    """Open it."""
    form = DossierForm()
    form.offer()
    if not form.validate_on_submit():
        return render_template("dossiers/new.html", form=form), 422
    try:
        dossier = dossiers.open_dossier(
            form.number.data, form.title.data, form.retention.data, by=person(), at=clock.now()
        )
    except Invalid as refusal:
        form.number.errors = [wording.sentence(refusal)]
        return render_template("dossiers/new.html", form=form), 422
    flash(f"Đã mở hồ sơ {dossier.number}.", "good")
    return go_to(dossier)


def go_to(dossier: Dossier) -> AnyResponse:
    """The dossier's page."""
    return go(url_for("dossiers.show", dossier_id=dossier.id))


@pages.get("/dossiers/<int:dossier_id>")
@needs("search")
def show(dossier_id: int) -> str:
    """One dossier with what this person may read of it, and how much more lies in it."""
    dossier, me = Dossier.load(dossier_id), person()
    page = page_of(dossier.documents(me), request.args.get("page"))
    exported = DossierExport.newest(dossier, me)
    is_keeper, is_open = dossier.is_kept_by(me), dossier.state == dossiers.OPEN
    return render_template(
        "dossiers/show.html", dossier=dossier, page=page, hidden=dossier.hidden(me), today=clock.today(),
        is_keeper=is_keeper, is_open=is_open, may_change=is_keeper and is_open and not dossier.is_frozen,
        items={item.document_id: item for item in dossier.items},
        paper={d.id for d in closing.on_paper(dossier)}, references=list(dossier.one_stop),
        proposal=closing.proposal(dossier) if is_keeper and is_open else None,
        reads_until=creator_reads_until(dossier.deposited_on) if dossier.deposited_on else None,
        may_freeze=freezing.may_freeze(me), exported=exported,
        may_stay=staying.may_stay(dossier, me), stay=Stay.newest_of(dossier),
        fresh=exported and dossier_zip.is_there(exported, premises_of(settings()), at=clock.now()),
        description=DescriptionForm(
            formdata=None, title=dossier.title, retention=dossier.retention.code if dossier.retention else ""
        ).offer(),
        place=PlaceForm(formdata=None, obj=dossier), one_stop=OneStopForm(formdata=None),
    )


@pages.post("/dossiers/<int:dossier_id>/description")
@needs("file")
def describe(dossier_id: int) -> AnyResponse:
    """Title and retention put right."""
    dossier, form = Dossier.load(dossier_id), DescriptionForm().offer()
    if form.validate_on_submit():
        dossiers.describe(dossier, form.title.data or "", form.retention.data, by=person(), at=clock.now())
        flash("Đã lưu tiêu đề và thời hạn bảo quản.", "good")
    else:
        tell_first_error(form)
    return go_to(dossier)


@pages.post("/dossiers/<int:dossier_id>/place")
@needs("file")
def put_away(dossier_id: int) -> AnyResponse:
    """Kho, giá, hộp."""
    dossier, form = Dossier.load(dossier_id), PlaceForm()
    if form.validate_on_submit():
        words = {word: form[word].data or "" for word in dossiers.PLACE}
        dossiers.put_away(dossier, words, by=person(), at=clock.now())
        flash("Đã lưu nơi để hồ sơ.", "good")
    else:
        tell_first_error(form)
    return go_to(dossier)


@pages.get("/dossiers/<int:dossier_id>/documents/<int:document_id>/paper")
@needs("file")
def paper(dossier_id: int, document_id: int) -> str:
    """The form for sheets and place of one document."""
    dossier, document = Dossier.load(dossier_id), rights.read(person(), document_id)
    item = dossiers.DossierItem.holding(document, dossier)
    return paper_page(dossier, document, PaperForm(formdata=None, obj=item))


def paper_page(dossier: Dossier, document: object, form: PaperForm) -> str:
    """Its page."""
    return render_template("dossiers/paper.html", dossier=dossier, document=document, form=form)


@pages.post("/dossiers/<int:dossier_id>/documents/<int:document_id>/paper")
@needs("file")
def note_paper(dossier_id: int, document_id: int) -> AnyResponse | tuple[str, int]:
    """Sheets of paper, and where they lie."""
    dossier, document, form = Dossier.load(dossier_id), rights.read(person(), document_id), PaperForm()
    if not form.validate_on_submit():
        return paper_page(dossier, document, form), 422
    dossiers.note_paper(document, dossier, form.sheets.data, form.place.data or "", by=person(), at=clock.now())
    flash("Đã ghi số tờ và nơi để.", "good")
    return go_to(dossier)


@pages.post("/dossiers/<int:dossier_id>/documents/<int:document_id>/removal")
@needs("file")
def take_out(dossier_id: int, document_id: int) -> AnyResponse:
    """Put a wrong filing right."""
    dossier = Dossier.load(dossier_id)
    dossiers.take_out(rights.read(person(), document_id), dossier, by=person(), at=clock.now())
    flash("Đã đưa văn bản ra khỏi hồ sơ; văn bản vẫn ở trong sổ.", "good")
    return go_to(dossier)


@pages.post("/dossiers/<int:dossier_id>/one-stop")
@needs("file")
def refer(dossier_id: int) -> AnyResponse:
    """Name a service file."""
    dossier, form = Dossier.load(dossier_id), OneStopForm()
    if form.validate_on_submit():
        one_stop.refer(
            dossier, form.system.data or "", form.code.data or "", form.note.data or "", by=person(), at=clock.now()
        )
        flash("Đã dẫn hồ sơ một cửa.", "good")
    else:
        tell_first_error(form)
    return go_to(dossier)


@pages.post("/dossiers/<int:dossier_id>/one-stop/<int:reference_id>/removal")
@needs("file")
def strike(dossier_id: int, reference_id: int) -> AnyResponse:
    """Take a wrong reference out."""
    dossier = Dossier.load(dossier_id)
    one_stop.strike(dossier, reference_id, by=person(), at=clock.now())
    flash("Đã bỏ dẫn hồ sơ một cửa.", "good")
    return go_to(dossier)


def tell_first_error(form: FlaskForm) -> None:
    """What is wrong with a short form, on the page it stands on."""
    name, said = next(iter(form.errors.items()))
    flash(f"{form[name].label.text}: {said[0]}" if name else str(said[0]), "refusal")
