"""Hộp thư cơ quan: which messages were fetched, so that each comes once and is marked as seen only afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal import db
from portal.office.arrivals import Arrival

LONGEST = 100_000  # letters of a mail that its page shows; all of them stand in the mail


class MailPlace(db.Record):
    """A message at its place in the mailbox; without ``sha256`` it was tried and did not come whole."""

    mailbox: Any = CharField()
    validity: Any = IntegerField()
    uid: Any = IntegerField()
    sha256: Any = CharField(default="")
    tries: Any = IntegerField(default=0)
    is_marked: Any = BooleanField(default=False)
    at: Any = db.MomentField()

    class Meta:
        indexes = ((("mailbox", "validity", "uid"), True),)

    @classmethod
    def of(cls, mailbox: str, validity: int) -> Any:
        """The places of a mailbox while its numbers mean the same messages."""
        return cls.select().where(cls.mailbox == mailbox, cls.validity == validity)

    @classmethod
    def unmarked(cls, mailbox: str, validity: int) -> list[Self]:
        """What is kept here and still new to whoever else opens the mailbox."""
        return list(cls.of(mailbox, validity).where(cls.sha256 != "", ~cls.is_marked).order_by(cls.uid))


class MailText(db.Record):
    """The words of a mail, for its page; they go when anything in the mail is held apart."""

    arrival: Any = ForeignKeyField(Arrival, unique=True)
    text: Any = TextField()
    is_cut: Any = BooleanField(default=False)

    @classmethod
    def of(cls, arrival: Arrival) -> Self | None:
        """The words of this mail, if it has any."""
        found: Self | None = cls.get_or_none(cls.arrival == arrival)
        return found


def keep_text(arrival: Arrival, text: str) -> None:
    """Keep the words of a mail, in the transaction of what is made of it."""
    forget_text(arrival)
    if text.strip():
        MailText.create(arrival=arrival, text=text[:LONGEST], is_cut=len(text) > LONGEST)


def forget_text(arrival: Arrival) -> None:
    """The words are shown no more."""
    MailText.delete().where(MailText.arrival == arrival).execute()


@dataclass(frozen=True)
class Places:
    """What is known of a mailbox: its validity when last seen, what came whole, what did not."""

    validity: int
    known: list[int]
    late: list[int]


def places(mailbox: str) -> Places:
    """What not to fetch again, and what to try last."""
    last = MailPlace.select().where(MailPlace.mailbox == mailbox).order_by(MailPlace.id.desc()).first()
    if last is None:
        return Places(0, [], [])
    rows = list(MailPlace.of(mailbox, last.validity).order_by(MailPlace.uid))
    known, late = [r.uid for r in rows if r.sha256], [r.uid for r in rows if not r.sha256]
    return Places(last.validity, known, late)


def note_kept(mailbox: str, validity: int, uid: int, sha256: str, *, at: datetime) -> None:
    """The message is in the store."""
    with db.atomic():
        MailPlace.insert(mailbox=mailbox, validity=validity, uid=uid, sha256=sha256, at=at).on_conflict(
            conflict_target=[MailPlace.mailbox, MailPlace.validity, MailPlace.uid], update={MailPlace.sha256: sha256}
        ).execute()


def note_stuck(mailbox: str, validity: int, uid: int, *, at: datetime) -> None:
    """The mailbox failed at this message: next time the others come before it."""
    with db.atomic():
        MailPlace.insert(mailbox=mailbox, validity=validity, uid=uid, tries=1, at=at).on_conflict(
            conflict_target=[MailPlace.mailbox, MailPlace.validity, MailPlace.uid],
            update={MailPlace.tries: MailPlace.tries + 1},
        ).execute()


def note_marked(mailbox: str, validity: int, uids: Collection[int]) -> None:
    """The mailbox shows these messages as seen."""
    with db.atomic():
        for uid in uids:
            MailPlace.update(is_marked=True).where(
                MailPlace.mailbox == mailbox, MailPlace.validity == validity, MailPlace.uid == uid
            ).execute()
