"""Tra cứu: the archive as it is typed, as a list or a table, and the same as a file."""

from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from portal import clock, wording
from portal.flows import result_files, searching
from portal.flows.result_files import MOST
from portal.flows.searching import Results
from portal.flows.table_files import KINDS
from portal.office import saved_searches
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.saved_searches import SavedSearch
from portal.rules.errors import NotFound
from portal.rules.folding import fold
from portal.rules.result_columns import COLUMNS
from portal.rules.tables import Cell, Table
from portal.web.access import kept_for, needs, person, settings
from portal.web.answers import go
from portal.web.asked import Asked, asked_by, asked_in, value_in_words
from portal.web.fields import choices
from portal.web.filters import write_date, write_number
from portal.web.handed import handed
from portal.web.paging import Page, whole
from portal.web.premises import premises_of

pages = Blueprint("search", __name__)
PER_PAGE = 20
MANY = 200  # from here on the page says how to narrow the question
HINTS = 3
FEW_VALUES, MOST_VALUES = 8, 60  # of a facet: shown at once, and after "xem thêm"
WORDED = ("urgency", "state")  # columns whose values are words of ``wording.py``


class ColumnsForm(FlaskForm):
    """Which columns a table of results shows."""

    show = SelectMultipleField(
        "Cột", choices=choices(*((name, wording.label(name, "result_column")) for name in COLUMNS)),
        option_widget=CheckboxInput(),
    )


class SaveForm(FlaskForm):
    """Under which name a question is kept."""

    name = StringField("Tên", [
        InputRequired("Hãy đặt tên cho tìm kiếm."),
        Length(max=saved_searches.LONGEST_NAME, message="Tên dài nhất là 80 ký tự."),
    ])


@pages.get("/search")
@needs("search")
def index() -> str:
    """The results of what is typed and chosen; without either, the page says how to ask."""
    asked = asked_in(request.args)
    results, page, columns = None, None, asked.columns or mine()
    if not asked.is_empty:
        number = min(max(1, whole(request.args.get("page")) or 1), MOST // PER_PAGE)
        results, page = results_of(asked, number)
    return render_template(
        "search/index.html", asked=asked, results=results, page=page, columns=columns, today=clock.today(),
        saved=[(search, asked_by(search).address()) for search in kept_searches(person())],
        save=SaveForm(formdata=None), columns_form=ColumnsForm(formdata=None, data={"show": columns}),
        narrower=narrower(results), ways=ways_on(asked, results), value_in_words=value_in_words,
        few=FEW_VALUES, most=MOST_VALUES, deepest=MOST, file_kinds=KINDS, file_limit=MOST,
    )


def mine() -> tuple[str, ...]:
    """The columns this person looked at last."""
    return kept_for(me := person(), "columns", lambda: saved_searches.columns_of(me))


def kept_searches(me: Person) -> list[SavedSearch]:
    """The person's own questions."""
    return kept_for(me, "saved", lambda: SavedSearch.of(me))


def results_of(asked: Asked, number: int) -> tuple[Results, Page]:
    """One page of results; a number past the last one means the last."""
    results = searching.search(
        person(), asked.q, premises=premises_of(settings()), filters=asked.filters, sort=asked.sort, page=number,
        per_page=PER_PAGE, typing=asked.typing,
    )
    page = Page(results.hits, number, min(results.total, MOST), PER_PAGE)
    return results_of(asked, page.pages) if number > page.pages else (results, page)


def narrower(results: Results | None) -> list[tuple[str, str, int]]:
    """Of too many results, the first value of each facet that leaves some out."""
    if results is None or results.total <= MANY:
        return []
    first = ((name, *values[0]) for name, values in results.facets.items() if values)
    return [(name, value, count) for name, value, count in first if count < results.total][:HINTS]


def ways_on(asked: Asked, results: Results | None) -> list[tuple[str, str, int]]:
    """Where nothing was found: changes of the question that do find something, and how much."""
    if results is None or results.hits:
        return []
    others = [
        (f"Bỏ lọc {wording.label(name, 'filter')}: {value_in_words(name, value)}", asked.without(name))
        for name, value in asked.chosen
    ]
    if len(others) > 1:
        others.append(("Bỏ mọi điều kiện lọc", replace(asked, chosen=())))
    if '"' in asked.q:
        loose = replace(asked, q=asked.q.replace('"', " "))
        others.append(("Không cần đúng cụm từ", loose))
        if asked.chosen:
            others.append(("Bỏ lọc, không cần đúng cụm từ", replace(loose, chosen=())))
    if (bare := fold(asked.q)) != asked.q.lower():
        others.append((f"Gõ không dấu: {bare}", replace(asked, q=bare)))
    counted = ((words, other.address(), total_of(other)) for words, other in others if not other.is_empty)
    return [way for way in counted if way[2]]


def total_of(asked: Asked) -> int:
    """How many documents a question finds."""
    return searching.count(
        person(), asked.q, premises=premises_of(settings()), filters=asked.filters, typing=asked.typing
    )


@pages.post("/search/columns")
@needs("search")
def choose_columns() -> AnyResponse:
    """Show the results as a table of these columns, now and the next time."""
    form = ColumnsForm()
    form.validate_on_submit()  # an unknown column is passed over
    saved_searches.choose_columns(form.show.data or (), by=person())
    return go(asked_in(request.form).address(as_table=True, columns=()))


@pages.post(f"/search/exports/<any({', '.join(KINDS)}):kind>")
@needs("search")
def export(kind: str) -> Response:
    """Everything found, as a file with the chosen columns."""
    asked, me = asked_in(request.form), person()
    if asked.is_empty:
        raise NotFound(kind)
    columns = asked.columns or mine()
    premises = premises_of(settings())
    found = result_files.listed(
        me, asked.q, columns, premises=premises, filters=asked.filters, sort=asked.sort, typing=asked.typing
    )
    table = Table(
        Office.current().name, "Kết quả tra cứu", notes_of(asked, found),
        tuple(wording.label(name, "result_column") for name in columns),
        tuple(result_files.WIDTHS[name] for name in columns), [worded(columns, row) for row in found.rows],
    )
    data = result_files.export(kind, table, asked.as_data(), premises=premises, by=me, at=clock.now())
    name = f"tra-cuu-{clock.today():%Y%m%d}.{kind}"
    return handed(data, name)


def notes_of(asked: Asked, found: result_files.Listed) -> tuple[str, ...]:
    """The lines under the title of the file."""
    count = f"Lập ngày {write_date(clock.today())}: {write_number(found.total)} văn bản"
    if not found.is_cut:
        return asked.in_words(), count
    return asked.in_words(), count, (
        f"Tệp chỉ ghi {write_number(MOST)} văn bản đầu. Hãy thu hẹp điều kiện để có phần còn lại."
    )


def worded(columns: tuple[str, ...], row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The row with stored words as people read them; an ordinary urgency needs no word."""
    return tuple(
        "" if (name, value) == ("urgency", "normal") else wording.label(value, name) if name in WORDED else value
        for name, value in zip(columns, row, strict=True)
    )
