"""Hồ sơ công việc: the list, one dossier, and the small form that puts a letter into one."""

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import dossiers, rights
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.rules.errors import Invalid, NotFound
from portal.rules.retention import RETENTIONS
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.fields import choices
from portal.web.paging import page_of

pages = Blueprint("dossiers", __name__)


class DossierForm(FlaskForm):
    """What the yearly list says of a dossier."""

    number = StringField("Số, ký hiệu hồ sơ", [InputRequired("Hãy ghi số, ký hiệu hồ sơ."), Length(max=40)])
    title = StringField("Tiêu đề hồ sơ", [InputRequired("Hãy ghi tiêu đề hồ sơ."), Length(max=300)])
    retention = SelectField(
        "Thời hạn bảo quản", choices=choices(*((r, wording.label(r, "retention")) for r in RETENTIONS))
    )


class FilingForm(FlaskForm):
    """Which dossier a document goes into."""

    dossier = SelectField("Hồ sơ", [InputRequired("Hãy chọn hồ sơ.")])

    def offer(self, document: Document) -> None:
        """The open dossiers the document does not lie in yet."""
        inside = {d.id for d in Dossier.with_document(document)}
        left = [d for d in Dossier.taking() if d.id not in inside]
        self.dossier.choices = choices(("", "Chọn…"), *((str(d.id), f"{d.number} – {d.title}") for d in left))


@dataclass(frozen=True)
class Filing:
    """What ``dossiers/_file.html`` shows on a document's page."""

    document: Document
    form: FilingForm
    dossiers: list[Dossier]
    may_file: bool


def filing_of(document: Document, me: Person) -> Filing:
    """The dossiers of a document, and the form that puts it into another one."""
    form = FilingForm(formdata=None)
    form.offer(document)
    may_file = me.may("file") and document.state in dossiers.FILABLE
    return Filing(document, form, list(Dossier.with_document(document)), may_file)


@pages.get("/dossiers")
@needs("search")
def index() -> str:
    """Open dossiers, or closed ones, with how many documents lie in each."""
    closed, typed = request.args.get("state") == "closed", request.args.get("q", "")[:200]
    page = page_of(Dossier.listed(typed, closed=closed), request.args.get("page"))
    tabs = [
        ("Đang mở", url_for("dossiers.index"), not closed, Dossier.listed("", closed=False).count()),
        ("Đã kết thúc", url_for("dossiers.index", state="closed"), closed, None),
    ]
    return render_template("dossiers/index.html", page=page, sizes=dossiers.sizes(page.rows), tabs=tabs, q=typed,
                           closed=closed, today=clock.today())


@pages.get("/dossiers/new")
@needs("file")
def new() -> str:
    """The form of a new dossier."""
    return render_template("dossiers/new.html", form=DossierForm(formdata=None))


@pages.post("/dossiers")
@needs("file")
def create() -> AnyResponse | tuple[str, int]:
    """Open it."""
    form = DossierForm()
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
    return go(url_for("dossiers.show", dossier_id=dossier.id))


@pages.get("/dossiers/<int:dossier_id>")
@needs("search")
def show(dossier_id: int) -> str:
    """One dossier with what this person may read of it, and how much more lies in it."""
    dossier, me = load(dossier_id), person()
    page = page_of(dossier.documents(me), request.args.get("page"))
    return render_template("dossiers/show.html", dossier=dossier, page=page, hidden=dossier.hidden(me),
                           is_keeper=dossier.is_kept_by(me), today=clock.today())


@pages.post("/dossiers/<int:dossier_id>/closing")
@needs("file")
def close(dossier_id: int) -> AnyResponse:
    """Kết thúc."""
    dossier = load(dossier_id)
    dossiers.close(dossier, by=person(), at=clock.now())
    flash(f"Đã kết thúc hồ sơ {dossier.number}.", "good")
    return go(url_for("dossiers.show", dossier_id=dossier.id))


@pages.post("/documents/<int:document_id>/dossier-items")
@needs("file")
def file(document_id: int) -> AnyResponse:
    """Đưa vào hồ sơ."""
    document, form = rights.read(person(), document_id), FilingForm()
    form.offer(document)
    here = url_for("documents.show", document_id=document.id)
    if not form.validate_on_submit():
        flash("Hãy chọn hồ sơ đang mở mà văn bản chưa nằm trong đó.", "refusal")
        return go(here)
    dossier = load(int(form.dossier.data))
    dossiers.file(document, dossier, by=person(), at=clock.now())
    flash(f"Đã đưa vào hồ sơ {dossier.number}.", "good")
    return go(here)


@pages.post("/dossiers/<int:dossier_id>/documents/<int:document_id>/removal")
@needs("file")
def take_out(dossier_id: int, document_id: int) -> AnyResponse:
    """Put a wrong filing right."""
    dossier = load(dossier_id)
    dossiers.take_out(rights.read(person(), document_id), dossier, by=person(), at=clock.now())
    flash("Đã đưa văn bản ra khỏi hồ sơ; văn bản vẫn ở trong sổ.", "good")
    return go(url_for("dossiers.show", dossier_id=dossier.id))


def load(dossier_id: int) -> Dossier:
    """A dossier by its id; what lies in it is asked for through the rights."""
    found: Dossier | None = Dossier.get_or_none(Dossier.id == dossier_id)
    if found is None:
        raise NotFound(dossier_id)
    return found
