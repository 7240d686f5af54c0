"""Đòi lại bản đã gửi: a copy that left on paper or by hand is asked back, its receiver told, and it comes back."""

from datetime import datetime
from typing import Any, Self

from peewee import CharField, ForeignKeyField, TextField

from portal import db
from portal.office import events
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import errors
from portal.rules.folding import nfc

LONGEST_NOTE = 200


class ReturnRequest(db.Record):
    """One line whose copy no system can call back: the receiver sends it back (Decree 30/2020/NĐ-CP Art. 18)."""

    document: Any = ForeignKeyField(Document, backref="return_requests")
    recipient: Any = ForeignKeyField(Recipient, unique=True, backref="+")
    way: Any = CharField()
    reason: Any = TextField()
    by: Any = ForeignKeyField(Person, backref="+")
    at: Any = db.MomentField()
    told: Any = CharField(default="")  # how its receiver was told: a letter, a call
    told_at: Any = db.MomentField(null=True)
    returned_at: Any = db.MomentField(null=True)

    @classmethod
    def of(cls, document: Document) -> list[Self]:
        """All of a document, in the order of its lines."""
        return list(cls.select().where(cls.document == document).order_by(cls.id))

    @classmethod
    def on(cls, document: Document, request_id: int) -> Self:
        """One of a document that was opened by right."""
        found: Self | None = cls.get_or_none(cls.id == request_id, cls.document == document)
        if found is None:
            raise errors.NotFound(request_id)
        return found


def put(line: Recipient, way: str, reason: str, *, by: Person, at: datetime) -> ReturnRequest:
    """Ask for one copy back, in the transaction of the recall."""
    made: ReturnRequest = ReturnRequest.create(
        document=line.document_id, recipient=line, way=way, reason=reason, by=by, at=at
    )
    return made


def note_told(request: ReturnRequest, how: str, *, by: Person, at: datetime) -> None:
    """Đã báo nơi nhận: by which letter or call; a wrong note is written over."""
    by.require("issue")
    clean = nfc(how)
    if not clean or len(clean) > LONGEST_NOTE:
        raise errors.Invalid(request.id, why="told_how")
    with db.atomic():
        request.told, request.told_at = clean, at
        request.save(only=[ReturnRequest.told, ReturnRequest.told_at])
        events.record("return_told", request.document, by=by, at=at, recipient=request.recipient_id)


def note_returned(request: ReturnRequest, *, by: Person, at: datetime) -> None:
    """Đã trả lại: the copy is here again, or its receiver has destroyed it."""
    by.require("issue")
    with db.atomic():
        back = ReturnRequest.update(returned_at=at)
        if not back.where(ReturnRequest.id == request.id, ReturnRequest.returned_at.is_null()).execute():
            raise errors.Conflict(request.id, why="returned_already")
        events.record("copy_returned", request.document, by=by, at=at, recipient=request.recipient_id)
