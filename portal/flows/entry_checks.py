"""Dòng sổ kiểm tra lại: the rows of registers held against the trail, and what in a row is no longer as it was."""

import hashlib
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.flows.bad_places import Place
from portal.office import events, registers, rows
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.recipients import Recipient
from portal.office.registers import Entry

ACTS = {
    "entered": "entered", "numbered": "entered", "corrected": "corrected", "voided": "voided", "imported": "imported",
}
OF_NO_FORM = ("corrected", "voided", "imported")

Named = dict[str, tuple[int, str | None]]  # by the hash of a row its event, and the mark of its form


@dataclass
class Batch:
    """Rows that came at once: one event names them all, by the first and the last."""

    event: Event
    seen: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    @property
    def first(self) -> int:
        """Its first row."""
        return int(self.event.data["first_entry"])

    @property
    def last(self) -> int:
        """Its last row."""
        return int(self.event.data["last_entry"])

    def bad_places(self) -> Iterator[Place]:
        """Once all rows were seen: whether they are those that came."""
        if not self.seen:
            yield Place("event", self.event.id, "entry_missing")
        elif self.digest.hexdigest() != self.event.data["digest"]:
            yield Place("event", self.event.id, "batch")


def bad_entries(checked: Counter[str]) -> Iterator[Place]:
    """Every row says what it said when it was written, and the trail names every row, in the order they came."""
    named, batches = named_rows()
    written: list[tuple[int, int]] = []
    coming = deque(sorted(batches, key=lambda batch: batch.first))
    for entry in Entry.select().order_by(Entry.id).iterator():
        event: int | None
        form: str | None
        while coming and coming[0].last < entry.id:
            coming.popleft()
        if coming and coming[0].first <= entry.id:
            batch = coming[0]
            batch.seen += 1
            batch.digest.update(entry.hash.encode("ascii", "replace"))
            event, form = batch.event.id, ""
        else:
            known = entry.hash if entry.hash in named else entry.digest()
            event, form = named.pop(known) if known in named else (None, None)
        if entry.digest() != entry.hash:
            yield Place("entry", entry.id, "altered", fields=altered_fields(entry, event))
        elif event is None:
            yield Place("entry", entry.id, "unnamed")
        if event is not None:
            written.append((entry.id, event))
            if form is not None and registers.form_mark(entry.request_id) != form:
                yield Place("entry", entry.id, "altered", fields=("request_id",))
        checked["entries"] += 1
    yield from moved("entry", written)
    for batch in batches:
        yield from batch.bad_places()
    yield from (Place("event", lost, "entry_missing") for lost, _ in named.values())


def named_rows() -> tuple[Named, list[Batch]]:
    """What the trail says of register rows: the event and the form of each by its hash, and what came in batches.

    Events from before they kept the form tell nothing of it.
    """
    named: Named = {}
    batches: list[Batch] = []
    for event in Event.select().where(Event.verb.in_(list(ACTS))).order_by(Event.id).iterator():
        if event.verb == "imported":
            batches.append(Batch(event))
        else:
            named[event.data["entry"]] = event.id, "" if event.verb in OF_NO_FORM else event.data.get("form")
    return named, batches


def moved(kind: str, written: list[tuple[int, int]]) -> Iterator[Place]:
    """Rows that do not stand in the order of the events they were written with; ``written``: row and event."""
    written = sorted(written)
    told = [event for _, event in written]
    due = sorted(told)
    if told == due:
        return
    stay = longest_rise(told)
    for (row, event), there in zip(written, due, strict=True):
        exchanged = event != there and told[due.index(event)] == there
        if exchanged or event not in stay:
            yield Place(kind, row, "out_of_order")


def longest_rise(told: list[int]) -> set[int]:
    """The numbers that can stay where they are when as few as possible are moved; the same twice may stay."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, number in enumerate(told):
        here = bisect_left(ends, number + 1)
        ends[here:here + 1], at[here:here + 1] = [number], [index]
        before.append(at[here - 1] if here else -1)
    stay, index = set(), at[-1]
    while index >= 0:
        stay.add(told[index])
        index = before[index]
    return stay


def altered_fields(entry: Entry, event_id: int | None) -> tuple[str, ...]:
    """Which fields were altered, as far as it can be proved: with the old words put back the hash is right again.

    The old words come from the event, the document and the other rows of the same number.
    """
    if event_id is None:
        return ()
    event = Event.get_by_id(event_id)
    if event.data.get("entry") == entry.digest():
        return ("hash",)
    body = entry.body()
    for columns in columns_there_were(entry, event):
        truth = {**truth_of(entry, event), "columns": columns}
        changed = [name for name, value in truth.items() if body[name] != value]
        if registers.digest_of({**body, **{name: truth[name] for name in changed}}) == entry.hash:
            told = {key for key in {*columns, *entry.columns} if columns.get(key) != entry.columns.get(key)}
            return tuple(sorted({*changed, *told} - {"columns"}))
    return ()


def truth_of(entry: Entry, event: Event) -> dict[str, Any]:
    """What a row must have said besides its columns, by its event and the other rows of its document."""
    document = document_of(entry, event)
    truth: dict[str, Any] = {
        "by": event.person, "at": event.at.isoformat(), "act": ACTS[event.verb], "version": entry.version,
        "reason": event.data.get("reason") or "", "document": document.id if document else entry.document,
        "register": entry.register_id, "number": entry.number,
    }
    if document and document.number:
        before = Entry.select().where(Entry.document == document.id, Entry.id < entry.id)
        truth |= {"register": document.register_id, "number": document.number, "version": before.count() + 1}
    return truth


def document_of(entry: Entry, event: Event) -> Document | None:
    """Whose row it is: as the event says, or of a batch whatever has its number."""
    if event.verb != "imported":
        found: Document | None = Document.get_or_none(Document.id == event.object_id)
        return found
    by_number = (Document.register == entry.register_id) & (Document.number == entry.number)
    by_id: Document | None = Document.get_or_none(Document.id == entry.document)
    return by_id or Document.get_or_none(by_number)


def columns_there_were(entry: Entry, event: Event) -> Iterator[dict[str, Any]]:
    """What the columns may have said: as they stand, as the document says, and as the row after them says.

    A document that is held apart says nothing of Nơi nhận any more.
    """
    yield entry.columns
    document = document_of(entry, event)
    if document is None:
        return
    said = events.plain(rows.columns_of(document))
    yield said
    if "recipients" in entry.columns:
        yield {**said, "recipients": entry.columns["recipients"]}
    following: Any = Entry.select().where(Entry.document == document.id, Entry.id > entry.id).order_by(Entry.id)
    later = following.first()
    if later is not None:
        told: Any = Event.select().where(Event.object_type == "document", Event.object_id == document.id)
        next_event = next((one for one in told if one.data.get("entry") == later.hash), None)
        changed = set(next_event.data.get("changed", ())) if next_event else set()
        kept = {name: value for name, value in later.columns.items() if name not in changed}
        yield {**{name: entry.columns[name] for name in changed if name in entry.columns}, **kept}


def recipients_of(ids: list[int]) -> dict[int, list[str]]:
    """The names of Nơi nhận by document, in the order of the page."""
    names: dict[int, list[str]] = {}
    lines: Any = Recipient.select(Recipient.document, Recipient.name).where(
        Recipient.document.in_(ids), Recipient.is_line()
    )
    for document_id, name in lines.order_by(Recipient.document, Recipient.position).tuples():
        names.setdefault(document_id, []).append(name)
    return names
