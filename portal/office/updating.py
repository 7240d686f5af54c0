"""Cập nhật văn bản đã gửi: a further packet to whoever got it, with what was missing; the document stays as it is."""

import hashlib
from dataclasses import replace
from datetime import datetime

from portal import db
from portal.office import events, issuing, parcels, recalling
from portal.office.documents import Document
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.rules import errors
from portal.rules import packets as rules
from portal.rules.states import ISSUED


def updates_of(document: Document) -> list[Parcel]:
    """The updates a document left with, oldest first."""
    return list(document.parcels.where(Parcel.code == rules.UPDATE).order_by(Parcel.id))


def send_update(
    document: Document, reason: str, annex: tuple[rules.Enclosure, str] | None, *, by: Person, at: datetime
) -> Parcel:
    """Gửi cập nhật: the sealed file once more, and an annex that was forgotten, to every receiver of a packet.

    ``annex`` is the file as the packet declares it, and its SHA-256.  The receiver answers with 15 or 16.
    """
    by.require("issue")
    if not reason.strip():
        raise errors.ReasonMissing("update")
    with db.atomic():
        document.require_state(ISSUED)
        recalling.require_standing(document)
        issuing.sound_version(document)
        left = recalling.left_in(document)
        if not left:
            raise errors.Conflict(document.id, why="nothing_to_update")
        message, files = updated(left, reason.strip(), annex, at)
        key = hashlib.sha256("\n".join((reason.strip(), *files)).encode()).hexdigest()[:16]
        parcel = parcels.put(
            message, code=rules.UPDATE, about=f"update of document {document.id} {key}", wire_id=message.document_id,
            to_code=", ".join(party.code for party in message.to), at=at, document=document, files=files,
            to_name="; ".join(party.name for party in message.to),
        )
        if parcel.made_at == at:  # else it is the same click once more
            events.record("update_sent", document, by=by, at=at, parcel=parcel.id, files=files)
    return parcel


def updated(
    left: list[Parcel], reason: str, annex: tuple[rules.Enclosure, str] | None, at: datetime
) -> tuple[rules.Packet, list[str]]:
    """The packet, the same heading and the same sealed bytes as the one that brought the document."""
    sent = left[0].message
    assert isinstance(sent, rules.Packet)
    to = {party.code: party for one in left for party in getattr(one.message, "to", ())}
    enclosures, files = sent.enclosures, list(left[0].files)
    if annex is not None:
        enclosures, files = (*enclosures, annex[0]), [*files, annex[1]]
    business = rules.Business(
        act=rules.UPDATE, document_id=sent.document_id, reason=reason, content_changed=annex is not None,
        recipients_changed=False,
    )
    traces = (rules.Trace(sent.sender.code, at),)
    return replace(sent, to=tuple(to.values()), enclosures=enclosures, business=business, traces=traces), files
