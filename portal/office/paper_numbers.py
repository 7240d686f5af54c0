"""Cấp số trên giấy: what was signed by hand, and copies (SY, SL, TrS), get number and day from their series."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal import db
from portal.office import drafting, events, issuing, outbox, recipients, registers, rights
from portal.office.documents import Document
from portal.office.entering import require_clock
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recipients import Line
from portal.office.registers import Entry, Register
from portal.office.rows import columns_of
from portal.rules import errors, numbering
from portal.rules.folding import nfc
from portal.rules.kinds import BY_NAME, COMMITTEE, COPIES, ORGANS
from portal.rules.states import ISSUED, SEALED


@dataclass(frozen=True)
class PaperFacts:
    """What the clerk writes of a sheet signed by hand; ``copy_of`` is what a copy was made of, where it is here."""

    kind: str
    subject: str
    signatory: str
    organ: str = COMMITTEE.code
    unit_symbol: str = ""
    is_normative: bool = False
    note: str = ""
    lines: Sequence[Line] = field(default_factory=tuple)
    copy_of: Document | None = None


def give(facts: PaperFacts, *, by: Person, at: datetime, request_id: str) -> Document:
    """The next number of the series, today's day; the same ``request_id`` again returns what the first one wrote."""
    by.require("issue")
    check(facts)
    with db.atomic():
        earlier = Entry.get_or_none(Entry.request_id == request_id) if request_id else None
        if earlier is not None:
            known: Document = Document.get_by_id(earlier.document)
            if known.channel != "paper" or known.direction != "outgoing":
                raise errors.Conflict(known.id, why="request_reused")
            return known
        require_clock(at)
        document = described(facts, by=by, at=at)
        register = Register.of_year(issuing.series_of(document, at.year).code, at.date(), at=at, by=by)
        number = register.take_number()
        issuing.place_in_register(document, register, number, at)
        document.state = SEALED
        document.save(only=[Document.state])
        entry = registers.write(
            register, number, document.id, "entered", columns_of(document), by=by, at=at, request_id=request_id
        )
        origin = facts.copy_of.id if facts.copy_of else None
        events.record(
            "numbered", document, by=by, at=at, number=number, copy_of=origin, **registers.told_of(entry)
        )
        outbox.put("index", document.id)
    return document


def check(facts: PaperFacts) -> None:
    """Refuse what no register can hold."""
    if not nfc(facts.subject):
        raise errors.Invalid("paper", why="subject")
    if facts.kind not in BY_NAME and facts.kind not in COPIES:
        raise errors.NoSeries(facts.kind)
    of_ours = facts.copy_of is not None and facts.copy_of.direction != "incoming"
    if facts.copy_of is not None and of_ours and facts.copy_of.state not in (SEALED, ISSUED):
        raise errors.Conflict(facts.copy_of.id, why="copy_before_seal")
    if facts.organ not in ORGANS:
        raise errors.Invalid("paper", why="series_organ")


def described(facts: PaperFacts, *, by: Person, at: datetime) -> Document:
    """The record with its recipients; a copy is read by no one who may not read what it was made of."""
    document: Document = Document.create(
        direction="outgoing", state=SEALED, channel="paper", created_by=by, created_at=at, organ=facts.organ,
        is_normative=facts.is_normative and facts.kind not in COPIES, kind=facts.kind, symbol=symbol_of(facts),
        subject=nfc(facts.subject), signatory=nfc(facts.signatory), note=nfc(facts.note), route="paper",
        route_reason="by_hand", issuer=issuer_of(facts.organ), pages=None,
    )
    if facts.copy_of is not None:
        document.scope = facts.copy_of.scope
        document.save(only=[Document.scope])
        rights.grant(document, "read", person=by, at=at)
    paper = [Line(line.name, "paper", line.is_person) for line in facts.lines]
    recipients.replace(document, paper)
    return document


def symbol_of(facts: PaperFacts) -> str:
    """SY-UBND for a copy, QĐ-UBND, UBND-VP, QĐ/ĐU."""
    organ, letters = ORGANS[facts.organ], drafting.letters_of(facts.organ)
    if facts.kind in COPIES:
        return numbering.symbol(COPIES[facts.kind], letters, "")
    kind = BY_NAME[facts.kind]
    return numbering.party_symbol(kind, organ) if organ.is_party else numbering.symbol(kind, letters, facts.unit_symbol)


def issuer_of(organ: str) -> str:
    """The office, or the other organ of its place."""
    office = Office.current()
    return str(office.name) if organ == COMMITTEE.code else f"{ORGANS[organ].name} {office.place}".strip()
