"""Thay đổi giữa các bản: two editions of a draft held against each other, changed place by changed place."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from portal import wording
from portal.flows import draft_changes
from portal.office import authors, worklists
from portal.office.documents import Document
from portal.office.editions import Edition, editions, laid_before
from portal.rules.drafts import Resaid
from portal.rules.errors import NotFound
from portal.rules.kinds import ORGANS
from portal.rules.states import DRAFTING, SUBMITTED
from portal.web.access import needs, person, settings
from portal.web.filters import write_date
from portal.web.opening import open_document
from portal.web.paging import whole
from portal.web.premises import premises_of

pages = Blueprint("draft_changes", __name__)


@pages.get("/drafts/<int:document_id>/changes")
@needs("draft")
def show(document_id: int) -> str:
    """From one edition to another; without being told which, what changed since the signer saw it last."""
    document = open_document(document_id)
    if not document.is_draft and not authors.is_concerned(document, person()):
        raise NotFound(document_id)
    among = editions(document)
    old, new = chosen(document, among)
    compared = draft_changes.compare(document, old, new, premises=premises_of(settings())) if old and new else None
    return render_template(
        "drafts/changes.html", document=document, editions=among, old=old, new=new, compared=compared,
        outline=[told(change) for change in (compared.outline or [] if compared else [])], home=home(document),
    )


def chosen(document: Document, among: list[Edition]) -> tuple[Edition | None, Edition | None]:
    """The two the address names, in their order in time; nothing where there are no two."""
    by_number = {edition.number: edition for edition in among}
    old = by_number.get(whole(request.args.get("from")) or 0) or laid_before(document, among)
    new = by_number.get(whole(request.args.get("to")) or 0) or (among[-1] if among else None)
    if old and new and old.number > new.number:
        old, new = new, old
    return old, new


def told(change: Resaid) -> dict[str, Any]:
    """One changed word of the outline as people read it."""
    word = wording.label(change.word, "outline")
    return {"word": word, "old": value(change.word, change.old), "new": value(change.word, change.new)}


def value(word: str, said: Any) -> list[str]:
    """The value in lines; an empty one has none."""
    if word == "recipients":
        return [f"{name} ({wording.label(channel, 'channel').lower()})" for name, channel, *_ in said or []]
    if word == "whom":
        return [f"{name}: {meant}" for name, meant in said or []]
    if word == "annexes":
        return [name for name, _ in said or []]
    if word == "is_normative":
        return ["Có" if said else "Không"]
    if word == "organ":
        return [ORGANS[said].name] if said in ORGANS else []
    if word == "reply_to":
        return [letter.reference or letter.subject for letter in worklists.among(person(), [said])] if said else []
    if word == "due_on":
        return [write_date(date.fromisoformat(said))] if said else []
    if word in ("urgency", "route"):
        return [wording.label(said, word)] if said else []
    return [str(said)] if said else []


def home(document: Document) -> str:
    """Where this person reads the document itself."""
    if document.state == SUBMITTED and document.signer_id == person().id:
        return url_for("signing.show", document_id=document.id)
    return url_for("drafts.show" if document.state in DRAFTING else "outgoing.show", document_id=document.id)
