"""What the archive's engine is told: documents as records, kept in step through the outbox."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portal import db
from portal.flows.premises import Premises
from portal.office import events, outbox
from portal.office.documents import Document, PageText
from portal.office.registers import Register
from portal.rules.states import HELD, REMOVED
from portal.search.service import IndexUnavailable, Record, Status
from portal.search.writer import Writer

BATCH = 500


def record_of(document: Document, body: str) -> Record:
    """One document as the engine knows it."""
    day = document.dated_on or document.received_on
    return Record(
        id=document.id, direction=document.direction, register=document.register.title if document.register else "",
        dated_on=day, kind=document.kind, issuer=document.issuer, reference=document.reference,
        subject=document.subject or "", signatory=document.signatory, urgency=document.urgency, body=body,
        number=document.number, year=day.year if day else 0,
    )


def searchable() -> Any:
    """Documents that belong into the index: all but those held apart."""
    return Document.select().where(Document.state.not_in([HELD, REMOVED]))


def records(ids: Iterable[int] | None = None) -> Iterator[Record]:
    """Records of the ids, or of the whole office in order of id, a batch in memory at a time."""
    last = 0
    wanted = None if ids is None else list(ids)
    while True:
        query = searchable().where(Document.id > last).order_by(Document.id).limit(BATCH)
        batch = list(query if wanted is None else query.where(Document.id.in_(wanted)))
        if not batch:
            return
        texts = texts_of(batch)
        registers = {r.id: r for r in Register.select()}
        for document in batch:
            if document.register_id:
                document.register = registers[document.register_id]
            yield record_of(document, texts.get(document.id, ""))
        last = batch[-1].id


def texts_of(batch: list[Document]) -> dict[int, str]:
    """The page texts of a batch by document id."""
    rows: Any = PageText.select(PageText.document, PageText.body).where(PageText.document.in_(batch)).tuples()
    return dict(rows)


def update(ids: list[int], *, premises: Premises) -> None:
    """Bring these documents up to date in the index, or take them out; an unusable index is rebuilt."""
    mark = events.last_seq()
    try:
        with Writer(premises.search_index) as writer:
            writer.add(records(ids), forget=ids, mark=mark)
    except IndexUnavailable:
        rebuild(premises=premises)


def rebuild(*, premises: Premises, progress: Callable[[int], None] = lambda documents: None) -> int:
    """Write the whole index anew beside the old one and switch; how many documents."""
    mark = events.last_seq()
    made_up_for = [job.id for job in failed()]
    with Writer(premises.search_index) as writer:
        count = writer.rebuild(records(), progress, mark=mark).documents
    with db.atomic():
        outbox.Job.delete().where(outbox.Job.id.in_(made_up_for)).execute()
    return count


def failed() -> Any:
    """Changes the index never heard of; a rebuild makes up for them."""
    return outbox.Job.failed().where(outbox.Job.kind == "index")


def verified(premises: Premises) -> Status | None:
    """What the index holds after every byte of it was checked, or None when it cannot be trusted."""
    try:
        with Writer(premises.search_index) as writer:
            return writer.verify()
    except IndexUnavailable:
        return None


def needs_rebuild(status: Status | None) -> bool:
    """Whether the index is missing, missed a change or does not hold as many documents as the office."""
    if status is None or failed().exists():
        return True
    unfinished = outbox.Job.waiting().where(outbox.Job.kind == "index").exists()
    return not unfinished and status.documents != searchable().count()
