"""What a person typed, read into words, codes, days and limits.  Every string is a valid query.

phân loại văn bản       all the words, with or without marks       a | b      one of them
"văn bản điện tử"       words in a row                             -mật       not this word
536/UBND-TH, QĐ28, số 216, 10/5/2019, ngày 10 tháng 5 năm 2019     anywhere in the query
nam:2019-2021 loai:cv so:12 kyhieu:UBND-TH tu:1/3/2019 den:30/6/2019
coquan: nguoiky: trichyeu:    up to the next limit, quotation mark or comma
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from portal.rules.folding import fold, nfc, words
from portal.rules.kinds import DOCUMENT_KINDS
from portal.rules.references import Reference, find
from portal.search.analyzer import day_number, kind_code, symbol_parts

Forms = Mapping[str, tuple[str, ...]]  # short form, its words; both folded

LONGEST = 200
MOST_WORDS = 16
CUT = "query_cut"


@dataclass(frozen=True)
class Word:
    """A word, and other things that will do in its place: single words or folded words in a row."""

    text: str
    also: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def folded(self) -> str:
        return fold(self.text)


@dataclass(frozen=True)
class Code:
    """A document named by number or symbol: any of ``own``, each a set of codes it must carry.

    A sure code is nothing but a code; another may as well be ordinary words of the text.  ``number`` is
    the code of a bare number, which the words beside it may complete: 536 ubnd th.
    """

    own: tuple[tuple[str, ...], ...]
    spoken: tuple[str, ...]
    cited: str = ""
    sure: bool = False
    number: str = ""


@dataclass(frozen=True)
class Limit:
    """A named filter: words of a field, a span of years or days, a kind, a number."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """The plan of a search, the same for every segment."""

    words: tuple[Word, ...] = ()
    prefix: str = ""
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    codes: tuple[Code, ...] = ()
    days: tuple[int, ...] = ()
    limits: tuple[Limit, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def marks(self) -> list[str]:
        """What to mark in a text; an unfinished word ends with a star."""
        found = [word.text for word in self.words] + [f"{self.prefix}*"] * bool(self.prefix)
        found += [text for phrase in self.phrases for text in phrase]
        found += [text for code in self.codes for text in code.spoken]
        found += [text for limit in self.limits if limit.field in _WORDY for text in limit.values]
        return list(dict.fromkeys(found))


_NAMES = {
    "nam": "year", "loai": "kind", "so": "number", "kyhieu": "symbol", "tu": "since", "den": "until",
    "coquan": "o", "nguoiky": "g", "ky": "g", "trichyeu": "s",
}  # fmt: skip
_WORDY = ("o", "g", "s")
_KINDS = sorted({name for kind in DOCUMENT_KINDS for name in (fold(kind.name), kind_code(kind.name)) if name})
_KIND_CODES = {
    name: kind_code(kind.name) for kind in DOCUMENT_KINDS for name in (fold(kind.name), kind_code(kind.name))
}
_SHORT = "|".join(sorted({kind_code(kind.name) for kind in DOCUMENT_KINDS} - {""}, key=len, reverse=True))
_LONG = "|".join(sorted((kind.name for kind in DOCUMENT_KINDS), key=len, reverse=True))
_LONG_BARE = "|".join(sorted((fold(kind.name) for kind in DOCUMENT_KINDS), key=len, reverse=True))

_DAY = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
_DATES = (
    re.compile(rf"(?:ngày\s+|ngay\s+)?(?<![\w/.-]){_DAY}(?![\w/]|-\w)", re.I),
    re.compile(r"(?:ng[àa]y\s+)?\b(\d{1,2})\s+th[áa]ng\s+(\d{1,2})\s+n[ăa]m\s+(\d{4})\b", re.I),
    re.compile(r"(?<![\w/-])(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\w/-])"),
)
_QUOTED = re.compile(r"(?<!\S)(-?)[\"“”]([^\"“”]*)[\"“”]")
_WITHOUT = re.compile(r"(?<!\S)-([^\W_]+)")
_LIMIT = re.compile(r"(?<!\S)(?:([^\W\d_]+)\s)?([^\W\d_]+):(?=\S)")  # the name of a limit has one word or two
_ARRIVAL = re.compile(r"\b(?:số|so)\s*(?:đến|den)\s*:?\s*(\d{1,6})(?![\w/])", re.I)
_AND_YEAR = r"(?:/(?!\w)|(?![\w/]))(?:\s+(?:năm|nam)\s+((?:19|20)\d\d)\b)?"
_NUMBER = re.compile(rf"\b(?:số|so)\s*:?\s*0*(\d{{1,5}}){_AND_YEAR}", re.I)
_TYPED_SHORT = re.compile(  # QĐ28, cv số 146; the whole name only with "số": a plan for 5 years is no number
    rf"(?<!\w)(?:({_SHORT}|qđ|cđ|hđ)[\s.]*(?:số|so)?|({_LONG}|{_LONG_BARE})\s+(?:số|so))\s*:?\s*"
    rf"(?!(?:19|20)\d\d\b)0*(\d{{1,5}}){_AND_YEAR}",
    re.I,
)
_OF_YEAR = re.compile(r"\b(?:năm|nam)\s+((?:19|20)\d\d)\b", re.I)
_FIRST_NUMBER = re.compile(r"\s*\d+(?=\s|$)")
_TOKEN = re.compile(r"[^\W_]+|\|")
_YEAR = re.compile(r"(?:19|20)\d\d")


def short_forms(abbreviations: Mapping[str, str]) -> Forms:
    """The office's table of abbreviations as a query uses it."""
    return {fold(short): tuple(fold(long).split()) for short, long in abbreviations.items()}


def read(text: str, *, typing: bool = False, forms: Forms | None = None) -> Query:
    """The plan for what was typed; with ``typing`` the last word may be unfinished."""
    whole = nfc(text[: 4 * LONGEST])
    return _Reading(whole[:LONGEST], cut=len(whole) > LONGEST or len(text) > 4 * LONGEST).plan(
        typing and text[-1:].isalnum(), forms or {}
    )


@dataclass
class _Reading:
    """The rest of the text, from which one kind of thing after another is taken."""

    rest: str
    cut: bool
    codes: list[Code] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def plan(self, typing: bool, forms: Forms) -> Query:
        phrases, without = self._quoted()
        self._limits()
        without += [tuple(words(match[1])) for match in self._take(_WITHOUT)]
        days = [day for pattern in _DATES for match in self._take(pattern) if (day := _day(match))]
        self._codes()
        prefix = self._unfinished() if typing else ""
        found = self._words(forms)
        if (
            found
            and not self.codes
            and _FIRST_NUMBER.match(self.rest)
            and _is_number(found[0].text, alone=len(found) == 1 and not prefix)
        ):
            self.codes.append(_numbered(found.pop(0).text))
        return Query(
            words=tuple(found[:MOST_WORDS]),
            prefix=prefix,
            phrases=tuple(phrase for phrase in phrases if phrase),
            without=tuple(group for group in without if group),
            codes=tuple(self.codes),
            days=tuple(days),
            limits=tuple(self.limits),
            said=(CUT,) if self.cut or len(found) > MOST_WORDS else (),
        )

    def _take(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Each match, blanked out of the rest."""
        found = list(pattern.finditer(self.rest))
        self.rest = pattern.sub(" ", self.rest)
        yield from found

    def _quoted(self) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
        phrases: list[tuple[str, ...]] = []
        without: list[tuple[str, ...]] = []
        for match in list(_QUOTED.finditer(self.rest)):
            (without if match[1] else phrases).append(tuple(words(match[2])[:MOST_WORDS]))
        self.rest = _QUOTED.sub(" , ", self.rest)
        return phrases, without

    def _limits(self) -> None:
        """Named filters; a value in words runs on, any other is the next word."""
        before = self.rest
        named = [found for match in _LIMIT.finditer(before) if (found := _named(match))]
        self.rest = before[: named[0][1]] if named else before
        ends: list[int | None] = [start for _, start, _ in named[1:]]
        for (name, _, end), following in zip(named, [*ends, None], strict=False):
            limit, left = _limit(name, before[end:following])
            self.rest += f" {left}"
            if limit:
                self.limits.append(limit)

    def _codes(self) -> None:
        printed = {reference.key for reference, _, _ in find(self.rest)}
        years = [match[1] for match in _OF_YEAR.finditer(self.rest)]
        kept, end = "", 0
        for reference, start, stop in find(self.rest, typed=True):
            self.codes.append(_referenced(reference, self.rest[start:stop], reference.key in printed, years))
            kept, end = kept + re.sub(r"(?:số|so)\s*:?\s*$", "", self.rest[end:start], flags=re.I) + " ", stop
        self.rest = kept + self.rest[end:]
        if self.codes and years:
            self.rest = _OF_YEAR.sub(" ", self.rest)
        for match in self._take(_ARRIVAL):
            self.codes.append(Code(((f"#{int(match[1])}",),), (match[1],)))
        for match in self._take(_TYPED_SHORT):
            name = match[1] or match[2]
            kind = _KIND_CODES[fold(name)]
            self.codes.append(_numbered(match[3], match[4], kind=kind, before=words(name)))
        for match in self._take(_NUMBER):
            self.codes.append(_numbered(match[1], match[2]))

    def _unfinished(self) -> str:
        """The word that is still being typed."""
        tail = re.search(r"[^\W_]+$", self.rest)
        if not tail:
            return ""
        self.rest = self.rest[: tail.start()]
        return "".join(words(tail[0])[:1])

    def _words(self, forms: Forms) -> list[Word]:
        found: list[Word] = []
        other = False
        for token in _TOKEN.findall(self.rest):
            if token == "|":
                other = bool(found)
                continue
            for text in words(token):
                if other:
                    found[-1] = Word(found[-1].text, (*found[-1].also, (fold(text),)))
                else:
                    found.append(Word(text))
                other = False
        return _with_short_forms(found, forms)


def _referenced(reference: Reference, spoken: str, printed: bool, years: list[str]) -> Code:
    """The whole reference, or the number with every part of the symbol that was given."""
    number = f"n{reference.number}{fold(reference.suffix)}"
    parts = tuple(f"{number}+{part}" for part in symbol_parts(reference.symbol))
    own: list[tuple[str, ...]] = [(reference.key,), parts]
    if reference.year:
        bare = Reference(reference.number, reference.suffix, None, reference.symbol)
        own = [(reference.key,), (f"{bare.key}@{reference.year}",), (*parts, f"{number}@{reference.year}")]
    elif years:
        own = [(*codes, f"{number}@{year}") for codes in own for year in years]
    sure = printed or bool(reference.year) or len(parts) > 1
    return Code(tuple(own), tuple(words(spoken)), reference.key, sure)


def _numbered(number: str, year: str | None = None, *, kind: str = "", before: Sequence[str] = ()) -> Code:
    """A number, perhaps of a type or a year; if no document is called so, words like any others."""
    code = f"n{int(number)}"
    own = (f"{code}+{kind}" if kind else code, *([f"{code}@{year}"] if year else []))
    return Code((own,), (*before, number, *(["năm", year] if year else [])), number=code)


def _is_number(text: str, *, alone: bool) -> bool:
    """A number a document may have; a year only when nothing else was typed."""
    return text.isdecimal() and len(text) <= 5 and int(text) > 0 and (alone or not _YEAR.fullmatch(text))


def _day(match: re.Match[str]) -> int:
    """The day as a number, 0 when the calendar has no such day."""
    named = match.groupdict()
    d, m, y = (named["d"], named["m"], named["y"]) if named else match.groups()
    try:
        return day_number(date(int(y), int(m), int(d)))
    except ValueError:
        return 0


def _named(match: re.Match[str]) -> tuple[str, int, int] | None:
    """The field a limit names, and where its name begins and ends."""
    first, last = fold(match[1] or ""), fold(match[2])
    if first and first + last in _NAMES:
        return _NAMES[first + last], match.start(), match.end()
    return (_NAMES[last], match.start(2), match.end()) if last in _NAMES else None


def _limit(name: str, text: str) -> tuple[Limit | None, str]:
    """A filter's value and what of the text is not part of it."""
    if name in _WORDY:
        value, _, left = text.partition(",")
        found = tuple(words(value)[:MOST_WORDS])
        return (Limit(name, found) if found else None), left
    if name == "kind" and (known := _kind_at(text)):
        return Limit(name, (known,)), text[len(known) :]
    value, _, left = text.partition(" ")
    values = _READ[name](value)
    return (Limit(name, values), left) if values else (None, text)


def _kind_at(text: str) -> str:
    """The longest name of a type the text begins with, folded."""
    start = fold(text)
    return max((k for k in _KINDS if re.match(rf"{re.escape(k)}(?!\w)", start)), key=len, default="")


def _years(value: str) -> tuple[str, ...]:
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?,?", value)
    return tuple(sorted((found[1], found[2] or found[1]))) if found else ()


def _digits(value: str) -> tuple[str, ...]:
    found = re.fullmatch(r"0*(\d{1,6}[a-zđ]?),?", value, re.I)
    return (fold(found[1]),) if found else ()


def _days(value: str) -> tuple[str, ...]:
    for pattern in _DATES:
        if (match := pattern.fullmatch(value.rstrip(","))) and (day := _day(match)):
            return (str(day),)
    return ()


def _plain(value: str) -> tuple[str, ...]:
    bare = fold(value).strip(",")
    return (bare,) if bare else ()


_READ = {"year": _years, "kind": _plain, "number": _digits, "symbol": _plain, "since": _days, "until": _days}


def _with_short_forms(found: list[Word], forms: Forms) -> list[Word]:
    """A short form finds its words, and its words find the short form."""
    folded = [word.folded for word in found]
    also: list[list[tuple[str, ...]]] = [[forms[text]] if text in forms else [] for text in folded]
    for short, long in forms.items():
        for start in range(len(folded) - len(long) + 1):
            if tuple(folded[start : start + len(long)]) == long:
                for place in range(start, start + len(long)):
                    also[place].append((short,))
    return [Word(word.text, (*word.also, *more)) for word, more in zip(found, also, strict=True)]
