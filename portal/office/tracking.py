"""Theo dõi gửi: where each line of Nơi nhận stands on one page, and what comes next for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.office import contacts, recalling, sending, succession, updating, worklists
from portal.office.contacts import PostalAddress
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.parcels import WAITING, Parcel
from portal.office.people import Person
from portal.office.postings import Posting
from portal.office.recipients import Recipient
from portal.office.return_requests import ReturnRequest
from portal.office.sending import Delivery
from portal.rules import packets as rules
from portal.rules.recipients import ELECTRONIC, PAPER
from portal.rules.sending import MAILING, MAYBE_SENT, OPEN, PRINTED, SENT, SENT_BACK, TO_PRINT, TO_SEND
from portal.rules.states import ISSUED

TO_DO = (TO_SEND, TO_PRINT, PRINTED, MAYBE_SENT, SENT_BACK)  # somebody here has to do something


@dataclass(frozen=True)
class Told:
    """One status of a receiver, and whether the line moved by it."""

    delivery: Delivery
    counts: bool


@dataclass(frozen=True)
class Track:
    """One line: where it goes, how it stands, what its receiver said."""

    line: Recipient
    code: str = ""
    email: str = ""
    address: str = ""
    mailing: Mailing | None = None
    posting: Posting | None = None
    told: tuple[Told, ...] = ()
    is_packed: bool = False  # its packet is made, and nobody has taken it yet
    left_by: str = ""  # the way it left, empty while it has not
    also: tuple[str, ...] = ()  # other names of the page for the same receiver
    request: ReturnRequest | None = None

    @property
    def is_outward(self) -> bool:
        """It leaves the house."""
        return bool(self.line.is_outward)

    @property
    def is_paper(self) -> bool:
        """It goes in an envelope."""
        return bool(self.line.channel == PAPER)

    @property
    def waits(self) -> bool:
        """Somebody here has to do something for it."""
        return self.line.status in TO_DO or self.is_packed

    @property
    def moves(self) -> bool:
        """It changes by itself in a moment; a mail that pauses does not."""
        return bool(self.line.status == MAILING and not (self.mailing and self.mailing.next_at))


@dataclass(frozen=True)
class Glance:
    """The whole of one document's sending."""

    tracks: tuple[Track, ...] = ()
    strays: tuple[Delivery, ...] = field(default_factory=tuple)  # reported by whom no line names
    recall: recalling.Recall | None = None
    updates: tuple[Parcel, ...] = ()
    recall_mails: tuple[Mailing, ...] = ()

    @property
    def outward(self) -> list[Track]:
        """The lines that leave the house."""
        return [track for track in self.tracks if track.is_outward]

    @property
    def electronic(self) -> list[Track]:
        """The lines that leave electronically."""
        return [track for track in self.outward if not track.is_paper]

    @property
    def paper(self) -> list[Track]:
        """The lines that leave on paper."""
        return [track for track in self.outward if track.is_paper]

    @property
    def inside(self) -> list[Track]:
        """Those in the house, and the copy that is kept."""
        return [track for track in self.tracks if not track.is_outward]

    @property
    def to_send(self) -> int:
        """How many wait to be sent electronically."""
        return self.standing(TO_SEND)

    @property
    def by_packet(self) -> int:
        """How many of them a packet reaches."""
        return sum(bool(track.code) and track.line.status == TO_SEND for track in self.electronic)

    @property
    def by_mail(self) -> int:
        """How many of them a mail reaches."""
        return sum(bool(track.email) and track.line.status == TO_SEND for track in self.electronic)

    @property
    def to_print(self) -> int:
        """How many wait to be printed."""
        return self.standing(TO_PRINT)

    @property
    def to_post(self) -> int:
        """How many wait to leave on paper."""
        return self.standing(TO_PRINT, PRINTED)

    @property
    def can_be_called_back(self) -> bool:
        """Whether somebody outside has it, or a mail is on its way there."""
        return self.recall is None and any(track.left_by or track.line.status == MAILING for track in self.outward)

    @property
    def is_open(self) -> bool:
        """Whether a receiver or the worker may still change something."""
        last = (rules.REFUSED, rules.FINISHED)
        return any(track.line.status not in last for track in self.electronic)

    def standing(self, *statuses: str) -> int:
        """How many lines stand so."""
        return sum(track.line.status in statuses for track in self.tracks)

    @property
    def waiting(self) -> int:
        """How many wait for somebody here."""
        return sum(track.waits for track in self.tracks)

    @property
    def gone(self) -> int:
        """How many left, or arrived in the house."""
        return sum(not track.waits and track.line.status != MAILING for track in self.outward)

    @property
    def refused(self) -> int:
        """How many did not get it: refused, or came back."""
        return sum(track.line.status in (rules.REFUSED, SENT_BACK) for track in self.tracks)

    @property
    def moves(self) -> bool:
        """Something changes by itself in a moment."""
        return any(track.moves for track in self.tracks) or any(mail.state in OPEN for mail in self.recall_mails)


def unsent(person: Person, holding: str = "") -> Any:
    """Issued documents of which a line waits for somebody here: not sent, perhaps sent, come back; the oldest first."""
    return worklists.outgoing(person, ISSUED, holding=holding).where(is_unsent()).order_by(Document.id)


def is_unsent() -> Any:
    """The condition: a line waits for somebody here, and the document was not called back."""
    waiting = Recipient.select(Recipient.document).where(Recipient.status.in_(TO_DO))
    return Document.id.in_(waiting) & ~recalling.was_called_back()


def glance(document: Document) -> Glance:
    """How the sending of a document stands."""
    told: dict[int | None, list[Delivery]] = {}
    for delivery in Delivery.of(document):
        told.setdefault(delivery.recipient_id, []).append(delivery)
    recall, updates = recalling.called_back(document), updating.updates_of(document)
    replacing = [parcel for new in succession.in_place_of(document) for parcel in recalling.left_in(new)]
    asked = [parcel.made_at for parcel in (*updates, *replacing)] + ([recall.at] if recall else [])
    asked_at = min(asked, default=None)
    tracks = tuple(tracked(document, {id_: weighed(ones, asked_at) for id_, ones in told.items()}))
    return Glance(
        tracks=tracks, strays=tuple(told.get(None, [])), recall=recall, updates=tuple(updates),
        recall_mails=tuple(mailing for mailing in Mailing.of(document) if not mailing.is_letter),
    )


def tracked(document: Document, told: dict[int | None, tuple[Told, ...]]) -> Iterator[Track]:
    """The lines with all that is known of them, in few questions however many they are."""
    lines = list(Recipient.sent_to(document))
    agencies = contacts.agencies_of(lines)
    codes, addresses = sending.codes_of(agencies.values()), PostalAddress.of_all(agencies.values())
    mails = {mailing.recipient_id: mailing for mailing in Mailing.of(document) if mailing.is_letter}
    envelopes = {row.recipient_id: row for row in Posting.select().where(Posting.recipient.in_(lines))}
    here = [parcel for parcel in recalling.left_in(document) if parcel.state == WAITING]
    packed = {party.name for parcel in here for party in recalling.to_of(parcel)}
    left, also = recalling.left_by(document), Recipient.together(document)
    asked = {request.recipient_id: request for request in ReturnRequest.of(document)}
    for line in lines:
        agency, envelope = agencies.get(line.id), envelopes.get(line.id)
        own = str(envelope.address) if envelope else ""
        known = agency.id if agency else 0
        yield Track(
            line=line, code=codes.get(known, ""), email=contacts.mail_address(agency), mailing=mails.get(line.id),
            address=own or addresses.get(known, ""), posting=envelope, told=told.get(line.id, ()),
            is_packed=line.status == SENT and line.channel == ELECTRONIC and line.name in packed,
            left_by=left.get(line.id, ""), also=tuple(also.get(line.id, ())), request=asked.get(line.id),
        )


def weighed(deliveries: list[Delivery], asked_at: datetime | None) -> tuple[Told, ...]:
    """Which of the statuses a receiver sent count: those that move the line on, and answers to what was asked."""
    now, found = "", []
    for delivery in deliveries:
        after = now if delivery.is_hearsay else rules.moved(now, delivery.code)
        answers = delivery.code in (rules.AGREED, rules.DECLINED) and asked_at is not None
        counts = after != now or (answers and not delivery.is_hearsay and delivery.came_at >= asked_at)
        found.append(Told(delivery, counts))
        now = after
    return tuple(found)
