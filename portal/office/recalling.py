"""Thu hồi văn bản đã gửi: what waits never leaves; whoever got the document is asked to give it up.

What a system carried is called back by the same way; what left on paper, or in some other way by hand, its receiver
sends back when the clerk has asked (Decree 30/2020/NĐ-CP Art. 18).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal import db
from portal.office import events, mailings, parcels, return_requests
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.return_requests import ReturnRequest
from portal.rules import errors, sending
from portal.rules import packets as rules
from portal.rules.recipients import ELECTRONIC
from portal.rules.sending import (
    FAILED,
    LEAVING,
    MAILING,
    MAYBE,
    POSTED,
    PRINTED,
    SENT,
    SENT_BACK,
    STOPPED,
    TO_PRINT,
    TO_SEND,
)
from portal.rules.states import ISSUED

# By which way a line left.
WAYS = PACKET, MAIL, POST, HAND = "packet", "mail", "post", "hand"
BY_HAND = (POST, HAND)  # no system calls these back
NOT_THERE = (rules.REFUSED, SENT_BACK, MAILING, TO_SEND, TO_PRINT, PRINTED)


@dataclass(frozen=True)
class Recall:
    """That a document was called back, and why."""

    at: datetime
    reason: str


def called_back(document: Document) -> Recall | None:
    """The first time the document was called back, if it was."""
    parcel = document.parcels.where(Parcel.code == rules.RECALL).order_by(Parcel.id).first()
    if parcel is not None:
        return Recall(parcel.made_at, parcel.message.business.reason)
    mailing = document.mailings.where(Mailing.code == sending.RECALL).order_by(Mailing.id).first()
    if mailing is not None:
        return Recall(mailing.at, mailing.words)
    request = document.return_requests.order_by(ReturnRequest.id).first()
    return Recall(request.at, request.reason) if request else None


def was_called_back() -> Any:
    """The documents that were called back, as a condition."""
    packets = Parcel.select(Parcel.document).where(Parcel.code == rules.RECALL, Parcel.document.is_null(False))
    mails = Mailing.select(Mailing.document).where(Mailing.code == sending.RECALL)
    by_hand = ReturnRequest.select(ReturnRequest.document)
    return Document.id.in_(packets) | Document.id.in_(mails) | Document.id.in_(by_hand)


def require_standing(document: Document) -> None:
    """Nothing is sent of what was called back."""
    if called_back(document) is not None:
        raise errors.Conflict(document.id, why="called_back")


def left_in(document: Document) -> list[Parcel]:
    """The packets a document left in."""
    return [parcel for parcel in document.parcels.order_by(Parcel.id) if parcel.is_letter]


def left_by_mail(document: Document) -> list[Mailing]:
    """The newest mail of each line that has it, or may have it, also by an attempt before the last."""
    newest = {mailing.recipient_id: mailing for mailing in Mailing.of(document) if mailing.is_letter}
    unsure = {event.data.get("mailing") for event in events.Event.of(document) if event.verb == "mail_unsure"}
    return [
        mailing for mailing in newest.values()
        if mailing.state in (SENT, MAYBE, LEAVING) or (mailing.state in (FAILED, STOPPED) and mailing.id in unsure)
    ]


def to_of(parcel: Parcel) -> tuple[rules.Party, ...]:
    """Whom a packet goes to."""
    message = parcel.message
    return message.to if isinstance(message, rules.Packet) else ()


def left_by(document: Document) -> dict[int, str]:
    """The way each line left the house that did, as one of ``WAYS``; a receiver that refused it has it no more.

    A line served by hand after its mail was given up left by hand, whoever may have that mail all the same.
    """
    by_packet = {party.name for parcel in left_in(document) for party in to_of(parcel)}
    by_mail = {mailing.recipient_id: mailing.state for mailing in left_by_mail(document)}
    ways = {}
    for line in Recipient.sent_to(document):
        if line.channel == ELECTRONIC and line.name in by_packet and line.sent_at:
            ways[line.id] = PACKET
        elif line.id in by_mail and not (line.status == SENT and by_mail[line.id] in (FAILED, STOPPED)):
            ways[line.id] = MAIL
        elif line.is_outward and line.sent_at and line.status not in NOT_THERE:
            ways[line.id] = POST if line.status == POSTED else HAND
    return ways


def call_back(
    document: Document, reason: str, *, by: Person, at: datetime, by_hand: bool = False
) -> list[Parcel | Mailing | ReturnRequest]:
    """Thu hồi: every receiver is told by the way the document came; what was not on its way never leaves.

    A receiver of a packet answers with 15 or 16, one of paper sends it back; the document stays in its register as it
    is. ``by_hand``: packets are carried by hand here, so that what waits may have been brought already and is called
    back, too.
    """
    by.require("issue")
    if not reason.strip():
        raise errors.ReasonMissing("recall")
    with db.atomic():
        document.require_state(ISSUED)
        stopped = mailings.stop(document, at=at)
        left, mailed, ways = left_in(document), left_by_mail(document), left_by(document)
        handed = [line for line in Recipient.sent_to(document) if ways.get(line.id) in BY_HAND]
        if not (left or mailed or stopped or handed) or called_back(document) is not None:
            why = "already_recalled" if left or mailed or handed else "nothing_to_recall"
            raise errors.Conflict(document.id, why=why)
        asked: list[Parcel | Mailing | ReturnRequest] = [
            ask_back(parcel, reason.strip(), at=at) for parcel in left if by_hand or not take_back(parcel, document)
        ]
        for update in document.parcels.where(Parcel.code == rules.UPDATE):
            parcels.take_back(update)
        asked += [ask_back_by_mail(mailing, reason.strip(), by=by, at=at) for mailing in mailed]
        asked += [return_requests.put(line, ways[line.id], reason.strip(), by=by, at=at) for line in handed]
        verb = "recall_sent" if asked else "sending_stopped"
        events.record(verb, document, by=by, at=at, reason=reason.strip(), parcels=len(asked) or len(left) + stopped)
    return asked


def take_back(parcel: Parcel, document: Document) -> bool:
    """A packet that has not left never does, and its lines wait again; False where it is on its way already."""
    message = parcel.message
    assert isinstance(message, rules.Packet)
    if not parcels.take_back(parcel):
        return False
    names = [party.name for party in message.to]
    own = (Recipient.document == document) & (Recipient.status == SENT) & Recipient.name.in_(names)
    Recipient.update(status=TO_SEND, sent_at=None).where(own, Recipient.channel == ELECTRONIC).execute()
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


def ask_back_by_mail(mailing: Mailing, reason: str, *, by: Person, at: datetime) -> Mailing:
    """The mail that calls back what one mail brought, to the same address."""
    return mailings.put(
        mailing.recipient, mailing.address, None, sender=mailing.message_id.strip("<>"), by=by, at=at,
        code=sending.RECALL, words=reason,
    )
