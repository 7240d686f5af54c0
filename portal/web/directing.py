"""Bút phê: presenting and directing, one letter or many at once."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, wording
from portal.flows import precedents
from portal.office import rights, worklists
from portal.office.documents import Document
from portal.office.routing_acts import RoutingAct
from portal.rules.errors import Conflict, Invalid, NotFound, Refusal
from portal.web.access import needs, person, settings
from portal.web.answers import go
from portal.web.directive_forms import DirectiveForm, PresentForm, phrases_offered
from portal.web.letter_page import letter_page
from portal.web.opening import called, open_document
from portal.web.premises import premises_of
from portal.web.routing_forms import Refused
from portal.web.undoing import done

pages = Blueprint("directing", __name__)
MOST = 100  # letters offered on one page


@pages.post("/documents/<int:document_id>/instructions")
@needs("direct")
def direct(document_id: int) -> AnyResponse | tuple[str, int]:
    """Write the directive and give the work out."""
    document, form = rights.read(person(), document_id), DirectiveForm()
    form.offer(person(), document)
    if not form.validate_on_submit():
        return letter_page(document, Refused(form)), 422
    try:
        done("Đã chuyển xử lý.", form.write(document))
    except (Conflict, Invalid) as refusal:
        return letter_page(document, Refused(form, refusal)), 422
    return go(url_for("desk.index"))


@pages.get("/documents/<int:document_id>/precedents")
@needs("direct")
def suggested(document_id: int) -> str:
    """Who got letters like this one: a part of the letter page, fetched when the page stands."""
    document = open_document(document_id)
    found = precedents.of(person(), document, premises=premises_of(settings()))
    return render_template("directing/_precedents.html", document=document, found=found)


@pages.post("/documents/<int:document_id>/presentation")
@needs("enter")
def present(document_id: int) -> AnyResponse | tuple[str, int]:
    """Lay the letter before a leader."""
    document, form = rights.read(person(), document_id), PresentForm()
    form.offer()
    if not form.validate_on_submit():
        return letter_page(document, Refused(form)), 422
    done(f"Đã trình {form.chosen().name}.", form.lay(document))
    return go(url_for("incoming.listing", tab="entered"))


# Many letters at once: each in a transaction of its own.


@pages.get("/directing")
@needs("direct")
def many_to_direct() -> str:
    """The letters that wait for this leader's words, to be ticked."""
    return direct_page(DirectiveForm.blank(person()))


@pages.post("/directing")
@needs("direct")
def direct_many() -> AnyResponse | tuple[str, int]:
    """One directive for every letter ticked."""
    form = DirectiveForm()
    form.offer(person())
    if not form.validate_on_submit() or not ticked():
        return direct_page(form, lacks_ticks=not ticked()), 422
    if not each_of_them(partial(form.write, only_waiting=True), "Đã chuyển xử lý {count} văn bản."):
        return direct_page(form), 422
    return go(url_for("directing.many_to_direct"))


def direct_page(form: DirectiveForm, *, lacks_ticks: bool = False) -> str:
    """The letters and the form."""
    letters = list(worklists.to_direct(person()).limit(MOST))
    return render_template(
        "directing/many.html", letters=letters, directive=form, present=None, ticked=set(ticked()),
        lacks_ticks=lacks_ticks, phrases=phrases_offered(person()), today=clock.today(),
    )


@pages.get("/presenting")
@needs("enter")
def many_to_present() -> str:
    """The letters that no leader has before them yet, to be ticked."""
    return present_page(PresentForm.blank())


@pages.post("/presenting")
@needs("enter")
def present_many() -> AnyResponse | tuple[str, int]:
    """Every letter ticked before one leader."""
    form = PresentForm()
    form.offer()
    if not form.validate_on_submit() or not ticked():
        return present_page(form, lacks_ticks=not ticked()), 422
    if not each_of_them(form.lay, f"Đã trình {form.chosen().name} {{count}} văn bản."):
        return present_page(form), 422
    return go(url_for("directing.many_to_present"))


def present_page(form: PresentForm, *, lacks_ticks: bool = False) -> str:
    """The letters and the form."""
    letters = list(worklists.to_present(person()).limit(MOST))
    return render_template(
        "directing/many.html", letters=letters, directive=None, present=form, ticked=set(ticked()),
        lacks_ticks=lacks_ticks, phrases=[], today=clock.today(),
    )


def ticked() -> list[int]:
    """The letters chosen."""
    return [int(value) for value in request.form.getlist("letters") if value.isdecimal()]


def each_of_them(act: Callable[[Document], RoutingAct], words: str) -> bool:
    """Do it for every letter ticked, say how many went and which did not, and why; whether any went."""
    acts: list[RoutingAct] = []
    for document_id in ticked():
        try:
            document = rights.read(person(), document_id)
        except NotFound as refusal:
            flash(wording.sentence(refusal), "refusal")
            continue
        try:
            acts.append(act(document))
        except Refusal as refusal:
            flash(f"{called(document)}: {wording.sentence(refusal)}", "refusal")
    if acts:
        done(words.format(count=len(acts)), *acts)
    return bool(acts)
