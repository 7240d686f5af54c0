"""The portal's own plan of a query said to another engine: the same documents, whatever ranks them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from portal.rules.folding import fold, words
from portal.rules.kinds import DOCUMENT_KINDS
from portal.search.analyzer import kind_code, pairs, written_days
from portal.search.interface import Archive
from portal.search.plan import Begun, Code, Day, Group, Limit, Not, Unit, Word
from portal.search.plan import Query as Plan
from portal.search.records import EVERYTHING, Allowed, Labels, Rebuilding, Record
from portal.search.suggest import Neighbours

WORDS = ("a", "b", "c", "f", "g", "o", "p", "r", "s", "sb", "sp", "t")
VALUES = ("direction", "issuer", "kind", "level", "register", "urgency")
NUMBERS = ("day", "id", "year")

_SHORT = 2  # beginnings so long are terms of their own
_FIRST_DAY, _LAST_DAY = 1, 99999999
_SUGGESTIONS = 3

Q = TypeVar("Q")


class Language(Protocol[Q]):
    """How an engine is told what to look for."""

    def every(self, parts: Iterable[Q]) -> Q:
        """All of the parts; of none, every document."""
        ...

    def either(self, parts: Iterable[Q]) -> Q:
        """At least one of the parts."""
        ...

    def without(self, part: Q, unwanted: Iterable[Q]) -> Q:
        """The part, but for what is unwanted."""
        ...

    def preferring(self, part: Q, better: Iterable[Q]) -> Q:
        """The part; what is better comes first, if the engine can say so."""
        ...

    def any(self, field: str, values: Sequence[Any]) -> Q:
        """One of these terms, values or numbers of a field."""
        ...

    def begun(self, field: str, beginning: str) -> Q:
        """A term that begins so."""
        ...

    def span(self, field: str, first: int, last: int) -> Q:
        """A number from the first to the last."""
        ...


def labelled(language: Language[Q], labels: Labels, value: str) -> Q:
    """The documents named for a value, and those named nowhere whose direction stands for it."""
    named = [language.any("id", sorted(ids)) for ids in labels.named.values() if ids]
    own = [language.any("id", sorted(labels.named.get(value, ())))]
    rest = language.any("direction", list(labels.rest.get(value, ())))
    return language.either([*own, language.without(rest, named)])


def suggested(plan: Plan, near: Callable[[], Neighbours], count: Callable[[str], int]) -> list[str]:
    """For each word nobody wrote those a letter away that most documents have."""
    found: list[str] = []
    for word in plan.words:
        if not count(word.folded):
            counted = [(count(other), other) for other in sorted(near().of(word.folded))]
            found += [other for n, other in sorted(counted, key=lambda c: -c[0])[:_SUGGESTIONS] if n]
    return found


class Peer:
    """What every engine behind the interface does alike; the rest of the interface is each one's own."""

    def similar(self: Archive, record: Record, *, allowed: Allowed = EVERYTHING, count: int = 5) -> list[int]:
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


class Asked(Generic[Q]):
    """What one plan asks of an engine."""

    def __init__(self, language: Language[Q], plan: Plan) -> None:
        self._said, self._plan = language, plan
        self._loose, self._sure = plan.loose, plan.sure

    def query(
        self, filters: Mapping[str, object], allowed: Allowed = EVERYTHING, labels: Labels | None = None
    ) -> Q:
        """Exact matches inside limits, filters and rights; the letters' marks only move them up."""
        said = self._said
        held = {name: value for name, value in filters.items() if not labels or name != labels.name}
        within = [*map(self._limit, self._plan.limits), *self._filters(held)]
        if labels and labels.name in filters:
            within.append(labelled(said, labels, str(filters[labels.name])))
        if allowed.only is not None:
            within.append(self._any("id", sorted(allowed.only)))
        unwanted = [self._itself(unit) for unit in self._plan.without]
        if allowed.without:
            unwanted.append(self._any("id", sorted(allowed.without)))
        marked = [form.text for word in self._plan.words for form in word.forms if form.text != form.folded]
        found = said.without(said.every([self._exact(), *within]), unwanted)
        return said.preferring(found, [self._term("a", text) for text in marked])

    def _exact(self) -> Q:
        plan = self._plan
        spoken = [Word(text) for code in self._loose for text in code.spoken]
        days = [self._said.either(map(self._told, plan.days))] if plan.days else []
        if not plan.has_text:
            return self._said.every([*map(self._cited, self._sure), *days])
        whole = partial(self._all, plan.phrases, plan.prefix)
        found = []
        if plan.codes:
            completed = self._said.every([self._completed(), whole([])])
            found = [completed, self._said.every([*map(self._own, plan.codes), whole(plan.words)])]
        if self._sure and not self._loose:
            found.append(self._said.every([*map(self._cited, self._sure), whole(plan.words)]))
        if not self._sure:
            found.append(whole([*plan.words, *spoken]))
        return self._said.every([self._said.either(found), *days])

    def _all(self, phrases: Sequence[Sequence[str]], prefix: Word | None, words: Iterable[Word]) -> Q:
        parts = [*map(self._word, words), *map(self._phrase, phrases), *map(self._group, self._plan.groups)]
        return self._said.every([*parts, self._begun(prefix)] if prefix else parts)

    def _group(self, group: Group) -> Q:
        return self._said.either(map(self._unit, group))

    def _unit(self, unit: Unit) -> Q:
        match unit:
            case Word():
                return self._word(unit)
            case Begun(word):
                return self._begun(word)
            case tuple():
                return self._phrase(unit)
            case Day(number):
                return self._told(number)
            case Code() if unit.sure:
                return self._cited(unit)
            case Code():
                return self._said.either([self._own(unit), self._said.every(map(self._word, map(Word, unit.spoken)))])
        return self._itself(unit)

    def _itself(self, unit: Unit) -> Q:
        """What the unit names, not what cites or tells of it; a word with its marks when they were typed."""
        match unit:
            case Code():
                return self._own(unit)
            case Day(number):
                return self._days(number, number)
            case Limit():
                return self._limit(unit)
            case Not():
                return self._said.without(self._said.every([]), [self._itself(unit.unit)])
            case (str(text),):
                return self._term("f" if fold(text) == text else "a", text)
            case tuple():
                return self._phrase(unit)
        raise TypeError(unit)

    def _word(self, word: Word) -> Q:
        others = map(self._word, word.others)
        return self._said.either([self._term("f", word.folded), *map(self._phrase, word.also), *others])

    def _phrase(self, words: Sequence[str]) -> Q:
        folded = [*map(fold, words)]
        parts = pairs(folded) if len(folded) > 1 else folded
        return self._said.every(self._term("b" if len(folded) > 1 else "f", part) for part in parts)

    def _begun(self, word: Word) -> Q:
        if len(word.folded) <= _SHORT:
            begun = self._term("p", word.folded)
        else:
            begun = self._said.begun("f", word.folded)
        return self._said.either([begun, *map(self._phrase, word.also)])

    def _own(self, code: Code) -> Q:
        return self._said.either(self._said.every(self._term("c", part) for part in parts) for parts in code.own)

    def _cited(self, code: Code) -> Q:
        return self._said.either([self._own(code), *([self._term("r", code.cited)] if code.cited else [])])

    def _completed(self) -> Q:
        """Documents whose own symbol, year or issuer the other words are."""
        numbers = [code.number for code in self._loose if code.number]
        if len(numbers) != 1 or self._sure:
            return self._said.either([])
        (number,) = numbers
        words = (self._completes(number, word) for word in self._plan.words)
        return self._said.every([*map(self._own, self._loose), *words])

    def _completes(self, number: str, word: Word) -> Q:
        issuer = [[word.text], *word.also]
        of_issuer = [self._said.every(self._term("o", one) for one in form) for form in issuer]
        codes = self._any("c", (f"{number}+{word.folded}", f"{number}@{word.text}"))
        return self._said.either([codes, *of_issuer, *(self._completes(number, other) for other in word.others)])

    def _told(self, day: int) -> Q:
        """Documents of the day, and those that write of it."""
        return self._said.either([self._days(day, day), *map(self._phrase, written_days(day))])

    def _limit(self, limit: Limit) -> Q:
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
            case "span":
                return self._days(*sorted(map(int, values)))
            case "s":
                return self._said.every(self._term("s", fold(text)) for text in values)
        return self._said.every(self._term(limit.field, text) for text in values)

    def _kinds(self, wanted: str) -> Q:
        names = [kind.name for kind in DOCUMENT_KINDS]
        same = [name for name in names if wanted in (fold(name), kind_code(name))]
        return self._any("kind", same or [name for name in names if fold(name).startswith(wanted)])

    def _filters(self, filters: Mapping[str, object]) -> Iterable[Q]:
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

    def _years(self, years: Sequence[int]) -> Q:
        return self._said.span("year", min(years), max(years))

    def _days(self, first: int, last: int) -> Q:
        return self._said.span("day", first, last)

    def _any(self, field: str, values: Sequence[Any]) -> Q:
        return self._said.any(field, values)

    def _term(self, field: str, text: str) -> Q:
        return self._said.any(field, [text])
