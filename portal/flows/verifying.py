"""Kiểm tra: whether trail, registers, documents and files still are what was written, and where they first are not.

The chain shows alterations, not a cut tail or a trail written anew by someone with the disk: for that there are the
seals, and against one who rewrites these too, the seals that were carried off the machine (threats.md §5).
"""

import hashlib
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from peewee import JOIN, chunked

from portal import db
from portal.adapters.blobs import BlobStore, digest_of
from portal.flows import seal_checks
from portal.flows.backup import set_apart
from portal.office import events, rows
from portal.office.documents import FILES, Document, Version
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.recipients import Recipient
from portal.office.registers import Entry, Register
from portal.office.trust import SignatureCheck
from portal.rules.states import HELD, REMOVED, VOIDED

BATCH = 500
# Each stores a version when it names a SHA-256.
OF_VERSIONS = (
    "received", "drafted", "revised", "prepared", "signed", "numbered", "sealed", "updated", "book_file_taken",
)
GOOD, ALTERED, UNCHECKED = 0, 1, 2


@dataclass(frozen=True)
class Place:
    """A bad place: what kind of thing, which one, and what is wrong with it; ``number`` for registers."""

    kind: str  # event, seal, register, entry, document, version, check, file
    id: int | str
    why: str  # a word of printing.WHYS
    number: int | None = None


@dataclass(frozen=True)
class Verification:
    """What was looked at, the first bad place if there is one, and what could not be looked at."""

    first_bad: Place | None
    unchecked: str | None
    checked: dict[str, int]

    @property
    def ok(self) -> bool:
        """Everything was looked at and everything is right."""
        return self.exit_code == GOOD

    @property
    def exit_code(self) -> int:
        """0 good, 1 altered, 2 something could not be checked."""
        if self.first_bad:
            return ALTERED
        return UNCHECKED if self.unchecked else GOOD

    def as_data(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return {
            "ok": self.ok, "first_bad": asdict(self.first_bad) if self.first_bad else None,
            "unchecked": self.unchecked, "checked": self.checked,
        }


class Unreachable(Exception):
    """The file store could not be read; the argument names the file or "store"."""


@dataclass(frozen=True)
class Named:
    """What the trail says of register rows: hashes with the event that names them, and batches by their first row."""

    hashes: dict[str, int]
    batches: dict[int, Event]


def verify(store: BlobStore, carried: Sequence[Path] = ()) -> Verification:
    """Look at everything as it stands at one moment, up to the first bad place; ``carried``: seals kept elsewhere."""
    checked: Counter[str] = Counter(
        events=0, seals=0, numbers=0, entries=0, documents=0, versions=0, checks=0, files=0
    )
    with db.database.atomic("DEFERRED"):
        checks = chain(
            bad_events(checked), bad_seals(checked, carried), bad_numbers(checked), bad_entries(checked),
            bad_documents(checked), bad_versions(checked), bad_checks(checked), bad_files(store, checked),
        )
        try:
            return Verification(next(checks, None), None, dict(checked))
        except Unreachable as cause:
            return Verification(None, str(cause), dict(checked))


def bad_events(checked: Counter[str]) -> Iterator[Place]:
    """The first event that is missing or altered."""
    found = events.first_break()
    checked["events"] = Event.select().count() if found is None else found[0] - 1
    if found:
        yield Place("event", *found)


def bad_seals(checked: Counter[str], carried: Sequence[Path]) -> Iterator[Place]:
    """What was sealed still stands, by the seals of the database and by those that lay elsewhere."""
    told: dict[int, Event] = {event.object_id: event for event in Event.select().where(Event.verb == "trail_sealed")}
    for broken in chain(seal_checks.broken_seals(told), seal_checks.broken_carried(list(carried))):
        if broken:
            yield Place(*broken)
        checked["seals"] += 1


def bad_numbers(checked: Counter[str]) -> Iterator[Place]:
    """Numbers once each, from where the register begins; only an import may leave out some, because old books do."""
    for register in Register.select().order_by(Register.id):
        first_rows: Any = Entry.select(Entry.number, Entry.act).where(Entry.register == register, Entry.version == 1)
        last = 0
        for number, act in first_rows.order_by(Entry.number).tuples().iterator():
            due = max(last + 1, register.start)
            if act != "imported" and number != due:
                yield Place("register", register.id, "number_missing", due)
            checked["numbers"] += 1
            last = number
        if max(last, register.start - 1) != register.last_number:
            yield Place("register", register.id, "counter", register.last_number)


def bad_entries(checked: Counter[str]) -> Iterator[Place]:
    """Every row says what it said when it was written, and the trail names every row."""
    named = named_rows()
    batch: Event | None = None
    digest = hashlib.sha256()
    for entry in Entry.select().order_by(Entry.id).iterator():
        if entry.digest() != entry.hash:
            yield Place("entry", entry.id, "altered")
        if entry.id in named.batches:
            batch, digest = named.batches.pop(entry.id), hashlib.sha256()
        if batch:
            digest.update(entry.hash.encode("ascii"))
            if entry.id >= batch.data["last_entry"]:
                if digest.hexdigest() != batch.data["digest"]:
                    yield Place("event", batch.id, "batch")
                batch = None
        elif named.hashes.pop(entry.hash, None) is None:
            yield Place("entry", entry.id, "unnamed")
        checked["entries"] += 1
    lost = sorted([*named.hashes.values(), *(e.id for e in named.batches.values()), *([batch.id] if batch else [])])
    if lost:
        yield Place("event", lost[0], "entry_missing")


def named_rows() -> Named:
    """The register rows the trail speaks of."""
    named = Named({}, {})
    for event in Event.select().where(Event.verb.in_(("entered", "numbered", "corrected", "voided", "imported"))):
        if event.verb == "imported":
            named.batches[event.data["first_entry"]] = event
        else:
            named.hashes[event.data["entry"]] = event.id
    return named


def bad_documents(checked: Counter[str]) -> Iterator[Place]:
    """Every number has its document, and the document says what the newest version of its row says."""
    here = (Document.id == Entry.document) & (Document.register == Entry.register) & (Document.number == Entry.number)
    rows_without: Any = Entry.select().join(Document, JOIN.LEFT_OUTER, on=here).where(Document.id.is_null())
    alone = rows_without.order_by(Entry.id).first()
    if alone:
        yield Place("document", alone.document, "missing")
    numbered = Document.select().where(Document.number.is_null(False)).order_by(Document.id)
    for batch in chunked(numbered.iterator(), BATCH):
        ids = [document.id for document in batch]
        newest = {entry.document: entry for entry in Entry.select().where(Entry.document.in_(ids)).order_by(Entry.id)}
        names = recipients_of(ids)
        for document in batch:
            entry = newest.get(document.id)
            if entry is None:
                yield Place("document", document.id, "entry_missing")
            elif not says_the_same(document, entry, names.get(document.id, [])):
                yield Place("document", document.id, "altered")
            checked["documents"] += 1


def recipients_of(ids: list[int]) -> dict[int, list[str]]:
    """The names of Nơi nhận by document, in the order of the page."""
    names: dict[int, list[str]] = {}
    lines: Any = Recipient.select(Recipient.document, Recipient.name).where(
        Recipient.document.in_(ids), Recipient.is_line()
    )
    for document_id, name in lines.order_by(Recipient.document, Recipient.position).tuples():
        names.setdefault(document_id, []).append(name)
    return names


def says_the_same(document: Document, entry: Entry, recipients: list[str]) -> bool:
    """Whether record and row agree; an empty column and one that is not there are the same.

    What is held or removed says nothing of hủy số and Nơi nhận any more: there the row alone tells them.
    """
    columns = events.plain(rows.columns_with(document, recipients))
    is_apart = document.state in (HELD, REMOVED)
    is_as_void = is_apart or (document.state == VOIDED) == (entry.act == "voided")
    told = {k for k in (*columns, *entry.columns) if not (is_apart and k == "recipients")}
    return is_as_void and all((columns.get(k) or None) == (entry.columns.get(k) or None) for k in told)


def bad_versions(checked: Counter[str]) -> Iterator[Place]:
    """The versions of a document are the ones its events stored, in that order and no others."""
    told = named_versions()
    for version in Version.select().order_by(Version.document, Version.n).iterator():
        here = told.get(version.document_id)
        if not here or here.popleft()[1] != version.sha256:
            yield Place("version", version.id, "unnamed")
        checked["versions"] += 1
    lost = [event for here in told.values() for event, _ in here]
    if lost:
        yield Place("event", min(lost), "version_missing")


def named_versions() -> dict[int, deque[tuple[int, str]]]:
    """By document, what was stored as the trail tells it: event and SHA-256."""
    told: dict[int, deque[tuple[int, str]]] = {}
    for event in Event.select().where(Event.verb.in_(OF_VERSIONS), Event.object_type == "document").order_by(Event.id):
        if "sha256" in event.data:  # what was signed by hand is numbered without a file
            told.setdefault(event.object_id, deque()).append((event.id, event.data["sha256"]))
    return told


def bad_checks(checked: Counter[str]) -> Iterator[Place]:
    """What was found of signatures is what the trail says was found."""
    told: dict[int, Event] = {event.object_id: event for event in Event.select().where(Event.verb == "checked")}
    for check in SignatureCheck.select().order_by(SignatureCheck.id).iterator():
        event = told.pop(check.id, None)
        if event is None:
            yield Place("check", check.id, "unnamed")
        elif event.data != check.said():
            yield Place("check", check.id, "altered")
        checked["checks"] += 1
    if told:
        yield Place("event", min(event.id for event in told.values()), "check_missing")


def bad_files(store: BlobStore, checked: Counter[str]) -> Iterator[Place]:
    """Every file a row names is in the store, byte for byte; what was removed by order is not looked for."""
    wanted = wanted_files()
    if wanted and not store.folder.is_dir():
        raise Unreachable("store")
    for sha256 in wanted:
        if not store.has(sha256):
            yield Place("file", sha256, "missing")
        elif digest(store, sha256) != sha256:
            yield Place("file", sha256, "altered")
        checked["files"] += 1


def wanted_files() -> list[str]:
    """The SHA-256 of all files rows speak of."""
    kept = Document.state != REMOVED
    found: set[str] = {row.sha256 for row in StoredFile.select(StoredFile.sha256)}
    for table in FILES:
        found |= {row.sha256 for row in table.select(table.sha256).join(Document).where(kept)}
    return sorted(found - set_apart(db.database))  # a backup leaves those out


def digest(store: BlobStore, sha256: str) -> str:
    """The SHA-256 of the bytes as they stand on the disk."""
    try:
        return digest_of(store.path(sha256))
    except OSError as cause:
        raise Unreachable(sha256) from cause
