"""Phụ lục là tệp riêng: annexes in files of their own, each signed by the agency after its letter."""

from datetime import datetime
from typing import Any

from portal import db
from portal.office import events, outbox, receiving, trust
from portal.office.documents import Attachment, Document, EarlierFile, EnclosedText
from portal.office.people import Person
from portal.rules import errors
from portal.rules.states import SEALED

NOT_SENT = ("broken", "unsigned")


def of(document: Document) -> list[Attachment]:
    """In the order in which they were added."""
    return list(document.attachments.order_by(Attachment.id))


def unsealed(document: Document) -> list[Attachment]:
    """Those the agency has not signed yet."""
    return [annex for annex in of(document) if annex.sealed_at is None]


def require_read(document: Document) -> None:
    """Refuse while the worker still looks for secret marks in what lies with the draft."""
    if outbox.is_asked(("read_enclosed", document.id)):
        raise errors.Conflict(document.id, why="annex_unread")


def require_sealed(document: Document) -> None:
    """Every separate annex goes out signed by the agency, and no signature in it is known to be bad."""
    if unsealed(document):
        raise errors.Conflict(document.id, why="annex_unsealed")
    if not are_sound(document):
        raise errors.Conflict(document.id, why="annex_broken")


def are_sound(document: Document) -> bool:
    """Whether no annex is known to be unsigned or to bear a bad signature."""
    return all(trust.file_state(annex.sha256) not in NOT_SENT for annex in of(document))


def note_sealed(annex: Attachment, base: str, sha256: str, *, by: Person, at: datetime) -> None:
    """The agency's signature stands on the annex; ``Superseded`` unless its bytes still are those of ``base``.

    The letter comes first: ``NotSignedYet`` before its own seal.  Called in the transaction that stores it.
    """
    with db.atomic():
        document: Document = Document.get_by_id(annex.document_id)
        if document.state != SEALED:
            raise errors.NotSignedYet(document.id)
        here: Any = (Attachment.id == annex.id) & (Attachment.sha256 == base) & Attachment.sealed_at.is_null()
        if Attachment.update(sha256=sha256, sealed_at=at).where(here).execute() != 1:
            raise errors.Superseded(document.id)
        EarlierFile.create(document=document, sha256=base, at=at)
        words = (EnclosedText.document == document) & (EnclosedText.sha256 == base)
        EnclosedText.update(sha256=sha256).where(words).execute()  # a signature changes no word
        events.record("annex_sealed", document, by=by, at=at, annex=annex.id, base=base, sha256=sha256)


def carry_over(old: Document, fresh: Document, *, at: datetime) -> None:
    """A draft that goes on as a new one keeps its annexes."""
    for annex in of(old):
        Attachment.create(document=fresh, sha256=annex.sha256, name=annex.name, at=at)
        receiving.ask_enclosed(fresh)
