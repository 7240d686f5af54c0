"""Gửi và tình trạng nhận: what receivers reported of our documents, a row for each status, and what it comes to."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import arrivals, events, packets, parcels
from portal.office.agencies import Agency
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.packets import Packet
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.recipients import Recipient, mark_sent
from portal.office.senders import SenderMark
from portal.rules import doors, errors, references
from portal.rules import packets as rules
from portal.rules.folding import fold, nfc
from portal.rules.senders import CODE
from portal.rules.states import ISSUED

ELECTRONIC = "electronic"


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
    lines: list[Recipient] = [line for line in Recipient.of(document) if line.channel == ELECTRONIC]
    by_code = (line for line in lines if rules.same_code(code_of(line), sender.code))
    name = fold(nfc(sender.name))
    by_name = (line for line in lines if name and fold(nfc(line.name)) == name)
    return next(by_code, None) or next(by_name, None)


def code_of(line: Recipient) -> str:
    """The identifier under which the interchange knows a recipient; empty where none was learned."""
    agency: Agency | None = line.agency or Agency.named(line.name)
    if agency is None:
        return ""
    if agency.agency_code:
        return str(agency.agency_code)
    marks = SenderMark.of(agency).where(SenderMark.kind == CODE)
    return next((str(mark.value) for mark in marks), "")


def reachable(document: Document) -> list[tuple[Recipient, str]]:
    """The lines that wait to be sent electronically and whose identifier is known."""
    waiting = [line for line in Recipient.of(document) if line.channel == ELECTRONIC and line.status == "to_send"]
    return [(line, code) for line in waiting if (code := code_of(line))]


def send_packet(document: Document, message: rules.Packet, files: list[str], *, by: Person, at: datetime) -> Parcel:
    """Gửi qua trục: one packet to every reachable line; they are marked as sent with it."""
    by.require("issue")
    with db.atomic():
        document.require_state(ISSUED)
        if called_back(document) is not None:
            raise errors.Conflict(document.id, why="called_back")
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


def left_in(document: Document) -> list[Parcel]:
    """The packets a document left in."""
    return [parcel for parcel in document.parcels.order_by(Parcel.id) if parcel.is_letter]


def called_back(document: Document) -> Parcel | None:
    """The first packet that calls the document back, if it was."""
    found: Parcel | None = document.parcels.where(Parcel.code == rules.RECALL).order_by(Parcel.id).first()
    return found


def call_back(
    document: Document, reason: str, *, by: Person, at: datetime, by_hand: bool = False
) -> list[Parcel]:
    """Thu hồi văn bản đã gửi: what waits never leaves; whoever got a packet is asked to give the document up.

    The receiver answers with 15 or 16; the document stays in its register as it is. ``by_hand``: packets are
    carried by hand here, so that what waits may have been brought already and is called back, too.
    """
    by.require("issue")
    if not reason.strip():
        raise errors.ReasonMissing("recall")
    with db.atomic():
        document.require_state(ISSUED)
        left = left_in(document)
        if not left or called_back(document) is not None:
            raise errors.Conflict(document.id, why="already_recalled" if left else "nothing_to_recall")
        asked = [
            ask_back(parcel, reason.strip(), at=at) for parcel in left if by_hand or not take_back(parcel, document)
        ]
        verb = "recall_sent" if asked else "sending_stopped"
        events.record(verb, document, by=by, at=at, reason=reason.strip(), parcels=len(asked) or len(left))
    return asked


def take_back(parcel: Parcel, document: Document) -> bool:
    """A packet that has not left never does, and its lines wait again; False where it is on its way already."""
    message = parcel.message
    assert isinstance(message, rules.Packet)
    if not parcels.take_back(parcel):
        return False
    names = [party.name for party in message.to]
    own = (Recipient.document == document) & (Recipient.status == "sent") & Recipient.name.in_(names)
    Recipient.update(status="to_send", sent_at=None).where(own, Recipient.channel == ELECTRONIC).execute()
    return True


def ask_back(parcel: Parcel, reason: str, *, at: datetime) -> Parcel:
    """The packet that calls back what one packet brought: the same heading, no file.

    What waited to be carried by hand leaves no other way after it.
    """
    sent = parcel.message
    assert isinstance(sent, rules.Packet)
    parcels.mark_handed(parcel)
    message = replace(
        sent, enclosures=(), traces=(rules.Trace(sent.sender.code, at),),
        business=rules.Business(act=rules.RECALL, document_id=sent.document_id, reason=reason),
    )
    return parcels.put(
        message, code=rules.RECALL, about=f"recall of parcel {parcel.id}", wire_id=sent.document_id,
        to_code=parcel.to_code, to_name=parcel.to_name, at=at, document=parcel.document,
    )
