"""Theo dõi gửi: where each line of Nơi nhận stands on one page, and what comes next for it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.office import contacts, postings, recalling, sending, updating, worklists
from portal.office.documents import Document
from portal.office.mailings import Mailing
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.postings import Posting
from portal.office.recipients import Recipient
from portal.office.sending import Delivery
from portal.rules import packets as rules
from portal.rules.recipients import PAPER
from portal.rules.sending import MAILING, MAYBE_SENT, PRINTED, SENT_BACK, TO_PRINT, TO_SEND
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

    @property
    def is_outward(self) -> bool:
        """It leaves the house."""
        return not (self.line.is_clerk_copy or self.line.unit_id or self.line.status == "arrived")

    @property
    def is_paper(self) -> bool:
        """It goes in an envelope."""
        return bool(self.line.channel == PAPER)

    @property
    def waits(self) -> bool:
        """Somebody here has to do something for it."""
        return self.line.status in TO_DO

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
    def to_print(self) -> int:
        """How many wait to be printed."""
        return self.standing(TO_PRINT)

    @property
    def to_post(self) -> int:
        """How many wait to leave on paper."""
        return self.standing(TO_PRINT, PRINTED)

    @property
    def mailed(self) -> bool:
        """Whether any line has, or may have, a mail of ours."""
        return any(track.mailing for track in self.tracks)

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
        return any(track.moves for track in self.tracks)


def unsent(person: Person, holding: str = "") -> Any:
    """Issued documents of which a line waits for somebody here: not sent, perhaps sent, come back; the oldest first."""
    waiting = Recipient.select(Recipient.document).where(Recipient.status.in_(TO_DO))
    issued = worklists.outgoing(person, ISSUED, holding=holding)
    return issued.where(Document.id.in_(waiting)).order_by(Document.id)


def glance(document: Document) -> Glance:
    """How the sending of a document stands."""
    told: dict[int | None, list[Delivery]] = {}
    for delivery in Delivery.of(document):
        told.setdefault(delivery.recipient_id, []).append(delivery)
    recall, updates = recalling.called_back(document), updating.updates_of(document)
    asked_at = min([*(one.made_at for one in updates), *([recall.at] if recall else [])], default=None)
    tracks = tuple(track(line, weighed(told.get(line.id, []), asked_at)) for line in Recipient.sent_to(document))
    return Glance(tracks=tracks, strays=tuple(told.get(None, [])), recall=recall, updates=tuple(updates))


def track(line: Recipient, told: tuple[Told, ...]) -> Track:
    """One line with all that is known of it."""
    return Track(
        line=line, code=sending.code_of(line), email=contacts.mail_address_of(line), address=postings.address_of(line),
        mailing=Mailing.newest(line), posting=Posting.to(line), told=told,
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
