"""Ký nháy: which initials this office wants before a draft is submitted."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField

from portal import clock
from portal.office import profile
from portal.office.profile import Office
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go

pages = Blueprint("admin_drafting", __name__)


class InitialsForm(FlaskForm):
    """Who must have initialled a draft."""

    content = BooleanField("Trưởng đơn vị soạn thảo ký nháy nội dung")
    form = BooleanField("Văn thư ký nháy thể thức, kỹ thuật trình bày")


@pages.get("/admin/drafting")
@needs("administer")
def index() -> str:
    """What is wanted now."""
    office = Office.current()
    form = InitialsForm(
        formdata=None, data={"content": office.wants_content_initial, "form": office.wants_form_initial}
    )
    return render_template("admin/drafting.html", tabs=tabs(person(), "drafting"), form=form)


@pages.post("/admin/drafting")
@needs("administer")
def save() -> AnyResponse:
    """From now on; drafts already submitted stay where they are."""
    form = InitialsForm()
    form.validate_on_submit()
    profile.want_initials(content=form.content.data, form=form.form.data, by=person(), at=clock.now())
    flash("Đã ghi quy định ký nháy.", "good")
    return go(url_for("admin_drafting.index"))
