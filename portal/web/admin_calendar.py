"""Ngày nghỉ và làm bù: the working calendar, with the days this office sets itself."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal import clock
from portal.flows.calendar import is_noticed, listed
from portal.office import calendar
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.fields import DayField, choices
from portal.web.filters import write_date

pages = Blueprint("admin_calendar", __name__)


class DayForm(FlaskForm):
    """One day that is not as the public calendar says."""

    day = DayField("Ngày", [InputRequired("Hãy ghi ngày.")], coming=True)
    work = SelectField("Ngày ấy", choices=choices(("off", "Nghỉ"), ("worked", "Làm việc (làm bù)")))
    name = StringField("Lý do", [Length(max=100)])


@pages.get("/admin/calendar")
@needs("administer")
def index() -> str:
    """This year and the next."""
    return page(DayForm(formdata=None))


def page(form: DayForm) -> str:
    """The days of both years with the form of a new one."""
    year = clock.today().year
    years = [(each, is_noticed(each), listed(each)) for each in (year, year + 1)]
    return render_template("admin/calendar.html", tabs=tabs(person(), "calendar"), years=years, form=form)


@pages.post("/admin/calendar")
@needs("administer")
def create() -> AnyResponse | tuple[str, int]:
    """Say of a day whether the office works."""
    form = DayForm()
    day, is_working = form.day.data, form.work.data == "worked"
    if not form.validate_on_submit() or day is None:
        return page(form), 422
    calendar.set_day(day, is_working, form.name.data or "", by=person(), at=clock.now())
    flash(f"Đã ghi ngày {write_date(day)}: {'làm việc' if is_working else 'nghỉ'}.", "good")
    return go(url_for("admin_calendar.index"))


@pages.post("/admin/calendar/<int:line_id>/removal")
@needs("administer")
def forget(line_id: int) -> AnyResponse:
    """Back to what the public calendar says."""
    calendar.forget_day(line_id, by=person(), at=clock.now())
    flash("Đã bỏ dòng ấy; ngày trở lại như lịch chung.", "good")
    return go(url_for("admin_calendar.index"))
