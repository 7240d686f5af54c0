"""One queue, many doors: bytes are kept whole first, then looked into, and what nobody can read stays visible."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from portal import db
from portal.adapters.blobs import Blob, TooLarge
from portal.flows import intake, reading
from portal.flows.intake import Settle, nothing
from portal.flows.premises import Premises
from portal.office import arrivals, files, receiving
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors, filetypes
from portal.rules.doors import KEPT, MAIL, SCAN, TAKEN, UNREADABLE
from portal.rules.filetypes import DOCX, JPEG, MESSAGE, PDF, PNG, TEXT, TIFF, UNKNOWN, XLSX, XML

Interpreter = Callable[..., Settle]  # (arrival, *, at, premises)


def take(
    source: BinaryIO | Path, door: str, key: str, name: str, *, at: datetime, premises: Premises,
    by: Person | None = None, sender: str = "", subject: str = "", sent_at: datetime | None = None,
    notes: dict[str, Any] | None = None,
) -> Arrival:
    """Keep what came at a door; without a key its SHA-256 is the key.

    Refused are only empty bytes, too many, and any while the disk is nearly full: ``FileRefused``.
    """
    before = Arrival.known(door, key) if key else None
    if before is not None:
        return before
    blob = stored(source, name, premises)
    with db.atomic():
        files.keep(blob.sha256, blob.size, UNKNOWN, at=at)
        return arrivals.keep(
            door, key or blob.sha256, blob.sha256, filetypes.label(name), at=at, by=by, sender=sender,
            subject=subject, sent_at=sent_at, notes=notes,
        )


def stored(source: BinaryIO | Path, name: str, premises: Premises) -> Blob:
    """The bytes in the store, whatever they are."""
    intake.require_space(premises)
    try:
        if isinstance(source, Path):
            with source.open("rb") as stream:
                blob = premises.store.put(stream, premises.upload_limit)
        else:
            blob = premises.store.put(source, premises.upload_limit)
    except TooLarge as error:
        raise errors.FileRefused(name, why="too_large") from error
    if not blob.size:
        intake.forget_refused(blob, premises)
        raise errors.FileRefused(name, why="empty")
    return blob


def interpret(arrival_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: look into what came; the answer makes letters of it, once, or says why not."""
    arrival = arrivals.load(arrival_id)
    if arrival.state != KEPT:
        return nothing
    try:
        media_type = judged(arrival, premises)
        settle = INTERPRETERS[media_type](arrival, at=at, premises=premises)
    except (errors.Unreadable, errors.FileRefused) as problem:
        why = intake.reason_of(problem)
        return once(arrival, lambda: arrivals.settle(arrival, UNREADABLE, why))
    return once(arrival, lambda: judged_and(arrival, media_type, settle))


def judged(arrival: Arrival, premises: Premises) -> str:
    """What the bytes are, by the door and by a look at them in a child."""
    if arrival.door == MAIL or arrival.name.lower().endswith(".eml"):
        return MESSAGE if MESSAGE in INTERPRETERS else refused_type()
    media_type = reading.inspect(premises.store.path(arrival.sha256), arrival.name)
    return media_type if media_type in INTERPRETERS else refused_type()


def refused_type() -> str:
    """Nobody here can look into such a thing."""
    raise errors.FileRefused(why="type")


def judged_and(arrival: Arrival, media_type: str, settle: Settle) -> None:
    """Store the type with the bytes, and what was found."""
    files.judge(arrival.sha256, media_type)
    settle()


def once(arrival: Arrival, settle: Settle) -> Settle:
    """The settling, unless somebody else settled the thing since it was looked into."""

    def settle_once() -> None:
        with db.atomic():
            if arrivals.load(arrival.id).state == KEPT:
                settle()

    return settle_once


def one_letter(arrival: Arrival, *, at: datetime, premises: Premises) -> Settle:
    """The thing is one letter; if it is here already, nothing is added but where it is."""

    def settle() -> None:
        known = receiving.letter_with(arrival.sha256)
        letter = known or receiving.receive(
            arrival.sha256, arrival.name, by=arrival.by, at=arrival.arrived_at, arrival=arrival,
            channel="paper" if arrival.door == SCAN else "electronic",
        )
        arrivals.settle(arrival, TAKEN, letter=letter.id)

    return settle


def letter_of(arrival: Arrival) -> Document | None:
    """The letter the thing became, or the one it was found to be."""
    made: Document | None = arrival.letters.order_by(Document.id).first()
    if made is None and "letter" in arrival.notes:
        made = Document.get_or_none(Document.id == arrival.notes["letter"])
    return made


# What looks into each type of thing; a line for each, added where the reader of that type stands.
INTERPRETERS: dict[str, Interpreter] = dict.fromkeys((PDF, DOCX, XLSX, JPEG, PNG, TIFF, TEXT, XML), one_letter)
