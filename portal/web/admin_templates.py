"""Mẫu văn bản: the template of each form, and the office's own in its place."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.flows import templates
from portal.office import templates as kept
from portal.office.templates import LetterTemplate
from portal.rules.errors import Refusal
from portal.rules.letter_forms import BY_CODE, FIELDS, FORMS, LISTS, Form
from portal.web.access import needs, person, settings
from portal.web.admin import tabs
from portal.web.answers import go
from portal.web.handed import handed
from portal.web.premises import premises_of

pages = Blueprint("admin_templates", __name__)
ONE = "/admin/templates/<any({}):code>".format(", ".join(f"'{code}'" for code in BY_CODE))


class BringForm(FlaskForm):
    """A template the office made."""

    file = FileField("Tệp mẫu (DOCX)", [FileRequired("Hãy chọn tệp mẫu.")])


@pages.get("/admin/templates")
@needs("administer")
def index() -> str:
    """All forms, with whose template holds."""
    return render_template(
        "admin/templates.html", tabs=tabs(person(), "templates"), forms=FORMS.values(), own=LetterTemplate.in_use(),
    )


@pages.get(ONE)
@needs("administer")
def show(code: str) -> str:
    """One form: its template, what was used before, and the fields."""
    return form_page(BY_CODE[code], BringForm(formdata=None))


def form_page(form: Form, bringing: BringForm) -> str:
    """The page of a form."""
    return render_template(
        "admin/template.html", tabs=tabs(person(), "templates"), form=form, bringing=bringing,
        own=LetterTemplate.in_use().get(form.name), rows=LetterTemplate.of(form.name), fields=FIELDS, lists=LISTS,
    )


@pages.post(ONE)
@needs("administer")
def bring(code: str) -> AnyResponse | tuple[str, int]:
    """Dùng mẫu của cơ quan, once it was tried."""
    form, bringing = BY_CODE[code], BringForm()
    if not bringing.validate_on_submit():
        return form_page(form, bringing), 422
    try:
        templates.bring(
            bringing.file.data.stream, bringing.file.data.filename or "", form, by=person(), at=clock.now(),
            premises=premises_of(settings()),
        )
    except Refusal as refusal:
        bringing.file.errors = [wording.sentence(refusal)]
        return form_page(form, bringing), 422
    flash("Đã điền thử được và dùng mẫu mới. Dự thảo tải mẫu từ nay theo mẫu này.", "good")
    return go(url_for("admin_templates.show", code=form.code))


@pages.post(f"{ONE}/return")
@needs("administer")
def give_back(code: str) -> AnyResponse:
    """Trở lại mẫu có sẵn."""
    form = BY_CODE[code]
    kept.give_back(form.name, by=person(), at=clock.now())
    flash("Đã trở lại mẫu có sẵn của hệ thống.", "good")
    return go(url_for("admin_templates.show", code=form.code))


@pages.get(f"{ONE}/file")
@needs("administer")
def file(code: str) -> Response:
    """The template in use, with its fields, to be changed in a word processor."""
    form = BY_CODE[code]
    return handed(templates.blank(form, premises=premises_of(settings())), f"mau-{form.code}.docx")


@pages.get(f"{ONE}/built-in")
@needs("administer")
def built_in(code: str) -> Response:
    """The portal's own template."""
    form = BY_CODE[code]
    return handed(templates.blank(form, premises=premises_of(settings()), own=False), f"mau-co-san-{form.code}.docx")


@pages.get(f"{ONE}/sample")
@needs("administer")
def sample(code: str) -> Response:
    """The template in use, filled as for a letter."""
    form = BY_CODE[code]
    made = templates.sample(form, at=clock.now(), premises=premises_of(settings()))
    return handed(made, f"dien-thu-{form.code}.docx")
