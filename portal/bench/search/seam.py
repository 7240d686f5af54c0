"""tantivy in the place of the portal's engine: the same words, the same plan of a query, the same answers."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import tantivy

from portal.bench.search.bare_tantivy import count_of
from portal.bench.search.behind import Behind
from portal.bench.search.seam_query import Asked, every, labelled
from portal.rules.abbreviations import COMMON, Table, forms
from portal.rules.folding import words
from portal.search.analyzer import VERSION, day_number, terms
from portal.search.query import Query, read
from portal.search.records import (
    EVERYTHING,
    FACETS,
    Allowed,
    Facet,
    Found,
    Labels,
    Rebuilding,
    Record,
    Status,
)
from portal.search.service import IndexBusy, IndexUnavailable
from portal.search.suggest import Neighbours

_WORDS = ("a", "b", "c", "f", "g", "o", "p", "r", "s", "sb", "sp", "t")
_VALUES = ("direction", "issuer", "kind", "level", "register", "urgency")
_NUMBERS = ("day", "id", "year")
_MARK = "mark.json"
_HEAP = 64_000_000
_ALL_VALUES = 10_000
_SUGGESTIONS = 3


class TantivyArchive:
    """The reading side of the interface."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._seen, self._schema = folder, 0, _schema()

    def search(
        self, text: str, *, filters: Mapping[str, object] | None = None, sort: str = "rank", page: int = 1,
        per_page: int = 20, typing: bool = False, allowed: Allowed = EVERYTHING, labels: Labels | None = None,
        facets: Sequence[str] = FACETS, suggest: bool = True, abbreviations: Table = COMMON,
    ) -> Found:  # fmt: skip
        """One page; documents that lack a word of the query are not looked for."""
        self._follow()
        plan = read(text, typing=typing, known=forms(abbreviations))
        query = Asked(self._schema, plan).query(filters or {}, allowed, labels)
        found: Any = self._searcher.search(
            query, per_page, offset=(max(page, 1) - 1) * per_page, order_by_field="day" if sort == "date" else None
        )
        ids: Any = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        suggestions = self._suggest(plan, allowed) if suggest and not found.count else []
        counted = self._facets(query, facets, labels)
        return Found(found.count, ids, counted, suggestions, words=plan.marks, said=plan.said)

    def similar(self, record: Record, *, allowed: Allowed = EVERYTHING, count: int = 5) -> list[int]:
        """Those with any word of the subject, as the engine ranks them."""
        if not (said := words(record.subject)):
            return []
        found = self.search(" | ".join(said), per_page=count + 1, allowed=allowed, facets=(), suggest=False)
        return [number for number in found.ids if number != record.id][:count]

    def rebuilding(self) -> Rebuilding | None:
        """A new index is written in one go."""
        return None

    def kept_warm(self) -> AbstractContextManager[None]:
        """Nothing is read ahead."""
        return nullcontext()

    def status(self) -> Status:
        self._follow()
        return _status(self._folder, self._searcher)

    def _follow(self) -> None:
        """Open what was committed since the last look."""
        try:
            changed = (self._folder / _MARK).stat().st_mtime_ns
        except FileNotFoundError:
            raise IndexUnavailable(why="missing") from None
        if changed != self._seen:
            self._index = tantivy.Index.open(str(self._folder))
            self._searcher, self._seen = self._index.searcher(), changed
            self.__dict__.pop("_near", None)

    def _facets(self, query: tantivy.Query, names: Sequence[str], labels: Labels | None) -> dict[str, Facet]:
        asked = {name: {"terms": {"field": name, "size": _ALL_VALUES}} for name in names}
        counted = self._searcher.aggregate(query, asked) if names else {}
        found: dict[str, Facet] = {}
        for name in names:
            counts = [(_shown(one["key"]), one["doc_count"]) for one in counted[name]["buckets"]]
            by_count = sorted(counts, key=lambda one: (-one[1], one[0]))
            found[name] = sorted(by_count, reverse=True) if name == "year" else by_count
        if labels:
            values = {*labels.named, *labels.rest}
            parts = {value: every([query, labelled(self._schema, labels, value)]) for value in values}
            counts = [(value, count_of(self._searcher, part)) for value, part in parts.items()]
            found[labels.name] = sorted((one for one in counts if one[1]), key=lambda one: (-one[1], one[0]))
        return found

    def _suggest(self, plan: Query, allowed: Allowed) -> list[str]:
        found: list[str] = []
        for word in plan.words:
            if not self._count(word.folded, allowed):
                counted = [(self._count(other, allowed), other) for other in sorted(self._near.of(word.folded))]
                found += [other for n, other in sorted(counted, key=lambda c: -c[0])[:_SUGGESTIONS] if n]
        return found

    def _count(self, word: str, allowed: Allowed) -> int:
        term = tantivy.Query.term_query(self._schema, "f", word, index_option="basic")
        within = Asked(self._schema, Query()).query({}, allowed)
        return count_of(self._searcher, every([term, within]))

    @cached_property
    def _near(self) -> Neighbours:
        return Neighbours(self._searcher.terms_with_prefix("f", ""))


class TantivyWriter:
    """The writing side of the interface."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_schema(), path=str(self._folder))
        try:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        except ValueError as error:
            raise IndexBusy from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._writer.wait_merging_threads()

    def add(
        self, records: Iterable[Record], forget: Iterable[int] = (), *, mark: int | None, origin: str = ""
    ) -> Status:
        for number in forget:
            self._writer.delete_documents_by_term("id", number)
        for record in records:
            self._writer.delete_documents_by_term("id", record.id)
            self._writer.add_document(_document(record))
        if mark is None:
            state = _state(self._folder)
            mark, origin = state["mark"], state["origin"]
        return self._commit(mark, origin)

    def rebuild(
        self, records: Iterable[Record], progress: Callable[[int], None] = lambda count: None, *, mark: int,
        origin: str = "",
    ) -> Status:  # fmt: skip
        self._writer.delete_all_documents()
        for count, record in enumerate(records, 1):
            self._writer.add_document(_document(record))
            progress(count)
        return self._commit(mark, origin)

    def _commit(self, mark: int, origin: str) -> Status:
        self._writer.commit()
        fresh = self._folder / f"{_MARK}.new"
        fresh.write_text(json.dumps({"mark": mark, "origin": origin, "commit": self._writer.commit_opstamp}))
        shutil.move(fresh, self._folder / _MARK)
        self._index.reload()
        return _status(self._folder, self._index.searcher())


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in _VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _document(record: Record) -> tantivy.Document:
    """The terms our own engine would store, field by field."""
    found = terms(record)
    values: dict[str, Any] = {name: " ".join(found[name]) for name in _WORDS}
    values |= {name: next(iter(found[name])) for name in _VALUES if found.get(name)}
    return tantivy.Document(**values, id=record.id, year=record.year, day=day_number(record.dated_on))


def _status(folder: Path, searcher: tantivy.Searcher) -> Status:
    state = _state(folder)
    size = sum(path.stat().st_size for path in folder.iterdir())
    return Status(
        searcher.num_docs, 1, state["commit"], state["mark"], VERSION, searcher.num_segments, size, state["origin"]
    )


def _state(folder: Path) -> dict[str, Any]:
    """What the last commit wrote down beside the index."""
    found: dict[str, Any] = json.loads((folder / _MARK).read_text())
    return found


def _shown(key: object) -> str:
    """A year comes as a number with a fraction."""
    return str(int(key)) if isinstance(key, int | float) else str(key)


def contender(folder: Path) -> Behind:
    """tantivy, asked and filled through the interface."""
    return Behind(folder, TantivyArchive, TantivyWriter)
