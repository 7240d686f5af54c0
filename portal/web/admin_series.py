"""Sổ và số: which types share a series, in which year it begins, and with which number this year's register begins."""

from flask import Blueprint, flash, g, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import bookkeeping, early_numbers, registers
from portal.office.bookkeeping import Plan
from portal.office.loading import load
from portal.office.profile import Office
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules import errors
from portal.rules.kinds import DOCUMENT_KINDS, ORGANS
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.fields import choices

pages = Blueprint("admin_series", __name__)


class SeriesForm(FlaskForm):
    """A series of its own for some types."""

    title = StringField("Tên sổ", [InputRequired("Hãy ghi tên sổ."), Length(max=bookkeeping.LONGEST_TITLE)])
    organ = SelectField("Cơ quan ban hành", choices=choices(*((o.code, o.name) for o in ORGANS.values())))
    kinds = SelectMultipleField("Loại văn bản chung sổ", [InputRequired("Hãy chọn ít nhất một loại.")],
                                choices=choices(*((kind.name, kind.name) for kind in DOCUMENT_KINDS)))
    first_year = SelectField("Áp dụng từ năm", coerce=int)
    is_normative = BooleanField("Văn bản quy phạm pháp luật: số có năm, ví dụ 05/2026/QĐ-UBND")

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        year = clock.today().year
        self.first_year.choices = choices((str(year), str(year)), (str(year + 1), str(year + 1)))

    def plan(self) -> Plan:
        """The form as the office takes it."""
        return Plan(
            title=self.title.data or "", organ=self.organ.data, kinds=tuple(self.kinds.data or ()),
            first_year=self.first_year.data, is_normative=self.is_normative.data,
        )


class StartForm(FlaskForm):
    """The number a register begins with, taken over from paper or another program."""

    number = IntegerField("Số đầu tiên sẽ cấp", [InputRequired("Hãy ghi số.")])
    reason = StringField("Lý do", [InputRequired("Hãy ghi lý do."), Length(max=300)])


class OrderForm(FlaskForm):
    """When a number is given."""

    before_signing = BooleanField("Cấp số trước khi ký")


@pages.get("/admin/series")
@needs("keep_series")
def index() -> str:
    """All series with this year's registers, and the form of a new one."""
    return listing(SeriesForm(formdata=None))


def listing(form: SeriesForm) -> str:
    """The page."""
    in_room()
    year = clock.today().year
    books = [(series, Register.find(series.code, year)) for series in Series.listed()]
    order = OrderForm(formdata=None, data={"before_signing": Office.current().numbers_before_signing})
    return render_template(
        "admin/series.html", tabs=tabs(person(), "series"), books=books, form=form, order=order, year=year
    )


@pages.post("/admin/series/order")
@needs("keep_series")
def set_order() -> AnyResponse:
    """Cấp số trước hay sau khi ký."""
    is_early = OrderForm().before_signing.data
    early_numbers.choose(is_early, by=person(), at=clock.now())
    flash(f"Từ nay số được cấp {'khi duyệt, trước khi ký' if is_early else 'sau khi ký'}.", "good")
    return go(url_for("admin_series.index"))


def in_room() -> None:
    """The clerk comes from the outgoing documents."""
    if not person().may("administer"):
        g.room = "outgoing"


@pages.post("/admin/series")
@needs("keep_series")
def create() -> AnyResponse | tuple[str, int]:
    """Lập sổ."""
    form = SeriesForm()
    if not form.validate_on_submit():
        return listing(form), 422
    try:
        made = bookkeeping.add(form.plan(), by=person(), at=clock.now())
    except (errors.Conflict, errors.Invalid) as refusal:
        form.kinds.errors = [wording.sentence(refusal)]
        return listing(form), 422
    flash(f"Đã lập {made.title}, cấp số từ năm {made.first_year}.", "good")
    return go(url_for("admin_series.index"))


@pages.post("/admin/series/<int:series_id>/ending")
@needs("keep_series")
def end(series_id: int) -> AnyResponse:
    """Thôi dùng sổ."""
    series = load(Series, series_id)
    bookkeeping.end(series, by=person(), at=clock.now())
    flash(f"Thôi dùng {series.title}; các số đã cấp vẫn giữ trong sổ.", "good")
    return go(url_for("admin_series.index"))


@pages.get("/admin/series/<int:series_id>/start")
@needs("keep_series")
def start(series_id: int) -> str:
    """The form of the first number."""
    series = load(Series, series_id)
    register = Register.find(series.code, clock.today().year)
    return start_page(series, StartForm(formdata=None, data={"number": register.start if register else 1}))


def start_page(series: Series, form: StartForm) -> str:
    """Its page."""
    in_room()
    register = Register.find(series.code, clock.today().year)
    return render_template("admin/series_start.html", series=series, register=register, form=form,
                           year=clock.today().year)


@pages.post("/admin/series/<int:series_id>/start")
@needs("keep_series")
def set_start(series_id: int) -> AnyResponse | tuple[str, int]:
    """Đặt số bắt đầu, with the reason."""
    series, form = load(Series, series_id), StartForm()
    if not form.validate_on_submit():
        return start_page(series, form), 422
    try:
        register = registers.begin_at(
            series.code, clock.today().year, form.number.data or 0, form.reason.data or "", by=person(), at=clock.now()
        )
    except (errors.Conflict, errors.Invalid) as refusal:
        form.number.errors = [wording.sentence(refusal)]
        return start_page(series, form), 422
    flash(f"{register.title} năm {register.year} bắt đầu từ số {register.start}.", "good")
    return go(url_for("admin_series.index"))
