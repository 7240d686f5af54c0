"""Gửi bản giấy: envelopes printed and handed to the post, each with the number the post gave it."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from peewee import CharField, ForeignKeyField

from portal import db
from portal.office import contacts, events, recalling, recipients
from portal.office.contacts import PostalAddress
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.recipients import PAPER
from portal.rules.sending import POSTED, PRINTED, TO_PRINT
from portal.rules.states import ISSUED

LONGEST_NUMBER = 40


class Posting(db.Record):
    """The envelope of one line of Nơi nhận: to where, and when and under which number the post took it."""

    recipient: Any = ForeignKeyField(Recipient, unique=True)
    address: Any = CharField(default="")
    number: Any = CharField(default="")
    posted_at: Any = db.MomentField(null=True)
    by: Any = ForeignKeyField(Person, null=True)

    @classmethod
    def to(cls, line: Recipient) -> Self | None:
        """The envelope of a line, if something is known of it."""
        found: Self | None = cls.get_or_none(cls.recipient == line)
        return found

    @classmethod
    def posted_on(cls, first: date, last: date) -> Any:
        """What the post took on these days, in order."""
        days = (cls.posted_at >= first.isoformat()) & (cls.posted_at < (last + timedelta(days=1)).isoformat())
        joined = cls.select(cls, Recipient, Document).join(Recipient).join(Document, on=Recipient.document)
        return joined.where(days).order_by(cls.posted_at, cls.id)


def address_of(line: Recipient) -> str:
    """Where the envelope of a line goes: its own address, as a person has one, else the agency's."""
    own = Posting.to(line)
    return str(own.address) if own and own.address else PostalAddress.of(contacts.agency_of(line))


def keep_own_address(line: Recipient, text: str, *, by: Person, at: datetime) -> None:
    """The address of one person, who is no agency, for this envelope alone."""
    by.require("issue")
    with db.atomic():
        Posting.insert(recipient=line, address=nfc(text)).on_conflict(
            conflict_target=[Posting.recipient], update={Posting.address: nfc(text)}
        ).execute()
        events.record("address_kept", line.document, by=by, at=at, recipient=line.id)


def on_paper(document: Document) -> list[Recipient]:
    """The lines that get an envelope: on paper, and not in this house."""
    return [
        line for line in Recipient.sent_to(document)
        if line.channel == PAPER and line.unit_id is None and not line.is_clerk_copy
    ]


def mark_printed(document: Document, *, by: Person, at: datetime) -> int:
    """Đã in: document and envelope lie ready for the post; how many lines."""
    by.require("issue")
    with db.atomic():
        document.require_state(ISSUED)
        recalling.require_standing(document)
        waiting = [line for line in on_paper(document) if line.status == TO_PRINT]
        if not waiting:
            raise errors.Conflict(document.id, why="nothing_to_print")
        for line in waiting:
            recipients.set_status(line, PRINTED)
        events.record("paper_printed", document, by=by, at=at, recipients=len(waiting))
    return len(waiting)


def post(line: Recipient, number: str, *, by: Person, at: datetime) -> None:
    """Đã chuyển bưu điện, with the number the post gave it, if it gave one; a wrong number is written over."""
    by.require("issue")
    clean = nfc(number)
    if len(clean) > LONGEST_NUMBER:
        raise errors.Invalid(line.id, why="post_number")
    with db.atomic():
        document = line.document
        document.require_state(ISSUED)
        fresh = next((one for one in on_paper(document) if one == line), None)
        if fresh is None or fresh.status not in (TO_PRINT, PRINTED, POSTED):
            raise errors.Conflict(line.id, why="nothing_to_send")
        posting = Posting.to(fresh) or Posting(recipient=fresh)
        posting.number, posting.by = clean, by
        if fresh.status != POSTED:
            recalling.require_standing(document)
            posting.posted_at = at
            recipients.mark_sent(fresh, POSTED, at=at)
        posting.save()
        events.record("posted", document, by=by, at=at, recipient=line.id, number=clean)
