"""Đôn đốc: the units that do not keep the rules, as a page, an Excel file, and a letter that becomes a draft."""


from flask import Blueprint, Response, flash, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.flows.reports import urging
from portal.flows.reports.export import export as as_workbook
from portal.rules import periods
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.filters import write_date
from portal.web.handed import handed
from portal.web.premises import premises_of
from portal.web.reports import PeriodForm, asked_of, asked_period, period_links

pages = Blueprint("urging", __name__)


@pages.get("/reports/urging")
@needs("see_reports")
def index() -> str | tuple[str, int]:
    """Unit by unit, what was missed in the period; last month unless asked otherwise."""
    form = asked_period(periods.month_before(clock.today()))
    return (urging_page(form), 200) if form.validate() else (urging_page(form), 422)


def urging_page(form: PeriodForm) -> str:
    """The page."""
    found = urging.unkept(asked_of(form), person(), wording.label) if not form.errors else None
    return render_template("urging/index.html", form=form, found=found, may_draft=person().may("draft"),
                           usual=period_links("urging.index", clock.today()), most=urging.MOST_NAMED)


@pages.post("/reports/urging/exports")
@needs("see_reports")
def export() -> Response | tuple[str, int]:
    """Every thing that fell short, by unit, as an Excel file."""
    form, me = PeriodForm(), person()
    if not form.validate_on_submit():
        return urging_page(form), 422
    rows = urging.table_rows(urging.unkept(asked_of(form), me, wording.label), wording.label)
    period = form.period
    data = as_workbook(
        "urging", period, rows, by=me, at=clock.now(), title="Đơn vị chưa thực hiện đúng quy định",
        notes=[f"Từ ngày {write_date(period.first)} đến ngày {write_date(period.last)}"],
        heads=[wording.label(column, "urging_column") for column in urging.COLUMNS],
    )
    name = f"don-doc-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
    return handed(data, name)


@pages.post("/reports/urging/letters")
@needs("draft")
def letter() -> AnyResponse | tuple[str, int]:
    """Lập văn bản đôn đốc: a draft with table, addressees and recipients, to be looked over and submitted."""
    form = PeriodForm()
    if not form.validate_on_submit():
        return urging_page(form), 422
    document = urging.draft_letter(
        asked_of(form), by=person(), at=clock.now(), premises=premises_of(settings())
    )
    flash("Đã lập dự thảo văn bản đôn đốc. Hãy đọc lại, rồi trình ký như văn bản khác.", "good")
    return go(url_for("drafts.show", document_id=document.id))
