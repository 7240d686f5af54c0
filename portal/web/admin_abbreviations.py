"""Chữ viết tắt: the office's table of short forms, used by the next search."""

from flask import Blueprint, flash, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field, StringField

from portal import clock, wording
from portal.office import abbreviations
from portal.office.abbreviations import Abbreviation
from portal.office.loading import load
from portal.rules.errors import Invalid
from portal.web.access import needs, person
from portal.web.admin import tabs
from portal.web.answers import go

pages = Blueprint("admin_abbreviations", __name__)
OF_THE_WORDS = ("abbreviation_words", "abbreviation_itself")


class AbbreviationForm(FlaskForm):
    """One line of the table; what may stand in it the rules know."""

    short = StringField("Chữ viết tắt")
    words = StringField("Cụm từ đầy đủ")

    def refuse(self, refusal: Invalid) -> None:
        """Say beside the field what is wrong with it."""
        wrong: Field = self.words if refusal.data.get("why") in OF_THE_WORDS else self.short
        wrong.errors = [wording.sentence(refusal)]


@pages.get("/admin/abbreviations")
@needs("administer")
def index() -> str:
    """The whole table."""
    return listing(AbbreviationForm(formdata=None))


def listing(form: AbbreviationForm) -> str:
    """The table with the form of a new line on top."""
    lines = Abbreviation.listed()
    return render_template("admin/abbreviations.html", tabs=tabs(person(), "abbreviations"), lines=lines, form=form)


@pages.post("/admin/abbreviations")
@needs("administer")
def create() -> AnyResponse | tuple[str, int]:
    """Thêm một dòng."""
    form = AbbreviationForm()
    try:
        line = abbreviations.add(form.short.data or "", form.words.data or "", by=person(), at=clock.now())
    except Invalid as refusal:
        form.refuse(refusal)
        return listing(form), 422
    return back(f"Đã thêm {line.short}: {line.words}.")


@pages.get("/admin/abbreviations/<int:line_id>")
@needs("administer")
def show(line_id: int) -> str:
    """The form of one line."""
    line = load(Abbreviation, line_id)
    return line_page(line, AbbreviationForm(formdata=None, obj=line))


def line_page(line: Abbreviation, form: AbbreviationForm) -> str:
    """Its page."""
    return render_template("admin/abbreviation.html", line=line, form=form)


@pages.post("/admin/abbreviations/<int:line_id>")
@needs("administer")
def change(line_id: int) -> AnyResponse | tuple[str, int]:
    """Sửa một dòng."""
    form = AbbreviationForm()
    try:
        abbreviations.change(
            load(Abbreviation, line_id), form.short.data or "", form.words.data or "", by=person(), at=clock.now()
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return line_page(load(Abbreviation, line_id), form), 422
    return back("Đã sửa chữ viết tắt.")


@pages.post("/admin/abbreviations/<int:line_id>/removal")
@needs("administer")
def take_out(line_id: int) -> AnyResponse:
    """Thôi dùng."""
    abbreviations.set_active(load(Abbreviation, line_id), False, by=person(), at=clock.now())
    return back("Đã thôi dùng chữ viết tắt.")


@pages.post("/admin/abbreviations/<int:line_id>/return")
@needs("administer")
def put_back(line_id: int) -> AnyResponse:
    """Dùng lại."""
    abbreviations.set_active(load(Abbreviation, line_id), True, by=person(), at=clock.now())
    return back("Đã dùng lại chữ viết tắt.")


def back(words: str) -> AnyResponse:
    """To the table, saying what was done."""
    flash(words, "good")
    return go(url_for("admin_abbreviations.index"))
