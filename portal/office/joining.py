"""Cùng một văn bản: what waits is one more copy of a letter that has its number; it joins it and takes none."""

from datetime import datetime

from portal import db
from portal.office import events, outbox, packets, receiving
from portal.office.documents import Attachment, Document, EnclosedText
from portal.office.events import Event
from portal.office.people import Person
from portal.rules import errors
from portal.rules import packets as wire
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, JOINED, RECEIVED


def join(document: Document, entered: Document, *, by: Person, at: datetime) -> Document:
    """Let a waiting letter be the entered one: its files are kept there, and whoever sent it hears the number.

    Raises ``WrongState`` where the one does not wait any more or the other has no number in force, ``Conflict``
    where not the same people may read both.
    """
    by.require("enter")
    with db.atomic():
        document.require_state(RECEIVED)
        entered.require_state(ENTERED, IN_PROGRESS, DONE)
        if document.scope != entered.scope:
            raise errors.Conflict(entered.number, why="joined_scope")
        carried = carry_over(document, entered, at=at)
        packets.tell(document, wire.ENTERED, by=by, at=at, number=entered.number)
        packets.hand_on(document, entered)
        document.state, document.same_as = JOINED, entered
        document.save(only=[Document.state, Document.same_as])
        events.record("joined", document, by=by, at=at, into=entered.id, number=entered.number, carried=carried)
        events.record("copy_joined", entered, by=by, at=at, copy=document.id)
        outbox.put("index", document.id)
    return entered


def carry_over(document: Document, entered: Document, *, at: datetime) -> list[str]:
    """Give the entered letter the files it has not yet, as its annexes; their SHA-256."""
    here = {file.sha256 for file in (*entered.versions, *entered.attachments)}
    coming = [file for file in (document.original, *document.attachments) if file and file.sha256 not in here]
    for file in coming:
        packets.enclose(entered, {"sha256": file.sha256, "name": file.name}, at=at)
    return [file.sha256 for file in coming]


def part(document: Document, *, by: Person, at: datetime) -> Document:
    """It was another letter after all: it waits for its entry again, with all it had brought."""
    by.require("enter")
    with db.atomic():
        document.require_state(JOINED)
        entered = document.same_as
        joined = Event.of(document).where(Event.verb == "joined").order_by(Event.id.desc()).get()
        for table in (Attachment, EnclosedText):
            table.delete().where(table.document == entered, table.sha256.in_(joined.data["carried"])).execute()
        if document.arrival is not None:
            packets.hand_on(entered, document, of=document.arrival)
        packets.untell(document, wire.ENTERED)
        document.state, document.same_as = RECEIVED, None
        document.save(only=[Document.state, Document.same_as])
        events.record("parted", document, by=by, at=at, was=entered.id, number=entered.number)
        receiving.ask_reading(document)
        outbox.put("index", document.id)
        outbox.put("index", entered.id)
    return document
