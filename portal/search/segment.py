"""One segment of the index: its documents in the order of their dates, its terms as sets of bits."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import accumulate, pairwise
from operator import attrgetter, itemgetter
from typing import Any

from whoosh.codec.whoosh3 import W3Codec

from portal.search import bits
from portal.search.mapped import MappedSegment
from portal.search.recent import Recent
from portal.search.records import EVERYTHING, FACETS, Allowed
from portal.search.table import Entry, Table

_SMALLEST_BUDGET = 256 * 1024
_PERSONS = 32  # whose readable sets are kept, one bit a document each
_FREQUENT = 256  # values of a facet kept as sets: 4 MB in the largest segment, however many issuers there are
_TOLD = 2  # documents of a term of which its entry tells all
_OVERHEAD = 100  # bytes of a cache entry besides the number itself


class Segment:
    """An unchanging part of the archive.  Deleted documents are not its business but the snapshot's."""

    def __init__(self, storage: Any, stored: Any) -> None:
        files = MappedSegment(storage.open_file(stored.make_filename(stored.COMPOUND_EXT)))
        self.name: str = stored.segment_id()
        self.size: int = stored.doc_count_all()
        self.everything = (1 << self.size) - 1
        self.documents = files.numbers(W3Codec.column_filename(stored, "document"), self.size)
        self.days = files.numbers(W3Codec.column_filename(stored, "day"), self.size)
        self._table = Table(files, stored)
        self._files, self._is_read = files, True
        self._sets: Recent[tuple[str, ...], int] = Recent(_SMALLEST_BUDGET, _cost)
        self._kept: dict[tuple[str, str], Any] = {}
        self._rights: dict[bytes, int] = {}
        if any(one > next_one for one, next_one in pairwise(self.days)):
            raise ValueError(f"{self.name} is not in the order of its dates")

    def preparations(self) -> Iterator[Callable[[], object]]:
        """What the first search would otherwise wait for, piece by piece."""
        yield lambda: self._by_id
        for name in FACETS:
            yield partial(self.frequent, name)
            yield partial(self.others, name)

    def give_memory(self, budget: int) -> None:
        """How many bytes of sets this segment may keep."""
        self._sets.budget = max(budget, _SMALLEST_BUDGET)

    def forget(self, keys: Iterable[tuple[str, ...]] | None = None) -> None:
        """Drop these sets that were read, or all, never the values of facets; for measuring."""
        if keys is None:
            self._sets.clear()
        else:
            self._sets.drop(keys)

    def known(self) -> set[tuple[str, ...]]:
        """Which sets were read and are kept; for measuring."""
        return self._sets.keys()

    @property
    def is_whole(self) -> bool:
        """Whether the file is still as long as it was."""
        return self._files.is_whole

    def release(self) -> None:
        """Let go of the pages of the file read so far, if any were."""
        if self._is_read:
            self._is_read = False
            self._files.release()

    def term(self, field: str, text: str) -> int:
        """The documents that carry the term."""
        return self._sets.get((field, text), lambda: self._read(field, _encoded(text)))

    def every(self, field: str, texts: Iterable[str]) -> int:
        """The documents that carry all the terms."""
        found = self.everything
        for text in texts:
            found &= self.term(field, text)
            if not found:
                break
        return found

    def sharing(self, field: str, texts: tuple[str, ...]) -> int:
        """The documents that carry all the terms, of which one is rare: the others' sets are not made for it."""
        if len(texts) == 1:
            return self.term(field, texts[0])
        return self._sets.get((field, *texts, "&"), lambda: self._shared(field, texts))

    def _shared(self, field: str, texts: tuple[str, ...]) -> int:
        entries = [self._table.find(field, _encoded(text)) for text in texts]
        found = sorted((entry for entry in entries if entry), key=attrgetter("documents"))
        if len(found) < len(entries):
            return 0
        places = set(accumulate(self._table.strides(found[0]), initial=-1)) - {-1}
        for entry in found[1:]:
            places.intersection_update(accumulate(self._table.strides(entry), initial=-1))
        return bits.from_members(places, self.size)

    def any(self, field: str, texts: Iterable[str]) -> int:
        """The documents that carry one of the terms."""
        found = 0
        for text in texts:
            found |= self.term(field, text)
        return found

    def prefix(self, field: str, beginning: str) -> int:
        """The documents with a term that begins so."""
        return self._sets.get((field, beginning, "*"), lambda: self._union(field, _encoded(beginning)))

    def values(self, field: str) -> list[str]:
        """The values of a facet, the most frequent first; kept, as all of a facet, for the life of the segment."""
        return self._keep((field, "values"), lambda: self._values(field))

    def _values(self, field: str) -> list[str]:
        return [text for text, _ in sorted(self.frequencies(field), key=itemgetter(1), reverse=True)]

    def frequent(self, field: str) -> dict[str, int]:
        """The frequent values of a facet and their documents, the most frequent first."""
        return self._keep((field, "frequent"), lambda: self._frequent(field))

    def _frequent(self, field: str) -> dict[str, int]:
        return {text: self._read(field, text.encode()) for text in self.values(field)[:_FREQUENT]}

    def others(self, field: str) -> int:
        """The documents with any other value of the facet; ``value_at`` knows which."""
        return self._keep((field, "others"), lambda: self._others(field))

    def _others(self, field: str) -> int:
        rare = range(_FREQUENT, len(self.values(field)))
        return bits.from_members((place for place, n in enumerate(self.value_at(field)) if n in rare), self.size)

    def value_at(self, field: str) -> "array[int]":
        """For each place the number of its value among ``values``; one past the last for none."""
        return self._keep((field, "numbers"), lambda: self._value_at(field))

    def _value_at(self, field: str) -> "array[int]":
        number_of = {text: number for number, text in enumerate(self.values(field))}
        numbers = array("I", [len(number_of)]) * self.size
        for text, steps in self.postings(field):
            number, place = number_of[text.decode()], -1
            for stride in steps:
                place += stride
                numbers[place] = number
        return numbers

    def frequencies(self, field: str) -> Iterator[tuple[str, int]]:
        """Every term of a field and the number of its documents, deleted ones included."""
        for text, entry in self._starting(field, b""):
            yield text.decode(), entry.documents

    def frequency(self, field: str, text: str) -> int:
        """How many documents carry the term, deleted ones included, without reading which."""
        entry = self._table.find(field, _encoded(text))
        return entry.documents if entry else 0

    def count(self, field: str, text: str, within: int) -> int:
        """How many of these documents carry the term."""
        if within == self.everything:
            return self.frequency(field, text)
        return (self.term(field, text) & within).bit_count()

    def _keep(self, key: tuple[str, str], read: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = read()
        return self._kept[key]

    def between(self, first: int, last: int) -> int:
        """The documents dated from one day number to another."""
        return bits.span(bisect_left(self.days, first), bisect_right(self.days, last))

    def readable(self, allowed: Allowed) -> int:
        """The documents a person may read."""
        if allowed == EVERYTHING:
            return self.everything
        found = self._rights.get(allowed.key)
        if found is None:
            found = self._readable(allowed)
            if len(self._rights) >= _PERSONS:
                self._rights.clear()
            self._rights[allowed.key] = found
        return found

    def _readable(self, allowed: Allowed) -> int:
        only, without = allowed.ordered
        found = self.everything if only is None else self.in_order(only)
        return found & ~self.in_order(without) & ~self._after(allowed.last)

    def places(self, ids: Iterable[int]) -> int:
        """The documents with these ids, as far as they are here."""
        return self.in_order(array("Q", sorted(ids)))

    def in_order(self, ids: "array[int]") -> int:
        """The same for ids in their order; those of a rebuilt segment follow each other without a gap."""
        if not self.size:
            return 0
        ordered, place_of = self._by_id
        first, last = ordered[0], ordered[-1]
        near = ids[bisect_left(ids, first) : bisect_right(ids, last)]
        if last - first + 1 == self.size:
            return bits.from_members((place_of[number - first] for number in near), self.size)
        places = ((bisect_left(ordered, number), number) for number in near)
        return bits.from_members((place_of[at] for at, number in places if ordered[at] == number), self.size)

    def _after(self, last: int | None) -> int:
        """The documents with a higher id."""
        ordered, place_of = self._by_id
        return 0 if last is None else bits.from_members(place_of[bisect_right(ordered, last) :], self.size)

    @cached_property
    def _by_id(self) -> "tuple[array[int], array[int]]":
        """The ids in their order, and the place of each."""
        places = sorted(range(self.size), key=self.documents.__getitem__)
        return array("I", (self.documents[place] for place in places)), array("I", places)

    def _read(self, field: str, text: bytes) -> int:
        entry = self._table.find(field, text)
        return self._members(entry) if entry else 0

    def _members(self, entry: Entry) -> int:
        """The documents of a term; of one or two the table itself tells which."""
        if entry.documents == self.size:
            return self.everything
        if entry.last >= self.size:
            raise ValueError(f"{self.name} has no document {entry.last}")
        if entry.documents <= _TOLD:
            return 1 << entry.first | 1 << entry.last
        return bits.from_strides(self._table.strides(entry), self.size)

    def _union(self, field: str, beginning: bytes) -> int:
        found = 0
        for _, entry in self._starting(field, beginning):
            found |= self._members(entry)
            if found == self.everything:
                break
        return found

    def postings(self, field: str) -> Iterator[tuple[bytes, list[int]]]:
        """Every term of a field as it is stored with its strides, in order; for merging."""
        for text, entry in self._starting(field, b""):
            yield text, self._table.strides(entry)

    def _starting(self, field: str, beginning: bytes) -> Iterator[tuple[bytes, Entry]]:
        """The terms of a field that begin so, in order; who goes on asking reads pages of the map."""
        self._is_read = True
        return self._table.starting(field, beginning)


def _encoded(text: str) -> bytes:
    """As terms are stored; half a surrogate pair, which no stored text holds, becomes a question mark."""
    return text.encode("utf-8", "replace")


def _cost(_: tuple[str, ...], found: int) -> int:
    return (found.bit_length() >> 3) + _OVERHEAD
