"""Tìm kiếm đã lưu: a person's own questions under names; kept, renamed and removed here."""

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import saved_searches
from portal.office.saved_searches import SavedSearch
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.asked import Asked, asked_by, asked_in
from portal.web.search import SaveForm, mine

pages = Blueprint("saved_searches", __name__)


@pages.get("/search/saved")
@needs("search")
def index() -> str:
    """The person's own, each with its name to change."""
    return saved_page()


def saved_page(form: SaveForm | None = None, asked: Asked | None = None) -> str:
    """The page; with a form when a question waits for a proper name."""
    found = [(search, asked_by(search)) for search in SavedSearch.of(person())]
    return render_template("search/saved.html", saved=found, form=form, asked=asked)


@pages.post("/search/saved")
@needs("search")
def save() -> AnyResponse | tuple[str, int]:
    """Keep the question the form carries, a table with its columns."""
    form, asked = SaveForm(), asked_in(request.form)
    if not form.validate_on_submit():
        return saved_page(form, asked), 422
    columns = (asked.columns or mine()) if asked.as_table else ()
    search = saved_searches.save(
        form.name.data or "", asked.q, filters=asked.filters, sort=asked.sort, columns=columns, by=person(),
        at=clock.now(),
    )
    flash(f"Đã lưu tìm kiếm “{search.name}”.", "good")
    return go(asked_by(search).address())


@pages.post("/search/saved/<int:search_id>/name")
@needs("search")
def rename(search_id: int) -> AnyResponse | tuple[str, int]:
    """Another name."""
    saved_searches.own(search_id, person())
    form = SaveForm()
    if not form.validate_on_submit():
        flash(next(iter(form.name.errors), ""), "refusal")
        return saved_page(), 422
    saved_searches.rename(search_id, form.name.data or "", by=person(), at=clock.now())
    flash("Đã đổi tên.", "good")
    return go(url_for("saved_searches.index"))


@pages.post("/search/saved/<int:search_id>/removal")
@needs("search")
def remove(search_id: int) -> AnyResponse:
    """Forget it."""
    saved_searches.remove(search_id, by=person(), at=clock.now())
    flash("Đã xóa.", "good")
    return go(url_for("saved_searches.index"))
