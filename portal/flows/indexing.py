"""What the archive's engine is told: documents as records, kept in step through the outbox."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portal import db
from portal.flows.premises import Premises
from portal.office import events, outbox
from portal.office.documents import Document, EnclosedText, PageText
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.registers import Register
from portal.rules.errors import IndexBusy
from portal.rules.levels import level_of
from portal.rules.states import HELD, JOINED, REMOVED
from portal.search import pointer
from portal.search import rebuild as rebuilding
from portal.search.pointer import Pointer
from portal.search.records import Rebuilding
from portal.search.reread import Rereading
from portal.search.service import IndexUnavailable, Record, Status
from portal.search.snapshot import is_whole
from portal.search.writer import MANY, Writer

BATCH = 500
OF_THE_INDEX = ("index", "reindex")
TOO_MANY = 5_000  # documents to catch up with; from here on writing all anew is quicker
PATIENCE = 120.0  # seconds a person waits for the worker to let go of the index


def record_of(document: Document, body: str) -> Record:
    """One document as the engine knows it."""
    day = document.dated_on or document.received_on
    return Record(
        id=document.id, direction=document.direction, register=document.register.title if document.register else "",
        dated_on=day, kind=document.kind, issuer=document.issuer, reference=document.reference,
        subject=document.subject or "", signatory=document.signatory, urgency=document.urgency, body=body,
        number=document.number, year=day.year if day else 0, level=level_of(document.issuer),
    )


def searchable() -> Any:
    """Documents that belong into the index: all but those held apart and further copies of one that is in it."""
    return Document.select().where(Document.state.not_in([HELD, REMOVED, JOINED]))


def records(ids: Iterable[int] | None = None, *, after: int = 0) -> Iterator[Record]:
    """Records of the ids, or of the whole office behind an id, in order of id, a batch in memory at a time."""
    if ids is not None:
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), BATCH):
            some = searchable().where(Document.id.in_(wanted[start : start + BATCH]))
            yield from records_of(list(some.order_by(Document.id)))
        return
    while batch := list(searchable().where(Document.id > after).order_by(Document.id).limit(BATCH)):
        yield from records_of(batch)
        after = batch[-1].id


def records_of(batch: list[Document]) -> Iterator[Record]:
    """Documents with their texts and the titles of their registers."""
    texts = texts_of(batch)
    registers = {r.id: r for r in Register.select()}
    for document in batch:
        if document.register_id:
            document.register = registers[document.register_id]
        yield record_of(document, texts.get(document.id, ""))


def texts_of(batch: list[Document]) -> dict[int, str]:
    """The words of a batch by document id: those of the pages, then those of what lies with them."""
    texts: dict[int, str] = {}
    for table in (PageText, EnclosedText):
        rows: Any = table.select(table.document, table.body).where(table.document.in_(batch)).order_by(table.id)
        for number, body in rows.tuples():
            texts[number] = f"{texts[number]}\f{body}" if number in texts else body
    return texts


def update(ids: list[int], *, premises: Premises) -> None:
    """Bring these documents up to date in the index, or take them out.

    While a new index is being written, or has to be, they wait: IndexBusy.
    """
    seq = settled_seq()
    with Writer(premises.search_index) as writer:
        if writer.resume() is None:
            try:
                status = writer.add(records(ids), ids, mark=seq, origin=origin(seq))
                if status.segments > MANY:
                    outbox.put("tidy_index", dedup="tidy_index")
                return
            except IndexUnavailable:  # made anew from the database, so there is nothing to save
                pass
    ask_for_rebuild()
    raise IndexBusy


def tidy(*, premises: Premises) -> None:
    """Join what single letters left behind in the index; a search goes through every part of it."""
    with Writer(premises.search_index) as writer:
        try:
            while writer.tidy():
                pass
        except IndexUnavailable:
            ask_for_rebuild()


def purge(document_id: int, *, premises: Premises) -> None:
    """Leave no word of a document in the files of the index; its own job and a rebuild come first: IndexBusy."""
    with Writer(premises.search_index) as writer:
        if writer.resume() is not None or outbox.is_asked(("index", document_id)):
            raise IndexBusy
        try:
            writer.purge()
        except IndexUnavailable:  # it is written anew from the database, which says nothing of the document
            ask_for_rebuild()


def settled_seq() -> int | None:
    """The last event all of whose changes are in the index once the running job is done; None when others wait."""
    seq = events.last_seq()
    return None if Job.select().where(Job.kind == "index", Job.state == "ready").exists() else seq


def origin(seq: int | None) -> str:
    """The hash of an event: no other database has the same at this place."""
    event = Event.get_or_none(Event.id == seq)
    return event.hash if event else ""


def is_ours(index: Status | Pointer) -> bool:
    """Whether the index was made from this database, and from no later state of it than the present one."""
    return not index.origin or index.origin == origin(index.mark)


def rebuild(*, premises: Premises, progress: Callable[[Rebuilding], None] = lambda so_far: None) -> int:
    """Write the whole index anew beside the old one and switch; how many documents."""
    with Writer(premises.search_index, wait=PATIENCE) as writer:
        while (finished := go_on(writer)) is None:
            if so_far := rebuilding.progress(premises.search_index):
                progress(so_far)
    return finished.documents


def step(premises: Premises) -> bool:
    """A part of a rebuild, so that other work gets its turn between two; whether it was the last."""
    with Writer(premises.search_index) as writer:
        return go_on(writer) is not None


def go_on(writer: Writer) -> Status | None:
    """Write one more segment of the new index; when no document is left, join them, and at last switch to it.

    A document that changes after its segment was written has a job in the outbox: until the switch no such job
    is done (see ``update``), and here all of them are, the given up ones too.  So is a rebuild that was asked for
    before the last documents were looked for.
    """
    asked = [job.id for job in Job.select().where(Job.kind == "reindex", Job.state == "ready")]
    unfinished = writer.resume()
    if unfinished is None or not is_ours(unfinished.state.pointer):
        seq = events.last_seq()
        unfinished = writer.begin(total=searchable().count(), mark=seq, origin=origin(seq))
    try:
        if unfinished.grow(records(after=unfinished.state.last)) or unfinished.join():
            return None
        unheard = list(Job.select().where(Job.kind.in_(OF_THE_INDEX)))
        ids = ids_of(unheard)
        status = unfinished.complete(records(ids), forget=ids)
    except IndexUnavailable:
        unfinished.discard()
        raise
    given_up = [job.id for job in unheard if job.state == "failed"]
    with db.atomic():
        Job.delete().where(Job.id.in_(given_up) | (Job.id.in_(asked) & (Job.state == "ready"))).execute()
        Job.update(run_at=None).where(Job.kind == "index", Job.state == "ready").execute()
    return status


def progress(premises: Premises) -> Rebuilding | None:
    """How far a rebuild is, None when none is under way."""
    return rebuilding.progress(premises.search_index)


def failed() -> Any:
    """Changes the index never heard of, and rebuilds that were given up."""
    return Job.failed().where(Job.kind.in_(OF_THE_INDEX))


def ask_for_what_is_missing(premises: Premises) -> Callable[[], None]:
    """Look at every byte of the index and at what it holds; the answer asks for the work that is found.

    An index that is damaged or of another database answers no more, and is written anew.
    """
    with Writer(premises.search_index) as writer:
        pointer.trust(premises.search_index)
        try:
            status = writer.verify()
            held = writer.ids()
        except IndexUnavailable:
            writer.withdraw()
            return ask_for_rebuild
        if not is_ours(status):
            writer.withdraw()
            return ask_for_rebuild
        if writer.resume() is not None:
            return ask_for_rebuild
    given_up = list(failed())
    unheard = behind(held, status.mark) | ids_of(given_up)
    if len(unheard) > TOO_MANY:
        return ask_for_rebuild
    return lambda: ask_for(unheard, given_up)


def notice_damage(premises: Premises, rereading: Rereading) -> None:
    """Have the index looked at when a file of it is gone or cut, when a stretch of one is not as it was written, and
    when a reader met an error; unless such work waits already or was given up."""
    folder = premises.search_index
    if is_whole(folder) and rereading.go_on() and not pointer.is_doubted(folder):
        return
    waits = (Job.kind == "index") & Job.state.in_(("ready", "running"))
    if not Job.select().where(Job.kind.in_(("check_index", "reindex")) | waits).exists():
        outbox.put("check_index", dedup="check_index")


def ids_of(jobs: Iterable[Job]) -> set[int]:
    """The documents these jobs are about."""
    return {number for job in jobs for number in job.args}


def behind(held: set[int], mark: int) -> set[int]:
    """Documents the index lacks or should not have, and those touched after the moment it knows."""
    rows: Any = searchable().select(Document.id).tuples()
    touched: Any = Event.select(Event.object_id).where(Event.id > mark, Event.object_type == "document").tuples()
    return held ^ {row[0] for row in rows} | {row[0] for row in touched}


def ask_for_rebuild() -> None:
    """One rebuild, however many ask."""
    outbox.put("reindex", dedup="reindex")


def ask_for(ids: set[int], given_up: list[Job]) -> None:
    """Have these documents indexed, each by a job of its own; the jobs that could not are replaced."""
    Job.delete().where(Job.id.in_([job.id for job in given_up])).execute()
    for number in sorted(ids - ids_of(Job.waiting().where(Job.kind == "index"))):
        outbox.put("index", number)


def is_behind(status: Status | None) -> bool:
    """Whether the index is missing, missed a change or does not hold as many documents as the office."""
    if status is None or failed().exists():
        return True
    unfinished = Job.waiting().where(Job.kind == "index").exists()
    return not unfinished and status.documents != searchable().count()
