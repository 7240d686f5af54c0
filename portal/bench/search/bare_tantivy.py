"""tantivy given the portal's words in their order, asked in its own terms and for nothing but count and page."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from portal.bench.search.corpus import Text
from portal.bench.search.engines import Answer
from portal.bench.search.questions import GROUPS, Question
from portal.rules.folding import fold
from portal.rules.references import parse
from portal.search.analyzer import day_number
from portal.search.suggest import Neighbours

_BULK, _SINGLE = 64_000_000, 15_000_000  # bytes of its writer
_VALUES = 10_000  # of a facet
_OPTION = "freq"


class BareTantivy:
    """One thread, one searcher, opened anew after every change."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._schema = folder, _schema()

    def build(self, texts: Iterable[Text]) -> None:
        self._folder.mkdir(parents=True)
        writer = tantivy.Index(self._schema, path=str(self._folder)).writer(heap_size=_BULK, num_threads=1)
        for text in texts:
            writer.add_document(_document(text))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, near: Neighbours) -> None:
        self._near, self._index = near, tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def warm_up(self) -> None:
        """Reads nothing ahead."""

    def cool(self) -> None:
        """Keeps no answers."""

    def add(self, text: Text) -> None:
        writer = self._index.writer(heap_size=_SINGLE, num_threads=1)
        writer.add_document(_document(text))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        match question.kind:
            case "number":
                return self._page(self._term("code", question.code))
            case "phrase":
                return self._page(Query.phrase_query(self._schema, "f", [*map(fold, question.words)]))
            case "filters":
                return self._page(self._filtered(question), order_by_field="day")
            case "facets":
                counts = {name: {"terms": {"field": name, "size": _VALUES}} for name in GROUPS}
                query = self._words(question)
                self._searcher.aggregate(query, counts)
                return count_of(self._searcher, query), []
            case "fuzzy":
                return self._page(Query.fuzzy_term_query(self._schema, "f", question.words[0], distance=1))
            case "nothing" | "joined":
                self._near.of(question.words[0])
        return self._page(self._words(question))

    def _page(self, query: Query, **options: Any) -> Answer:
        found: Any = self._searcher.search(query, 20, **options)
        ids: Any = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        return found.count, ids

    def _term(self, field: str, text: Any) -> Query:
        return Query.term_query(self._schema, field, text, index_option=_OPTION)

    def _words(self, question: Question) -> Query:
        occur = Occur.Should if question.kind == "either" else Occur.Must
        field = "a" if question.kind == "marked" else "f"
        asked = [self._term(field, word) for word in question.words]
        if question.beginning:
            asked.append(Query.regex_query(self._schema, field, f"{re.escape(question.beginning)}.*"))
        return Query.boolean_query([(occur, one) for one in asked])

    def _filtered(self, question: Question) -> Query:
        asked: Any = question.filters
        within = [
            self._words(question), self._term("kind", asked["kind"]), self._term("level", asked["level"]),
            Query.range_query(self._schema, "year", FieldType.Integer, *asked["year"]),
        ]  # fmt: skip
        return Query.boolean_query([(Occur.Must, one) for one in within])


def count_of(searcher: tantivy.Searcher, query: Query) -> int:
    """How many documents match."""
    found: Any = searcher.search(query, 1)  # its types do not tell of the count
    return int(found.count)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "year", "day"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("f", "a"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    for name in ("register", "kind", "issuer", "level"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def _document(text: Text) -> tantivy.Document:
    record, reference = text.record, parse(text.record.reference)
    return tantivy.Document(
        id=record.id, f=text.folded, a=text.marked, code=reference.key if reference else "",
        register=record.register, kind=record.kind, issuer=record.issuer, level=record.level, year=record.year,
        day=day_number(record.dated_on),
    )  # fmt: skip


contender = BareTantivy
