"""Phụ lục kèm theo dự thảo: separate files are added to a draft and taken out, each time as a version of its own."""

from datetime import datetime

from portal import db
from portal.office import annexes, authors, drafting, events, outlines, receiving
from portal.office.documents import Attachment, Document, EarlierFile
from portal.office.people import Person
from portal.rules import errors, filetypes
from portal.rules.states import DRAFT, RETURNED, SUBMITTED

MOST = 20


def add(document: Document, sha256: str, name: str, *, by: Person, at: datetime) -> Attachment:
    """Lay stored bytes with a draft; one that was submitted goes back to its drafter."""
    with db.atomic():
        fresh = changeable(document, by)
        here = annexes.of(fresh)
        if len(here) >= MOST:
            raise errors.Conflict(document.id, why="annexes_many", count=MOST)
        if any(annex.sha256 == sha256 for annex in here):
            raise errors.Conflict(document.id, why="annex_twice")
        outlines.keep_first(fresh, by=by, at=at)
        taken = {annex.name for annex in here} | {version.name for version in fresh.versions}
        annex: Attachment = Attachment.create(document=fresh, sha256=sha256, name=filetypes.apart(name, taken), at=at)
        changed(fresh, "annex_added", annex, by=by, at=at)
    return annex


def remove(document: Document, annex_id: int, *, by: Person, at: datetime) -> None:
    """Take one out; its bytes stay with the document, so not before they were looked through."""
    with db.atomic():
        fresh = changeable(document, by)
        annexes.require_read(fresh)
        annex = next((one for one in annexes.of(fresh) if one.id == annex_id), None)
        if annex is None:
            raise errors.NotFound(annex_id)
        outlines.keep_first(fresh, by=by, at=at)
        EarlierFile.create(document=fresh, sha256=annex.sha256, at=at)
        annex.delete_instance()
        changed(fresh, "annex_removed", annex, by=by, at=at)


def changeable(document: Document, by: Person) -> Document:
    """The draft as it is now, if its author may still change it."""
    authors.require_author(document, by)
    document.require_state(DRAFT, RETURNED, SUBMITTED)
    fresh: Document = Document.get_by_id(document.id)
    return fresh


def changed(document: Document, verb: str, annex: Attachment, *, by: Person, at: datetime) -> None:
    """What lies with the draft is part of what is signed: a version of its own, looked through by the worker."""
    drafting.resaid(document, by=by, at=at)
    receiving.ask_enclosed(document)
    events.record(verb, document, by=by, at=at, annex=annex.id, sha256=annex.sha256)
