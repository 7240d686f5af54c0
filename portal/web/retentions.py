"""Thời hạn bảo quản: the table of periods, as the office has it."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal import clock, wording
from portal.office import retentions
from portal.office.retentions import MOST_YEARS, Retention
from portal.rules.errors import Invalid
from portal.rules.kinds import DOCUMENT_KINDS
from portal.web.access import needs, person
from portal.web.answers import go
from portal.web.dossier_tabs import tabs
from portal.web.fields import choices

pages = Blueprint("retentions", __name__)


class RetentionForm(FlaskForm):
    """One period."""

    name = StringField("Tên", [InputRequired("Hãy ghi tên."), Length(max=60)])
    basis = StringField("Căn cứ", [Length(max=200)])
    kinds = SelectMultipleField(
        "Gợi ý cho văn bản của cơ quan loại", choices=choices(*((k.name, k.name) for k in DOCUMENT_KINDS))
    )
    is_active = BooleanField("Đang dùng", default=True)


class NewRetentionForm(RetentionForm):
    """How long is said once."""

    years = IntegerField("Số năm", [Optional(), NumberRange(1, MOST_YEARS, "Số năm từ 1 đến 99.")])


@pages.get("/retentions")
@needs("enter")
def index() -> str:
    """The table, and the form for one more."""
    return table_page(NewRetentionForm(formdata=None))


def table_page(form: NewRetentionForm) -> str:
    """Its page."""
    return render_template(
        "dossiers/retentions.html", rows=list(Retention.listed()), form=form, tabs=tabs(person(), "retentions")
    )


@pages.post("/retentions")
@needs("enter")
def create() -> AnyResponse | tuple[str, int]:
    """One period more."""
    form = NewRetentionForm()
    if not form.validate_on_submit():
        return table_page(form), 422
    try:
        retentions.add(form.years.data, **said(form), by=person(), at=clock.now())
    except Invalid as refusal:
        form.years.errors = [wording.sentence(refusal)]
        return table_page(form), 422
    flash("Đã thêm thời hạn bảo quản.", "good")
    return go(url_for("retentions.index"))


def said(form: RetentionForm) -> dict[str, Any]:
    """What was typed of a period."""
    return {"name": form.name.data or "", "basis": form.basis.data or "", "kinds": form.kinds.data or []}


@pages.get("/retentions/<int:retention_id>")
@needs("enter")
def show(retention_id: int) -> str:
    """One period to be put right."""
    found = Retention.load(retention_id)
    return render_template("dossiers/retention.html", row=found, form=RetentionForm(formdata=None, obj=found))


@pages.post("/retentions/<int:retention_id>")
@needs("enter")
def change(retention_id: int) -> AnyResponse | tuple[str, int]:
    """Put it right."""
    found, form = Retention.load(retention_id), RetentionForm()
    if not form.validate_on_submit():
        return render_template("dossiers/retention.html", row=found, form=form), 422
    retentions.change(found, **said(form), is_active=bool(form.is_active.data), by=person(), at=clock.now())
    flash("Đã lưu thời hạn bảo quản.", "good")
    return go(url_for("retentions.index"))
