"""Nơi nhận: who gets an outgoing document, on which channel, and what came of sending it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from portal import db
from portal.office.agencies import Agency
from portal.office.documents import Document
from portal.office.people import Unit
from portal.rules.folding import nfc
from portal.rules.recipients import Line, is_clerk_copy

__all__ = ["Line", "Recipient", "mark_sent", "replace"]
CHANNELS = ("paper", "electronic")


class Recipient(db.Record):
    """One line of Nơi nhận with its send record."""

    document: Any = ForeignKeyField(Document, backref="recipients")
    position: Any = IntegerField()
    name: Any = CharField()
    channel: Any = CharField(choices=[(c, c) for c in CHANNELS])
    is_person: Any = IntegerField(default=0)
    agency: Any = ForeignKeyField(Agency, null=True)
    unit: Any = ForeignKeyField(Unit, null=True)
    sent_at: Any = db.MomentField(null=True)
    status: Any = CharField(default="")

    @property
    def is_clerk_copy(self) -> bool:
        """Lưu: VT — kept here, not sent."""
        return is_clerk_copy(self.name)

    @classmethod
    def of(cls, document: Document) -> Any:
        """The lines in the order of the page."""
        return cls.select().where(cls.document == document).order_by(cls.position)


def replace(document: Document, lines: Iterable[Line]) -> None:
    """Keep these lines; names that are units or learned agencies are tied to them."""
    with db.atomic():
        Recipient.delete().where(Recipient.document == document).execute()
        for position, line in enumerate(lines):
            name = nfc(line.name)
            Recipient.create(
                document=document, position=position, name=name, channel=line.channel, is_person=line.is_person,
                agency=Agency.named(name), unit=Unit.get_or_none(Unit.name == name),
            )


def mark_sent(recipient: Recipient, status: str, *, at: datetime) -> None:
    """Note that the document went out to this line."""
    recipient.sent_at, recipient.status = at, status
    recipient.save(only=[Recipient.sent_at, Recipient.status])
