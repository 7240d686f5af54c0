"""Kiện gửi: packets of ours on their way out, each written down with the act that causes it and sent once."""

import hashlib
from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import outbox
from portal.office.documents import Document
from portal.rules import packets as rules
from portal.rules.packets import Message

LETTER = "letter"  # the code of a parcel that carries a document
# Leaving: its bytes are being put where the agent of the axis takes them; handed: carried by hand, as far as known.
WAITING, LEAVING, SENT, HANDED = "waiting", "leaving", "sent", "handed"
TO_SEND = (WAITING, LEAVING)


class Parcel(db.Record):
    """A message to leave: its values, and the files it carries as SHA-256 beside its enclosures."""

    name: Any = CharField(unique=True)
    about: Any = CharField(index=True)
    code: Any = CharField()
    document: Any = ForeignKeyField(Document, null=True, backref="parcels")
    wire_id: Any = CharField(index=True)
    to_code: Any = CharField(default="")
    to_name: Any = CharField(default="")
    body: Any = db.JsonField()
    files: Any = db.JsonField(default=list)
    state: Any = CharField(default=WAITING, index=True)
    problem: Any = TextField(default="")
    made_at: Any = db.MomentField()
    sent_at: Any = db.MomentField(null=True)

    @property
    def message(self) -> Message:
        """What it says."""
        return rules.from_json(self.body)

    @property
    def is_letter(self) -> bool:
        """It carries a document, not only a status."""
        return bool(self.code == LETTER)

    @property
    def is_answer(self) -> bool:
        """It tells a sender what became of a document."""
        return bool(self.code in rules.CODES)

    @classmethod
    def waiting(cls) -> Any:
        """Not sent yet, oldest first."""
        return cls.select().where(cls.state.in_(TO_SEND)).order_by(cls.id)

    @classmethod
    def newest_first(cls) -> Any:
        """All of them."""
        return cls.select().order_by(cls.id.desc())

    @classmethod
    def about_this(cls, about: str) -> Any:
        """What one packet or document caused."""
        return cls.select().where(cls.about == about)

    @classmethod
    def letter_of(cls, wire_id: str) -> Self | None:
        """The parcel by which a document of ours went out under this id."""
        found: Self | None = cls.get_or_none(cls.wire_id == wire_id, cls.code == LETTER)
        return found


def put(
    message: Message, *, code: str, about: str, wire_id: str, to_code: str, to_name: str, at: datetime,
    document: Document | None = None, files: list[str] | None = None, again: str = "",
) -> Parcel:
    """Write a parcel down, in the transaction of its cause; the same cause and code again is the same parcel.

    ``about`` says what causes it and makes the name of the parcel its own, with ``again`` where one cause may tell
    the same twice.
    """
    own = hashlib.sha256("\n".join(filter(None, (about, wire_id, code, again))).encode()).hexdigest()[:12]
    name = f"{code}-{wire_id[:80]}-{own}"
    values = {
        "about": about, "code": code, "document": document, "wire_id": wire_id, "to_code": to_code, "to_name": to_name,
        "body": rules.to_json(message), "files": files or [], "made_at": at,
    }
    with db.atomic():
        before: Parcel | None = Parcel.get_or_none(Parcel.name == name)
        if before is not None:
            return before
        parcel: Parcel = Parcel.create(name=name, **values)
        ask()
    return parcel


def drop(about: str, code: str) -> None:
    """Send no more what still waits."""
    Parcel.delete().where(Parcel.about == about, Parcel.code == code, Parcel.state == WAITING).execute()


def ask() -> None:
    """Have the worker send what waits."""
    outbox.put("send_parcels", dedup="send_parcels")


def load(parcel_id: int) -> Parcel:
    """A parcel by id."""
    parcel: Parcel = Parcel.get_by_id(parcel_id)
    return parcel


def begin(parcel: Parcel) -> bool:
    """It leaves now, and is past being taken back; False where it was taken back meanwhile."""
    here = (Parcel.name == parcel.name) & Parcel.state.in_(TO_SEND)
    return bool(Parcel.update(state=LEAVING).where(here).execute())


def take_back(parcel: Parcel) -> bool:
    """It never leaves; False where it is on its way already."""
    return bool(Parcel.delete().where(Parcel.id == parcel.id, Parcel.state == WAITING).execute())


def mark_handed(parcel: Parcel) -> None:
    """Somebody may have carried it there: the worker sends it no more."""
    Parcel.update(state=HANDED).where(Parcel.id == parcel.id, Parcel.state == WAITING).execute()


def mark_sent(parcel: Parcel, *, at: datetime) -> None:
    """It lies where the agent of the axis takes it from."""
    Parcel.update(state=SENT, sent_at=at, problem="").where(Parcel.id == parcel.id).execute()


def note_problem(parcel: Parcel, problem: str) -> None:
    """Why it still waits."""
    Parcel.update(problem=problem).where(Parcel.id == parcel.id).execute()
