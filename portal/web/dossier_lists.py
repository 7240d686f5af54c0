"""Danh mục hồ sơ: the list of a year typed or brought as a file, approved, printed, and dossiers opened from it."""

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.flows import dossier_files, dossier_papers
from portal.office import dossier_lists, dossiers
from portal.office.dossier_lists import DossierLine, DossierList
from portal.office.retentions import Retention
from portal.rules.dossier_rows import LONGEST, ListRow, Understood
from portal.rules.errors import Conflict, Invalid, NotFound, Refusal, Unreadable
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.dossier_tabs import tabs
from portal.web.fields import choices
from portal.web.premises import premises_of
from portal.web.printed import printed

pages = Blueprint("dossier_lists", __name__)
FIRST_YEAR, LAST_YEAR = 2000, 2099


class LineForm(FlaskForm):
    """One line: a heading, or a dossier."""

    number = StringField("Số và ký hiệu", [Length(max=LONGEST["number"])])
    title = StringField("Đề mục hoặc tiêu đề", [InputRequired("Hãy ghi tiêu đề."), Length(max=LONGEST["title"])])
    retention = SelectField("Thời hạn bảo quản")
    keeper = StringField("Người lập", [Length(max=LONGEST["keeper"])])
    note = StringField("Ghi chú", [Length(max=LONGEST["note"])])
    is_heading = BooleanField("Là đề mục (không phải hồ sơ)")

    def offer(self) -> "LineForm":
        """The periods of the table."""
        self.retention.choices = choices(("", "Chọn…"), *((r.code, r.name) for r in Retention.active()))
        return self

    @property
    def row(self) -> ListRow:
        """What was typed."""
        words = {word: self[word].data or "" for word in ("number", "title", "keeper", "note")}
        return ListRow(0, bool(self.is_heading.data), retention=self.retention.data or "", **words)


class FileForm(FlaskForm):
    """The list as a table."""

    file = FileField("Tệp danh mục (XLSX hoặc CSV)", [FileRequired("Hãy chọn tệp.")])


@pages.get("/dossier-lists")
@needs("search")
def current() -> AnyResponse:
    """The list of this year."""
    return go(url_for("dossier_lists.show", year=clock.today().year))


@pages.get("/dossier-lists/<int:year>")
@needs("search")
def show(year: int) -> str:
    """The list of a year with the dossiers opened from it."""
    return list_page(year, LineForm(formdata=None).offer(), FileForm(formdata=None))


def list_page(year: int, form: LineForm, file_form: FileForm, found: Understood | None = None) -> str:
    """Its page; ``found`` is what a file just brought says."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(year)
    me, held, today = person(), DossierList.of_year(year), clock.today()
    lines = list(DossierLine.of(held)) if held else []
    years = sorted({*DossierList.years(), today.year, today.year + 1, year}, reverse=True)
    return render_template(
        "dossiers/list.html", year=year, held=held, lines=lines, form=form, file_form=file_form, found=found,
        opened={line.id: line.dossiers.first() for line in lines}, names={r.code: r.name for r in Retention.listed()},
        may_write=me.may("enter") and not (held and held.is_approved), years=years, is_now=year == today.year,
        tabs=tabs(me, "list"),
    )


@pages.post("/dossier-lists/<int:year>/lines")
@needs("enter")
def add_line(year: int) -> AnyResponse | tuple[str, int]:
    """One line more."""
    form = LineForm().offer()
    if not form.validate_on_submit():
        return list_page(year, form, FileForm(formdata=None)), 422
    try:
        dossier_lists.add_line(year, form.row, by=person(), at=clock.now())
    except Refusal as refusal:
        form.number.errors = [wording.sentence(refusal)]
        return list_page(year, form, FileForm(formdata=None)), 422
    return go(url_for("dossier_lists.show", year=year) + "#add")


@pages.get("/dossier-lists/lines/<int:line_id>")
@needs("enter")
def line(line_id: int) -> str:
    """One line to be put right."""
    found = DossierLine.load(line_id)
    code = found.retention.code if found.retention else ""
    form = LineForm(formdata=None, obj=found).offer()
    form.retention.data = code
    return render_template("dossiers/line.html", line=found, form=form)


@pages.post("/dossier-lists/lines/<int:line_id>")
@needs("enter")
def change_line(line_id: int) -> AnyResponse | tuple[str, int]:
    """Put it right."""
    found, form = DossierLine.load(line_id), LineForm().offer()
    if not form.validate_on_submit():
        return render_template("dossiers/line.html", line=found, form=form), 422
    try:
        dossier_lists.change_line(found, form.row, by=person(), at=clock.now())
    except (Invalid, Conflict) as refusal:
        form.number.errors = [wording.sentence(refusal)]
        return render_template("dossiers/line.html", line=found, form=form), 422
    return to_list(found.dossier_list)


@pages.post("/dossier-lists/lines/<int:line_id>/removal")
@needs("enter")
def drop_line(line_id: int) -> AnyResponse:
    """Take it out."""
    found = DossierLine.load(line_id)
    dossier_lists.drop_line(found, by=person(), at=clock.now())
    flash("Đã bỏ dòng khỏi danh mục.", "good")
    return to_list(found.dossier_list)


def to_list(held: DossierList) -> AnyResponse:
    """The list's page."""
    return go(url_for("dossier_lists.show", year=held.year))


@pages.post("/dossier-lists/<int:year>/file")
@needs("enter")
def bring(year: int) -> str | tuple[str, int]:
    """Read a table and show what it says; nothing of it is in the list yet."""
    file_form, form = FileForm(), LineForm(formdata=None).offer()
    if not file_form.validate_on_submit():
        return list_page(year, form, file_form), 422
    brought = file_form.file.data
    try:
        found = dossier_files.bring(
            brought.stream, brought.filename or "", year, by=person(), at=clock.now(), premises=premises_of(settings())
        )
    except (Invalid, Conflict) as refusal:
        said = wording.why_unread(str(refusal)) if isinstance(refusal, Unreadable) else wording.sentence(refusal)
        file_form.file.errors = [said]
        return list_page(year, form, file_form), 422
    return list_page(year, form, FileForm(formdata=None), found)


@pages.post("/dossier-lists/<int:year>/taking")
@needs("enter")
def take(year: int) -> AnyResponse:
    """The table shown becomes the list."""
    count = dossier_files.take(held_of(year), by=person(), at=clock.now(), premises=premises_of(settings()))
    flash(f"Đã nhập {count} dòng vào danh mục hồ sơ năm {year}.", "good")
    return go(url_for("dossier_lists.show", year=year))


def held_of(year: int) -> DossierList:
    """The list of a year that somebody has begun."""
    held = DossierList.of_year(year)
    if held is None:
        raise NotFound(year)
    return held


@pages.post("/dossier-lists/<int:year>/approval")
@needs("approve")
def approve(year: int) -> AnyResponse:
    """Phê duyệt."""
    dossier_lists.approve(held_of(year), by=person(), at=clock.now())
    flash(f"Đã phê duyệt danh mục hồ sơ năm {year}.", "good")
    return go(url_for("dossier_lists.show", year=year))


@pages.post("/dossier-lists/<int:year>/approval/withdrawal")
@needs("approve")
def take_back(year: int) -> AnyResponse:
    """Bỏ phê duyệt để sửa."""
    dossier_lists.take_back(held_of(year), request.form.get("reason", "")[:300], by=person(), at=clock.now())
    flash("Đã bỏ phê duyệt; văn thư sửa được danh mục.", "good")
    return go(url_for("dossier_lists.show", year=year))


@pages.post("/dossier-lists/lines/<int:line_id>/dossier")
@needs("file")
def open_dossier(line_id: int) -> AnyResponse:
    """Mở hồ sơ theo dòng này."""
    dossier = dossiers.open_from_list(DossierLine.load(line_id), by=person(), at=clock.now())
    flash(f"Đã mở hồ sơ {dossier.number}.", "good")
    return go(url_for("dossiers.show", dossier_id=dossier.id))


@pages.get("/dossier-lists/<int:year>/list.<any(pdf, docx, xlsx):kind>")
@needs("search")
def paper(year: int, kind: str) -> Response:
    """The list to be printed."""
    return printed(kind, dossier_papers.list_table(held_of(year), wording.label), f"danh-muc-ho-so-{year}")
