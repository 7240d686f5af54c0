"""Whoosh's table of a segment's terms, and where the posting list of each stands.

One term is looked up by two or three short reads of the file.  Over the map each of them would bring in pages that
count as memory of the process and must be given back; that costs several times what the reading does.
"""

from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec
from whoosh.system import pack_ushort

from portal.search.mapped import MappedSegment, strides

_SLOT = Struct("!Iq")  # hash of a term, place of its key; no place in an empty slot
_LENGTHS = Struct("!ii")  # of a key and its value, which follow
_VALUE = Struct("!B4xI6xIIqi")  # W3TermInfo without weights and lengths, then the place and size of the list
_SLOTS = 16  # looked at with one read; of two slots one is empty
_NO_FIELD = 65535


class Entry(NamedTuple):
    """What the table says of a term: how many documents, the first and the last, and where their list stands."""

    inside: int
    documents: int
    first: int
    last: int
    offset: int
    length: int


class Table:
    """The terms of one segment."""

    def __init__(self, files: MappedSegment, stored: Any) -> None:
        reader = stored.codec().terms_reader(files, stored)
        self._files, self._index = files, reader._tindex
        self._fields = {field: pack_ushort(number) for field, number in reader._fieldmap.items()}
        self._terms = files.reading(stored.make_filename(W3Codec.TERMS_EXT))
        self._lists = files.reading(stored.make_filename(W3Codec.POSTS_EXT))

    def find(self, field: str, text: bytes) -> Entry | None:
        """The entry of a term, None when no document has it."""
        key = self._key(field, text)
        hashed: int = self._index.hashfn(key)
        start, slots = self._index.tables[hashed & 255]
        slot, seen = (hashed >> 8) % slots if slots else 0, 0
        while seen < slots:
            some = min(_SLOTS, slots - slot)
            for value, place in _SLOT.iter_unpack(self._terms(start + slot * _SLOT.size, some * _SLOT.size)):
                if not place:
                    return None
                if value == hashed and (found := self._entry(place, key)):
                    return found
            slot, seen = (slot + some) % slots, seen + some
        return None

    def _entry(self, place: int, key: bytes) -> Entry | None:
        """The value in this place, if it is the one of this key."""
        head = _LENGTHS.size + len(key)
        data = self._terms(place, head + _VALUE.size)
        length, _ = _LENGTHS.unpack_from(data)
        if length != len(key) or data[_LENGTHS.size : head] != key:
            return None
        return Entry._make(_VALUE.unpack_from(data, head))

    def starting(self, field: str, beginning: bytes) -> Iterator[tuple[bytes, Entry]]:
        """The terms of a field that begin so, in order, straight from the map."""
        key = self._key(field, beginning)
        head = len(key) - len(beginning)
        for found, value in self._index.items_from(key):
            if not found.startswith(key):
                return
            yield found[head:], Entry._make(_VALUE.unpack(value))

    def strides(self, entry: Entry) -> list[int]:
        """The posting list of a term as the steps from each document to the next."""
        if entry.inside:
            raise ValueError("a list inside the table")
        return strides(self._lists(entry.offset, entry.length))

    def _key(self, field: str, text: bytes) -> bytes:
        return self._fields.get(field, pack_ushort(_NO_FIELD)) + text
