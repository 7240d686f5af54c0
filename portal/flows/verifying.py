"""Kiểm tra: whether trail, registers, documents and files still are what was written, and where they are not.

The chain shows alterations, not a cut tail or a trail written anew by someone with the disk: for that there are the
seals, and against one who rewrites these too, the seals that were carried off the machine (threats.md §5).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from peewee import JOIN, chunked

from portal import db
from portal.adapters.blobs import BlobStore, digest_of, is_name
from portal.flows import bad_places, guarded_rows, kept_rows, seal_checks, standing_checks
from portal.flows.bad_places import Place as Place
from portal.flows.entry_checks import bad_entries, recipients_of
from portal.flows.kept_files import set_apart
from portal.flows.version_checks import bad_versions
from portal.office import events, rows
from portal.office.documents import FILES, Document
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.registers import Entry, Register
from portal.office.trust import SignatureCheck
from portal.rules.states import HELD, REMOVED, VOIDED

BATCH = 500
MOST_OF_A_KIND = 50  # bad places named of one kind
GOOD, ALTERED, UNCHECKED = 0, 1, 2


@dataclass(frozen=True)
class Verification:
    """What was looked at, the places that are not as they were written, and what could not be looked at."""

    bad: tuple[Place, ...]
    unchecked: str | None
    checked: dict[str, int]
    has_more: bool = False  # more bad places than are named
    older: int = 0  # rows from before the trail kept their marks: nothing tells whether they were altered
    is_cut: bool = False  # a check ended at a row that cannot be read, and what comes after it was not looked at

    @property
    def first_bad(self) -> Place | None:
        """The first bad place, if there is one."""
        return self.bad[0] if self.bad else None

    @property
    def ok(self) -> bool:
        """Everything was looked at and everything is right."""
        return self.exit_code == GOOD

    @property
    def exit_code(self) -> int:
        """0 good, 1 altered, 2 something could not be checked."""
        if self.bad:
            return ALTERED
        return UNCHECKED if self.unchecked else GOOD

    def as_data(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return {
            "ok": self.ok, "first_bad": self.first_bad.as_data() if self.first_bad else None,
            "bad": [place.as_data() for place in self.bad], "has_more": self.has_more,
            "unchecked": self.unchecked, "checked": self.checked, "older": self.older,
            "is_cut": self.is_cut,
        }


class Unreachable(Exception):
    """The file store could not be read; the argument names the file or "store"."""


def verify(
    store: BlobStore, carried: Sequence[Path] = (), known_missing: Collection[str] = ()
) -> Verification:
    """Look at everything as it stands at one moment and name the bad places; ``carried``: seals kept elsewhere.

    ``known_missing``: files a backup said it could not take, so that their absence is no news.
    """
    checked: Counter[str] = Counter(
        events=0, seals=0, numbers=0, entries=0, documents=0, versions=0, checks=0, rows=0, rights=0, kept=0, files=0
    )
    if damaged := tuple(bad_places.damaged()):  # what is on such pages cannot be held against anything
        return Verification(tuple(map(bad_places.described, damaged)), "database", dict(checked))
    with db.database.atomic("DEFERRED"):
        checks = (
            bad_events(checked), bad_seals(checked, carried), bad_numbers(checked), bad_entries(checked),
            bad_documents(checked), bad_versions(checked), bad_checks(checked), bad_rows(checked),
            bad_kept(checked), bad_files(store, checked, known_missing), bad_places.of_another_kind(),
        )
        bad, unchecked, has_more, is_cut = dict[Place, None](), None, False, False
        for check in checks:
            try:
                for place in islice(check, MOST_OF_A_KIND):
                    bad[place] = None
                has_more = has_more or next(check, None) is not None
            except Unreachable as cause:
                unchecked = str(cause)
            except bad_places.MISLED:
                is_cut = True
                bad |= dict.fromkeys(bad_places.unreadable())
                bad |= dict.fromkeys(bad_places.of_another_kind())
                if not bad:
                    raise
        older = checked.pop(kept_rows.OLDER, 0)
        return Verification(tuple(map(bad_places.described, bad)), unchecked, dict(checked), has_more, older, is_cut)


def bad_events(checked: Counter[str]) -> Iterator[Place]:
    """The events that are missing or altered."""
    checked["events"] = Event.select().count()
    for seq, why, fields in events.breaks():
        checked["events"] -= why == "altered"
        yield Place("event", seq, why, fields=fields)


def bad_seals(checked: Counter[str], carried: Sequence[Path]) -> Iterator[Place]:
    """What was sealed still stands, by the seals of the database and by those that lay elsewhere."""
    told: dict[int, Event] = {event.object_id: event for event in Event.select().where(Event.verb == "trail_sealed")}
    for broken in chain(seal_checks.broken_seals(told), seal_checks.broken_carried(list(carried))):
        if broken:
            yield broken
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
            yield Place("register", register.id, "counter", register.last_number, ("last_number",))


def bad_documents(checked: Counter[str]) -> Iterator[Place]:
    """Every number has its document, and the document says what the newest version of its row says."""
    here = (Document.id == Entry.document) & (Document.register == Entry.register) & (Document.number == Entry.number)
    rows_without: Any = Entry.select().join(Document, JOIN.LEFT_OUTER, on=here).where(Document.id.is_null())
    for alone in rows_without.order_by(Entry.id):
        is_there = Document.select().where(Document.id == alone.document).exists()
        yield Place("document", alone.document, *(("altered", None, ("number",)) if is_there else ("missing",)))
    numbered = Document.select().where(Document.number.is_null(False)).order_by(Document.id)
    for batch in chunked(numbered.iterator(), BATCH):
        ids = [document.id for document in batch]
        newest = {entry.document: entry for entry in Entry.select().where(Entry.document.in_(ids)).order_by(Entry.id)}
        names = recipients_of(ids)
        for document in batch:
            entry = newest.get(document.id)
            if entry is None:
                yield Place("document", document.id, "not_in_register")
            elif fields := differences(document, entry, names.get(document.id, [])):
                yield Place("document", document.id, "altered", fields=fields)
            checked["documents"] += 1


def differences(document: Document, entry: Entry, recipients: list[str]) -> tuple[str, ...]:
    """What record and row say otherwise than each other; an empty column and one that is not there are the same.

    What is held or removed says nothing of hủy số and Nơi nhận any more: there the row alone tells them.
    """
    if document.direction not in rows.COLUMNS:
        return ("direction",)
    columns = events.plain(rows.columns_with(document, recipients))
    is_apart = document.state in (HELD, REMOVED)
    is_as_void = is_apart or (document.state == VOIDED) == (entry.act == "voided")
    told = sorted({k for k in (*columns, *entry.columns) if not (is_apart and k == "recipients")})
    other = [k for k in told if (columns.get(k) or None) != (entry.columns.get(k) or None)]
    return tuple(other if is_as_void else [*other, "state"])


def bad_checks(checked: Counter[str]) -> Iterator[Place]:
    """What was found of signatures is what the trail says was found."""
    told: dict[int, Event] = {event.object_id: event for event in Event.select().where(Event.verb == "checked")}
    for check in SignatureCheck.select().order_by(SignatureCheck.id).iterator():
        event = told.pop(check.id, None)
        if event is None:
            yield Place("check", check.id, "unnamed")
        elif fields := differences_of_check(check, event):
            yield Place("check", check.id, "altered", fields=fields)
        checked["checks"] += 1
    for check_id in told:
        yield Place("check", check_id, "missing")


def differences_of_check(check: SignatureCheck, event: Event) -> tuple[str, ...]:
    """What a check says otherwise than its event."""
    other = [name for name, value in check.said().items() if value != event.data.get(name)]
    return tuple(other if event.at == check.at else [*other, "at"])


def bad_rows(checked: Counter[str]) -> Iterator[Place]:
    """Registers and the rest of what is only added to, accounts and trust, and the guards of all of it."""
    kept = guarded_rows.counted(guarded_rows.bad_added(), checked, "rows")
    standing = guarded_rows.counted(standing_checks.bad_standing(), checked, "rights")
    yield from chain(guarded_rows.bad_registers(), kept, standing, guarded_rows.bad_ids(), guarded_rows.bad_guards())


def bad_kept(checked: Counter[str]) -> Iterator[Place]:
    """Rows whose acts left a mark in the trail; of older ones only how many there are."""
    for found in kept_rows.bad_kept():
        if isinstance(found, Place):
            yield found
        checked[kept_rows.OLDER if found == kept_rows.OLDER else "kept"] += 1


def bad_files(store: BlobStore, checked: Counter[str], known_missing: Collection[str]) -> Iterator[Place]:
    """Every file a row names is in the store, byte for byte; what was removed by order is not looked for."""
    wanted = [sha256 for sha256 in wanted_files() if sha256 not in known_missing]
    if wanted and not store.folder.is_dir():
        raise Unreachable("store")
    for sha256 in wanted:
        if not is_name(sha256):  # a row says what no file was ever called
            yield Place("file", sha256, "altered")
        elif not store.has(sha256):
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
