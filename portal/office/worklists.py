"""What waits for whom: the lists people work from, each through the one condition of rights."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, Value, fn

from portal.office import rights
from portal.office.arrivals import Arrival
from portal.office.assignments import Assignment
from portal.office.citations import Citation
from portal.office.documents import Attachment, Document, Version
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules.roles import Role
from portal.rules.states import (
    ENTERED,
    HELD,
    IN_PROGRESS,
    ISSUED,
    JOINED,
    NUMBERED,
    RECEIVED,
    REFUSED,
    SUBMITTED,
    VOIDED,
)


def letters(person: Person, *states: str, holding: str = "") -> Any:
    """Incoming letters standing at one of the steps: the queue in order of arrival, else the newest first.

    A held draft stands in the queue too: it is the clerk's to remove.
    """
    ours = Document.direction == "incoming"
    if HELD in states:  # the longer condition would keep the lists that only grow from their index
        ours |= Document.state == HELD
    found = rights.documents(person).where(ours, Document.state.in_(states), Document.holding(holding))
    return found.order_by(Document.id if RECEIVED in states else Document.id.desc())


def with_arrivals(found: Any) -> Any:
    """The same letters with what each came by, in one question."""
    return found.select(Document, Arrival).join(Arrival, JOIN.LEFT_OUTER, on=Document.arrival == Arrival.id)


def outgoing(person: Person, *states: str, holding: str = "") -> Any:
    """Outgoing documents standing at one of the steps: what waits in order, what went out the newest first."""
    found = rights.documents(person).where(Document.direction == "outgoing", Document.state.in_(states))
    return found.where(Document.holding(holding)).order_by(Document.id.desc() if ISSUED in states else Document.id)


def next_letter() -> Document | None:
    """The letter that waits longest for its number."""
    found: Document | None = Document.in_state("incoming", RECEIVED).first()
    return found


def place_in_queue(document: Document) -> tuple[int, int]:
    """Which of how many waiting letters this one is, the oldest first."""
    waiting = Document.in_state("incoming", RECEIVED)
    return waiting.where(Document.id <= document.id).count(), waiting.count()


def letter_before(person: Person) -> Document | None:
    """The letter that took the newest arrival number, where the person may see it."""
    numbered = Document.number.is_null(False) & Document.entered_on.is_null(False)
    entered = Document.in_state("incoming", ENTERED, IN_PROGRESS).where(numbered, rights.shown(person))
    found: Document | None = entered.order_by(Document.id.desc()).first()
    return found


def to_direct(person: Person) -> Any:
    """Letters laid before this leader, and those nobody was named for or who was is gone, the most pressing first."""
    leaders = [person.id, *(absent.id for absent in person.stands_for)]
    others = Person.select(Person.id).where(
        Person.is_active, Person.role == Role.LEADER, Person.id.not_in(leaders)
    )
    mine = Document.presented_to.is_null() | Document.presented_to.not_in(others)
    return letters(person, ENTERED).where(mine).order_by(*pressing_first())


def pressing_first(day: Any = Document.due_on) -> tuple[Any, ...]:
    """The order of a list that may be cut: the urgent ones first, then the nearest day, those without one last."""
    return Document.urgency == "normal", day.is_null(), day, Document.id


def to_present(person: Person) -> Any:
    """Entered letters that no leader has before them yet, the urgent ones first."""
    waiting = letters(person, ENTERED).where(Document.presented_to.is_null())
    return waiting.order_by(Document.urgency == "normal", Document.id)


def to_sign(person: Person) -> Any:
    """Drafts waiting for this person's signature, the oldest first."""
    waiting = rights.documents(person).where(Document.state == SUBMITTED, Document.signer == person)
    return waiting.order_by(Document.id)


def to_seal(person: Person) -> Any:
    """Numbered documents waiting for the agency's signature, the oldest first."""
    return outgoing(person, NUMBERED)


def register_rows(person: Person, register: Register | None, holding: str = "") -> Any:
    """The rows of a register this person sees, highest number first.

    The clerk sees every row; ``visible`` says whether its content may be shown (hạn chế, or held apart), and a
    filter looks only into what may be.
    """
    if register is None:
        return Document.select().where(Document.id < 0)
    book, visible = Document.in_book(register), rights.shown(person)
    if person.keeps_registers and not holding:
        return book.select_extend(visible.alias("visible"))
    return book.where(visible, Document.holding(holding))


def entered_letters(person: Person, *, but: int) -> Any:
    """Incoming letters that have been through the register, as far as the person may see them.

    Who asks knows the letters by a better index than the one of directions, which would walk through all of them.
    """
    settled = Document.state.not_in((RECEIVED, REFUSED, VOIDED, JOINED))
    arrived = fn.IFNULL(Document.direction, "") == "incoming"
    return Document.select().where(arrived, settled, Document.id != but, rights.shown(person))


def with_references(person: Person, keys: Collection[str], most: int = 400) -> Any:
    """Entered letters whose number and symbol are among these, the newest first."""
    found = entered_letters(person, but=0).where(Document.reference_key.in_(list(keys)), Document.number.is_null(False))
    return found.order_by(Document.id.desc()).limit(most)


def with_identifier(person: Person, identifier: str, *, but: int) -> Any:
    """Entered letters the interchange calls by this identifier."""
    return entered_letters(person, but=but).where(Document.identifier == identifier)


def with_bytes(person: Person, sha256: str, *, but: int) -> Any:
    """Entered letters that have this very file, as the letter or as an annex of it."""
    ids: set[int] = set()
    for table in (Version, Attachment):
        rows: Any = table.select(table.document).where(table.sha256 == sha256).tuples()
        ids.update(row[0] for row in rows)
    return entered_letters(person, but=but).where(Document.id.in_(ids))


def double_candidates(
    person: Person, *, but: int, number: int | None, dated_on: date | None, most: int = 400
) -> list[Any]:
    """What the few entered letters worth comparing say: those of the same number in that year, or of the same day.

    The ids come first, each from its own index; the condition of rights is asked about them alone.
    """
    ids: set[int] = set()
    for condition in alike_conditions(number, dated_on):
        rows: Any = Document.select(Document.id).where(condition).order_by(Document.id.desc()).limit(most).tuples()
        ids.update(row[0] for row in rows)
    said = (Document.id, Document.issuer, Document.reference, Document.reference_key, Document.subject,
            Document.dated_on, Document.received_on)
    rows = entered_letters(person, but=but).select(*said).where(Document.id.in_(ids)).namedtuples()
    return list(rows)


def alike_conditions(number: int | None, dated_on: date | None) -> Iterator[Any]:
    """What a double has in common with the letter in hand; each condition is one range of one index."""
    if dated_on is not None:
        yield Document.dated_on == dated_on
    if number is None:
        return
    year: Any = Value(True)
    if dated_on is not None:  # of the value, not the column: the range of the number is the shorter way in
        first, last = date(dated_on.year, 1, 1), date(dated_on.year, 12, 31)
        year = fn.IFNULL(Document.dated_on, first).between(first, last)
    for joint, after in (("/", "0"), ("-", ".")):  # every symbol behind "536/" and "536-", and no number but 536
        yield (Document.reference_key >= f"{number}{joint}") & (Document.reference_key < f"{number}{after}") & year


def cited(person: Person, citation: Citation, most: int = 4) -> Any:
    """The documents a citation can mean, where they are here and may be read."""
    return citation.targets().where(rights.shown(person)).limit(most)


def citing(person: Person, document: Document, most: int = 20) -> Any:
    """Được viện dẫn bởi: documents that cite this one, as far as the person may see them."""
    found = Document.select().where(Citation.documents_citing(document), rights.shown(person))
    return found.order_by(Document.id.desc()).limit(most)


def among(person: Person, ids: Collection[int]) -> Any:
    """Those of the documents this person may read, in no order."""
    return Document.select().where(Document.id.in_(list(ids)), rights.shown(person))


def replies(person: Person, document: Document) -> Any:
    """Documents that answer this one, as far as the person may see them."""
    return Document.select().where(Document.reply_to == document, rights.shown(person)).order_by(Document.id)


def answered(person: Person, document: Document) -> Document | None:
    """The letter this document answers, where the person may see it."""
    shown = Document.select().where(Document.id == document.reply_to_id, rights.shown(person))
    found: Document | None = shown.first()
    return found


def was_held(person: Person, document_id: int) -> bool:
    """Whether a draft of this person was set apart for its secret mark; nothing else of it is told."""
    mine = (Document.created_by == person) & (Document.state == HELD)
    return bool(Document.select().where(Document.id == document_id, mine).exists())


def handed_out(person: Person, first: date, last: date) -> Any:
    """Letters given to persons and units on these days, as far as the person may read them, by day and number."""
    given = Assignment.select(Assignment, Document).join(Document).where(
        Assignment.given_at >= first.isoformat(), Assignment.given_at < (last + timedelta(days=1)).isoformat(),
        Document.direction == "incoming", Document.number.is_null(False), rights.shown(person),
        Assignment.parent.is_null(),
    )
    return given.order_by(fn.substr(Assignment.given_at, 1, 10), Document.number, Assignment.id)
