"""Ban hành và phát hành: number and day after the signature, the seal, and sending (Decree 30/2020 Art. 14–19)."""

from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.office import annexes, copies, events, outbox, recalling, recipients, registers, rights, trust
from portal.office.assignments import Assignment
from portal.office.documents import Document, Version, add_version, stored_as
from portal.office.entering import require_clock
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register
from portal.office.rows import columns_of
from portal.office.series import Series
from portal.rules import errors, numbering, references
from portal.rules.kinds import COMMITTEE, PARTY
from portal.rules.recipients import PAPER
from portal.rules.sending import PRINTED, SENT_BACK, TO_PRINT, TO_SEND
from portal.rules.states import ISSUED, NUMBERED, SEALED, SIGNED

BY_HAND = (TO_PRINT, PRINTED, TO_SEND)  # lines that a person may serve all at once


def series_of(document: Document, year: int) -> Series:
    """The series the document's number comes from; ``NoSeries`` where the office has none for it."""
    return Series.giving(document.organ or COMMITTEE.code, document.kind, bool(document.is_normative), year)


def next_number(at: datetime, code: str = "outgoing") -> int:
    """The number the next document of a series will most likely get; only ``give_number`` takes it."""
    register = Register.find(code, at.year)
    return int(register.last_number) + 1 if register else 1


def number_for(document: Document, at: datetime) -> int:
    """The number this document will most likely get."""
    return next_number(at, series_of(document, at.year).code)


def written_reference(document: Document, number: int, year: int) -> str:
    """Số, ký hiệu with this number, in the form of its organ and kind."""
    with_year = year if document.is_normative else None
    return numbering.written_reference(number, document.symbol, year=with_year, party=document.organ == PARTY.code)


@dataclass(frozen=True)
class Numbering:
    """From which state into which a document gets its number, and what the file that carries it is."""

    start: str
    end: str
    role: str


AFTER_SIGNING = Numbering(SIGNED, NUMBERED, "numbered")  # the order of the law (Decree 30/2020/NĐ-CP Art. 14–19)


def give_number(
    document: Document, expected: int, sha256: str, name: str, *, base_n: int, by: Person, at: datetime,
    request_id: str,
) -> Document:
    """Cấp số: number and day, together with the version of the file that carries them.

    ``expected`` is the number written into that file; ``Superseded`` when another document took it meanwhile.
    """
    by.require("issue")
    return take_number(
        document, AFTER_SIGNING, expected, sha256, name, base_n=base_n, by=by, at=at, request_id=request_id
    )


def take_number(
    document: Document, step: Numbering, expected: int, sha256: str, name: str, *, base_n: int, by: Person,
    at: datetime, request_id: str,
) -> Document:
    """The next number of the series, its row and the version, in one transaction; who may was asked before."""
    with db.atomic():
        earlier = Entry.of_request(request_id, document.id)
        if earlier is not None:
            return Document.get_by_id(earlier.document)
        fresh = Document.get_by_id(document.id)
        fresh.require_state(step.start)
        require_clock(at)
        register = Register.of_year(series_of(fresh, at.year).code, at.date(), at=at, by=by)
        number = register.take_number()
        if number != expected:
            raise errors.Superseded(number)
        add_version(fresh, sha256, step.role, name, base_n=base_n, by=by, at=at)
        place_in_register(fresh, register, number, at, step.end)
        entry = registers.write(
            register, number, fresh.id, "entered", columns_of(fresh), by=by, at=at, request_id=request_id
        )
        events.record(
            "numbered", fresh, by=by, at=at, number=number, **registers.told_of(entry), **stored_as(sha256, name)
        )
        outbox.put("index", fresh.id)
    numbered: Document = fresh
    return numbered


def place_in_register(
    document: Document, register: Register, number: int, at: datetime, state: str = NUMBERED
) -> None:
    """Write number, reference and day into the record."""
    document.register, document.number = register, number
    document.reference = written_reference(document, number, at.year)
    parsed = references.parse(document.reference)
    document.reference_key = parsed.key if parsed else ""
    require_unused(document, at.year)
    document.dated_on = document.entered_on = at.date()
    document.state = state
    document.save()


def require_unused(document: Document, year: int) -> None:
    """Number and symbol together are given once a year (Decree 30/2020/NĐ-CP Art. 15), whatever the register."""
    ours = Document.register.in_(Register.select(Register.id).where(Register.year == year))
    same = Document.select().where(
        Document.direction == "outgoing", ours, Document.reference == document.reference, Document.id != document.id
    )
    if document.reference_key:
        same = same.where(Document.reference_key == document.reference_key)  # has an index
    if same.exists():
        raise errors.Conflict(document.reference, why="reference_taken")


def mark_sealed(document: Document, *, by: Person, at: datetime, version: Version) -> None:
    """The agency's signature stands on the newest version; called in the transaction that stores it."""
    document.require_state(NUMBERED)
    document.state = SEALED
    document.save(only=[Document.state])
    events.record("sealed", document, by=by, at=at, **stored_as(version.sha256, version.name))


def issue(document: Document, *, by: Person, at: datetime) -> None:
    """Phát hành: send the sealed document to every line of Nơi nhận; units of the office find it on their desks."""
    by.require("issue")
    with db.atomic():
        document.require_state(SEALED)
        require_sound_signatures(document)
        lines = list(Recipient.of(document))
        if not lines:
            raise errors.Conflict(document.id, why="no_recipients")
        document.state = ISSUED
        document.save(only=[Document.state])
        rows = copies.made(document, lines)
        if document.channel == PAPER and any(copies.leaves_electronically(row) for row in rows):
            raise errors.Conflict(document.id, why="signed_by_hand")
        if closed := [row.name for row in rows if row.unit and not row.unit.is_active]:
            raise errors.Conflict(document.id, why="unit_closed", name=closed[0])  # on no desk anybody sits at
        for row in rows:
            send(document, row, at=at)
        events.record("issued", document, by=by, at=at, recipients=len(rows), route=document.route)
        outbox.put("index", document.id)


def require_sound_signatures(document: Document) -> None:
    """What goes out is signed and sealed, and neither signature is known to be bad (seed I.2)."""
    if document.channel != PAPER:  # else it is signed and sealed by hand; the paper is with the clerk
        sound_version(document)


def sound_version(document: Document) -> Version:
    """The bytes that may be sent electronically: sealed, and no signature in them known to be bad (seed I.2).

    The same holds for the annexes that go with them.
    """
    sealed = sealed_version(document)
    if sealed is None or trust.file_state(sealed.sha256) in ("broken", "unsigned"):
        raise errors.Conflict(document.id, why="seal_broken")
    annexes.require_sealed(document)
    return sealed


def send(document: Document, line: Recipient, *, at: datetime) -> None:
    """One line: kept, handed to a unit or a person of this office, printed, or put into the outbox for its agency."""
    person = copies.person_of(line)
    if line.is_clerk_copy:
        recipients.mark_sent(line, "kept", at=at)
    elif line.unit or person:
        Assignment.create(document=document, unit=line.unit, person=person, role="inform", given_at=at)
        rights.grant(document, "receive", unit=line.unit, person=person, at=at)
        recipients.mark_sent(line, "arrived", at=at)
    else:
        recipients.set_status(line, TO_PRINT if line.channel == PAPER else TO_SEND)


def note_sent(
    document: Document, channel: str, *, by: Person, at: datetime, only: Recipient | None = None
) -> int:
    """Ghi đã gửi: the clerk has sent what waited for one channel, or one line of it, by hand; how many lines."""
    by.require("issue")
    with db.atomic():
        document.require_state(ISSUED)
        recalling.require_standing(document)
        if channel != PAPER:
            sound_version(document)
        rows = [line for line in Recipient.sent_to(document) if line.channel == channel and only in (None, line)]
        standing = BY_HAND if only is None else (*BY_HAND, SENT_BACK)
        lines = [line for line in rows if line.status in standing]
        if not lines:
            raise errors.Conflict(document.id, why="nothing_to_send")
        for line in lines:
            recipients.mark_sent(line, "sent", at=at)
        events.record("sent", document, by=by, at=at, channel=channel, recipients=len(lines))
    return len(lines)


def sealed_version(document: Document) -> Version | None:
    """The bytes that are sent: the sealed version."""
    found: Version | None = document.versions.where(Version.role == "sealed").order_by(Version.n.desc()).first()
    return found
