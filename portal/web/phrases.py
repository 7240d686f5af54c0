"""Câu quen dùng: a leader's own phrases, to be changed or taken out."""

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.office import phrases
from portal.office.phrases import Phrase
from portal.rules.phrases import LONGEST
from portal.web.access import needs, person
from portal.web.answers import go

pages = Blueprint("phrases", __name__)


@pages.get("/phrases")
@needs("direct")
def index() -> str:
    """All of them, the most used first."""
    found = list(Phrase.of(person()))
    return render_template("phrases/index.html", phrases=found, offered=phrases.OFFERED, longest=LONGEST)


@pages.post("/phrases/<int:phrase_id>")
@needs("direct")
def change(phrase_id: int) -> AnyResponse:
    """Other words for it."""
    phrase = Phrase.one_of(person(), phrase_id)
    phrases.change(phrase, request.form.get("text", ""), by=person(), at=clock.now())
    flash("Đã sửa câu quen dùng.", "good")
    return go(url_for("phrases.index"))


@pages.post("/phrases/<int:phrase_id>/removal")
@needs("direct")
def remove(phrase_id: int) -> AnyResponse:
    """It is offered no more."""
    phrases.remove(Phrase.one_of(person(), phrase_id), by=person(), at=clock.now())
    flash("Đã bỏ câu quen dùng.", "good")
    return go(url_for("phrases.index"))
