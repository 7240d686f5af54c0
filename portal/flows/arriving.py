"""One queue, many doors: bytes are kept whole first, then looked into, and what nobody can read stays visible."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from portal import db
from portal.flows import intake, keeping, mailbox, packets, reading, unpacking
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import arrivals, files, holding, receiving
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors
from portal.rules.doors import SCAN, TAKEN, UNREADABLE, UPLOAD
from portal.rules.filetypes import DOCX, JPEG, MESSAGE, PDF, PNG, TEXT, TIFF, XLSX, XML, ZIP

# Looked at when its clerk waits for the form; all else the worker takes apart, because it may take long.
AT_ONCE = (".pdf", ".docx", ".jpg", ".jpeg", ".png", ".tif", ".tiff")

Interpreter = Callable[..., Settle]  # (arrival, *, at, premises)


@dataclass(frozen=True)
class Brought:
    """What became of a file the clerk brought; ``letter`` is where it is once it is a letter."""

    arrival: Arrival | None
    letter: Document | None
    was_here: bool


def bring(
    source: BinaryIO, name: str, *, by: Person, at: datetime, premises: Premises, alone: bool = False
) -> Brought:
    """A file brought by the clerk; what is here already is told instead of taken twice.

    A single page-like file that comes alone is looked into at once, so that its form can open.
    """
    blob = keeping.stored(source, name, premises)
    here = where(blob.sha256)
    if here is not None:
        return here
    arrival = keeping.take_in(blob, UPLOAD, name, at=at, by=by)
    if alone and name.lower().endswith(AT_ONCE):
        interpret(arrival.id, at=at, premises=premises)()
        arrival = arrivals.load(arrival.id)
    return Brought(arrival, letter_of(arrival), was_here=False)


def where(sha256: str) -> Brought | None:
    """Where these bytes are now, if they wait or were taken; what was sent away is nowhere."""
    arrival = Arrival.with_bytes(sha256)
    return Brought(arrival, receiving.living(sha256, arrival), was_here=True) if receiving.is_here(sha256) else None


def interpret(arrival_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: look into what came; the answer makes letters of it, once, or says why not."""
    arrival = arrivals.load(arrival_id)
    if not arrival.is_unseen:
        return nothing
    try:
        media_type = judged(arrival, premises)
        settle = INTERPRETERS[media_type](arrival, at=at, premises=premises)
    except (errors.Unreadable, errors.FileRefused) as problem:
        why = intake.reason_of(problem)
        return once(arrival, lambda: unread(arrival, why))
    return once(arrival, lambda: judged_and(arrival, media_type, settle, at=at))


def unread(arrival: Arrival, why: str) -> None:
    """It stays in sight with the reason; what was too much to unpack has used up the room of all it came in."""
    arrivals.settle(arrival, UNREADABLE, why)
    if why == "unpacked":
        arrivals.spend(arrival, arrivals.room(arrival))


def judged(arrival: Arrival, premises: Premises) -> str:
    """What the bytes are, by the name and by a look at them in a child."""
    if arrival.name.lower().endswith(".eml"):  # what a message held has names of its own
        return MESSAGE
    if arrival.name.lower().endswith(".edxml"):  # its own reader sees more of one that is cut short
        return XML
    media_type = reading.inspect(premises.store.path(arrival.sha256), arrival.name)
    if media_type not in INTERPRETERS:
        raise errors.FileRefused(why="type")
    return media_type


def judged_and(arrival: Arrival, media_type: str, settle: Settle, *, at: datetime) -> None:
    """Store the type with the bytes, and what was found; of what is held already nothing is told again."""
    files.judge(arrival.sha256, media_type)
    settle()
    holding.silence_again(arrival, at=at)


def once(arrival: Arrival, settle: Settle) -> Settle:
    """The settling, unless somebody else settled the thing since it was looked into."""

    def settle_once() -> None:
        with db.atomic():
            if arrivals.load(arrival.id).is_unseen:
                settle()

    return settle_once


def one_letter(arrival: Arrival, *, at: datetime, premises: Premises) -> Settle:
    """The thing is one letter; if it is here already, nothing is added but where it is."""

    def settle() -> None:
        known = receiving.letter_with(arrival.sha256)
        letter = known or received(arrival, by=arrival.by)
        arrivals.settle(arrival, TAKEN, letter=letter.id)

    return settle


def plain_text(arrival: Arrival, *, at: datetime, premises: Premises) -> Settle:
    """Words without a page are no letter; what bears a secret mark is held apart all the same."""
    if reading.read_file(premises.store.path(arrival.sha256), arrival.name).secret:
        return lambda: holding.hold_whole(arrival, at=at)
    raise errors.FileRefused(arrival.name, why="text")


def received(arrival: Arrival, *, by: Person | None) -> Document:
    """The thing as a letter in the queue; what was scanned here is a letter on paper."""
    return receiving.receive(
        arrival.sha256, arrival.name, by=by, at=arrival.arrived_at, arrival=arrival,
        channel="paper" if arrival.door == SCAN else "electronic",
    )


def by_hand(arrival: Arrival, *, by: Person) -> Document:
    """A letter made of a thing nobody could read: the clerk enters it from the original."""
    with db.atomic():
        arrivals.require_state(arrival, UNREADABLE)
        letter = received(arrival, by=by)
        arrivals.settle(arrival, TAKEN, arrival.problem, letter=letter.id)
    return letter


def letter_of(arrival: Arrival) -> Document | None:
    """The newest letter the thing became, or the one it was found to be, unless it was sent away."""
    kept_ones = Document.state.not_in(receiving.GONE)
    made: Document | None = arrival.letters.where(kept_ones).order_by(Document.id.desc()).first()
    if made is None and "letter" in arrival.notes:
        made = Document.get_or_none(Document.id == arrival.notes["letter"], kept_ones)
    return made


# What looks into each type of thing.
INTERPRETERS: dict[str, Interpreter] = {
    **dict.fromkeys((PDF, DOCX, XLSX, JPEG, PNG, TIFF), one_letter),
    TEXT: plain_text, XML: packets.interpret, ZIP: unpacking.interpret, MESSAGE: mailbox.interpret,
}
