"""Đơn vị: the units of the office."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import clock, wording
from portal.office import units
from portal.office.loading import load
from portal.office.people import Unit
from portal.rules.errors import Invalid
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go

pages = Blueprint("admin_units", __name__)


class UnitForm(FlaskForm):
    """A unit's name."""

    name = StringField("Tên đơn vị", [InputRequired("Hãy ghi tên đơn vị."), Length(max=120)])


@pages.get("/admin/units")
@needs("administer")
def index() -> str:
    """All units."""
    return listing(UnitForm(formdata=None))


def listing(form: UnitForm) -> str:
    """The page with the form of a new unit on top."""
    return render_template("admin/units.html", tabs=tabs(person(), "units"), units=units.with_people(), form=form)


@pages.post("/admin/units")
@needs("administer")
def create() -> AnyResponse | tuple[str, int]:
    """Lập đơn vị."""
    form = UnitForm()
    if not form.validate_on_submit():
        return listing(form), 422
    try:
        unit = units.open_unit(form.name.data, by=person(), at=clock.now())
    except Invalid as refusal:
        form.name.errors = [wording.sentence(refusal)]
        return listing(form), 422
    return back(f"Đã lập {unit.name}.")


@pages.get("/admin/units/<int:unit_id>")
@needs("administer")
def show(unit_id: int) -> str:
    """The form of one unit."""
    unit = load(Unit, unit_id)
    return unit_page(unit, UnitForm(formdata=None, obj=unit))


def unit_page(unit: Unit, form: UnitForm) -> str:
    """Its page."""
    return render_template("admin/unit.html", tabs=tabs(person(), "units"), unit=unit, form=form)


@pages.post("/admin/units/<int:unit_id>")
@needs("administer")
def rename(unit_id: int) -> AnyResponse | tuple[str, int]:
    """Another name."""
    unit, form = load(Unit, unit_id), UnitForm()
    if not form.validate_on_submit():
        return unit_page(unit, form), 422
    try:
        units.rename(unit, form.name.data, by=person(), at=clock.now())
    except Invalid as refusal:
        form.name.errors = [wording.sentence(refusal)]
        return unit_page(load(Unit, unit_id), form), 422
    return back("Đã đổi tên đơn vị.")


@pages.post("/admin/units/<int:unit_id>/closing")
@needs("administer")
def close(unit_id: int) -> AnyResponse:
    """Thôi dùng."""
    units.set_active(load(Unit, unit_id), False, by=person(), at=clock.now())
    return back("Đã thôi dùng đơn vị.")


@pages.post("/admin/units/<int:unit_id>/opening")
@needs("administer")
def reopen(unit_id: int) -> AnyResponse:
    """Dùng lại."""
    units.set_active(load(Unit, unit_id), True, by=person(), at=clock.now())
    return back("Đã dùng lại đơn vị.")


def back(words: str) -> AnyResponse:
    """To the list, saying what was done."""
    flash(words, "good")
    return go(url_for("admin_units.index"))
