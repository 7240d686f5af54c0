"""Nhập sổ cũ: bring a book, confirm its columns, read the report, take it in; the worker does the work."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FieldList, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from portal import clock, wording
from portal.flows import old_books
from portal.office import book_imports
from portal.office.book_imports import CHECKED, MAPPING, BookImport, ImportTrouble
from portal.office.series import Series
from portal.rules.book_columns import FIELDS
from portal.rules.errors import Invalid, Refusal
from portal.rules.importing import FIRST_YEAR
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.fields import choices
from portal.web.paging import page_of
from portal.web.premises import premises_of

pages = Blueprint("old_books", __name__)
MOST_COLUMNS = 80


class BookForm(FlaskForm):
    """A file and the register it belongs to."""

    file = FileField("Tệp sổ cũ (XLSX, CSV hoặc JSON theo dòng)", [FileRequired("Hãy chọn tệp.")])
    register = SelectField("Nhập vào sổ")

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.register.choices = choices(*((series.code, series.title) for series in Series.listed()))


class ColumnsForm(FlaskForm):
    """What each column holds."""

    columns = FieldList(
        SelectField("Ý nghĩa", choices=choices(("", "Bỏ qua"), *((f, wording.label(f, "book_field")) for f in FIELDS))),
        max_entries=MOST_COLUMNS,
    )
    year = IntegerField("Năm của sổ", [Optional(), NumberRange(FIRST_YEAR, 2100, "Năm từ 1945.")])


@pages.get("/old-books")
@needs("enter")
def index() -> str:
    """The books brought so far, and the form for the next."""
    return listing(BookForm(formdata=None))


def listing(form: BookForm) -> str:
    """The page of all books."""
    page = page_of(BookImport.listed(), request.args.get("page"))
    return render_template(
        "old_books/index.html", form=form, page=page, titles={s.code: s.title for s in Series.listed()}
    )


@pages.post("/old-books")
@needs("enter")
def bring() -> AnyResponse | tuple[str, int]:
    """Keep the file; the worker reads it."""
    form = BookForm()
    if not form.validate_on_submit():
        return listing(form), 422
    try:
        book = old_books.bring(
            form.file.data.stream, form.file.data.filename or "", form.register.data, by=person(), at=clock.now(),
            premises=premises_of(settings()),
        )
    except Invalid as refusal:
        form.file.errors = [wording.sentence(refusal)]
        return listing(form), 422
    return go(url_for("old_books.show", import_id=book.id))


@pages.get("/old-books/<int:import_id>")
@needs("enter")
def show(import_id: int) -> str:
    """Where one book stands, and what there is to do next."""
    book = BookImport.load(import_id)
    return book_page(book, ColumnsForm(formdata=None, data={"columns": book.columns, "year": book.year}))


def book_page(book: BookImport, form: ColumnsForm) -> str:
    """The page of one book."""
    return render_template(
        "old_books/show.html", book=book, form=form, series=Series.coded(book.register),
        folder=old_books.files_folder(premises_of(settings())), may_choose=book.state in (MAPPING, CHECKED),
        counts=ImportTrouble.counts(book), troubles=page_of(ImportTrouble.of(book), request.args.get("page")),
        heads={field: head for head, field in zip(book.heads, book.columns, strict=False) if field},
        years=book.years(), jump=ImportTrouble.jump(book),
    )


@pages.post("/old-books/<int:import_id>/columns")
@needs("enter")
def choose(import_id: int) -> AnyResponse | tuple[str, int]:
    """Confirm the columns; every row is checked next."""
    book, form = BookImport.load(import_id), ColumnsForm()
    if not form.validate_on_submit():
        return book_page(book, form), 422
    try:
        book_imports.choose_columns(book, form.columns.data, form.year.data, by=person())
    except Invalid as refusal:
        form.columns.errors = [wording.sentence(refusal)]
        return book_page(book, form), 422
    return go(url_for("old_books.show", import_id=book.id))


@pages.post("/old-books/<int:import_id>/start")
@needs("enter")
def start(import_id: int) -> AnyResponse:
    """Take in what was found good."""
    try:
        book_imports.start(
            BookImport.load(import_id), by=person(), at=clock.now(), jump_is_right="jump_is_right" in request.form
        )
    except Refusal as refusal:
        flash(wording.sentence(refusal), "refusal")
    return go(url_for("old_books.show", import_id=import_id))
