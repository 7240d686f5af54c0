"""Sổ đăng ký: each register as the law prints it, filtered and paged."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import recipients, worklists
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
    year = next(iter(Register.years(kind)), clock.today().year)
    return go(url_for("registers.show", kind=kind, year=year))


@pages.get("/registers/<any(incoming, outgoing, internal):kind>/<int:year>")
@needs("search")
def show(kind: str, year: int) -> str:
    """One register; a year without entries is an empty book, not an error."""
    register, typed = Register.find(kind, year), request.args.get("q", "")
    if register is None and year != clock.today().year:
        raise NotFound(year)
    page = page_of(worklists.register_rows(person(), register, typed), request.args.get("page"))
    return render_template(
        "registers/show.html", kind=kind, kind_row=REGISTERS[kind], year=year, register=register, page=page,
        years=sorted({*Register.years(kind), year}, reverse=True), today=clock.today(), q=typed,
        sent={} if kind == "incoming" else recipients.sent(page.rows),
    )
