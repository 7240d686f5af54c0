"""Lập hồ sơ: the small form on a letter's page, and the list of what lies in no dossier yet."""

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal import clock, wording
from portal.office import dossiers, rights, unfiled, worklists
from portal.office.documents import Document
from portal.office.dossiers import Dossier
from portal.office.people import Person
from portal.web.access import local_path, needs, person
from portal.web.answers import go
from portal.web.dossier_tabs import tabs
from portal.web.fields import choices
from portal.web.opening import called
from portal.web.paging import page_of, whole

pages = Blueprint("filing", __name__)
MOST = 100  # letters of one list
NOTHING_TICKED = "Hãy đánh dấu ít nhất một văn bản."


class FilingForm(FlaskForm):
    """Which dossier a document goes into."""

    dossier = SelectField("Hồ sơ", [InputRequired("Hãy chọn hồ sơ.")])

    def offer(self, document: Document | None = None) -> "FilingForm":
        """The open dossiers the document does not lie in yet."""
        inside = {d.id for d in Dossier.with_document(document)} if document else set()
        left = [d for d in Dossier.taking() if d.id not in inside]
        self.dossier.choices = choices(("", "Chọn…"), *((str(d.id), f"{d.number} – {d.title}") for d in left))
        return self

    @classmethod
    def blank(cls, me: Person, document: Document | None = None) -> "FilingForm":
        """The form before it is sent: the dossier the person used last stands chosen, where it is offered."""
        form, last = cls(formdata=None).offer(document), unfiled.last_used(me)
        if last and any(choice.value == str(last.id) for choice in form.dossier.choices):
            form.dossier.data = str(last.id)
        return form


@dataclass(frozen=True)
class Filing:
    """What ``dossiers/_file.html`` shows on a document's page."""

    document: Document
    form: FilingForm
    dossiers: list[Dossier]
    may_file: bool


def filing_of(document: Document, me: Person) -> Filing:
    """The dossiers of a document, and the form that puts it into another one."""
    may_file = me.may("file") and document.state in dossiers.FILABLE
    form = FilingForm.blank(me, document)
    return Filing(document, form, list(Dossier.with_document(document)), may_file)


@pages.get("/unfiled")
@needs("file")
def index() -> str:
    """What I handled or wrote and nobody filed; for the clerk everything."""
    return unfiled_page(FilingForm.blank(person()), set())


def unfiled_page(form: FilingForm, chosen: set[int]) -> str:
    """Its page."""
    me, typed, mine = person(), request.args.get("q", "")[:200], request.args.get("mine") is not None
    query = unfiled.documents(me, everything=not mine, holding=typed)
    return render_template(
        "dossiers/unfiled.html", page=page_of(query, request.args.get("page")), form=form, q=typed, mine=mine,
        chosen=chosen, tabs=tabs(me, "unfiled"),
    )


@pages.post("/unfiled")
@needs("file")
def file_several() -> AnyResponse | tuple[str, int]:
    """Đưa vào hồ sơ, several at once."""
    form, chosen = FilingForm().offer(), ticked(request.form)
    if put_in(form, chosen):
        return go(url_for("filing.index", q=request.args.get("q"), mine=request.args.get("mine")))
    return unfiled_page(form, {document.id for document in chosen}), 422


@pages.get("/filing")
@needs("file")
def choose() -> AnyResponse | str:
    """Letters ticked in a list, and the dossier they are to go into."""
    chosen, back = ticked(request.args), local_path(request.args.get("back"))
    if not chosen:
        flash(NOTHING_TICKED, "refusal")
        return go(back)
    return choose_page(FilingForm.blank(person()), chosen, {document.id for document in chosen}, back)


def choose_page(form: FilingForm, listed: list[Document], kept: set[int], back: str) -> str:
    """Its page: what cannot be filed is named at once."""
    return render_template(
        "dossiers/filing.html", form=form, documents=listed, ticked=kept, filable=dossiers.FILABLE, back=back,
    )


@pages.post("/filing")
@needs("file")
def file_chosen() -> AnyResponse | tuple[str, int]:
    """Đưa vào hồ sơ, what was ticked in a list; then back to the list."""
    form, chosen, back = FilingForm().offer(), ticked(request.form), local_path(request.form.get("back"))
    if put_in(form, chosen):
        return go(back)
    listed = ticked(request.form, "listed")
    return choose_page(form, listed, {document.id for document in chosen}, back), 422


def ticked(sent: MultiDict[str, str], name: str = "document") -> list[Document]:
    """What was ticked, as far as the person may see it, in the order of the list."""
    ids = [number for asked in sent.getlist(name)[:MOST] if (number := whole(asked))]
    found = {document.id: document for document in worklists.among(person(), set(ids))}
    return [found[number] for number in dict.fromkeys(ids) if number in found]


def put_in(form: FilingForm, chosen: list[Document]) -> bool:
    """File what was chosen and say what came of it; whether there was anything to do."""
    if not form.validate_on_submit():
        return False
    if not chosen:
        flash(NOTHING_TICKED, "refusal")
        return False
    dossier = Dossier.load(int(form.dossier.data))
    count, refused = dossiers.file_each(chosen, dossier, by=person(), at=clock.now())
    there = len(chosen) - count - len(refused)
    said = f"Đã đưa {count} văn bản vào hồ sơ {dossier.number}" + (f"; {there} đã ở đó từ trước." if there else ".")
    flash(said, "good")
    for document, refusal in refused:
        flash(f"{document.reference or called(document)}: {wording.sentence(refusal)}", "refusal")
    return True


@pages.post("/documents/<int:document_id>/dossier-items")
@needs("file")
def file(document_id: int) -> AnyResponse:
    """Đưa vào hồ sơ, from the document's page."""
    me, document = person(), rights.read(person(), document_id)
    form = FilingForm().offer(document)
    here = url_for("documents.show", document_id=document.id)
    if not form.validate_on_submit():
        flash("Hãy chọn hồ sơ đang mở mà văn bản chưa nằm trong đó.", "refusal")
        return go(here)
    dossier = Dossier.load(int(form.dossier.data))
    dossiers.file(document, dossier, by=me, at=clock.now())
    flash(f"Đã đưa vào hồ sơ {dossier.number}.", "good")
    return go(here)
