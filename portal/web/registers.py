"""Sổ đăng ký: each register as the law prints it, filtered and paged."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import recipients, rights
from portal.office.documents import Document
from portal.office.registers import Register
from portal.rules.errors import NotFound
from portal.rules.kinds import REGISTERS
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.paging import page_of

pages = Blueprint("registers", __name__)


@pages.get("/registers/<any(incoming, outgoing, internal):kind>")
@needs("search")
def current(kind: str) -> AnyResponse:
    """This year's register of a kind, or the newest there is."""
    newest = Register.select().where(Register.kind == kind).order_by(Register.year.desc()).first()
    year = newest.year if newest else clock.today().year
    return go(url_for("registers.show", kind=kind, year=year))


@pages.get("/registers/<any(incoming, outgoing, internal):kind>/<int:year>")
@needs("search")
def show(kind: str, year: int) -> str:
    """One register; a year without entries is an empty book, not an error."""
    register = Register.get_or_none(Register.kind == kind, Register.year == year)
    if register is None and year != clock.today().year:
        raise NotFound(year)
    page = page_of(rows(register), request.args.get("page"))
    years = [row[0] for row in Register.select(Register.year).where(Register.kind == kind).tuples()]
    return render_template(
        "registers/show.html", kind=kind, kind_row=REGISTERS[kind], year=year, register=register, page=page,
        years=sorted({*years, year}, reverse=True), today=clock.today(), q=request.args.get("q", ""),
        sent={} if kind == "incoming" else recipients.sent(page.rows),
    )


def rows(register: Register | None) -> Any:
    """The register's documents; the clerk sees every row, with those of restricted scope masked."""
    me = person()
    visible = rights.readable(me)
    if register is None:
        return Document.select().where(Document.id < 0)
    book = Document.in_book(register)
    if me.keeps_registers:
        hidden_is_masked = visible.alias("visible")
        found = book.select_extend(hidden_is_masked)
        typed = request.args.get("q", "")
        return found.where(Document.holding(typed) & visible) if typed else found
    return book.where(visible, Document.holding(request.args.get("q", "")))
