"""Vào sổ: a document gets its number; corrections and voids are further rows, never changes."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import db
from portal.office import agencies, due_days, events, outbox, packets, registers, senders, trust
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.registers import Entry, Register
from portal.office.rows import columns_of
from portal.rules import errors, references
from portal.rules import packets as wire
from portal.rules.folding import nfc
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, RECEIVED, STEPS, VOIDED, may_follow

CLOCK_SLACK = timedelta(minutes=2)


@dataclass(frozen=True)
class Facts:
    """What the clerk confirms of an incoming letter before it gets its number."""

    issuer: str
    subject: str
    reference: str = ""
    dated_on: date | None = None
    kind: str = ""
    signatory: str = ""
    capacity: str = ""
    position: str = ""
    urgency: str = "normal"
    due_on: date | None = None
    received_on: date | None = None
    note: str = ""


def enter(
    document: Document, facts: Facts, *, by: Person, at: datetime, request_id: str, reason: str = ""
) -> Document:
    """Give the document the next number in this year's incoming register.

    The same ``request_id`` again (a double click, a lost answer) returns what the first one wrote.  A broken
    signature needs a written reason (S20).  Raises ``AlreadyEntered``, ``WrongState``, ``BadDate``,
    ``SignatureBroken``, ``ClockBehind``, ``RegisterClosed``.
    """
    by.require("enter")
    check(facts, today=at.date())
    with db.atomic():
        earlier = Entry.of_request(request_id, document.id)
        if earlier is not None:
            return Document.get_by_id(earlier.document)
        fresh = Document.get_by_id(document.id)
        if fresh.number:
            raise errors.AlreadyEntered(fresh.number)
        fresh.require_state(RECEIVED)
        require_sound_signature(fresh, reason)
        require_clock(at)
        describe(fresh, facts)
        register = Register.of_year("incoming", at.date(), at=at, by=by)
        fresh.register, fresh.number = register, register.take_number()
        fresh.entered_on, fresh.state = at.date(), ENTERED
        fresh.save()
        entry = registers.write(
            register, fresh.number, fresh.id, "entered", columns_of(fresh), by=by, at=at, reason=reason,
            request_id=request_id,
        )
        senders.learn(fresh, by=by, at=at)
        events.record(
            "entered", fresh, by=by, at=at, number=fresh.number, reason=reason or None, **registers.told_of(entry)
        )
        packets.tell(fresh, wire.ENTERED, by=by, at=at, number=fresh.number)
        outbox.put("index", fresh.id)
    entered: Document = fresh
    return entered


def check(facts: Facts, *, today: date) -> None:
    """Refuse facts no register can hold: no issuer, no subject, a day that has not come."""
    if not nfc(facts.issuer) or not nfc(facts.subject):
        raise errors.Invalid("facts", why="issuer_and_subject")
    for day in (facts.dated_on, facts.received_on):
        if day is not None and day > today:
            raise errors.BadDate(day)


def require_sound_signature(document: Document, reason: str) -> None:
    """No entry over a broken signature without a reason."""
    original = document.original
    if original and trust.file_state(original.sha256) == "broken" and not reason.strip():
        raise errors.SignatureBroken(document.id)


def require_clock(at: datetime) -> None:
    """Numbers wait when the clock stands before what already happened; otherwise remember the moment."""
    latest = Office.select(Office.latest_at).scalar()
    if clock_is_behind(at):
        raise errors.ClockBehind(at.isoformat(), latest=latest.isoformat())
    if not latest or at > latest:
        Office.update(latest_at=at).where(Office.id > 0).execute()


def clock_is_behind(at: datetime) -> bool:
    """Whether the clock went back by more than clocks usually do."""
    latest = Office.select(Office.latest_at).scalar()
    return bool(latest and at < latest - CLOCK_SLACK)


def describe(document: Document, facts: Facts) -> None:
    """Lay the facts over the record, with the issuer learned and the reference taken apart."""
    arrived_on = facts.received_on or document.received_on
    for name, value in asdict(facts).items():
        setattr(document, name, nfc(value) if isinstance(value, str) else value)
    document.received_on = arrived_on
    if document.agency is None or document.agency.name != document.issuer:
        document.agency = agencies.learn(facts.issuer)
    refer(document, facts.reference)


def refer(document: Document, text: str) -> None:
    """Keep a reference as printed and, where it can be taken apart, its symbol and search key."""
    parsed = references.parse(text)
    document.reference = nfc(text)
    document.symbol = parsed.symbol if parsed else ""
    document.reference_key = parsed.key if parsed else ""


def correct(document: Document, facts: Facts, reason: str, *, by: Person, at: datetime) -> Document:
    """Sửa thông tin đăng ký: a new version of the row; the old one stays readable.

    Open work follows where the letter's day is another (``due_days``).
    """
    by.require("enter")
    check(facts, today=at.date())
    if not reason.strip():
        raise errors.ReasonMissing("correct")
    with db.atomic():
        fresh: Document = Document.get_by_id(document.id)
        fresh.require_state(ENTERED, IN_PROGRESS, DONE)
        old, old_day = columns_of(fresh), fresh.due_on
        describe(fresh, facts)
        told: dict[str, Any] = {}
        if fresh.due_on != old_day:
            told = {"old_day": old_day, "new_day": fresh.due_on, "days": due_days.follow(fresh, old_day)}
        rewrite(fresh, old, reason, by=by, at=at, **told)
    return fresh


def rewrite(
    fresh: Document, old: dict[str, object], reason: str, *, by: Person, at: datetime, **told: Any
) -> None:
    """The record as it is from now on, with a further version of its row; called in the correction's transaction.

    ``told``: what else the event says.
    """
    fresh.save()
    columns = columns_of(fresh)
    entry = registers.write(
        fresh.register, fresh.number, fresh.id, "corrected", columns, by=by, at=at, reason=reason.strip()
    )
    changed = [name for name, value in columns.items() if value != old[name]]  # names, no content
    events.record("corrected", fresh, by=by, at=at, changed=changed, entry=entry.hash, reason=reason.strip(), **told)
    outbox.put("index", fresh.id)


def void(document: Document, reason: str, *, by: Person, at: datetime) -> None:
    """Hủy số: the number keeps its place, struck through, with the reason."""
    by.require("enter")
    if not reason.strip():
        raise errors.ReasonMissing("void")
    with db.atomic():
        document.require_state(*(state for state in STEPS if may_follow(state, VOIDED)))
        if document.number is None:
            raise errors.WrongState(document.state)
        strike(document, reason, by=by, at=at)


def strike(document: Document, reason: str, *, by: Person, at: datetime) -> None:
    """Write the void into record and register; called in the transaction of whoever may."""
    document.state = VOIDED
    document.save(only=[Document.state])
    entry = registers.write(
        document.register, document.number, document.id, "voided", columns_of(document), by=by, at=at,
        reason=reason.strip(),
    )
    events.record("voided", document, by=by, at=at, number=document.number, entry=entry.hash, reason=reason.strip())
    outbox.put("index", document.id)
