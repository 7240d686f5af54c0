"""Kết thúc hồ sơ: what is still missing is named first; who closes all the same says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.office import events, retentions, rights
from portal.office.assignments import Assignment
from portal.office.documents import Document, Version
from portal.office.dossiers import Dossier, DossierItem
from portal.office.people import Person
from portal.office.retentions import Retention
from portal.office.trust import SignatureCheck
from portal.rules import errors
from portal.rules.folding import nfc
from portal.rules.retention import NUMBERED_FROM, longest
from portal.rules.states import DRAFTING, NUMBERED, RECALLED, SEALED, SIGNED, VOIDED

# Why a dossier is not ready; the first three speak against closing it, the others are said and may wait.
OPEN_WORK, DRAFTS, NO_RETENTION, NO_ORIGINAL, NO_VERDICT, NOT_NUMBERED = LACKS = (
    "open_work", "drafts", "no_retention", "no_original", "no_verdict", "not_numbered"
)
STOPS = (OPEN_WORK, DRAFTS, NO_RETENTION)
UNISSUED = (*DRAFTING, SIGNED, NUMBERED, SEALED)
PAPER = "paper"


@dataclass(frozen=True)
class Lack:
    """One thing missing, with the documents it is missing of."""

    why: str
    documents: tuple[int, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether closing needs a reason."""
        return self.why in STOPS


@dataclass(frozen=True)
class Named:
    """A thing missing as one person may see it: the documents by name, and how many more there are."""

    lack: Lack
    documents: list[Document]

    @property
    def hidden(self) -> int:
        """How many documents the person may not read."""
        return len(self.lack.documents) - len(self.documents)


def lacking(dossier: Dossier) -> list[Lack]:
    """What is missing, in the order it is told (Decree 30/2020/NĐ-CP Art. 29)."""
    found = [
        Lack(OPEN_WORK, ids(undone(dossier))), Lack(DRAFTS, ids(unissued(dossier))),
        Lack(NO_ORIGINAL, ids(without_original(dossier))), Lack(NO_VERDICT, ids(without_verdict(dossier))),
        Lack(NOT_NUMBERED, ids(not_numbered(dossier))),
    ]
    missing = [lack for lack in found if lack.documents]
    return missing if dossier.retention_id else [Lack(NO_RETENTION), *missing]


def named(dossier: Dossier, person: Person) -> list[Named]:
    """The same for a page: nothing of what the person may not read but its number."""
    return [
        Named(lack, list(rights.documents(person).where(Document.id.in_(lack.documents)).order_by(Document.id)))
        for lack in lacking(dossier)
    ]


def ids(documents: Any) -> tuple[int, ...]:
    """The ids of a query."""
    return tuple(row[0] for row in documents.select(Document.id).order_by(Document.id).tuples())


def inside(dossier: Dossier) -> Any:
    """Ids of what lies in the dossier."""
    return DossierItem.select(DossierItem.document).where(DossierItem.dossier == dossier)


def undone(dossier: Dossier) -> Any:
    """Documents somebody has still to report on."""
    open_work = Assignment.select(Assignment.document).where(
        Assignment.done_at.is_null(), Assignment.ended_at.is_null(), Assignment.role != "inform"
    )
    live = Document.state.not_in((VOIDED, RECALLED))
    return Document.select().where(Document.id.in_(inside(dossier)), Document.id.in_(open_work), live)


def unissued(dossier: Dossier) -> Any:
    """Our documents of this work that have not gone out: drafts that answer what lies here, and numbered ones here."""
    ours = Document.reply_to.in_(inside(dossier)) | Document.id.in_(inside(dossier))
    return Document.select().where(ours, Document.state.in_(UNISSUED))


def on_paper(dossier: Dossier) -> Any:
    """What lies here as paper, alone or beside its scan."""
    with_file = Version.select(Version.document)
    paper = (Document.channel == PAPER) | Document.id.not_in(with_file)
    return Document.select().join(DossierItem).where(DossierItem.dossier == dossier, paper)


def without_original(dossier: Dossier) -> Any:
    """Neither a file is here nor sheets of paper that somebody counted."""
    with_file = Version.select(Version.document)
    here = Document.select().join(DossierItem).where(DossierItem.dossier == dossier)
    return here.where(Document.id.not_in(with_file), DossierItem.sheets.is_null())


def without_verdict(dossier: Dossier) -> Any:
    """Documents with files, on none of which a verdict is kept."""
    judged = Version.select(Version.document).join(
        SignatureCheck, on=(SignatureCheck.sha256 == Version.sha256)
    )
    with_file = Version.select(Version.document)
    electronic = Document.channel != PAPER
    return Document.select().where(
        Document.id.in_(inside(dossier)), Document.id.in_(with_file), Document.id.not_in(judged), electronic
    )


def not_numbered(dossier: Dossier) -> Any:
    """Paper kept for five years or longer beside its scan, whose sheets nobody has numbered."""
    kept = dossier.retention
    if kept is None or (kept.years is not None and kept.years < NUMBERED_FROM):
        return Document.select().where(Document.id < 0)
    with_file = Version.select(Version.document)
    return on_paper(dossier).where(DossierItem.sheets.is_null(), Document.id.in_(with_file))


def proposal(dossier: Dossier) -> Retention | None:
    """The period its documents ask for, where it is longer than the dossier's."""
    found, kept = retentions.proposed(Document.select().where(Document.id.in_(inside(dossier)))), dossier.retention
    if found and (kept is None or longest((found.years, kept.years)) != kept.years):
        return found
    return None


def close(dossier: Dossier, *, by: Person, at: datetime, despite: str = "") -> None:
    """Kết thúc hồ sơ: the work has ended, nothing more is put in."""
    dossier.require_kept_by(by)
    with db.atomic():
        dossier.require_open()
        missing = lacking(dossier)
        if not nfc(despite) and any(lack.stops for lack in missing):
            raise errors.DossierIncomplete(dossier.number)
        dossier.closed_on = at.date()
        dossier.save(only=[Dossier.closed_on])
        events.record(
            "dossier_closed", dossier, by=by, at=at, number=dossier.number, documents=dossier.items.count(),
            reason=nfc(despite) or None, lacking={lack.why: len(lack.documents) for lack in missing} or None,
        )


def reopen(dossier: Dossier, reason: str, *, by: Person, at: datetime) -> None:
    """Mở lại hồ sơ: the work goes on after all; what was handed over stays as it is."""
    dossier.require_kept_by(by)
    if not nfc(reason):
        raise errors.ReasonMissing("reopen")
    with db.atomic():
        dossier.require_free()
        if dossier.state != "closed":
            raise errors.Conflict(dossier.number, why="dossier_not_closed")
        dossier.require_in_no_deposit()
        dossier.closed_on = dossier.stays_until = None  # leave to hold it was of the closing that is undone
        dossier.save(only=[Dossier.closed_on, Dossier.stays_until])
        events.record("dossier_reopened", dossier, by=by, at=at, number=dossier.number, reason=nfc(reason))


def paper_of(dossier: Dossier) -> Iterator[DossierItem]:
    """The lines with sheets that somebody counted."""
    yield from DossierItem.select().where(DossierItem.dossier == dossier, DossierItem.sheets.is_null(False))
