"""Gửi và tình trạng nhận: what receivers reported of our documents, a row for each status, and what it comes to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import arrivals, contacts, events, issuing, mailings, packets, parcels, recalling
from portal.office.agencies import Agency
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.recipients import Recipient, mark_sent
from portal.office.senders import SenderMark
from portal.rules import doors, errors, references
from portal.rules import packets as rules
from portal.rules.folding import fold, nfc
from portal.rules.recipients import ELECTRONIC
from portal.rules.senders import CODE
from portal.rules.sending import SENT_BACK, TO_SEND
from portal.rules.states import ISSUED


class Delivery(db.Record):
    """One status that a receiver sent about a document of ours."""

    document: Any = ForeignKeyField(Document, backref="deliveries")
    recipient: Any = ForeignKeyField(Recipient, null=True)
    packet: Any = ForeignKeyField(Packet, null=True)
    agency_code: Any = CharField()
    agency_name: Any = CharField(default="")
    code: Any = CharField()
    words: Any = TextField(default="")
    told_at: Any = db.MomentField(null=True)
    came_at: Any = db.MomentField()

    @property
    def is_hearsay(self) -> bool:
        """It came by mail, where anybody may write in another's name."""
        return bool(self.packet and self.packet.arrival and self.packet.arrival.door == doors.MAIL)

    @classmethod
    def of(cls, document: Document) -> Any:
        """What was reported of a document, oldest first."""
        return cls.select().where(cls.document == document).order_by(cls.id)


def subject_of(status: rules.Status) -> Document | None:
    """The document of ours that a status speaks of: by the id we gave it, else by its number, symbol and day."""
    parcel = Parcel.letter_of(status.answered.document_id)
    if parcel is not None:
        return Document.get_by_id(parcel.document_id)
    parts = status.answered.document_id.split(",")
    parsed = references.parse(status.answered.reference) or references.parse(parts[-1])
    if parsed is None or not rules.same_code(status.answered.code or parts[0], packets.ours().code):
        return None
    same = (Document.direction == "outgoing") & (Document.state == ISSUED) & (Document.reference_key == parsed.key)
    if status.answered.dated_on:
        same &= Document.dated_on == status.answered.dated_on
    found: Document | None = Document.select().where(same).order_by(Document.id.desc()).first()
    return found


def note(arrival: Arrival, status: rules.Status, document: Document, *, at: datetime) -> Delivery:
    """A status comes in: a row of its own; the line of Nơi nhận moves on, never back.

    What came by mail anybody may have written: it is shown, and moves nothing.
    """
    packet = packets.note(arrival, status, packets.NOTED, at=at, document=document, settled_at=at)
    code, line = rules.known_code(status.code), line_of(document, status.sender)
    delivery: Delivery = Delivery.create(
        document=document, recipient=line, packet=packet, agency_code=status.sender.code, code=code,
        agency_name=status.sender.name, words=status.words, told_at=status.at, came_at=at,
    )
    if line is not None and arrival.door != doors.MAIL and (moved := rules.moved(line.status, code)) != line.status:
        Recipient.update(status=moved).where(Recipient.id == line.id).execute()
    events.record("status_came", document, at=at, code=code, agency=status.sender.name or status.sender.code)
    arrivals.settle(arrival, doors.TAKEN, packet=packet.id)
    return delivery


def line_of(document: Document, sender: rules.Party) -> Recipient | None:
    """The line of Nơi nhận that is the agency: by its code, else by its name."""
    lines: list[Recipient] = [line for line in Recipient.sent_to(document) if line.channel == ELECTRONIC]
    by_code = (line for line in lines if rules.same_code(code_of(line), sender.code))
    name = fold(nfc(sender.name))
    by_name = (line for line in lines if name and fold(nfc(line.name)) == name)
    return next(by_code, None) or next(by_name, None)


def code_of(line: Recipient) -> str:
    """The identifier under which the interchange knows a recipient; empty where none was learned."""
    agency = contacts.agency_of(line)
    return codes_of([agency]).get(agency.id, "") if agency else ""


def codes_of(agencies: Iterable[Agency]) -> dict[int, str]:
    """The identifiers of agencies by their ids, in one question: as written down, else the newest one seen."""
    agencies = list(agencies)
    seen = SenderMark.select().where(
        SenderMark.agency.in_(agencies), SenderMark.kind == CODE, SenderMark.ended_at.is_null()
    )
    found = {mark.agency_id: str(mark.value) for mark in seen.order_by(SenderMark.id)}
    return found | {agency.id: str(agency.agency_code) for agency in agencies if agency.agency_code}


def waiting(document: Document) -> list[Recipient]:
    """The lines that wait to be sent electronically."""
    return [line for line in Recipient.sent_to(document) if line.channel == ELECTRONIC and line.status == TO_SEND]


def reachable(document: Document) -> list[tuple[Recipient, str]]:
    """Those that wait and whose identifier is known."""
    lines = waiting(document)
    agencies = contacts.agencies_of(lines)
    codes = codes_of(agencies.values())
    told = ((line, agencies[line.id]) for line in lines if line.id in agencies)
    return [(line, codes[agency.id]) for line, agency in told if agency.id in codes]


def mailable(document: Document, *, but_reachable: bool = False) -> list[tuple[Recipient, str]]:
    """Those that wait and whose mail address is known; ``but_reachable``: not those that a packet reaches."""
    by_packet = {line.id for line, _ in reachable(document)} if but_reachable else set()
    lines = [line for line in waiting(document) if line.id not in by_packet]
    agencies = contacts.agencies_of(lines)
    return [(line, to) for line in lines if (to := contacts.mail_address(agencies.get(line.id)))]


def send_mail(
    document: Document, lines: Sequence[tuple[Recipient, str]], *, sender: str, by: Person, at: datetime
) -> list[Mailing]:
    """Gửi thư: the sealed file by mail, a mail for each of these lines; those that wait no more are left out."""
    by.require("issue")
    with db.atomic():
        document.require_state(ISSUED)
        recalling.require_standing(document)
        sealed = issuing.sound_version(document)
        now = [line for line in Recipient.sent_to(document) if line.status in (TO_SEND, SENT_BACK)]
        lines = [(line, address) for line, address in lines if line in now and line.channel == ELECTRONIC]
        if not lines:
            raise errors.Conflict(document.id, why="nothing_to_mail")
        sent = [mailings.put(line, to, sealed, sender=sender, by=by, at=at) for line, to in lines]
        events.record("sent", document, by=by, at=at, channel="mail", recipients=len(lines), sha256=sealed.sha256)
    return sent


def send_mail_again(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Gửi lại: one mail once more under its name; no letter after the document was called back."""
    with db.atomic():
        if mailing.is_letter:
            recalling.require_standing(mailing.document)
        mailings.try_again(mailing, by=by, at=at)


def send_packet(document: Document, message: rules.Packet, files: list[str], *, by: Person, at: datetime) -> Parcel:
    """Gửi qua trục: one packet to every reachable line; they are marked as sent with it."""
    by.require("issue")
    with db.atomic():
        document.require_state(ISSUED)
        recalling.require_standing(document)
        issuing.sound_version(document)
        lines = reachable(document)
        if not lines:
            raise errors.Conflict(document.id, why="nothing_to_send")
        codes = sorted(code for _, code in lines)
        parcel = parcels.put(
            message, code=parcels.LETTER, about=f"document {document.id} {codes}", wire_id=message.document_id,
            to_code=", ".join(codes), to_name="; ".join(line.name for line, _ in lines), at=at, document=document,
            files=files,
        )
        for line, _ in lines:
            mark_sent(line, "sent", at=at)
        events.record("sent", document, by=by, at=at, channel="packet", recipients=len(lines), parcel=parcel.id)
    return parcel
