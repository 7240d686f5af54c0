"""Giữ riêng: what carries a secret mark keeps no word here, and leaves by two acts (domain.md §6)."""

from datetime import datetime
from typing import Any

from peewee import CharField, Database, IntegerField, fn

from portal import db
from portal.office import arrivals, events, outbox, receiving
from portal.office.arrivals import ALSO, MET, UNPACKED, WITHIN, Arrival, outer_ids, told_of
from portal.office.asking import Ask
from portal.office.citations import Citation
from portal.office.comments import Comment
from portal.office.documents import FILES, Attachment, Document, EarlierFile, EnclosedText, PageText, Version
from portal.office.events import Event
from portal.office.files import Reading, StoredFile
from portal.office.mailbox import forget_text
from portal.office.outlines import Outlined
from portal.office.packets import ASKED, DENIED, Packet
from portal.office.parcels import Parcel
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.office.senders import SenderMark
from portal.rules import errors
from portal.rules.doors import TAKEN
from portal.rules.states import HELD, REMOVED

# What a held document says of itself.
NOTHING = {
    **dict.fromkeys(("subject", "issuer", "reference", "reference_key", "symbol", "kind", "signatory"), ""),
    **dict.fromkeys(("capacity", "position", "folded", "note", "route_reason"), ""),
    **dict.fromkeys(("dated_on", "due_on", "agency", "signer", "identifier", "paper_demanded_by"), None),
}


class HeldCount(db.Record):
    """How many secret-marked things were held on a day; nothing else about them is kept (domain.md §6)."""

    day: Any = CharField(unique=True)
    count: Any = IntegerField(default=0)


def hold(document: Document, *, at: datetime) -> None:
    """Set a secret-marked document apart: no text, no fields, no name are kept; only the day is counted.

    A number already given stays with its row, which nothing can change; the document is hidden all the same.
    What is held or removed already stays as it is.
    """
    with db.atomic():
        document.state = Document.select(Document.state).where(Document.id == document.id).scalar()
        if document.state in (HELD, REMOVED):
            return
        Document.update(state=HELD, presented_to=None).where(Document.id == document.id).execute()
        Document.update(**NOTHING).where(Document.id == document.id, Document.number.is_null()).execute()
        for table in (PageText, EnclosedText, Citation, Recipient, SenderMark, Outlined, Comment, Ask):
            table.delete().where(table.document == document).execute()
        for version in document.versions:
            Reading.delete().where(Reading.sha256 == version.sha256).execute()
        settle_asked(document, at=at)
        for arrival in containers(document):
            silence(arrival)
        Parcel.delete().where(Parcel.document == document).execute()  # answers name what they answer
        Version.update(name="").where(Version.document == document).execute()
        Attachment.update(name="").where(Attachment.document == document).execute()
        count_held(at)
        events.record("held", document, at=at)
        outbox.put("forget_pictures", *{file.sha256 for file in files_of(document)})
        outbox.put("index", document.id)
        outbox.put("scrub", document.id, dedup=f"scrub:{document.id}")
        outbox.put("clear_copies", dedup="clear_copies")
        for copy in document.copies:
            hold(copy, at=at)
    document.state = HELD


def hold_whole(arrival: Arrival, *, at: datetime) -> None:
    """What bears the mark in its own words is held as one thing: nothing in it becomes a letter of its own."""
    here = receiving.letter_with(arrival.sha256)
    letter = here or receiving.receive(arrival.sha256, "", by=arrival.by, at=arrival.arrived_at, arrival=arrival)
    arrivals.settle(arrival, TAKEN, letter=letter.id)
    if not letter.is_held:
        hold(letter, at=at)


def containers(document: Document) -> list[Arrival]:
    """What the document came in, however often: mails, the archives in them, packets that bring or concern it."""
    return list(Arrival.select().where(Arrival.id.in_(holders({document.id}))).order_by(Arrival.id.desc()))


def holders(documents: set[int], within: Database = db.database) -> set[int]:
    """The ids of every arrival that brought, repeated or concerns the documents, and of what those lay in."""
    made: Any = Document.select(Document.arrival).where(Document.id.in_(documents), Document.arrival.is_null(False))
    about = Packet.document.in_(documents) | Packet.replaced_by.in_(documents)
    packed: Any = Packet.select(Packet.arrival).where(about, Packet.arrival.is_null(False))
    telling_of: Any = Arrival.select(Arrival.id, Arrival.notes).where(
        fn.json_extract(Arrival.notes, "$.letter").is_null(False) | (fn.json_array_length(Arrival.notes, "$.known") > 0)
    )
    found = {row[0] for query in (made, packed) for row in query.tuples().bind(within)}
    found |= {row[0] for row in telling_of.tuples().bind(within) if told_of(row[1]) & documents}
    wanted = found
    while wanted:
        rows: Any = Arrival.select(Arrival.notes).where(Arrival.id.in_(wanted)).tuples().bind(within)
        wanted = {outer for (notes,) in rows for outer in outer_ids(notes)} - found
        found |= wanted
    return found


def silence(arrival: Arrival) -> None:
    """Nothing of what came is told any more but what it lay in, which letters it repeats and what it took."""
    links = {word: arrival.notes[word] for word in (*WITHIN, ALSO, MET, UNPACKED) if word in arrival.notes}
    repeated = told_of(arrival.notes) - {letter.id for letter in arrival.letters}
    if repeated:
        links["known"] = sorted(repeated)
    Arrival.update(name="", sender="", subject="", notes=links).where(Arrival.id == arrival.id).execute()
    forget_text(arrival)
    loose = loose_files(arrival)
    if loose:
        StoredFile.delete().where(StoredFile.sha256.in_(loose)).execute()
        outbox.put("forget_files", *loose)
    Packet.update(
        wire_id="", sender_code="", sender_name="", reason="", problem="", body={}, files=[]
    ).where(Packet.arrival == arrival).execute()


def loose_files(arrival: Arrival) -> list[str]:
    """SHA-256 of what its packets carry and nothing else has; the packet itself is kept whole."""
    carried = {file["sha256"] for packet in arrival.packets for file in packet.files}
    elsewhere = Packet.select().where(Packet.arrival != arrival)
    return [
        sha256 for sha256 in sorted(carried)
        if not any(table.select().where(table.sha256 == sha256).exists() for table in (*FILES, Arrival))
        and not elsewhere.where(fn.instr(Packet.files, sha256) > 0).exists()
    ]


def settle_asked(document: Document, *, at: datetime) -> None:
    """What was asked of a document that is held now is answered no more."""
    Packet.update(state=DENIED, settled_at=at).where(
        Packet.state == ASKED, (Packet.document == document) | (Packet.replaced_by == document)
    ).execute()


def silence_again(arrival: Arrival, *, at: datetime) -> None:
    """What has just come and repeats or concerns a held letter is silenced with all it lay in."""
    packed = [id for row in arrival.packets for id in (row.document_id, row.replaced_by_id) if id]
    ids = told_of(arrival.notes) | set(packed)
    for document in Document.select().where(Document.id.in_(ids), Document.state == HELD):
        settle_asked(document, at=at)
        for container in containers(document):
            silence(container)
        Parcel.delete().where(Parcel.document == document).execute()
        outbox.put("scrub", document.id, dedup=f"scrub:{document.id}")


def files_of(document: Document) -> list[Version | Attachment | EarlierFile]:
    """Every version and enclosed file, also what an enclosed file was before."""
    return [*document.versions, *document.attachments, *document.earlier_files]


def count_held(at: datetime) -> None:
    """One more on that day."""
    HeldCount.insert(day=at.date().isoformat(), count=1).on_conflict(
        conflict_target=[HeldCount.day], update={HeldCount.count: HeldCount.count + 1}
    ).execute()


def tell(document: Document, told: str, *, by: Person, at: datetime) -> None:
    """The first act: the responsible person knows of it."""
    by.require("receive")
    if not told.strip():
        raise errors.ReasonMissing("tell")
    with db.atomic():
        document.require_state(HELD)
        events.record("held_told", document, by=by, at=at, told=told.strip())


def telling(document: Document) -> Event | None:
    """When and to whom it was told, if it was."""
    found: Event | None = Event.of(document).where(Event.verb == "held_told").first()
    return found


def remove_held(document: Document, *, ordered_by: str, by: Person, at: datetime) -> list[str]:
    """The second act: remove it on the order of the responsible person; the SHA-256 of files to delete.

    The files go after the commit, with the mail, archive or packet they came in; a file that another document
    also has stays.
    """
    by.require("receive")
    if not ordered_by.strip():
        raise errors.ReasonMissing("remove_held")
    with db.atomic():
        document.require_state(HELD)
        if telling(document) is None:
            raise errors.Conflict(document.id, why="not_told")
        gone = [file.sha256 for file in files_of(document) if not used_elsewhere(file.sha256)]
        gone += [arrival.sha256 for arrival in containers(document) if not used_elsewhere(arrival.sha256)]
        gone = list(dict.fromkeys(gone))
        document.state = REMOVED
        document.save(only=[Document.state])
        events.record("held_removed", document, by=by, at=at, ordered_by=ordered_by.strip())
        StoredFile.delete().where(StoredFile.sha256.in_(gone)).execute()
        outbox.put("forget_files", *gone)
        outbox.put("scrub", document.id, dedup=f"scrub:{document.id}")
    return gone


def used_elsewhere(sha256: str) -> bool:
    """Whether a document that is not held has the same bytes."""
    kept = Document.state.not_in((HELD, REMOVED))
    return any(
        table.select().join(Document).where(table.sha256 == sha256, kept).exists() for table in FILES
    )
