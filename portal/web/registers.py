"""Sổ đăng ký: each register as the law prints it, filtered and paged; printing it and closing it."""

from typing import Any

from flask import Blueprint, Response, flash, g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from portal import clock
from portal.flows import register_books, register_prints
from portal.flows.register_books import Volume
from portal.kept import kept
from portal.office import recipients, register_rows, registers, worklists
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules.errors import NotFound
from portal.rules.kinds import printed_as
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.fields import choices
from portal.web.handed import handed
from portal.web.paging import page_of
from portal.web.premises import premises_of

pages = Blueprint("registers", __name__)
NEEDED = InputRequired("Hãy ghi số.")


class PrintForm(FlaskForm):
    """Which numbers are bound as which volume."""

    number = IntegerField("Quyển số", [NEEDED, NumberRange(1, 999, "Quyển số từ 1 đến 999.")])
    first = IntegerField("Từ số", [NEEDED, NumberRange(1, 999_999)])
    last = IntegerField("Đến số", [NEEDED, NumberRange(1, 999_999)])
    kind = SelectField("Tệp", choices=choices(("pdf", "PDF để in"), ("xlsx", "Excel (XLSX)")))
    book = SelectField("Mẫu sổ")

    def __init__(self, series: Series, **named: Any) -> None:
        super().__init__(**named)
        self.book.choices = choices(*((kind.code, kind.title) for kind in printed_as(series.form)))

    def volume(self, register: Register) -> Volume:
        """What is to be printed."""
        return Volume(register, self.number.data or 1, self.first.data or 1, self.last.data or 1, self.book.data)


@pages.get("/registers/<kind>")
@needs("search")
def current(kind: str) -> AnyResponse:
    """This year's register of a kind, or the newest there is."""
    year = next(iter(Register.years(kind)), clock.today().year)
    return go(url_for("registers.show", kind=Series.coded(kind).code, year=year))


@pages.get("/registers/<kind>/<int:year>")
@needs("search")
def show(kind: str, year: int) -> str:
    """One register; a year without entries is an empty book, not an error."""
    series, typed = series_of(kind), request.args.get("q", "")
    books, years, register = kept(("book", kind, year), lambda: (
        Series.of_direction(series), Register.years(kind), Register.find(kind, year),
    ))
    if register is None and year != clock.today().year:
        raise NotFound(year)
    page = page_of(worklists.register_rows(person(), register, typed), request.args.get("page"))
    return render_template(
        "registers/show.html", series=series, year=year, register=register, page=page,
        years=sorted({*years, year}, reverse=True), today=clock.today(), q=typed,
        sent={} if series.form == "incoming" else recipients.sent(page.rows), books=books,
        changes=register_rows.changes_of([d.id for d in page.rows if getattr(d, "visible", True)]),
        title=register.title if register else series.title,
    )


def series_of(kind: str) -> Series:
    """The series of the address; its pages belong to the room its documents go through."""
    series = kept(("series", kind), lambda: Series.coded(kind))
    g.room = series.printed.direction
    return series


def register_of(kind: str, year: int) -> Register:
    """The register of a series and year, which must have been opened."""
    series_of(kind)
    register = Register.find(kind, year)
    if register is None:
        raise NotFound(year)
    return register


@pages.get("/registers/<kind>/<int:year>/book")
@needs("enter")
def book(kind: str, year: int) -> str:
    """In sổ, khóa sổ: the volumes to print, any span of numbers, and the act that ends the register."""
    register = register_of(kind, year)
    values = {"number": 1, "first": register.start, "last": max(register.start, register.last_number)}
    return book_page(register, PrintForm(series_of(kind), formdata=None, data=values))


def book_page(register: Register, form: PrintForm) -> str:
    """The page."""
    return render_template(
        "registers/book.html", register=register, form=form, volumes=register_books.volumes(register),
        today=clock.today(), prints=register_prints.of(person(), register, premises_of(settings()), at=clock.now()),
    )


@pages.post("/registers/<kind>/<int:year>/prints")
@needs("enter")
def print_book(kind: str, year: int) -> AnyResponse | tuple[str, int]:
    """In sổ: the cover and the pages, to be printed, signed for and bound; a long one is made by the worker."""
    register, form = register_of(kind, year), PrintForm(series_of(kind))
    if not form.validate_on_submit():
        return book_page(register, form), 422
    volume, premises = form.volume(register), premises_of(settings())
    if not register_prints.is_short(volume):
        register_prints.ask(volume, form.kind.data, by=person(), at=clock.now(), premises=premises)
        return go(url_for("registers.book", kind=kind, year=year, _anchor="prints"))
    data = register_books.printed(volume, form.kind.data, by=person(), at=clock.now(), premises=premises)
    return handed(data, f"{volume.name}.{form.kind.data}")


@pages.get("/registers/<kind>/<int:year>/prints/<book>/<int:number>/<int:first>-<int:last>.<any(pdf, xlsx):ending>")
@needs("enter")
def printed_book(kind: str, year: int, book: str, number: int, first: int, last: int, ending: str) -> Response:
    """A long volume the worker made for this person."""
    volume = Volume(register_of(kind, year), number, first, last, book)
    path = register_prints.file_of(volume, ending, person(), premises_of(settings()), at=clock.now())
    return handed(path, f"{volume.name}.{ending}")


@pages.post("/registers/<kind>/<int:year>/closing")
@needs("enter")
def close(kind: str, year: int) -> AnyResponse | tuple[str, int]:
    """Khóa sổ: for good; whoever means it says so by the last number."""
    register = register_of(kind, year)
    if request.form.get("last_number", "").strip() != str(register.last_number):
        flash(f"Chưa khóa sổ: số cuối của sổ là {register.last_number}. Hãy ghi đúng số ấy để xác nhận.", "refusal")
        return go(url_for("registers.book", kind=kind, year=year))
    registers.close(register, by=person(), on=clock.today(), at=clock.now())
    flash(f"Đã khóa {register.title} năm {register.year}, số cuối {register.last_number}.", "good")
    return go(url_for("registers.show", kind=kind, year=year))
