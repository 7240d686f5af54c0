"""Tiếp nhận: what reaches the office waits for its entry, is refused, or is held apart."""

from datetime import datetime
from typing import Any

from portal import db
from portal.office import arrivals, events, outbox
from portal.office.arrivals import Arrival
from portal.office.documents import Document, Version, add_version, stored_as
from portal.office.people import Person
from portal.rules.doors import TAKEN, WAITING
from portal.rules.states import RECEIVED, REFUSED, REMOVED

GONE = (REFUSED, REMOVED)


def receive(
    sha256: str, name: str, *, by: Person | None, at: datetime, channel: str = "electronic", note: str = "",
    arrival: Arrival | None = None,
) -> Document:
    """Put stored bytes into the queue Chờ vào sổ; the same bytes waiting there already are the same thing."""
    if by is not None:
        by.require("receive")
    with db.atomic():
        waiting = waiting_with(sha256)
        if waiting is not None:
            return waiting
        document: Document = Document.create(
            direction="incoming", state=RECEIVED, received_on=at.date(), received_at=at, created_at=at,
            created_by=by, channel=channel, note=note, arrival=arrival,
        )
        add_version(document, sha256, "original", name, base_n=0, by=by, at=at)
        events.record("received", document, by=by, at=at, channel=channel, **stored_as(sha256, name))
        ask_reading(document)
        outbox.put("index", document.id)
    return document


def ask_reading(document: Document) -> None:
    """Have the worker read the original."""
    outbox.put("read", document.id, dedup=f"read:{document.id}")


def ask_enclosed(document: Document) -> None:
    """Have the worker look through annexes and newer versions."""
    outbox.put("read_enclosed", document.id, dedup=f"read_enclosed:{document.id}")


def waiting_with(sha256: str) -> Document | None:
    """The document in the queue with these very bytes, if any."""
    same = Document.in_state("incoming", RECEIVED).join(Version).where(Version.n == 1, Version.sha256 == sha256)
    found: Document | None = same.first()
    return found


def letter_with(sha256: str) -> Document | None:
    """Where these very bytes already are as a letter, waiting, entered or held; what was refused does not count.

    Of a copy that joined an entered letter, that letter.
    """
    same = (
        Document.select().join(Version)
        .where(Document.direction == "incoming", Document.state.not_in(GONE))
        .where(Version.n == 1, Version.sha256 == sha256).order_by(Document.id)
    )
    found: Document | None = same.first()
    return found.as_entered if found else None


def keep(door: str, key: str, sha256: str, name: str, *, at: datetime, **told: Any) -> Arrival:
    """Note what came; what was sent away before and is brought again, by any door, is looked into anew."""
    with db.atomic():
        arrival = arrivals.keep(door, key, sha256, name, at=at, **told)
        if not is_here(sha256):
            arrivals.reopen(arrival, name, by=told.get("by"), at=at)
    return arrival


def is_here(sha256: str) -> bool:
    """Whether these bytes wait or were taken; what was sent away is nowhere."""
    arrival = Arrival.with_bytes(sha256)
    waits = arrival is not None and arrival.state in WAITING
    return waits or living(sha256, arrival) is not None


def living(sha256: str, arrival: Arrival | None) -> Document | None:
    """The letter that has these bytes, or that was made of them, unless it was sent away."""
    found = letter_with(sha256)
    if found is None and arrival is not None and arrival.state == TAKEN:
        made: Document | None = arrival.letters.where(Document.state.not_in(GONE)).order_by(Document.id).first()
        found = made.as_entered if made else None
    return found


def receive_paper(*, by: Person, at: datetime) -> Document:
    """A letter on paper without a scan: it is entered by hand from the sheet."""
    by.require("receive")
    with db.atomic():
        document: Document = Document.create(
            direction="incoming", state=RECEIVED, received_on=at.date(), received_at=at, created_at=at,
            created_by=by, channel="paper",
        )
        events.record("received", document, by=by, at=at, channel="paper")
        outbox.put("index", document.id)
    return document
