"""Reading a Whoosh segment in place: a memory map instead of a copy in the heap, and no shared file position.

Whoosh 2.7.4 copies the whole map into memory when it opens a part of a segment
(``filedb.structfile.BufferFile``), and its matchers seek and read one file that all threads share.
"""

import io
import mmap
import os
import sys
import weakref
import zlib
from array import array
from collections.abc import Callable, Iterator
from pickle import Unpickler, loads
from struct import unpack_from
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import BufferFile, StructFile

_LENGTH = 4


class _Cursor:
    """A position in the map; Whoosh moves it only while a segment is being opened."""

    def __init__(self, view: memoryview) -> None:
        self.view, self.position = view, 0

    def seek(self, position: int, whence: int = 0) -> int:
        self.position = position + (0, self.position, len(self.view))[whence]
        return self.position

    def tell(self) -> int:
        return self.position

    def read(self, count: int = -1) -> bytes:
        end = len(self.view) if count is None or count < 0 else self.position + count
        taken = bytes(self.view[self.position : end])
        self.position += len(taken)
        return taken

    def readline(self) -> bytes:
        rest = bytes(self.view[self.position :])
        line = rest[: rest.find(b"\n") + 1 or len(rest)]
        self.position += len(line)
        return line


class MappedFile(BufferFile):
    """One part of a segment, read from the map."""

    def __init__(self, view: memoryview, name: str | None = None) -> None:
        self._buf, self._name, self.onclose = view, name, None
        self.file = _Cursor(view)
        self.is_real = self.is_closed = False

    def subset(self, position: int, length: int, name: str | None = None) -> "MappedFile":
        return MappedFile(self._buf[position : position + length], name or self._name)


class MappedSegment(CompoundStorage):
    """A segment's compound file whose parts are handed out without copying."""

    def __init__(self, file: StructFile) -> None:
        self._handle = os.dup(file.fileno()) if hasattr(os, "pread") else None  # not on Windows
        if self._handle is not None:
            weakref.finalize(self, os.close, self._handle)
        super().__init__(file)

    def open_file(self, name: str, *_: Any, **__: Any) -> MappedFile:
        offset, length = self.range(name)
        whole = memoryview(self._source)
        if offset + length > len(whole):
            raise EOFError(f"{name} ends after the file")
        return MappedFile(whole[offset : offset + length], name)

    def reading(self, name: str) -> Callable[[int, int], bytes]:
        """So many bytes from a place of a part, as long as this segment is held.

        From the file where the system can read in any place, else from the map.
        """
        first, _ = self.range(name)
        if self._handle is None:
            part = memoryview(self._source)[first:]
            return lambda position, length: bytes(part[position : position + length])
        handle, pread = self._handle, os.pread
        return lambda position, length: pread(handle, length, first + position)

    @property
    def is_whole(self) -> bool:
        """Whether the file is still as long as its map: to read behind its end would end the process."""
        return not isinstance(self._source, mmap.mmap) or self._source.size() >= len(self._source)

    def release(self) -> None:
        """Give the pages read so far back to the system; what is needed again is still in its cache.

        Without this the index counts as memory of the web process, page by page, until all of it does.
        """
        if hasattr(mmap, "MADV_DONTNEED") and isinstance(self._source, mmap.mmap):
            self._source.madvise(mmap.MADV_DONTNEED)

    def numbers(self, name: str, count: int) -> "array[int]":
        """A column of unsigned numbers, one a document; Whoosh leaves trailing zeros out."""
        values = array("I", self.open_file(name).get(0, self.file_length(name)))
        if sys.byteorder == "little":
            values.byteswap()
        values.extend([0] * (count - len(values)))
        return values


def strides(data: bytes) -> list[int]:
    """A posting list as the steps from each document to the next; the first step is its number plus one.

    The layout is ``codec.whoosh3.W3PostingsWriter._write_block``: magic, then blocks of a signed length
    (negative in the last), a pickled description, and the compressed pickle of the differences.
    """
    if data[:_LENGTH] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("no posting list here")
    found: list[int] = []
    last = -1
    for steps, final in _blocks(data):
        found.append(steps[0] - last)
        found.extend(steps[1:])
        last = final
    return found


def _blocks(data: bytes) -> Iterator[tuple[tuple[int, ...], int]]:
    """The differences of each block, beginning with a whole number, and the block's last document."""
    position = len(WHOOSH3_HEADER_MAGIC)
    length = 1
    while length > 0:
        (length,) = unpack_from("!i", data, position)
        block = io.BytesIO(data[position + _LENGTH : position + _LENGTH + abs(length)])
        _count, last, _weight, compressed, _shortest, _longest = Unpickler(block).load()
        body = block.read()
        yield loads(zlib.decompress(body) if compressed else body)[0], last
        position += _LENGTH + abs(length)
