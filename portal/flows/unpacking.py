"""A ZIP of several letters: each becomes its own document with its attachments; the ZIP itself is kept."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.adapters import archives
from portal.adapters.archives import Entry
from portal.adapters.blobs import Blob
from portal.flows import intake, keeping
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle
from portal.office import arrivals, files, holding, outbox, packets, receiving
from portal.office.arrivals import Arrival
from portal.office.documents import Document
from portal.rules import bundles, errors, filetypes
from portal.rules.bundles import Bundle, Member
from portal.rules.doors import TAKEN
from portal.rules.filetypes import TEXT, XML, ZIP

MOST_TOLD = 100  # files left out that are named one by one


@dataclass(frozen=True)
class Kept:
    """One file out of the archive, in the store."""

    entry: Entry
    blob: Blob

    @property
    def label(self) -> str:
        """Its name without the folders inside the archive."""
        return filetypes.label(self.entry.name)


def interpret(arrival: Arrival, *, at: datetime, premises: Premises) -> Settle:
    """Take the archive apart; its files are in the store before any row speaks of them."""
    with work_folder(premises) as folder:
        path, room = premises.store.path(arrival.sha256), arrivals.room(arrival)
        entries, unpacked = archives.unpack(path, folder, room)
        taken = [e for e in entries if not e.why and e.media_type != ZIP]
        loose = words_alone(taken)
        if intake.words_bear_mark(((e.path, e.name, e.media_type) for e in loose), premises):
            return lambda: holding.hold_whole(arrival, at=at)
        if loose == taken:
            raise errors.FileRefused(arrival.name, why=next((e.why for e in entries if e.why), "no_letter"))
        kept = [Kept(e, keeping.inside(Path(e.path), premises)) for e in taken if e not in loose]
    left = [{"name": filetypes.label(e.name), "why": e.why} for e in entries if e.why]
    left += [{"name": filetypes.label(e.name), "why": "text"} for e in loose]

    def settle_all() -> None:
        arrivals.spend(arrival, unpacked)
        settle(arrival, kept, left[:MOST_TOLD])

    return settle_all


def words_alone(entries: list[Entry]) -> list[Entry]:
    """The words among the files, where no page is with them that they could belong to."""
    pages = [e for e in entries if e.media_type != XML]
    return pages if all(e.media_type == TEXT for e in pages) else []


def settle(arrival: Arrival, kept: list[Kept], left: list[dict[str, str]]) -> None:
    """Every letter into the queue, its attachments with it; what has to be looked into first comes in by itself."""
    pages = [one for one in kept if one.entry.media_type != XML]
    known = [here.id for group in grouped(pages) if (here := take(arrival, group, pages)) is not None]
    inside = [
        keeping.take_in(
            one.blob, arrival.door, one.label, at=arrival.arrived_at, by=arrival.by, sender=arrival.sender,
            notes={"zip": arrival.id},
        )
        for one in kept if one.entry.media_type == XML
    ]
    arrivals.settle(arrival, TAKEN, known=known, left=left, met=arrivals.met(arrival, inside))


def grouped(pages: list[Kept]) -> list[Bundle]:
    """Which files are letters, and whose the others are."""
    return bundles.bundles([Member(one.entry.name, one.entry.media_type) for one in pages])


def take(arrival: Arrival, group: Bundle, pages: list[Kept]) -> Document | None:
    """One letter into the queue; the one that is here already, if so, gets the annexes it does not have.

    To a letter that is held apart nothing is added.
    """
    one, annexes = pages[group.letter], [pages[n] for n in group.attachments]
    here = receiving.letter_with(one.blob.sha256)
    if here is not None and here.is_held:
        if annexes:
            outbox.put("forget_files", *(annex.blob.sha256 for annex in annexes))
        return here
    for each in (one, *annexes):
        files.keep(each.blob.sha256, each.blob.size, each.entry.media_type, at=arrival.arrived_at)
    letter = here or receiving.receive(
        one.blob.sha256, one.label, by=arrival.by, at=arrival.arrived_at, arrival=arrival
    )
    brought = [{"sha256": annex.blob.sha256, "name": annex.label} for annex in annexes]
    packets.enclose_all(letter, brought, by=arrival.by, at=arrival.arrived_at)
    return here
