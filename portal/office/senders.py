"""Nơi gửi đã biết: by which identifiers, addresses and certificates an agency is known, learned from what was taken."""

from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import events
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.packets import Packet
from portal.office.people import Person
from portal.office.trust import SignatureCheck
from portal.rules import doors, errors
from portal.rules.folding import nfc
from portal.rules.mail import bare_address
from portal.rules.senders import (
    CODE,
    KINDS,
    MAIL,
    SERIAL,
    Difference,
    Marks,
    Told,
    differences,
    marks_told,
)


class SenderMark(db.Record):
    """One thing an agency is known by; ended by the administrator, it counts no more and is not learned again.

    What a letter that is held apart taught goes with it, and so does the salt.
    """

    agency: Any = ForeignKeyField(Agency, backref="marks")
    kind: Any = CharField()
    value: Any = CharField(index=True)
    document: Any = ForeignKeyField(Document, null=True)
    by: Any = ForeignKeyField(Person, null=True)
    at: Any = db.MomentField()
    ended_at: Any = db.MomentField(null=True)
    salt: Any = CharField(null=True, default=db.fresh_salt)

    class Meta:
        indexes = ((("agency", "kind", "value"), True),)

    @classmethod
    def of(cls, agency: Agency) -> Any:
        """What counts for an agency, the newest first."""
        return cls.select().where(cls.agency == agency, cls.ended_at.is_null()).order_by(cls.kind, cls.id.desc())


def told(document: Document, page: str) -> Told:
    """What the letter says of its sender: the page, and what it came in."""
    arrival, original = document.arrival, document.original
    check = SignatureCheck.latest(original.sha256) if original else None
    signatures = tuple(check.verdict["signatures"]) if check else ()
    packet = Packet.that_brought(document)
    mail = arrival.sender if arrival is not None and arrival.door == doors.MAIL and packet is None else ""
    return Told(
        nfc(page), packet=packet.sender_name if packet else "", code=packet.sender_code if packet else "", mail=mail,
        signatures=signatures,
    )


def compare(document: Document, page: str) -> list[Difference]:
    """Where packet, page, mail and certificate do not agree, or are not the known sender's."""
    said = told(document, page)
    return differences(said, marks_of(said))


def marks_of(said: Told) -> Marks:
    """What is known of the agency on the page, and whose else the values of the letter are."""
    agency = Agency.named(said.page)
    known: dict[str, set[str]] = {kind: set() for kind in KINDS}
    if agency is not None:
        known[CODE] |= {agency.agency_code.upper()} - {""}
        known[MAIL] |= {agency.email.lower()} - {""}
        for mark in SenderMark.of(agency):
            known[mark.kind].add(mark.value)
    return Marks({kind: frozenset(values) for kind, values in known.items()}, owners(said, agency))


def owners(said: Told, agency: Agency | None) -> dict[tuple[str, str], str]:
    """Which other agency an identifier or an address of the letter belongs to."""
    found = {}
    for kind, value in ((CODE, said.code.strip().upper()), (MAIL, bare_address(said.mail))):
        marked = SenderMark.select(SenderMark.agency).where(
            SenderMark.kind == kind, SenderMark.value == value, SenderMark.ended_at.is_null()
        )
        own = Agency.agency_code if kind == CODE else Agency.email
        other = Agency.select().where(Agency.id.in_(marked) | (own == value)) if value else Agency.select().where(False)
        if agency is not None:
            other = other.where(Agency.id != agency.id)
        if (owner := other.first()) is not None:
            found[kind, value] = owner.name
    return found


def learn(document: Document, *, by: Person, at: datetime) -> None:
    """The clerk took the letter: what it came with is known of its agency from now on."""
    if document.agency is None or has_broken(document):
        return
    for kind, value in marks_told(told(document, document.issuer)):
        SenderMark.insert(
            agency=document.agency, kind=kind, value=value, document=document, by=by, at=at
        ).on_conflict_ignore().execute()


def has_broken(document: Document) -> bool:
    """A letter taken in spite of its signature teaches nothing about its sender."""
    check = SignatureCheck.latest(document.original.sha256) if document.original else None
    return check is not None and check.state == "broken"


def add(agency: Agency, kind: str, value: str, *, by: Person, at: datetime) -> SenderMark:
    """The administrator says what an agency is known by; what was ended counts again."""
    by.require("keep_agencies")
    clean = cleaned(kind, value)
    with db.atomic():
        SenderMark.insert(agency=agency, kind=kind, value=clean, by=by, at=at).on_conflict(
            conflict_target=[SenderMark.agency, SenderMark.kind, SenderMark.value],
            update={SenderMark.ended_at: None, SenderMark.by: by, SenderMark.at: at},
        ).execute()
        mark: SenderMark = SenderMark.get(
            SenderMark.agency == agency, SenderMark.kind == kind, SenderMark.value == clean
        )
        events.record("sender_known", agency, by=by, at=at, kind=kind, value=clean)
    return mark


def cleaned(kind: str, value: str) -> str:
    """A value as it is compared; raises ``Invalid`` where it can be none of its kind."""
    clean = nfc(value)
    if kind not in KINDS or not clean:
        raise errors.Invalid(kind, why="sender_value")
    if kind == CODE:
        return clean.upper()
    clean = bare_address(clean) if kind == MAIL else clean
    if kind == MAIL and ("@" not in clean or " " in clean):
        raise errors.Invalid(kind, why="sender_address")
    return clean.lower().replace(":", "").replace(" ", "") if kind == SERIAL else clean


def end(mark: SenderMark, *, by: Person, at: datetime) -> None:
    """It counts no more, and a later letter does not bring it back."""
    by.require("keep_agencies")
    with db.atomic():
        mark.ended_at = at
        mark.save(only=[SenderMark.ended_at])
        events.record("sender_forgotten", mark.agency, by=by, at=at, kind=mark.kind, value=mark.value)
