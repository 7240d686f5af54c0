"""What came or leaves and the letters that lie in it: only who may read every one of them opens the whole."""

from collections.abc import Iterable
from typing import Any

from peewee import fn

from portal.office import arrivals, rights
from portal.office.arrivals import MET, WITHIN, Arrival, told_of
from portal.office.documents import Document, Version
from portal.office.packets import ASKED, Packet
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.rules.errors import NotFound
from portal.rules.states import REFUSED, REMOVED


def arrival(person: Person, arrival_id: int) -> Arrival:
    """A thing that came, of which this person may read every letter; one that was silenced tells nothing."""
    found = arrivals.load(arrival_id)
    if found.name and not may_read_all(person, letters_in(found)):
        raise NotFound(arrival_id)
    return found


def packet(person: Person, packet_id: int) -> Packet:
    """A packet, of which this person may read every letter."""
    found: Packet | None = Packet.get_or_none(Packet.id == packet_id)
    if found is None or closed(person, [found]):
        raise NotFound(packet_id)
    return found


def matter(person: Person, packet_id: int) -> tuple[Packet, bool]:
    """A packet to decide on, and whether what it says is closed to this person.

    What is asked of a letter that only others may read is still the clerk's to answer, by its number alone.
    """
    found: Packet | None = Packet.get_or_none(Packet.id == packet_id)
    if found is not None and found.state == ASKED and closed(person, [found]):
        return found, True
    return packet(person, packet_id), False


def parcel(person: Person, parcel_id: int) -> Parcel:
    """A parcel about nothing this person may not read."""
    found: Parcel | None = Parcel.get_or_none(Parcel.id == parcel_id)
    if found is None or closed(person, [found]):
        raise NotFound(parcel_id)
    return found


def closed(person: Person, rows: Iterable[Packet | Parcel]) -> frozenset[int]:
    """Ids of the rows that speak of a letter this person may not read; those that were silenced say nothing."""
    about = {row.id: letters_of(row) for row in rows if row.body}
    shown = shown_among(person, set().union(*about.values()))
    return frozenset(row_id for row_id, letters in about.items() if letters - shown)


def may_read_all(person: Person, letters: set[int]) -> bool:
    """Whether every one of the letters is shown to the person."""
    return not letters - shown_among(person, letters)


def shown_among(person: Person, letters: set[int]) -> frozenset[int]:
    """Of these letters those the person may read, and nobody set apart."""
    return rights.ids_where(rights.shown(person) & Document.id.in_(letters)) if letters else frozenset()


def letters_of(row: Packet | Parcel) -> set[int]:
    """The letters a packet brought or is about, or the one a parcel carries or answers."""
    return {row.document_id, row.replaced_by_id if isinstance(row, Packet) else None} - {None}


def letters_in(thing: Arrival) -> set[int]:
    """Every letter in a thing that came: made of it, of what lay in it, or here before with the same bytes."""
    found = rights.ids_where(Document.id.in_(same_bytes(thing.sha256)) & Document.state.not_in((REFUSED, REMOVED)))
    letters = told_of(thing.notes) | found | rights.ids_where(Document.arrival == thing)
    for one in thing.packets:
        letters |= letters_of(one)
    for inner in lying_in(thing):
        letters |= letters_in(inner)
    return letters


def letters_told(thing: Arrival) -> list[Document]:
    """The letters the page of a thing leads to: made of it, or found to be what it holds."""
    told = Document.id.in_(told_of(thing.notes))
    return list(Document.select().where((Document.arrival == thing) | told).order_by(Document.id))


def same_bytes(sha256: str) -> Any:
    """Ids of the documents with these very bytes."""
    return Version.select(Version.document).where(Version.sha256 == sha256)


def lying_in(thing: Arrival) -> list[Arrival]:
    """What came in this mail or archive and was looked into by itself, now or when it came before by another way.

    What came with it came later by number, at the same moment.
    """
    mail, archive = (fn.json_extract(Arrival.notes, f"$.{word}") == thing.id for word in WITHIN)
    came_with = Arrival.select().where(Arrival.id > thing.id, Arrival.arrived_at == thing.arrived_at, mail | archive)
    return [*came_with, *Arrival.select().where(Arrival.id.in_(thing.notes.get(MET, [])))]
