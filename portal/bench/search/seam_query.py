"""The portal's own plan of a query said in tantivy's terms: the same documents, whatever ranks them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from portal.rules.folding import fold
from portal.rules.kinds import DOCUMENT_KINDS
from portal.search.analyzer import kind_code, pairs
from portal.search.limits import Limit
from portal.search.query import Code, Word
from portal.search.query import Query as Plan
from portal.search.records import EVERYTHING, Allowed, Labels

_SHORT = 2  # beginnings so long are terms of their own
_FIRST_DAY, _LAST_DAY = 1, 99999999


def every(parts: Iterable[Query]) -> Query:
    """All of the parts; of none, every document."""
    found = [(Occur.Must, part) for part in parts]
    return Query.boolean_query(found) if found else Query.all_query()


def either(parts: Iterable[Query]) -> Query:
    """At least one of the parts."""
    found = [(Occur.Should, part) for part in parts]
    return Query.boolean_query(found) if found else Query.empty_query()


def labelled(schema: Schema, labels: Labels, value: str) -> Query:
    """The documents named for a value, and those named nowhere whose direction stands for it."""
    named = partial(Query.term_set_query, schema, "id")
    own = [named(sorted(labels.named.get(value, ())))] if labels.named.get(value) else []
    taken = [(Occur.MustNot, named(sorted(ids))) for ids in labels.named.values() if ids]
    directions = Query.term_set_query(schema, "direction", list(labels.rest.get(value, ())))
    return either([*own, Query.boolean_query([(Occur.Must, directions), *taken])])


class Asked:
    """What one plan asks of the fields of a schema."""

    def __init__(self, schema: Schema, plan: Plan) -> None:
        self._schema, self._plan = schema, plan
        self._loose, self._sure = plan.loose, plan.sure

    def query(
        self, filters: Mapping[str, object], allowed: Allowed = EVERYTHING, labels: Labels | None = None
    ) -> Query:
        """Exact matches inside limits, filters and rights; the letters' marks only move them up."""
        held = {name: value for name, value in filters.items() if not labels or name != labels.name}
        within = [*map(self._limit, self._plan.limits), *self._filters(held)]
        if labels and labels.name in filters:
            within.append(labelled(self._schema, labels, str(filters[labels.name])))
        if allowed.only is not None:
            within.append(self._any("id", sorted(allowed.only)))
        asked = [(Occur.Must, every([self._exact(), *within]))]
        asked += [(Occur.MustNot, self._unwanted(group)) for group in self._plan.without]
        if allowed.without:
            asked.append((Occur.MustNot, self._any("id", sorted(allowed.without))))
        marked = [word.text for word in self._plan.words if word.text != word.folded]
        asked += [(Occur.Should, self._term("a", text)) for text in marked]
        return Query.boolean_query(asked)

    def _exact(self) -> Query:
        plan = self._plan
        spoken = [Word(text) for code in self._loose for text in code.spoken]
        if not (plan.words or spoken or plan.prefix or plan.phrases):
            return every([*map(self._cited, self._sure), *map(self._told, plan.days)])
        whole = partial(self._all, plan.phrases, plan.prefix)
        found = []
        if plan.codes:
            found = [self._completed(), every([*map(self._own, plan.codes), whole(plan.words)])]
        if self._sure and not self._loose:
            found.append(every([*map(self._cited, self._sure), whole(plan.words)]))
        if not self._sure:
            found.append(whole([*plan.words, *spoken]))
        days = [either(map(self._told, plan.days))] if plan.days else []
        return every([either(found), *days])

    def _all(self, phrases: Sequence[Sequence[str]], prefix: Word | None, words: Iterable[Word]) -> Query:
        parts = [*map(self._word, words), *map(self._phrase, phrases)]
        return every([*parts, self._begun(prefix)] if prefix else parts)

    def _word(self, word: Word) -> Query:
        return either([self._term("f", word.folded), *map(self._phrase, word.also)])

    def _phrase(self, words: Sequence[str]) -> Query:
        folded = [*map(fold, words)]
        parts = pairs(folded) if len(folded) > 1 else folded
        return every(self._term("b" if len(folded) > 1 else "f", part) for part in parts)

    def _begun(self, word: Word) -> Query:
        if len(word.folded) <= _SHORT:
            begun = self._term("p", word.folded)
        else:
            begun = Query.regex_query(self._schema, "f", f"{re.escape(word.folded)}.*")
        return either([begun, *map(self._phrase, word.also)])

    def _own(self, code: Code) -> Query:
        return either(every(self._term("c", part) for part in parts) for parts in code.own)

    def _cited(self, code: Code) -> Query:
        return either([self._own(code), *([self._term("r", code.cited)] if code.cited else [])])

    def _completed(self) -> Query:
        """Documents whose own symbol, year or issuer the other words are."""
        numbers = [code.number for code in self._loose if code.number]
        if len(numbers) != 1 or self._sure:
            return Query.empty_query()
        (number,) = numbers
        return every([*map(self._own, self._loose), *(self._completes(number, word) for word in self._plan.words)])

    def _completes(self, number: str, word: Word) -> Query:
        issuer = [self._term("o", word.text), *(every(self._term("o", one) for one in form) for form in word.also)]
        return either([self._any("c", (f"{number}+{word.folded}", f"{number}@{word.text}")), *issuer])

    def _told(self, day: int) -> Query:
        """Documents of the day, and those that write of it."""
        d, m, y = day % 100, day // 100 % 100, day // 10000
        written = ((str(d), str(m), str(y)), (f"{d:02d}", f"{m:02d}", str(y)))
        return either([self._days(day, day), *map(self._phrase, written)])

    def _unwanted(self, group: Sequence[str]) -> Query:
        if len(group) > 1:
            return self._phrase(group)
        (text,) = group
        return self._term("f" if fold(text) == text else "a", text)

    def _limit(self, limit: Limit) -> Query:
        values = limit.values
        match limit.field:
            case "kind":
                return self._kinds(values[0])
            case "year":
                return self._years([*map(int, values)])
            case "number":
                return self._any("c", (f"n{values[0]}", f"#{values[0]}"))
            case "arrival":
                return self._term("c", f"#{values[0]}")
            case "day":
                return self._days(int(values[0]), int(values[0]))
            case "urgency" | "level" | "direction":
                return self._any(limit.field, values)
            case "symbol":
                return self._term("c", f"k{values[0]}")
            case "since":
                return self._days(int(values[0]), _LAST_DAY)
            case "until":
                return self._days(_FIRST_DAY, int(values[0]))
            case "s":
                return every(self._term("s", fold(text)) for text in values)
        return every(self._term(limit.field, text) for text in values)

    def _kinds(self, wanted: str) -> Query:
        names = [kind.name for kind in DOCUMENT_KINDS]
        same = [name for name in names if wanted in (fold(name), kind_code(name))]
        return self._any("kind", same or [name for name in names if fold(name).startswith(wanted)])

    def _filters(self, filters: Mapping[str, object]) -> Iterable[Query]:
        """One value or several of each, years and days as spans."""
        for name, wanted in filters.items():
            values = list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
            if wanted in (None, "", (), []):
                continue
            match name:
                case "year":
                    yield self._years([int(str(value)) for value in values])
                case "since":
                    yield self._days(int(str(values[0]).replace("-", "")), _LAST_DAY)
                case "until":
                    yield self._days(_FIRST_DAY, int(str(values[0]).replace("-", "")))
                case _:
                    yield self._any(name, [*map(str, values)])

    def _years(self, years: Sequence[int]) -> Query:
        return Query.range_query(self._schema, "year", FieldType.Integer, min(years), max(years))

    def _days(self, first: int, last: int) -> Query:
        return Query.range_query(self._schema, "day", FieldType.Integer, first, last)

    def _any(self, field: str, values: Sequence[Any]) -> Query:
        return Query.term_set_query(self._schema, field, list(values))

    def _term(self, field: str, text: str) -> Query:
        return Query.term_query(self._schema, field, text, index_option="basic")
