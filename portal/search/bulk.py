"""Writing a segment in one go, in Whoosh's own format, several times quicker than document by document."""

import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import accumulate, chain, groupby
from operator import itemgetter, sub
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter, W3TermInfo
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filetables import HashWriter
from whoosh.system import pack_ushort

from portal.search import bits, schema
from portal.search.analyzer import Terms, day_number, terms
from portal.search.records import Record
from portal.search.segment import Segment

BLOCK = 4096  # postings in a block; Whoosh's 128 makes reading a whole list three times slower
_COMPRESSION = 3
_WORTH_PACKING = 24
_HASH = 1  # CRC-32, of those Whoosh knows by far the quickest to look a term up by
_RELEASED = 10_000  # terms after which pages of the old segments need not stay in memory
_ONES = array("f", [1.0]) * BLOCK

Postings = dict[str, dict[str, "array[int]"]]
Lists = Iterator[tuple[bytes, "array[int]"]]  # terms in order, the places of the documents of each in order


@dataclass(frozen=True)
class Batch:
    """The documents of a segment in the order of their dates, and for a field the documents of each term."""

    documents: "array[int]"
    days: "array[int]"
    lists: Callable[[str], Lists]


def gathered(records: Iterable[Record]) -> Batch:
    """Records turned into postings."""
    in_order = sorted(records, key=lambda record: (day_number(record.dated_on), record.id))
    postings: Postings = {name: {} for name in schema.TERM_FIELDS}
    for place, record in enumerate(in_order):
        _add(postings, place, terms(record))
    return Batch(
        array("I", (record.id for record in in_order)),
        array("I", (day_number(record.dated_on) for record in in_order)),
        lambda field: iter(sorted((text.encode(), places) for text, places in postings[field].items())),
    )


def _add(postings: Postings, place: int, found: Terms) -> None:
    for field, texts in found.items():
        lists = postings[field]
        for text in texts:
            known = lists.get(text)
            if known is None:
                lists[text] = array("I", (place,))
            else:
                known.append(place)


def merged(parts: list[tuple[Segment, int]]) -> Batch:
    """The living documents of several segments as one; ``parts`` pairs each with its living.

    One list of one term is in memory at a time.
    """
    kept = sorted(
        (segment.days[place], segment.documents[place], number, place)
        for number, (segment, alive) in enumerate(parts)
        for place in bits.newest(alive, alive.bit_count())
    )
    moves = [array("i", [-1]) * segment.size for segment, _ in parts]
    for new, (_, _, number, place) in enumerate(kept):
        moves[number][place] = new
    return Batch(
        array("I", (document for _, document, _, _ in kept)),
        array("I", (day for day, _, _, _ in kept)),
        partial(_moved, [(segment, move) for (segment, _), move in zip(parts, moves, strict=True)]),
    )


def _moved(parts: "list[tuple[Segment, array[int]]]", field: str) -> Lists:
    """The terms of a field with the new places of their documents."""
    sources = (_places(segment, move, field) for segment, move in parts)
    for n, (text, same) in enumerate(groupby(merge(*sources, key=itemgetter(0)), key=itemgetter(0))):
        if n % _RELEASED == 0:
            for segment, _ in parts:
                segment.release()
        if places := sorted(new for _, found in same for new in found if new >= 0):
            yield text, array("I", places)


def _places(segment: Segment, move: "array[int]", field: str) -> "Iterator[tuple[bytes, list[int]]]":
    """The terms of one segment; where a document is gone stands -1."""
    for text, strides in segment.postings(field):
        strides[0] -= 1
        yield text, [move[place] for place in accumulate(strides)]


def write(storage: Any, batch: Batch) -> Any:
    """A new segment in one file; Whoosh's description of it is returned, not yet part of the index."""
    codec = W3Codec(blocklimit=BLOCK)
    segment = codec.new_segment(storage, schema.INDEX_NAME)
    parts = storage.temp_storage(f"{segment.segment_id()}.tmp")
    fields = schema.build()
    _write_columns(codec.per_document_writer(parts, segment), fields, batch)
    segment.set_doc_count(len(batch.documents))
    _write_terms(codec.field_writer(parts, segment), fields, batch.lists)
    whole = segment.create_file(storage, segment.COMPOUND_EXT)
    CompoundStorage.assemble(whole, parts, sorted(segment.list_files(parts)))
    segment.compound = True
    shutil.rmtree(parts.folder)
    return segment


def _write_columns(writer: Any, fields: Any, batch: Batch) -> None:
    columns = {"document": batch.documents, "day": batch.days}
    types = {name: fields[name].column_type for name in columns}
    for place in range(len(batch.documents)):
        writer.start_doc(place)
        for name, values in columns.items():
            writer.add_column_value(name, types[name], values[place])
        writer.finish_doc()
    writer.close()


def _write_terms(writer: Any, fields: Any, lists_of: Callable[[str], Lists]) -> None:
    """As ``W3FieldWriter.add_postings`` does, a whole list at a time."""
    table = writer._tindex
    table.dbfile.seek(table.startoffset)
    HashWriter.__init__(table, table.dbfile, hashtype=_HASH)  # its head is written once more
    table.extras["fieldmap"] = writer._fieldmap
    table.buckets = [_Pairs() for _ in table.buckets]
    for field in schema.TERM_FIELDS:
        writer.start_field(field, fields[field])
        key = pack_ushort(writer._fieldid)
        lists = _Lists(writer._postfile, BLOCK)
        for text, places in lists_of(field):
            table.add(key + text, lists.write(fields[field].format, places).to_bytes())
        writer.finish_field()
    writer.close()


class _Pairs:
    """What Whoosh notes of a term, its hash and its place in the file, in a tenth of the memory of its lists."""

    def __init__(self) -> None:
        self._values = array("Q")

    def append(self, pair: tuple[int, int]) -> None:
        self._values.extend(pair)

    def __len__(self) -> int:
        return len(self._values) // 2

    def __iter__(self) -> Iterator[tuple[int, int]]:
        values = iter(self._values)
        return zip(values, values, strict=True)


class _Lists(W3PostingsWriter):
    """Posting lists that say which documents, and nothing else."""

    def write(self, format_: Any, places: "array[int]") -> W3TermInfo:
        info = W3TermInfo()
        self._compression = _COMPRESSION if len(places) > _WORTH_PACKING else 0
        self.start_postings(format_, info)
        for start in range(0, len(places), self._blocklimit):
            if start:
                self._write_block()
            self._ids = places[start : start + self._blocklimit]
            self._weights = _ONES[: len(self._ids)]
            self._maxweight = 1.0
        return self.finish_postings()

    def _mini_ids(self) -> tuple[int, ...]:
        return tuple(map(sub, self._ids, chain((0,), self._ids)))

    def _mini_weights(self) -> None:
        return None

    def _mini_values(self) -> None:
        return None
