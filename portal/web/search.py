"""Tra cứu: the archive as it is typed."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from portal import wording
from portal.flows import searching
from portal.rules.folding import nfc
from portal.web.access import needs, person, settings
from portal.web.paging import Page, whole
from portal.web.premises import premises_of

pages = Blueprint("search", __name__)
FILTERS = ("register", "year", "kind", "issuer")
PER_PAGE = 20
LAST_PAGE = 10_000


@pages.get("/search")
@needs("search")
def index() -> str:
    """The results of what is typed and chosen; without either, the page says how to ask."""
    typed = nfc(request.args.get("q", ""))
    chosen = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    number = min(max(1, whole(request.args.get("page")) or 1), LAST_PAGE)
    sort = "date" if request.args.get("sort") == "date" else "rank"
    results = None
    if typed or chosen:
        results = searching.search(
            person(), typed, premises=premises_of(settings()), filters=chosen, sort=sort, page=number,
            per_page=PER_PAGE, typing="typing" in request.args,
        )
    page = Page(results.hits, number, results.total, PER_PAGE) if results else None
    return render_template(
        "search/index.html", q=typed, chosen=chosen, results=results, page=page, sort=sort, narrowed=narrowed,
        remark=wording.label(results.notice, "search_notice") if results and results.notice else "",
    )


def narrowed(name: str, value: str) -> str:
    """This address with one filter set, or taken off when it is set already; back on the first page."""
    values = {k: v for k, v in request.args.items() if k not in ("page", "typing")}
    if values.get(name) == str(value):
        del values[name]
    else:
        values[name] = str(value)
    return "/search?" + urlencode(values)
