"""What a register prints besides the record: who got it and when, what was corrected, and why a number was voided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from portal.office import events, recipients, rights, worklists
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person, Unit
from portal.office.recipients import Sent
from portal.office.registers import Entry, Register
from portal.rules.register_pages import Change
from portal.rules.states import VOIDED

BATCH = 500


@dataclass(frozen=True)
class Given:
    """To whom a letter was given for handling, on which day first, and on which the last of it was done."""

    names: str = ""
    on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class RegisterRow:
    """One number of a register with all that is printed of it; ``is_shown`` says whether its content may be."""

    document: Document
    is_shown: bool
    changes: list[Change]
    given: Given
    sent: Sent
    answers: str


def rows(person: Person, register: Register, first: int, last: int) -> Iterator[RegisterRow]:
    """The numbers from first to last in their order, read in batches: a register of any length takes little memory."""
    book = worklists.register_rows(person, register).order_by(Document.number)
    while first <= last:
        batch = list(book.where(Document.number.between(first, last)).limit(BATCH))
        if not batch:
            return
        yield from completed(batch, person)
        first = batch[-1].number + 1


def completed(batch: list[Document], person: Person) -> Iterator[RegisterRow]:
    """The records with what belongs to them, in five questions."""
    ids = [document.id for document in batch]
    changed, given, sent, answers = changes_of(ids), handed(ids), recipients.sent(batch), answers_to(ids, person)
    for document in batch:
        is_shown = bool(getattr(document, "visible", True))
        yield RegisterRow(
            document, is_shown, changed.get(document.id, []) if is_shown else [],
            given.get(document.id, Given()), sent.get(document.id, Sent()), "; ".join(answers.get(document.id, ())),
        )


def changes_of(ids: list[int]) -> dict[int, list[Change]]:
    """Corrections and voids by document, oldest first, each with the values it replaced."""
    found: dict[int, list[Change]] = {}
    later = Entry.select(Entry.document).where(Entry.document.in_(ids), Entry.version > 1)
    before: dict[int, dict[str, Any]] = {}
    for entry in Entry.select().where(Entry.document.in_(later)).order_by(Entry.id):
        known = before.get(entry.document)
        if known is not None:
            names = {**known, **entry.columns}
            old = {name: known.get(name) for name in names if known.get(name) != entry.columns.get(name)}
            change = Change(entry.act, entry.at.date(), entry.reason, old)
            found.setdefault(entry.document, []).append(change)
        before[entry.document] = entry.columns
    return found


def answers_to(ids: list[int], person: Person) -> dict[int, list[str]]:
    """Our answers to these letters by their references, as far as the person may see them."""
    ours = (Document.reply_to.in_(ids), Document.number.is_null(False), Document.state != VOIDED, rights.shown(person))
    rows: Any = Document.select(Document.reply_to, Document.reference).where(*ours).order_by(Document.id).tuples()
    found: dict[int, list[str]] = {}
    for letter, reference in rows:
        found.setdefault(letter, []).append(reference)
    return found


def handed(ids: list[int]) -> dict[int, Given]:
    """Who handles each letter, the one responsible first, and the day it was given out."""
    given: dict[int, list[Assignment]] = {}
    standing = (Assignment.document.in_(ids), Assignment.ended_at.is_null(), Assignment.parent.is_null())
    asked = Assignment.select(Assignment, Person, Unit)
    asked = asked.left_outer_join(Person, on=Assignment.person).switch(Assignment)
    for one in asked.left_outer_join(Unit, on=(Assignment.unit == Unit.id)).where(*standing):
        given.setdefault(one.document_id, []).append(one)
    return {document: summed(of_one) for document, of_one in given.items()}


def summed(assignments: list[Assignment]) -> Given:
    """The names once each, and the first day."""
    ordered = sorted(assignments, key=lambda a: (a.role != "lead", a.role != "support", a.id))
    names = dict.fromkeys(one.handler_name for one in ordered)
    done = [one.done_at.date() for one in ordered if one.done_at]
    return Given("; ".join(names), min(one.given_at for one in ordered).date(), max(done, default=None))


def days(register: Register, first: int, last: int) -> tuple[date, date] | None:
    """The first and the last day on which these numbers were given, or None where there are none."""
    found: Any = Document.select(fn.MIN(Document.entered_on), fn.MAX(Document.entered_on)).where(
        Document.register == register, Document.number.between(first, last)
    )
    earliest, latest = found.tuples().get()
    return (day_of(earliest), day_of(latest)) if earliest else None


def day_of(stored: date | str) -> date:
    """A day as SQLite's functions return it."""
    return stored if isinstance(stored, date) else date.fromisoformat(stored)


def note_printed(register: Register, kind: str, first: int, last: int, *, by: Person, at: datetime) -> None:
    """That the register left the portal is in the trail."""
    events.record("register_printed", register, by=by, at=at, kind=kind, first=first, last=last)
