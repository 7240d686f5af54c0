"""What a commit is made of: Whoosh's table of contents, the files it names, and who is no longer in them."""

import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from portal.search import bits, schema
from portal.search.pointer import Pointer
from portal.search.records import Record, Status
from portal.search.segment import Segment
from portal.search.snapshot import alive

SEGMENT = 10_000  # documents in a segment of a rebuild: some 250 MB of memory while it is written
_CHUNK = 1 << 20

Files = dict[str, tuple[int, int]]


def chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    """As many records at a time as one segment takes."""
    rest = iter(records)
    while chunk := list(islice(rest, SEGMENT)):
        yield chunk


def read_toc(storage: FileStorage, commit: int) -> list[Any]:
    """The segments of a commit as Whoosh describes them."""
    return list(TOC.read(storage, schema.INDEX_NAME, gen=commit).segments)


def write_toc(storage: FileStorage, segments: list[Any], commit: int, known: Mapping[str, tuple[int, int]]) -> Files:
    """Name the segments in a new table of contents; every file of the commit with its size and CRC."""
    home = Path(storage.folder)
    TOC(schema.build(), segments, commit).write(storage, schema.INDEX_NAME)
    names = [one.make_filename(one.COMPOUND_EXT) for one in segments]
    files = {name: known.get(name) or fingerprint(home / name) for name in names}
    toc = TOC._filename(schema.INDEX_NAME, commit)
    return {**files, toc: fingerprint(home / toc)}


def drop(stored: list[Any], segments: list[Segment], ids: Iterable[int]) -> None:
    """Mark the older versions of these documents as deleted."""
    terms = [str(number) for number in ids]
    for one, segment in zip(stored, segments, strict=True):
        gone = segment.any("id", terms) & alive(one, segment)
        for place in bits.newest(gone, gone.bit_count()):
            one.delete_document(place)


def count(segments: list[Any]) -> int:
    """Living documents."""
    return sum(one.doc_count() for one in segments)


def check(home: Path, files: Mapping[str, tuple[int, int]]) -> None:
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
