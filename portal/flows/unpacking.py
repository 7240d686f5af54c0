"""A ZIP of several letters: each becomes its own document with its attachments; the ZIP itself is kept."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.adapters import archives
from portal.adapters.archives import Entry
from portal.adapters.blobs import Blob
from portal.flows import keeping
from portal.flows.intake import Settle
from portal.flows.premises import Premises, work_folder
from portal.office import arrivals, files, receiving
from portal.office.arrivals import Arrival
from portal.office.documents import Attachment, Document
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
        kept = [Kept(e, keeping.inside(Path(e.path), premises)) for e in entries if not e.why and e.media_type != ZIP]
    if all(one.entry.media_type == TEXT for one in kept):
        raise errors.FileRefused(arrival.name, why=next((e.why for e in entries if e.why), "no_letter"))
    pages = [one for one in kept if one.entry.media_type != XML]
    left = [{"name": filetypes.label(e.name), "why": e.why} for e in entries if e.why]
    if not grouped(pages):
        left += [{"name": one.label, "why": "text"} for one in pages]

    def settle_all() -> None:
        arrivals.spend(arrival, unpacked)
        settle(arrival, kept, left[:MOST_TOLD])

    return settle_all


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
    """One letter into the queue; the one that is here already, if so."""
    one = pages[group.letter]
    here = receiving.letter_with(one.blob.sha256)
    if here is not None:
        return here
    for each in (one, *(pages[n] for n in group.attachments)):
        files.keep(each.blob.sha256, each.blob.size, each.entry.media_type, at=arrival.arrived_at)
    letter = receiving.receive(one.blob.sha256, one.label, by=arrival.by, at=arrival.arrived_at, arrival=arrival)
    for n in group.attachments:
        Attachment.create(document=letter, sha256=pages[n].blob.sha256, name=pages[n].label, at=arrival.arrived_at)
    return None
