"""One analysis for indexing, queries and highlighting: a record becomes the terms of each field.

Fields: ``a f`` words of the whole document with marks and folded, ``b`` folded pairs of neighbours,
``p`` beginnings of words, ``s t sb sp`` folded, marked, paired and begun words of the subject,
``g`` signatory, ``o`` issuer, ``c`` the document's own codes, ``r`` codes it cites.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, product

from portal.rules.folding import clean, fold, lower, spelling, words
from portal.rules.kinds import BY_NAME, LETTER
from portal.rules.references import Reference, find, parse
from portal.search.records import Record
from portal.search.tcvn3 import to_unicode

VERSION = 2  # a change in what a text becomes makes every older index unusable: count up

Terms = dict[str, set[str]]


class _Remembered(dict[str, str]):
    """A function of words with its results; an archive says the same few thousand words again and again."""

    def __init__(self, function: Callable[[str], str], limit: int = 100_000) -> None:
        super().__init__()
        self._function, self._limit = function, limit

    def __missing__(self, word: str) -> str:
        if len(self) >= self._limit:
            self.clear()
        found = self[word] = self._function(word)
        return found


_WORD = re.compile(r"[^\W_]+")
# A pair does not reach over the end of a sentence or a bracket; it does over a line, which any page breaks.
_CLAUSE_END = re.compile(r"[.:](?=\s|$)|[;!?()\[\]\"“”]|\s[-–]\s|\n\s*\n")
_SHORTEST_PREFIX, _LONGEST_PREFIX = 1, 2
_LONGEST_TERM = 64  # longer runs are debris of scans; their beginning is kept
_JOINT = re.compile(r"[-/&]")  # of the parts of a symbol
_FACETS = ("direction", "register", "kind", "issuer", "urgency", "level")


_SPELLED = _Remembered(lambda word: spelling(word[:_LONGEST_TERM]))
_FOLDED = _Remembered(fold)


def readable(text: str) -> str:
    """The text as it is analysed and shown: Unicode, composed, without invisible characters."""
    return clean(to_unicode(text))


def terms(record: Record) -> Terms:
    """The terms of one document, field by field."""
    subject = _clauses(record.subject)
    body = _clauses(readable(record.body))
    reference = parse(record.reference)
    register_words = [words(x) for x in (record.signatory, record.issuer, record.kind, record.reference)]
    if reference:
        register_words.append(words(reference.key))
    everything = [*subject, *body, *register_words]
    found = {
        **_text("a", "f", "b", everything),
        **_text("t", "s", "sb", subject),
        "g": both(words(record.signatory)),
        "o": both(words(record.issuer)),
        "c": own_codes(record, reference),
        "r": cited_codes(f"{record.subject}\n{record.body}"),
        "id": {str(record.id)},
        "year": {str(record.year)},
    }
    found["p"], found["sp"] = _beginnings(found["f"]), _beginnings(found["s"])
    found.update({name: {value} for name in _FACETS if (value := getattr(record, name))})
    return found


def day_number(day: date | None) -> int:
    """A day as a number that sorts: 20190510; no day is 0."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0


def written_days(number: int) -> list[tuple[str, ...]]:
    """How a text says a day, folded: 5/9/2019, 5 tháng 9 năm 2019, each number with a zero before it or without."""
    day, month, year = number % 100, number // 100 % 100, str(number // 10000)
    ways = product(dict.fromkeys((str(day), f"{day:02d}")), dict.fromkeys((str(month), f"{month:02d}")))
    return [way for d, m in ways for way in ((d, m, year), (d, "thang", m, "nam", year))]


def pairs(folded: Iterable[str]) -> Iterator[str]:
    """Neighbouring words, joined."""
    return map("_".join, pairwise(folded))


def own_codes(record: Record, reference: Reference | None) -> set[str]:
    """Every way to name the document by number, symbol, type and year."""
    year = record.dated_on.year if record.dated_on else record.year
    codes = {f"#{record.number}", f"#{record.number}@{record.year}"} if record.number is not None else set()
    if reference is None:
        written = fold("".join(record.reference.split()))[:_LONGEST_TERM]
        return codes | ({written} if written else set())
    codes |= {reference.key, f"{reference.key}@{year}", *symbol_codes(reference.symbol)}
    if reference.number is not None:
        for number in {str(reference.number), f"{reference.number}{fold(reference.suffix)}"}:
            parts = {*symbol_parts(reference.symbol), kind_code(record.kind)} - {""}
            codes |= {f"n{number}", f"n{number}@{year}"} | {f"n{number}+{part}" for part in parts}
    return codes


def symbol_codes(symbol: str) -> set[str]:
    """The whole symbol and each of its parts."""
    return {f"k{fold(symbol)}", *(f"k{part}" for part in symbol_parts(symbol))}


def symbol_parts(symbol: str) -> list[str]:
    """QĐ-UBND is qd and ubnd."""
    return [part for part in _JOINT.split(fold(symbol)) if part]


def kind_code(kind: str) -> str:
    """The short form a type is called by: qd, ttr, and cv for letters."""
    known = BY_NAME.get(kind)
    return "" if known is None else "cv" if known is LETTER else fold(known.abbreviation)


def kinds_called(wanted: str, kinds: Sequence[str]) -> list[str]:
    """The types of this name or short form, folded; without such a one those whose names begin so."""
    same = [kind for kind in kinds if wanted in (fold(kind), kind_code(kind))]
    return same or [kind for kind in kinds if fold(kind).startswith(wanted)]


def cited_codes(text: str) -> set[str]:
    """The references a text names, by key."""
    return {reference.key for reference, _, _ in find(to_unicode(text))}


def _clauses(text: str) -> list[list[str]]:
    """The words of a text, one list for each stretch in which neighbours belong together."""
    return [_words_of(part) for part in _CLAUSE_END.split(lower(clean(text)))]


def _words_of(lowered: str) -> list[str]:
    return list(map(_SPELLED.__getitem__, _WORD.findall(lowered)))


def _text(marked: str, folded: str, paired: str, clauses: list[list[str]]) -> Terms:
    bare = [list(map(_FOLDED.__getitem__, clause)) for clause in clauses]
    return {
        marked: set().union(*clauses),
        folded: set().union(*bare),
        paired: {pair for clause in bare for pair in pairs(clause)},
    }


def both(marked: list[str]) -> set[str]:
    """The words with their marks and without."""
    return {*marked, *map(fold, marked)}


def _beginnings(folded: set[str]) -> set[str]:
    return {word[:n] for word in folded for n in range(_SHORTEST_PREFIX, _LONGEST_PREFIX + 1)}
