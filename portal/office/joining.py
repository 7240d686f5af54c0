"""Cùng một văn bản: what waits is one more copy of a letter that has its number; it joins it and takes none."""

from datetime import datetime

from portal import db
from portal.office import events, outbox, packets
from portal.office.documents import Document, add_version
from portal.office.people import Person
from portal.rules import packets as wire
from portal.rules.states import DONE, ENTERED, IN_PROGRESS, JOINED, RECEIVED


def join(document: Document, entered: Document, *, by: Person, at: datetime) -> Document:
    """Let a waiting letter be the entered one; nothing of it is lost, and whoever sent it hears its number.

    A letter entered from paper gets the file as its original; another keeps it beside its own.
    Raises ``WrongState`` where the one does not wait any more or the other has no number in force.
    """
    by.require("enter")
    with db.atomic():
        document.require_state(RECEIVED)
        entered.require_state(ENTERED, IN_PROGRESS, DONE)
        carry_over(document, entered, by=by, at=at)
        document.state, document.same_as, document.scope = JOINED, entered, entered.scope
        document.save(only=[Document.state, Document.same_as, Document.scope])
        events.record("joined", document, by=by, at=at, into=entered.id, number=entered.number)
        events.record("copy_joined", entered, by=by, at=at, copy=document.id)
        packets.tell(document, wire.ENTERED, by=by, at=at, number=entered.number)
        outbox.put("index", document.id)
    return entered


def carry_over(document: Document, entered: Document, *, by: Person, at: datetime) -> None:
    """Give the entered letter the files it has not yet."""
    here = {file.sha256 for file in (*entered.versions, *entered.attachments)}
    coming = [file for file in (document.original, *document.attachments) if file and file.sha256 not in here]
    if coming and coming[0] == document.original and entered.original is None:
        original = coming.pop(0)
        add_version(entered, original.sha256, "original", original.name, base_n=0, by=by, at=at)
        outbox.put("read", entered.id, dedup=f"read:{entered.id}")
    for file in coming:
        packets.enclose(entered, {"sha256": file.sha256, "name": file.name}, at=at)


def part(document: Document, *, by: Person, at: datetime) -> Document:
    """It was another letter after all: it waits for its entry again; the entered one keeps the files it got."""
    by.require("enter")
    with db.atomic():
        document.require_state(JOINED)
        entered = document.same_as
        document.state, document.same_as = RECEIVED, None
        document.save(only=[Document.state, Document.same_as])
        events.record("parted", document, by=by, at=at, was=entered.id, number=entered.number)
        outbox.put("read", document.id, dedup=f"read:{document.id}")
        outbox.put("index", document.id)
    return document
