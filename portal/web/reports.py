"""Báo cáo, thống kê: a period, a table, and the same as an Excel file."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired, ValidationError

from portal import clock, wording
from portal.flows import checks
from portal.flows.reports import REPORTS, Asked, Findings, Report, charts, found, monthly
from portal.flows.reports.base import Row
from portal.flows.reports.export import export as as_workbook
from portal.flows.reports.overview import overview
from portal.flows.rights_table import who_answers
from portal.office import duties
from portal.rules import periods
from portal.rules.errors import NotFound
from portal.rules.periods import Period
from portal.rules.targets import target_of
from portal.web.access import needs, person, settings
from portal.web.fields import DayField
from portal.web.filters import write_date, write_number
from portal.web.handed import handed
from portal.web.paging import whole
from portal.web.premises import premises_of

pages = Blueprint("reports", __name__)
NEEDED = InputRequired("Hãy ghi ngày.")
LONGEST = 366 * 5
MOST_ROWS, MOST_IN_FILE = 200, 50_000
WORDED = ("month", "shortfall", "route", "kept_for")  # columns whose values are words of ``wording.py``


class AnyDayField(DayField):
    """A day as typed, also one ahead: the year a report is made for may not have ended."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Every day will do."""


class PeriodForm(FlaskForm):
    """From day to day."""

    first = AnyDayField("Từ ngày", [NEEDED])
    last = AnyDayField("Đến ngày", [NEEDED])

    def validate_last(self, field: DayField) -> None:
        """The last day is not before the first, and the span is one a report can be read for."""
        if not self.first.data or not field.data:
            return
        if field.data < self.first.data:
            raise ValidationError("Ngày cuối đứng trước ngày đầu. Hãy đổi lại.")
        if (field.data - self.first.data).days > LONGEST:
            raise ValidationError("Kỳ báo cáo dài nhất là năm năm.")

    @property
    def period(self) -> Period:
        """What was chosen; asked for once the form holds."""
        days: tuple[date, date] = self.first.data, self.last.data  # type: ignore[assignment]
        return Period(*days)


@pages.get("/reports")
@needs("see_reports")
def index() -> str:
    """What is late, what waits, how the figures of this month stand; and the reports there are."""
    today = clock.today()
    return render_template(
        "reports/index.html", reports=REPORTS.values(), today=today, month=periods.month_of(today),
        seen=overview(office_asked(periods.month_of(today)), person()),
    )


@pages.get("/reports/<name>")
@needs("see_reports")
def show(name: str) -> str | tuple[str, int]:
    """One report for a period; this month unless asked otherwise."""
    report, form = report_of(name), asked_period()
    if not form.validate():
        return report_page(report, form, None), 422
    return report_page(report, form, found(report, asked_of(form), person(), MOST_ROWS))


def report_of(name: str) -> Report:
    """The report of that name."""
    if name not in REPORTS:
        raise NotFound(name)
    return REPORTS[name]


def asked_period(usual: Period | None = None) -> PeriodForm:
    """The period in the address, or the usual one: this month."""
    if "first" in request.args or "last" in request.args:
        return PeriodForm(request.args, meta={"csrf": False})
    month = usual or periods.month_of(clock.today())
    given = {"first": write_date(month.first), "last": write_date(month.last)}
    return PeriodForm(MultiDict(given), meta={"csrf": False})


def asked_of(form: PeriodForm) -> Asked:
    """What the form and the address ask, by whom, at this office."""
    narrowed = {name: whole(request.values.get(name)) for name in ("unit", "person")}
    return office_asked(form.period, **narrowed)


def office_asked(period: Period, **narrowed: int | None) -> Asked:
    """A question about this office with its doors and hours."""
    premises = premises_of(settings())
    doors = tuple(checks.doors_of(premises))
    return Asked(period, clock.now(), doors=doors, hours=premises.check_hours, **narrowed)


def report_page(report: Report, form: PeriodForm, findings: Findings | None) -> str:
    """The page."""
    period = form.period if findings else periods.month_of(clock.today())
    drawn_up = monthly.drawn_up(asked_of(form), report.name) if findings else None
    days = {"first": write_date(period.first), "last": write_date(period.last)}
    asked = {name: value for name in ("unit", "person") if (value := whole(request.values.get(name))) is not None}
    usual = period_links("reports.show", clock.today(), name=report.name)
    return render_template(
        "reports/show.html", report=report, form=form, findings=findings, usual=usual,
        target=target_of(report.name, period.last), asked=asked, days=days, query={**days, **asked}, drawn_up=drawn_up,
    )


@pages.get("/reports/<name>/chart")
@needs("see_reports")
def chart(name: str) -> str | tuple[str, int]:
    """The bars of a report, which its page fetches once it stands; nothing where there is nothing to compare."""
    report, form = report_of(name), asked_period()
    if not form.validate():
        return "", 422
    told = f"Biểu đồ {wording.label(report.name, 'report')}"
    drawn = charts.chart(report, asked_of(form), told=told, target_word="Mục tiêu")
    return render_template("reports/_chart.html", report=report, drawn=drawn) if drawn else ""


def period_links(endpoint: str, today: date, **values: Any) -> list[tuple[str, str]]:
    """Periods one click away."""
    usual = (("Tháng này", periods.month_of(today)), ("Tháng trước", periods.month_before(today)),
             ("Quý này", periods.quarter_of(today)), ("Năm nay", periods.year_of(today)))
    return [
        (words, url_for(endpoint, first=write_date(p.first), last=write_date(p.last), **values)) for words, p in usual
    ]


@pages.post("/reports/<name>/exports")
@needs("see_reports")
def export(name: str) -> Response | tuple[str, int]:
    """The report as an Excel file."""
    report, form, me = report_of(name), PeriodForm(), person()
    if not form.validate_on_submit():
        return report_page(report, form, None), 422
    findings = found(report, asked_of(form), me, MOST_IN_FILE)
    data = as_workbook(
        report.name, form.period, [worded(report, row) for row in findings.rows], by=me, at=clock.now(),
        title=wording.label(report.name, "report"), notes=notes_of(report, form.period, findings),
        heads=[wording.label(column, "report_column") for column in report.columns],
    )
    stem = f"{report.name}-{form.period.first:%Y%m%d}-{form.period.last:%Y%m%d}"
    return handed(data, f"{stem}.xlsx")


def worded(report: Report, row: Row) -> Row:
    """The row with stored words as people read them."""
    return tuple(
        wording.label(value, column) if column in WORDED else value
        for column, value in zip(report.columns, row, strict=True)
    )


def notes_of(report: Report, period: Period, findings: Findings) -> list[str]:
    """The lines under the title of the file: what was asked, the figure, the target, and how it was read."""
    notes = [f"Từ ngày {write_date(period.first)} đến ngày {write_date(period.last)}"]
    if findings.ratio and report.is_share:
        share = f" ({write_number(findings.ratio.percent)} %)" if findings.ratio.percent is not None else ""
        notes.append(f"Đạt {findings.ratio.numerator}/{findings.ratio.denominator}{share}")
    if findings.open:
        notes.append(f"Còn trong hạn, chưa tính: {findings.open}")
    if target := target_of(report.name, period.last):
        beyond = "trên " if target.is_beyond else ""
        notes.append(f"Mục tiêu {beyond}{target.percent} % từ ngày {write_date(target.since)} ({target.source})")
    if findings.hidden:
        notes.append(f"Còn {findings.hidden} văn bản tài khoản này không được xem")
    if findings.more:
        notes.append(f"Còn {findings.more} dòng nữa: hãy chọn kỳ ngắn hơn")
    named = {duty: one for duty, one in duties.in_charge().items() if one}
    notes += [f"{wording.label(duty, 'duty')}: {one.person.name}" for duty, one in named.items()]
    return [*notes, f"Cách tính: {wording.label(report.name, 'report_reading')}", who_answers(wording.label)]
