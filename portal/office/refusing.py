"""Từ chối tiếp nhận: a letter leaves by the way it came, with a reason; what has not gone yet stays in sight."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal import db
from portal.office import events, outbox
from portal.office.documents import Document
from portal.office.packets import Packet
from portal.office.people import Person
from portal.rules import errors, refusals
from portal.rules.doors import PACKET, PAPER, UPLOAD
from portal.rules.refusals import ELECTRONIC, FAILED, HANDED, OPEN, SENT, TO_HAND, WAITING
from portal.rules.states import RECEIVED, REFUSED


class RefusalNotice(db.Record):
    """Thông báo từ chối: why, by which door the answer goes back, and how far it has come."""

    document: Any = ForeignKeyField(Document, unique=True, backref="refusals")
    reason: Any = CharField()
    words: Any = TextField(default="")
    door: Any = CharField()
    state: Any = CharField(index=True)
    fault: Any = CharField(default="")
    attempts: Any = IntegerField(default=0)
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()
    settled_at: Any = db.MomentField(null=True)

    @property
    def sentence(self) -> str:
        """What the sender reads."""
        return refusals.sentence(self.reason, self.words)

    @property
    def is_open(self) -> bool:
        """Whether the sender does not know of it yet."""
        return self.state in OPEN

    @classmethod
    def of(cls, document: Document) -> Self | None:
        """The notice about a document, if it was refused."""
        found: Self | None = cls.get_or_none(cls.document == document)
        return found

    @classmethod
    def about(cls, documents: Iterable[Document]) -> dict[int, Self]:
        """The notices about these documents, by their ids."""
        return {notice.document_id: notice for notice in cls.select().where(cls.document.in_(list(documents)))}

    @classmethod
    def unsent(cls) -> Any:
        """What no sender knows of yet, oldest first."""
        return cls.select().where(cls.state.in_(OPEN)).order_by(cls.id)


def refuse(document: Document, reason: str, words: str = "", *, by: Person, at: datetime) -> RefusalNotice:
    """The letter is not taken: its notice leaves in the background, or waits to be printed and handed over."""
    by.require("receive")
    if reason not in refusals.BY_WORD or (reason == refusals.OTHER and not words.strip()):
        raise errors.ReasonMissing("refuse")
    door = way_back(document)
    with db.atomic():
        document.require_state(RECEIVED)
        notice: RefusalNotice = RefusalNotice.create(
            document=document, reason=reason, words=words.strip(), door=door, by=by, at=at,
            state=WAITING if door in ELECTRONIC else TO_HAND,
        )
        document.state, document.note = REFUSED, notice.sentence
        document.save(only=[Document.state, Document.note])
        events.record("refused", document, by=by, at=at, reason=notice.sentence, door=door)
        if notice.state == WAITING:
            ask(notice)
        outbox.put("index", document.id)
    return notice


def way_back(document: Document) -> str:
    """The door by which an answer goes; a packet is answered by one, whoever carried it in."""
    if Packet.that_brought(document) is not None:
        return PACKET
    return str(document.arrival.door) if document.arrival else (PAPER if document.channel == "paper" else UPLOAD)


def ask(notice: RefusalNotice) -> None:
    """Have the worker send it."""
    outbox.put("send_back", notice.id, dedup=f"send_back:{notice.id}")


def mark_sent(notice: RefusalNotice, *, at: datetime) -> None:
    """It left by the door the letter came in, which is told of one that was handed over meanwhile, too."""
    with db.atomic():
        settle(notice, SENT, at=at)
        events.record("refusal_sent", notice.document, at=at, door=notice.door)


def mark_failed(notice: RefusalNotice, fault: str, *, at: datetime) -> None:
    """It could not leave; it stays in sight and can be tried again or handed over on paper."""
    with db.atomic():
        if settle(notice, FAILED, fault=fault, at=at):
            events.record("refusal_not_sent", notice.document, at=at, outcome="failed", door=notice.door, fault=fault)


def settle(notice: RefusalNotice, state: str, *, at: datetime, fault: str = "") -> bool:
    """Where an attempt ended; False where somebody settled the notice while the attempt ran, which stands."""
    ended = RefusalNotice.update(
        state=state, fault=fault, attempts=RefusalNotice.attempts + 1, settled_at=at if state == SENT else None
    )
    return bool(ended.where(RefusalNotice.id == notice.id, RefusalNotice.state == WAITING).execute())


def try_again(notice: RefusalNotice, *, by: Person, at: datetime) -> None:
    """Send once more what could not leave."""
    by.require("receive")
    with db.atomic():
        require_state(notice, FAILED)
        notice.state, notice.fault = WAITING, ""
        notice.save(only=[RefusalNotice.state, RefusalNotice.fault])
        ask(notice)


def hand_over(notice: RefusalNotice, *, by: Person, at: datetime) -> None:
    """The printed slip was handed to the sender."""
    by.require("receive")
    with db.atomic():
        require_state(notice, TO_HAND, FAILED, WAITING)
        notice.state, notice.settled_at = HANDED, at
        notice.save(only=[RefusalNotice.state, RefusalNotice.settled_at])
        events.record("refusal_handed", notice.document, by=by, at=at)


def require_state(notice: RefusalNotice, *states: str) -> None:
    """Refuse the act from an old page."""
    notice.state = RefusalNotice.select(RefusalNotice.state).where(RefusalNotice.id == notice.id).scalar()
    if notice.state not in states:
        raise errors.Conflict(notice.id, why="notice_settled")
