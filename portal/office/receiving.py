"""Tiếp nhận: what reaches the office waits for its entry, is refused, or is held apart."""

from datetime import date, datetime
from typing import Any

from peewee import CharField, IntegerField

from portal import db
from portal.office import events, outbox
from portal.office.arrivals import Arrival
from portal.office.citations import Citation
from portal.office.documents import Attachment, Document, PageText, Version, add_version
from portal.office.files import Reading, StoredFile
from portal.office.people import Person
from portal.office.recipients import Recipient
from portal.rules import errors
from portal.rules.states import HELD, RECEIVED, REFUSED, REMOVED

# What a held document says of itself.
NOTHING = {
    **dict.fromkeys(("subject", "issuer", "reference", "reference_key", "symbol", "kind", "signatory"), ""),
    **dict.fromkeys(("capacity", "position", "folded", "note", "route_reason"), ""),
    **dict.fromkeys(("dated_on", "due_on", "agency", "signer"), None),
}


class HeldCount(db.Record):
    """How many secret-marked things were held on a day; nothing else about them is kept (domain.md §6)."""

    day: Any = CharField(unique=True)
    count: Any = IntegerField(default=0)


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
        events.record("received", document, by=by, at=at, sha256=sha256, channel=channel)
        outbox.put("read", document.id, dedup=f"read:{document.id}")
        outbox.put("index", document.id)
    return document


def waiting_with(sha256: str) -> Document | None:
    """The document in the queue with these very bytes, if any."""
    same = Document.in_state("incoming", RECEIVED).join(Version).where(Version.n == 1, Version.sha256 == sha256)
    found: Document | None = same.first()
    return found


def letter_with(sha256: str) -> Document | None:
    """Where these very bytes already are as a letter, waiting, entered or held; what was refused does not count."""
    same = (
        Document.select().join(Version)
        .where(Document.direction == "incoming", Document.state.not_in((REFUSED, REMOVED)))
        .where(Version.n == 1, Version.sha256 == sha256).order_by(Document.id)
    )
    found: Document | None = same.first()
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


def hold(document: Document, *, at: datetime) -> None:
    """Set a secret-marked document apart: no text, no fields, no name are kept; only the day is counted.

    A number already given stays with its row, which nothing can change; the document is hidden all the same.
    """
    with db.atomic():
        Document.update(state=HELD, presented_to=None).where(Document.id == document.id).execute()
        Document.update(**NOTHING).where(Document.id == document.id, Document.number.is_null()).execute()
        PageText.delete().where(PageText.document == document).execute()
        Citation.delete().where(Citation.document == document).execute()
        Recipient.delete().where(Recipient.document == document).execute()
        for version in document.versions:
            Reading.delete().where(Reading.sha256 == version.sha256).execute()
        Arrival.update(name="", sender="", subject="", notes={}).where(Arrival.id == document.arrival_id).execute()
        Version.update(name="").where(Version.document == document).execute()
        Attachment.update(name="").where(Attachment.document == document).execute()
        count_held(at.date())
        events.record("held", document, at=at)
        outbox.put("forget_pictures", *{version.sha256 for version in document.versions})
        outbox.put("index", document.id)
    document.state = HELD


def count_held(day: date) -> None:
    """One more on that day."""
    HeldCount.insert(day=day.isoformat(), count=1).on_conflict(
        conflict_target=[HeldCount.day], update={HeldCount.count: HeldCount.count + 1}
    ).execute()


def remove_held(document: Document, *, ordered_by: str, by: Person, at: datetime) -> list[str]:
    """Remove a held document on the order of the responsible person; the SHA-256 of files to delete.

    The files go after the commit; a file that another document also has stays.
    """
    by.require("receive")
    if not ordered_by.strip():
        raise errors.ReasonMissing("remove_held")
    gone = [version.sha256 for version in document.versions if not used_elsewhere(version)]
    with db.atomic():
        document.require_state(HELD)
        document.state = REMOVED
        document.save(only=[Document.state])
        events.record("held_removed", document, by=by, at=at, ordered_by=ordered_by.strip())
        StoredFile.delete().where(StoredFile.sha256.in_(gone)).execute()
        outbox.put("forget_files", *gone)
    return gone


def used_elsewhere(version: Version) -> bool:
    """Whether a document that is not held has the same bytes."""
    kept = Document.state.not_in((HELD, REMOVED))
    same = Version.select().join(Document).where(Version.sha256 == version.sha256, kept)
    return bool(same.exists() or Attachment.select().where(Attachment.sha256 == version.sha256).exists())
