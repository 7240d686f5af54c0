"""Whoosh as its documentation suggests it: text fields with positions, sortable columns, its own query parser."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.fields import DATETIME, ID, NUMERIC, STORED, TEXT, Schema
from whoosh.qparser import QueryParser
from whoosh.query import And, FuzzyTerm, NumericRange, Term

from portal.bench.search.corpus import Text
from portal.bench.search.engines import Answer
from portal.bench.search.questions import GROUPS, Question
from portal.rules.folding import fold
from portal.rules.references import parse
from portal.search.suggest import Neighbours

_MEGABYTES = 256


class Plain:
    """One searcher, opened anew after every change."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    def build(self, texts: Iterable[Text]) -> None:
        Path(self._folder).mkdir(parents=True)
        writer = index.create_in(self._folder, _schema()).writer(limitmb=_MEGABYTES)
        for text in texts:
            writer.add_document(**_fields(text))
        writer.commit()

    def open(self, near: Neighbours) -> None:
        self._index = index.open_dir(self._folder)
        self._searcher = self._index.searcher()
        self._parsers = {field: QueryParser(field, self._index.schema) for field in ("f", "a")}

    def warm_up(self) -> None:
        """Reads nothing ahead."""

    def cool(self) -> None:
        """Keeps no answers."""

    def add(self, text: Text) -> None:
        writer = self._index.writer()
        writer.add_document(**_fields(text))
        writer.commit()
        self._searcher = self._searcher.refresh()

    def ask(self, question: Question) -> Answer:
        match question.kind:
            case "number":
                return self._page(Term("code", question.code))
            case "filters":
                return self._filtered(question)
            case "facets":
                found = self._searcher.search(self._parsed(question), limit=20, groupedby=list(GROUPS))
                for facet in GROUPS:
                    {value: len(members) for value, members in found.groups(facet).items()}
                return len(found), []
            case "fuzzy":
                return self._page(FuzzyTerm("f", question.words[0], maxdist=1, prefixlength=1))
            case "nothing" | "joined":
                self._searcher.suggest("f", question.words[0], limit=3, maxdist=1)
        return self._page(self._parsed(question))

    def _page(self, query: Any, **options: Any) -> Answer:
        found = self._searcher.search(query, limit=20, **options)
        return len(found), [hit["id"] for hit in found]

    def _parsed(self, question: Question) -> Any:
        match question.kind:
            case "phrase":
                text = f'"{" ".join(map(fold, question.words))}"'
            case "either":
                text = " OR ".join(question.words)
            case "typing":
                text = " ".join([*question.words, f"{question.beginning}*"])
            case _:
                text = " ".join(question.words)
        return self._parsers["a" if question.kind == "marked" else "f"].parse(text)

    def _filtered(self, question: Question) -> Answer:
        asked: Any = question.filters
        within = And(
            [Term("kind", asked["kind"]), Term("level", asked["level"]), NumericRange("year", *asked["year"])]
        )
        return self._page(self._parsed(question), filter=within, sortedby="day", reverse=True)


def _schema() -> Schema:
    words = RegexTokenizer(r"[^\W_]+") | LowercaseFilter()
    value = {"stored": True, "sortable": True}
    return Schema(
        id=NUMERIC(stored=True, unique=True), f=TEXT(analyzer=words), a=TEXT(analyzer=words), code=ID(stored=True),
        register=ID(**value), kind=ID(**value), issuer=ID(**value), level=ID(**value), year=NUMERIC(**value),
        day=DATETIME(**value), text=STORED(),
    )  # fmt: skip


def _fields(text: Text) -> dict[str, Any]:
    record, reference = text.record, parse(text.record.reference)
    day = record.dated_on
    return {
        "id": record.id, "f": text.folded, "a": text.marked, "code": reference.key if reference else "",
        "register": record.register, "kind": record.kind, "issuer": record.issuer, "level": record.level,
        "year": record.year, "day": datetime(day.year, day.month, day.day) if day else None, "text": record.body,  # noqa: DTZ001
    }  # fmt: skip


contender = Plain
