"""Thư gửi đi: one mail with the sealed file for one line of Nơi nhận, written down before it leaves and kept."""

import secrets
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal import db
from portal.office import events, loading, outbox, recipients
from portal.office.arrivals import Arrival
from portal.office.documents import Document, Version
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import errors, sending
from portal.rules.sending import (
    FAILED,
    LEAVING,
    LETTER,
    MAILING,
    MAYBE,
    MAYBE_SENT,
    OPEN,
    RETURNED,
    SENT,
    SENT_BACK,
    STOPPED,
    TO_SEND,
    WAITING,
)

JOB = "send_mail"
# What the line of Nơi nhận says while its mail stands so.
LINE_SAYS = {WAITING: MAILING, SENT: SENT, MAYBE: MAYBE_SENT, FAILED: TO_SEND, STOPPED: TO_SEND, RETURNED: SENT_BACK}


class Mailing(db.Record):
    """A mail to one recipient; its Message-ID is its own, so that a repetition and a bounce are recognised."""

    recipient: Any = ForeignKeyField(Recipient, backref="mailings")
    document: Any = ForeignKeyField(Document, backref="mailings")
    code: Any = CharField(default=LETTER)
    address: Any = CharField()
    sha256: Any = CharField(default="")
    name: Any = CharField(default="")
    words: Any = TextField(default="")
    message_id: Any = CharField(unique=True)
    state: Any = CharField(default=WAITING, index=True)
    fault: Any = CharField(default="")
    told: Any = TextField(default="")
    attempts: Any = IntegerField(default=0)
    next_at: Any = db.MomentField(null=True)
    sent_at: Any = db.MomentField(null=True)
    returned: Any = ForeignKeyField(Arrival, null=True)
    by: Any = ForeignKeyField(Person)
    at: Any = db.MomentField()

    @property
    def is_letter(self) -> bool:
        """It carries the document, and does not call it back."""
        return bool(self.code == LETTER)

    @classmethod
    def of(cls, document: Document) -> Any:
        """The mails of a document, oldest first."""
        return cls.select().where(cls.document == document).order_by(cls.id)

    @classmethod
    def newest(cls, line: Recipient) -> Self | None:
        """The last mail that brought, or was to bring, the document to this line."""
        brought = cls.select().where(cls.recipient == line, cls.code == LETTER)
        found: Self | None = brought.order_by(cls.id.desc()).first()
        return found

    @classmethod
    def named(cls, ids: list[str]) -> Self | None:
        """The mail of one of these Message-IDs."""
        found: Self | None = cls.get_or_none(cls.message_id.in_(ids)) if ids else None
        return found


def put(
    line: Recipient, address: str, sealed: Version | None, *, sender: str, by: Person, at: datetime,
    code: str = LETTER, words: str = "",
) -> Mailing:
    """Write a mail down, in the transaction of its cause; the worker sends it."""
    mailing: Mailing = Mailing.create(
        recipient=line, document=line.document_id, code=code, address=address, words=words, by=by, at=at,
        sha256=sealed.sha256 if sealed else "", name=sealed.name if sealed else "",
        message_id=sending.message_id(secrets.token_hex(12), sender),
    )
    if mailing.is_letter:
        recipients.set_status(line, MAILING)
    ask(mailing)
    return mailing


def ask(mailing: Mailing, *, at: datetime | None = None) -> None:
    """Have the worker send it, not before ``at``."""
    outbox.put(JOB, mailing.id, dedup=f"{JOB}:{mailing.id}", run_at=at)


def load(mailing_id: int) -> Mailing:
    """A mail by id."""
    return loading.load(Mailing, mailing_id)


def begin(mailing: Mailing) -> bool:
    """It is handed over now, which is on the disk before the server hears of it; False where it was stopped."""
    with db.atomic():
        now = Mailing.update(state=LEAVING, attempts=Mailing.attempts + 1, fault="", next_at=None)
        return bool(now.where(Mailing.id == mailing.id, Mailing.state == WAITING).execute())


def mark_sent(mailing: Mailing, *, at: datetime) -> None:
    """The server has taken it."""
    with db.atomic():
        if settle(mailing, SENT, at=at, sent_at=at):
            events.record("mail_sent", mailing.document, at=at, recipient=mailing.recipient_id, mailing=mailing.id)


def mark_stopped(mailing: Mailing, *, at: datetime) -> None:
    """The letter was called back while an attempt failed: it is tried no more."""
    with db.atomic():
        if settle(mailing, STOPPED, at=at):
            events.record("mail_stopped", mailing.document, at=at, recipient=mailing.recipient_id, mailing=mailing.id)


def mark_unsure(mailing: Mailing, *, at: datetime) -> None:
    """Có thể đã gửi: the server had it, and nobody knows whether it took it; a person decides what follows."""
    with db.atomic():
        if settle(mailing, MAYBE, at=at, fault=sending.UNSURE):
            events.record("mail_unsure", mailing.document, at=at, recipient=mailing.recipient_id, mailing=mailing.id)


def mark_failed(mailing: Mailing, fault: str, *, at: datetime) -> None:
    """It did not leave: it is tried again after a pause that grows, and given up in sight of the clerk."""
    attempts = Mailing.select(Mailing.attempts).where(Mailing.id == mailing.id).scalar()
    later = None if fault in sending.FINAL else sending.next_try(attempts, at)
    if later is None:
        give_up(mailing, fault, at=at)
    elif settle(mailing, WAITING, at=at, fault=fault, next_at=later):
        ask(mailing, at=later)


def give_up(mailing: Mailing, fault: str, *, at: datetime) -> None:
    """It is tried no more."""
    with db.atomic():
        if settle(mailing, FAILED, at=at, fault=fault):
            events.record(
                "mail_failed", mailing.document, at=at, outcome="failed", recipient=mailing.recipient_id,
                mailing=mailing.id, fault=fault,
            )


def settle(mailing: Mailing, state: str, *, at: datetime, **values: Any) -> bool:
    """Where an attempt ended; False where somebody settled the mail while it ran, which stands."""
    with db.atomic():
        ended = Mailing.update(state=state, **values)
        if not ended.where(Mailing.id == mailing.id, Mailing.state.in_(OPEN)).execute():
            return False
        say(mailing, state, at=at)
    return True


def say(mailing: Mailing, state: str, *, at: datetime) -> None:
    """The line tells how its newest mail stands, unless its receiver has answered or it went another way since."""
    newest = Mailing.newest(mailing.recipient)
    line: Recipient = Recipient.get_by_id(mailing.recipient_id)
    if newest != mailing or line.status not in (MAILING, MAYBE_SENT, SENT, SENT_BACK):
        return
    if state == SENT:
        recipients.mark_sent(line, SENT, at=at)
    elif line.status != LINE_SAYS[state]:  # a further attempt tells nothing new, and has no event
        recipients.set_status(line, LINE_SAYS[state])


def stop(document: Document, *, at: datetime) -> int:
    """What was not handed over yet never is; how many mails."""
    stopped = list(Mailing.of(document).where(Mailing.state == WAITING, Mailing.code == LETTER))
    for mailing in stopped:
        settle(mailing, STOPPED, at=at)
    return len(stopped)


def try_again(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """Gửi lại: the same mail under the same name, so that a receiver who has it already can tell.

    Not a letter whose line was served otherwise since, or whose receiver has answered.
    """
    by.require("issue")
    with db.atomic():
        if mailing.is_letter and not waits_for(mailing):
            raise errors.Conflict(mailing.id, why="mail_settled")
        again = Mailing.update(state=WAITING, attempts=0, fault="", next_at=None)
        pausing = (Mailing.state == WAITING) & Mailing.next_at.is_null(False)
        stuck = Mailing.state.in_((FAILED, MAYBE)) | pausing
        if not again.where(Mailing.id == mailing.id, stuck).execute():
            raise errors.Conflict(mailing.id, why="mail_settled")
        if mailing.is_letter:
            recipients.set_status(mailing.recipient, MAILING)
        events.record("mail_asked_again", mailing.document, by=by, at=at, mailing=mailing.id)
        ask(mailing)


def waits_for(mailing: Mailing) -> bool:
    """Whether its line still hangs on this mail."""
    line: Recipient = Recipient.get_by_id(mailing.recipient_id)
    return bool(Mailing.newest(line) == mailing) and line.status in (TO_SEND, MAILING, MAYBE_SENT)


def take_as_sent(mailing: Mailing, *, by: Person, at: datetime) -> None:
    """The receiver has it, as the clerk found out."""
    by.require("issue")
    with db.atomic():
        known = Mailing.update(state=SENT, sent_at=at)
        if not known.where(Mailing.id == mailing.id, Mailing.state == MAYBE).execute():
            raise errors.Conflict(mailing.id, why="mail_settled")
        say(mailing, SENT, at=at)
        events.record("mail_known_sent", mailing.document, by=by, at=at, mailing=mailing.id)


def note_returned(mailing: Mailing, told: str, *, is_final: bool, arrival: Arrival, at: datetime) -> None:
    """Thư bị trả lại: a server along the way says why; what is only late goes on, and what arrived is no news.

    What was given up before moves its line no more: it waits again, or the clerk has served it otherwise.
    """
    if not (is_final or told):
        return
    with db.atomic():
        if is_final:
            before = load(mailing.id).state
            back = Mailing.update(state=RETURNED, told=told, returned=arrival)
            came = back.where(Mailing.id == mailing.id, Mailing.state != RETURNED).execute()  # told twice, it came once
            if came and before not in (FAILED, STOPPED):
                say(mailing, RETURNED, at=at)
        else:
            Mailing.update(told=told).where(Mailing.id == mailing.id, Mailing.state != RETURNED).execute()
        verb = "mail_returned" if is_final else "mail_late"
        events.record(verb, mailing.document, at=at, recipient=mailing.recipient_id, mailing=mailing.id)
