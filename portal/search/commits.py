"""What a commit is made of: Whoosh's table of contents, the files it names, and who is no longer in them."""

import shutil
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from portal.search import bits, bulk, schema
from portal.search.pointer import Pointer
from portal.search.records import Record, Status
from portal.search.segment import Segment
from portal.search.snapshot import alive
from portal.search.storage import SyncedStorage

SEGMENT = 10_000  # documents in a segment of a rebuild: some 250 MB of memory while it is written
_CHUNK = 1 << 20

Files = Mapping[str, tuple[int, int]]  # name: size, CRC-32


def read_toc(storage: FileStorage, commit: int) -> list[Any]:
    """The segments of a commit as Whoosh describes them."""
    return list(TOC.read(storage, schema.INDEX_NAME, gen=commit).segments)


def bring(storage: SyncedStorage, records: Iterable[Record]) -> tuple[list[Any], set[int]]:
    """New segments of these records, not yet part of the index, and the ids in them."""
    fresh: list[Any] = []
    ids: set[int] = set()
    rest = iter(records)
    while chunk := list(islice(rest, SEGMENT)):
        ids.update(record.id for record in chunk)
        fresh.append(bulk.write(storage, bulk.gathered(chunk)))
    return fresh, ids


def drop(stored: list[Any], segments: list[Segment], ids: Iterable[int]) -> list[Any]:
    """Mark the older versions of these documents as deleted; the segments that still hold any."""
    terms = [str(number) for number in ids]
    for one, segment in zip(stored, segments, strict=True):
        gone = segment.any("id", terms) & alive(one, segment)
        for place in bits.newest(gone, gone.bit_count()):
            one.delete_document(place)
    return [one for one in stored if one.doc_count()]


def fitting(stored: Iterable[Any], most: int) -> list[Any]:
    """As many of these segments as one of so many documents has room for."""
    found, room = [], most
    for one in stored:
        if one.doc_count() <= room:
            found.append(one)
            room -= one.doc_count()
    return found


def joined(storage: SyncedStorage, stored: list[Any], segments: list[Segment], known: Files) -> Any:
    """The living documents of these segments as one new segment, not yet part of the index.

    Their bytes are looked at first: the CRC of the new one would vouch for whatever was wrong in them.
    """
    check(Path(storage.folder), {name: known[name] for name in map(_file_of, stored)})
    return bulk.write(storage, bulk.merged([(s, alive(one, s)) for one, s in zip(stored, segments, strict=True)]))


def written(storage: SyncedStorage, segments: list[Any], earlier: Pointer) -> Pointer:
    """The next state of the index, of these segments; all of it is on the disk, and nobody reads it yet."""
    commit = earlier.commit + 1
    files = _write_toc(storage, segments, commit, earlier.files)
    storage.sync_names()
    return replace(earlier, commit=commit, documents=sum(one.doc_count() for one in segments), files=files)


def _write_toc(storage: FileStorage, segments: list[Any], commit: int, known: Files) -> Files:
    """Name the segments in a new table of contents; every file of the commit with its size and CRC."""
    home = Path(storage.folder)
    TOC(schema.build(), segments, commit).write(storage, schema.INDEX_NAME)
    files = {name: known.get(name) or fingerprint(home / name) for name in map(_file_of, segments)}
    toc = TOC._filename(schema.INDEX_NAME, commit)
    return {**files, toc: fingerprint(home / toc)}


def _file_of(stored: Any) -> str:
    """The one file a segment consists of."""
    return str(stored.make_filename(stored.COMPOUND_EXT))


def check(home: Path, files: Files) -> None:
    """Read every byte; raises ValueError where one is not as it was written."""
    for name, expected in files.items():
        if fingerprint(home / name) != expected:
            raise ValueError(f"{name} has changed")


def fingerprint(path: Path) -> tuple[int, int]:
    """Size and CRC-32."""
    size = crc = 0
    with open(path, "rb") as file:
        while data := file.read(_CHUNK):
            size, crc = size + len(data), zlib.crc32(data, crc)
    return size, crc


def sweep(home: Path, keep: Iterable[str]) -> None:
    """Remove what an interrupted commit left, or an older one that a reader still held."""
    kept = set(keep)
    for path in home.iterdir():
        if path.name not in kept:
            remove(path)


def remove(path: Path) -> None:
    """Delete a file or folder; one that another process still maps (Windows) goes with a later commit."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return


def status_of(current: Pointer) -> Status:
    """A state of the index as the health page shows it."""
    return Status(
        documents=current.documents,
        generation=current.generation,
        commit=current.commit,
        mark=current.mark,
        analyzer=current.analyzer,
        segments=len(current.files) - 1,
        bytes=sum(size for size, _ in current.files.values()),
        origin=current.origin,
    )
