"""Sửa thông tin đăng ký of what we wrote ourselves: a new version of the row; the old one stays readable."""

from dataclasses import dataclass
from datetime import date, datetime

from portal import db
from portal.office import issuing
from portal.office.documents import Document
from portal.office.entering import refer, rewrite
from portal.office.people import Person
from portal.office.registers import Entry
from portal.office.rows import columns_of
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.states import ISSUED, NUMBERED, SEALED


@dataclass(frozen=True)
class OwnFacts:
    """What a row of our own registers says; the last three are corrected only in rows from old books."""

    subject: str
    signatory: str = ""
    reference: str = ""
    dated_on: date | None = None
    kind: str = ""


def is_from_a_book(document: Document) -> bool:
    """Whether its number was given on paper: then reference, day and type were typed, and may be mistyped."""
    row = Entry.versions_of(document.id).first()
    return row is not None and row.act == "imported"


def is_frozen(document: Document) -> bool:
    """Whether receivers hold it with these very words: an error is mended by a further document (Art. 18)."""
    return document.state == ISSUED and issuing.sealed_version(document) is not None


def correct(document: Document, facts: OwnFacts, reason: str, *, by: Person, at: datetime) -> Document:
    """Write the corrected row; what was numbered here keeps its reference, day and type, which its file shows."""
    by.require("enter")
    if not nfc(facts.subject):
        raise errors.Invalid("facts", why="subject")
    if facts.dated_on is not None and facts.dated_on > at.date():
        raise errors.BadDate(facts.dated_on)
    if not reason.strip():
        raise errors.ReasonMissing("correct")
    with db.atomic():
        fresh: Document = Document.get_by_id(document.id)
        if fresh.direction == "incoming" or fresh.number is None:
            raise errors.NotFound(fresh.id)
        fresh.require_state(NUMBERED, SEALED, ISSUED)
        if is_frozen(fresh):
            raise errors.Conflict(fresh.id, why="issued_frozen")
        old = columns_of(fresh)
        fresh.subject, fresh.signatory = nfc(facts.subject), nfc(facts.signatory)
        if is_from_a_book(fresh):
            fresh.dated_on, fresh.kind = facts.dated_on, nfc(facts.kind)
            refer(fresh, facts.reference)
        rewrite(fresh, old, reason, by=by, at=at)
    return fresh
