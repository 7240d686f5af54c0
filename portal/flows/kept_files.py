"""Which files the rows of a database name, whatever its age: what a backup takes and a check looks for."""

from typing import Any

from peewee import SqliteDatabase

from portal.adapters.blobs import BlobStore
from portal.office.arrivals import Arrival
from portal.office.documents import FILES, Document
from portal.office.files import StoredFile
from portal.office.holding import holders
from portal.rules.states import HELD, REMOVED


def files_named(copy: SqliteDatabase, store: BlobStore) -> dict[str, int]:
    """SHA-256 and size of every file the rows name; versions and annexes too, if their bytes are still kept.

    Files that only held documents have are left out: what may not be kept is not copied (domain.md §6).
    """
    stored: Any = StoredFile.select(StoredFile.sha256, StoredFile.size).order_by(StoredFile.sha256)
    wanted: dict[str, int] = dict(stored.tuples().bind(copy))
    for table in FILES:
        others: Any = table.select(table.sha256).distinct()
        for (sha256,) in others.tuples().bind(copy):
            if sha256 not in wanted and (size := size_in(store, sha256)) is not None:
                wanted[sha256] = size
    held = set_apart(copy)
    return {sha256: size for sha256, size in wanted.items() if sha256 not in held}


def size_in(store: BlobStore, sha256: str) -> int | None:
    """Bytes of a file as it lies in the store; None where it is not, 0 where the disk does not say."""
    try:
        return store.path(sha256).stat().st_size
    except FileNotFoundError:
        return None
    except OSError:
        return 0


def set_apart(copy: SqliteDatabase) -> set[str]:
    """SHA-256 of the files that held documents have and no other."""
    kept = hashes_of(copy, Document.state.not_in((HELD, REMOVED)))
    return (hashes_of(copy, Document.state == HELD) | containers_of_held(copy)) - kept


def containers_of_held(copy: SqliteDatabase) -> set[str]:
    """SHA-256 of the mails, archives and packets that held documents came in."""
    named: Any = Document.select(Document.id).where(Document.state == HELD)
    held = {row[0] for row in named.tuples().bind(copy)}
    found: Any = Arrival.select(Arrival.sha256).where(Arrival.id.in_(holders(held, copy) if held else []))
    return {sha256 for (sha256,) in found.tuples().bind(copy)}


def hashes_of(copy: SqliteDatabase, condition: Any) -> set[str]:
    """SHA-256 of every version and annex of the documents of which the condition holds."""
    asked: list[Any] = [table.select(table.sha256).join(Document).where(condition) for table in FILES]
    return {sha256 for query in asked for (sha256,) in query.tuples().bind(copy)}
