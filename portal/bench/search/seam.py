"""tantivy in the place of the portal's engine: the same words, the same plan of a query, the same answers."""

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import tantivy
from tantivy import FieldType, Occur, Query

from portal.bench.processes import size_on_disk
from portal.bench.search.bare_tantivy import count_of
from portal.bench.search.behind import Behind
from portal.bench.search.seam_query import NUMBERS, VALUES, WORDS, Asked, Peer, labelled, suggested
from portal.rules.abbreviations import COMMON, Table, forms
from portal.search.analyzer import VERSION, day_number, terms
from portal.search.plan import Query as Plan
from portal.search.query import read
from portal.search.records import (
    EVERYTHING,
    FACETS,
    Allowed,
    Facet,
    Found,
    Labels,
    Record,
    Status,
)
from portal.search.service import IndexBusy, IndexUnavailable
from portal.search.suggest import Neighbours

_MARK = "mark.json"
_HEAP = 64_000_000
_ALL_VALUES = 10_000


class InTantivy:
    """What is looked for, as its queries."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def every(self, parts: Iterable[Query]) -> Query:
        found = [(Occur.Must, part) for part in parts]
        return Query.boolean_query(found) if found else Query.all_query()

    def either(self, parts: Iterable[Query]) -> Query:
        found = [(Occur.Should, part) for part in parts]
        return Query.boolean_query(found) if found else Query.empty_query()

    def without(self, part: Query, unwanted: Iterable[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, part), *((Occur.MustNot, one) for one in unwanted)])

    def preferring(self, part: Query, better: Iterable[Query]) -> Query:
        return Query.boolean_query([(Occur.Must, part), *((Occur.Should, one) for one in better)])

    def any(self, field: str, values: Sequence[Any]) -> Query:
        if len(values) == 1:
            return Query.term_query(self._schema, field, values[0], index_option="basic")
        return Query.term_set_query(self._schema, field, list(values))

    def begun(self, field: str, beginning: str) -> Query:
        return Query.regex_query(self._schema, field, f"{re.escape(beginning)}.*")

    def span(self, field: str, first: int, last: int) -> Query:
        return Query.range_query(self._schema, field, FieldType.Integer, first, last)


class TantivyArchive(Peer):
    """The reading side of the interface."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._seen, self._said = folder, 0, InTantivy(_schema())

    def search(
        self, text: str, *, filters: Mapping[str, object] | None = None, sort: str = "rank", page: int = 1,
        per_page: int = 20, typing: bool = False, allowed: Allowed = EVERYTHING, labels: Labels | None = None,
        facets: Sequence[str] = FACETS, suggest: bool = True, abbreviations: Table = COMMON,
    ) -> Found:  # fmt: skip
        """One page; documents that lack a word of the query are not looked for."""
        self._follow()
        plan = read(text, typing=typing, known=forms(abbreviations))
        query = Asked(self._said, plan).query(filters or {}, allowed, labels)
        found: Any = self._searcher.search(
            query, per_page, offset=(max(page, 1) - 1) * per_page, order_by_field="day" if sort == "date" else None
        )
        ids: Any = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        suggestions = self._suggest(plan, allowed) if suggest and not found.count else []
        counted = self._facets(query, facets, labels)
        return Found(found.count, ids, counted, suggestions, suggestions, words=plan.marks, said=plan.said)

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

    def _facets(self, query: Query, names: Sequence[str], labels: Labels | None) -> dict[str, Facet]:
        asked = {name: {"terms": {"field": name, "size": _ALL_VALUES}} for name in names}
        counted = self._searcher.aggregate(query, asked) if names else {}
        found: dict[str, Facet] = {}
        for name in names:
            counts = [(_shown(one["key"]), one["doc_count"]) for one in counted[name]["buckets"]]
            by_count = sorted(counts, key=lambda one: (-one[1], one[0]))
            found[name] = sorted(by_count, reverse=True) if name == "year" else by_count
        if labels:
            values = {*labels.named, *labels.rest}
            parts = {value: self._said.every([query, labelled(self._said, labels, value)]) for value in values}
            counts = [(value, count_of(self._searcher, part)) for value, part in parts.items()]
            found[labels.name] = sorted((one for one in counts if one[1]), key=lambda one: (-one[1], one[0]))
        return found

    def _suggest(self, plan: Plan, allowed: Allowed) -> list[str]:
        within = Asked(self._said, Plan()).query({}, allowed)

        def count(word: str) -> int:
            return count_of(self._searcher, self._said.every([self._said.any("f", [word]), within]))

        return suggested(plan, lambda: self._near, count)

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
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _document(record: Record) -> tantivy.Document:
    """The terms our own engine would store, field by field."""
    found = terms(record)
    values: dict[str, Any] = {name: " ".join(found[name]) for name in WORDS}
    values |= {name: next(iter(found[name])) for name in VALUES if found.get(name)}
    return tantivy.Document(**values, id=record.id, year=record.year, day=day_number(record.dated_on))


def _status(folder: Path, searcher: tantivy.Searcher) -> Status:
    state = _state(folder)
    size = size_on_disk(folder)  # the engine joins segments in threads of its own meanwhile
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
