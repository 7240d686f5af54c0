"""A question, as the index reads it, as a condition on the database: numbers, days, filters, and register words.

What stands in the pages alone is not known here, nor are marks: words are looked for without them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from peewee import Value, fn

from portal.flows.plain_filters import NOTHING, among, between, held_to, known
from portal.office.documents import Document
from portal.rules.folding import fold, spelling, words
from portal.search.analyzer import both, kind_code, kinds_called, written_days
from portal.search.plan import Begun, Code, Day, Limit, Not, Query, Unit, Word

_NO_LETTER = "[^0-9a-z]"
_WRITTEN = fn.REPLACE(Document.folded, ", ", " ")  # a row of words goes on behind a comma
_BEFORE_SYMBOL = ("[0-9]/", "[0-9]-", "[0-9][a-z]/", "[0-9][a-z]-")
# The words of a record begin with those of its subject, letter for letter.
_SUBJECT = fn.SUBSTR(Document.folded, 1, fn.LENGTH(Document.subject))


def condition(query: Query) -> Any:
    """Which documents the question asks for."""
    return _Question(query).condition()


class _Question:
    """One question; what it needs of the whole office is asked for once."""

    def __init__(self, query: Query) -> None:
        self.query = query

    def condition(self) -> Any:
        query = self.query
        found = _all(self._limit(limit) for limit in query.limits)
        found &= _all(~self._itself(unit) for unit in dict.fromkeys(query.without))
        if query.days:
            found &= _any(self._told(day) for day in query.days)
        return found & self._text()

    def _text(self) -> Any:
        """Words, phrases and groups; a number that is not sure to name a document may as well be words."""
        query = self.query
        if not query.codes:
            return self._said(query.words)
        if not query.loose:
            return _all(map(self._named, query.codes)) & self._said(query.words)
        found = _all(map(self._own, query.codes)) & self._said(query.words, self._completing)
        return found if query.sure else found | self._said(query.spoken)

    def _said(self, wanted: Iterable[Word], word: Callable[[Word], Any] | None = None) -> Any:
        """All of these words, and the phrases, groups and unfinished word of the question."""
        query = self.query
        units: list[Unit] = [*query.phrases, *([Begun(query.prefix)] if query.prefix else [])]
        found = _all(map(word or self._word, wanted)) & _all(map(self._unit, units))
        return found & _all(_any(map(self._unit, group)) for group in query.groups)

    def _unit(self, unit: Unit) -> Any:
        """The documents that say a unit, or are what it names."""
        match unit:
            case Word():
                return self._word(unit)
            case Begun(word):
                return self._in_a_row((word.folded,), is_begun=True) | self._instead(word)
            case tuple():
                return self._in_a_row(map(fold, unit))
            case Code():
                return self._named(unit) if unit.sure else self._own(unit) | _all(map(self._word, _words(unit)))
            case Day(number):
                return self._told(number)
        return self._itself(unit)

    def _itself(self, unit: Unit) -> Any:
        """The documents a unit names, not those that tell of it."""
        match unit:
            case Code():
                return self._own(unit)
            case Day(number):
                return between(number, number)
            case Limit():
                return self._limit(unit)
            case Not():
                return ~self._itself(unit.unit)
        return self._unit(unit)

    def _word(self, word: Word) -> Any:
        return _any(self._in_a_row((form.folded,)) | self._instead(form) for form in word.forms)

    def _instead(self, word: Word) -> Any:
        """The long form of a short one, and the other way round."""
        return _any(map(self._in_a_row, word.also))

    def _completing(self, word: Word) -> Any:
        """Beside a number also the year and the short form of the type: 536 ubnd 2019, 12 cv."""
        found = self._word(word)
        for form in word.forms:
            found |= self._with(form.folded)
            if form.text.isdecimal():
                found |= held_to("year", form.text)
        return found

    def _in_a_row(self, folded: Iterable[str], *, is_begun: bool = False) -> Any:
        """These words among those of the record or of its type."""
        row = tuple(folded)
        pattern = re.compile(rf"\b{' '.join(row)}{'' if is_begun else chr(92) + 'b'}")
        kinds = [kind for kind in self._kinds if pattern.search(" ".join(map(fold, words(kind))))]
        written = _holding(_WRITTEN if len(row) > 1 else Document.folded, row, is_begun=is_begun)
        return written | among("kind", kinds) if kinds else written

    def _named(self, code: Code) -> Any:
        """The document of this number and symbol, and those whose words cite it."""
        return _any([self._own(code), *([_holding(Document.folded, (code.cited,))] if code.cited else [])])

    def _own(self, code: Code) -> Any:
        return _any(_all(map(self._carrying, wanted)) for wanted in code.own)

    def _carrying(self, code: str) -> Any:
        """The documents with one of the codes that ``analyzer.own_codes`` gives."""
        code, _, year = code.partition("@")
        code, _, part = code.partition("+")
        found = _all([*([held_to("year", year)] if year else []), *([self._with(part)] if part else [])])
        if code.startswith("#"):
            return found & _arrived(code[1:])
        return found & (_numbered(code[1:]) if code.startswith("n") else Document.reference_key == code)

    def _with(self, part: str) -> Any:
        """A part of the symbol, or the short form of the type."""
        return _has_part(part) | among("kind", (kind for kind in self._kinds if kind_code(kind) == part))

    def _limit(self, limit: Limit) -> Any:
        value = limit.values[0]
        match limit.field:
            case "kind":
                return among("kind", kinds_called(value, self._kinds))
            case "number":
                return _numbered(value) | _arrived(value)
            case "arrival":
                return _arrived(value)
            case "symbol":
                return _has_part(value) | _any(_like(f"*{before}{_plain(value)}") for before in _BEFORE_SYMBOL)
            case "day":
                return between(int(value), int(value))
            case "span":
                return between(*sorted(map(int, limit.values)))
            case "s":
                return _all(_holding(_SUBJECT, (fold(word),)) for word in limit.values)
            case "o" | "g":
                column = "issuer" if limit.field == "o" else "signatory"
                return among(column, (name for name in known(column) if both(words(name)).issuperset(limit.values)))
        return held_to(limit.field, list(limit.values))

    def _told(self, day: int) -> Any:
        """The documents of a day, and those that tell of it."""
        return between(day, day) | _any(_holding(_WRITTEN, row) for row in written_days(day))

    @cached_property
    def _kinds(self) -> list[str]:
        return known("kind")


def _words(code: Code) -> Iterable[Word]:
    return map(Word, code.spoken)


def _holding(text: Any, row: Sequence[str], *, is_begun: bool = False) -> Any:
    """Whole words in a row of a folded text; the last may go on."""
    said = f"{_NO_LETTER.join(map(_spelled, row))}{'' if is_begun else _NO_LETTER}*"
    written = Value(" ").concat(text).concat(" ")
    # A pattern that begins with a letter is looked for quickly, and after it few are left.
    return fn.GLOB(f"*{said}", written) & fn.GLOB(f"*{_NO_LETTER}{said}", written)


def _spelled(word: str) -> str:
    """A folded word as it may stand in a record, where kỹ and kĩ are two."""
    return f"{word[:-1]}[iy]" if word.endswith("y") and spelling(f"{word[:-1]}i") == word else word


def _numbered(number: str) -> Any:
    """The document's own number, 12 also with a letter behind it."""
    after = ("", "[a-z]") if number.isdecimal() else ("",)
    return _any(_like(f"{number}{letter}{joint}*") for letter in after for joint in "/-")


def _arrived(number: str) -> Any:
    return fn.COALESCE(Document.number, -1) == int(number) if number.isdecimal() else NOTHING


def _has_part(part: str) -> Any:
    """One of the parts of the symbol."""
    return _like(f"*[-/&]{_plain(part)}") | _like(f"*[-/&]{_plain(part)}[-/&]*")


def _like(pattern: str) -> Any:
    return fn.GLOB(pattern, Document.reference_key)


def _plain(typed: str) -> str:
    """What was typed, as a pattern of nothing else."""
    return re.sub(r"([*?[])", r"[\1]", typed)


def _all(conditions: Iterable[Any]) -> Any:
    return _joined(and_, [*conditions] or [Value(True)])


def _any(conditions: Iterable[Any]) -> Any:
    return _joined(or_, [*conditions] or [NOTHING])


def _joined(operator: Callable[[Any, Any], Any], found: list[Any]) -> Any:
    """All as one, two by two: SQLite reads no more than a hundred brackets in each other."""
    while len(found) > 1:
        found = [reduce(operator, found[place : place + 2]) for place in range(0, len(found), 2)]
    return found[0]
