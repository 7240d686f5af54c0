"""What a person typed, read into words, codes, days and limits.  Every string is a valid query.

phân loại văn bản       all the words, with or without marks       a | b      one of them
"văn bản điện tử"       words in a row                             -mật       not this word
536/UBND-TH, QĐ28, số 216, 10/5/2019, ngày 10 tháng 5 năm 2019     anywhere in the query
nam:2019-2021 loai:cv coquan:… nguoiky:…                           filters, see ``limits``
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portal.rules.abbreviations import NO_FORMS, Forms, Spoken
from portal.rules.folding import fold, lower, nfc, spelling, words
from portal.rules.kinds import DOCUMENT_KINDS
from portal.rules.references import Reference, find
from portal.search import limits
from portal.search.analyzer import kind_code, symbol_parts
from portal.search.limits import DAYS, MOST_WORDS, WORDY, Limit, day_of

LONGEST = 200
CUT = "query_cut"

Way = frozenset[str]  # the texts that are looked for with their marks
ANY: Way = frozenset()


@dataclass(frozen=True)
class Word:
    """A word, and other things that will do in its place: single words or folded words in a row."""

    text: str
    also: tuple[Spoken, ...] = ()
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.text))


@dataclass(frozen=True)
class Code:
    """A document named by number or symbol: any of ``own``, each a set of codes it must carry.

    A sure code is nothing but a code; another may as well be ordinary words of the text.  ``number`` is
    the code of a bare number, which the words beside it may complete: 536 ubnd th.  One that ``leads`` is
    the first word of the question and may count what the next ones name: 9 khẩu súng.
    """

    own: tuple[tuple[str, ...], ...]
    spoken: tuple[str, ...]
    cited: str = ""
    sure: bool = False
    number: str = ""
    leads: bool = False


@dataclass(frozen=True)
class Query:
    """The plan of a search, the same for every segment."""

    words: tuple[Word, ...] = ()
    prefix: Word | None = None
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    codes: tuple[Code, ...] = ()
    days: tuple[int, ...] = ()
    limits: tuple[Limit, ...] = ()
    said: tuple[str, ...] = ()

    sure: tuple[Code, ...] = field(init=False)  # nothing but a code
    loose: tuple[Code, ...] = field(init=False)  # may as well be words
    spoken: tuple[Word, ...] = field(init=False)  # all words, those of loose codes among them
    ways: tuple[Way, ...] = field(init=False)
    marks: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """What every segment asks for is made once; a cached property costs more than most of this."""
        codes, put = self.codes, object.__setattr__
        put(self, "sure", tuple(code for code in codes if code.sure) if codes else ())
        put(self, "loose", tuple(code for code in codes if not code.sure) if codes else ())
        put(self, "spoken", self._spoken() if self.loose else self.words)
        put(self, "ways", self._ways())
        put(self, "marks", self._marks())

    @property
    def is_code(self) -> bool:
        """Whether it is nothing but documents named by their whole number and symbol."""
        return bool(self.sure) and not (self.spoken or self.prefix or self.phrases)

    @property
    def is_word(self) -> bool:
        """Whether it is a single word that stands for no other, within whatever limits."""
        plain = len(self.words) == 1 and not self.words[0].also
        return plain and not (self.codes or self.days or self.prefix or self.phrases)

    def _spoken(self) -> tuple[Word, ...]:
        leading = [Word(text) for code in self.loose if code.leads for text in code.spoken]
        return (*leading, *self.words, *(Word(text) for code in self.loose if not code.leads for text in code.spoken))

    def _ways(self) -> tuple[Way, ...]:
        """Who types marks means the words without them, too.

        First all as typed, then those without marks as any, at last all as any.  Who types none means any.
        """
        texts = [word.text for word in self.spoken]
        for phrase in self.phrases:
            texts += phrase
        if self.prefix:
            texts.append(self.prefix.text)
        if "".join(texts).isascii():
            return (ANY,)
        typed = frozenset(text for text in texts if fold(text) != text)
        return tuple(dict.fromkeys((frozenset(texts), typed, ANY))) if typed else (ANY,)

    def _marks(self) -> tuple[str, ...]:
        """What to mark in a text; an unfinished word ends with a star."""
        found = [word.text for word in self.words]
        if self.prefix:
            found.append(f"{self.prefix.text}*")
        for phrase in self.phrases:
            found += phrase
        for code in self.codes:
            found += code.spoken
        for limit in self.limits:
            if limit.field in WORDY:
                found += limit.values
        return tuple(dict.fromkeys(found))


def _longest_first(names: Iterable[str]) -> str:
    """A pattern of any of the names; of two that begin alike the whole one is found."""
    return "|".join(sorted({name for name in names if name}, key=lambda name: (-len(name), name)))


_KIND_CODES = {
    name: kind_code(kind.name) for kind in DOCUMENT_KINDS for name in (fold(kind.name), kind_code(kind.name))
}
_SHORT = _longest_first(kind_code(kind.name) for kind in DOCUMENT_KINDS)
_LONG = _longest_first(kind.name for kind in DOCUMENT_KINDS)
_LONG_BARE = _longest_first(fold(kind.name) for kind in DOCUMENT_KINDS)

_QUOTED = re.compile(r"(?<!\S)(-?)[\"“”]([^\"“”]*)[\"“”]")
_WITHOUT = re.compile(r"(?<!\S)-([^\W_]+)")
_ARRIVAL = re.compile(r"\b(?:số|so)\s*(?:đến|den)\s*:?\s*(\d{1,6})(?![\w/])", re.I)
_AND_YEAR = r"(?:/(?!\w)|(?![\w/]))(?:\s+(?:năm|nam)\s+((?:19|20)\d\d)\b)?"
_NUMBER = re.compile(rf"\b(?:số|so)\s*:?\s*0*(\d{{1,5}}){_AND_YEAR}(?:\s+(?:của|cua)\b)?", re.I)
_FOLLOWING = (
    "của", "ngày", "về", "UBND", "ủy ban", "HĐND", "hội đồng", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy",
    "văn phòng", "phòng", "công an", "Chính phủ", "Thủ tướng",
)  # fmt: skip
_FOLLOWS = _longest_first(form for name in _FOLLOWING for form in (name, fold(name)))
_AFTER = rf"$|,|sở\b|(?:19|20)\d\d\b|(?:{_FOLLOWS})\b"
_TYPED_SHORT = re.compile(  # QĐ28, cv số 146; the whole name with "số", or where no unit can follow: 5 năm, 6 tháng
    rf"(?<!\w)(?:({_SHORT}|qđ|cđ|hđ)[\s.]*(?:số|so)?|({_LONG}|{_LONG_BARE})\s+(?:số|so|(?=\d+\s*(?:{_AFTER}))))"
    rf"\s*:?\s*(?!(?:19|20)\d\d\b)0*(\d{{1,5}}){_AND_YEAR}(?:\s+(?:của|cua)\b)?",
    re.I,
)
_BEFORE = re.compile(r"(?<!\w)(?:số|so)\s*:?\s*$", re.I)
_BEFORE_SURE = re.compile(rf"(?<!\w)(?:(?:{_SHORT}|qđ|cđ|hđ)\b[\s.]*)?(?:(?:số|so)\s*:?\s*)?$", re.I)  # cv 12/SNV-VP
_OF_YEAR = re.compile(r"\b(?:năm|nam)\s+((?:19|20)\d\d)\b", re.I)
_FIRST_NUMBER = re.compile(r"\s*\d+(?=\s|$)")
_TOKEN = re.compile(r"[^\W_]+|\|")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")
_DIGITS_OF_A_DAY = 6  # 1/5/2019
_SIGN = re.compile(r"[\d\"“”:-]")  # without one of these there are only words, and bars between them


def read(text: str, *, typing: bool = False, known: Forms = NO_FORMS) -> Query:
    """The plan for what was typed; with ``typing`` the last word may be unfinished."""
    if len(text) > LONGEST:
        return _read(text, typing, known)
    return _remembered(text, typing, known)  # pages, filters and orders ask with the same words again


def _read(text: str, typing: bool, known: Forms) -> Query:
    whole = nfc(text[: 4 * LONGEST])
    cut = len(whole) > LONGEST or len(text) > 4 * LONGEST
    return _Reading(whole[:LONGEST], known, cut).plan(typing and text[-1:].isalnum())


_remembered = lru_cache(maxsize=256)(_read)


def forget_questions() -> None:
    """Every question is read anew; for measuring."""
    _remembered.cache_clear()


@dataclass
class _Reading:
    """The rest of the text, from which one kind of thing after another is taken."""

    rest: str
    known: Forms
    cut: bool
    codes: list[Code] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def plan(self, typing: bool) -> Query:
        phrases: list[tuple[str, ...]] = []
        without: list[tuple[str, ...]] = []
        days: list[int] = []
        if _SIGN.search(self.rest):  # most queries are words only, and there are many patterns
            phrases, without = self._quoted()
            digits = len(_DIGIT.findall(self.rest))
            if ":" in self.rest or digits >= 2 * _DIGITS_OF_A_DAY:
                self.limits, self.rest = limits.take(self.rest)
            without += [tuple(words(match[1])) for match in self._take(_WITHOUT)]
            if digits >= _DIGITS_OF_A_DAY:
                days = [day for pattern in DAYS for match in self._take(pattern) if (day := day_of(match))]
            if digits:
                self._codes()
        prefix = self._unfinished() if typing else None
        found = self._words()
        if (
            found
            and not self.codes
            and _is_number(found[0].text, alone=len(found) == 1 and not prefix)
            and _FIRST_NUMBER.match(self.rest)
        ):
            self.codes.append(replace(_numbered(found.pop(0).text), leads=True))
        return Query(
            words=tuple(found[:MOST_WORDS]),
            prefix=prefix,
            phrases=tuple(filter(None, phrases)),
            without=tuple(filter(None, without)),
            codes=tuple(self.codes),
            days=tuple(days),
            limits=tuple(self.limits),
            said=(CUT,) if self.cut or len(found) > MOST_WORDS else (),
        )

    def _take(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Each match, blanked out of the rest."""
        if found := list(pattern.finditer(self.rest)):
            self.rest = pattern.sub(" ", self.rest)
        yield from found

    def _quoted(self) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
        phrases: list[tuple[str, ...]] = []
        without: list[tuple[str, ...]] = []
        for match in list(_QUOTED.finditer(self.rest)):
            (without if match[1] else phrases).append(tuple(words(match[2])[:MOST_WORDS]))
        self.rest = _QUOTED.sub(" , ", self.rest)
        return phrases, without

    def _codes(self) -> None:
        if "/" in self.rest:
            self._references()
            if not _DIGIT.search(self.rest):
                return
        for match in self._take(_ARRIVAL):
            self.codes.append(Code(((f"#{int(match[1])}",),), (match[1],)))
        for match in self._take(_TYPED_SHORT):
            name = match[1] or match[2]
            kind = _KIND_CODES[fold(name)]
            self.codes.append(_numbered(match[3], match[4], kind=kind, before=words(name)))
        for match in self._take(_NUMBER):
            self.codes.append(_numbered(match[1], match[2]))

    def _references(self) -> None:
        """Whole numbers and symbols."""
        years = [match[1] for match in _OF_YEAR.finditer(self.rest)]
        kept, end = "", 0
        for reference, start, stop in find(self.rest, typed=True):
            self.codes.append(_referenced(reference, self.rest, self.rest[start:stop], years))
            before = _BEFORE_SURE if self.codes[-1].sure else _BEFORE
            kept, end = kept + before.sub("", self.rest[end:start]) + " ", stop
        self.rest = kept + self.rest[end:]
        if self.codes and years:
            self.rest = _OF_YEAR.sub(" ", self.rest)

    def _unfinished(self) -> Word | None:
        """The word that is still being typed."""
        tail = re.search(r"[^\W_]+$", self.rest)
        text = "".join(words(tail[0])[:1]) if tail else ""
        if not tail or not text:
            return None
        self.rest = self.rest[: tail.start()]
        return Word(text, self.known.of(text))

    def _words(self) -> list[Word]:
        found: list[Word] = []
        other = False
        for token in _TOKEN.findall(lower(self.rest)):
            if token == "|":
                other = bool(found)
            elif other:
                found[-1] = Word(found[-1].text, (*found[-1].also, (fold(spelling(token)),)))
                other = False
            else:
                found.append(Word(spelling(token)))
        return _with_short_forms(found, self.known)


def _referenced(reference: Reference, text: str, spoken: str, years: list[str]) -> Code:
    """The number with every part of the symbol that was given; whatever has the whole reference has those."""
    key, number = reference.key, f"n{reference.number}{fold(reference.suffix)}"
    parts = tuple(f"{number}+{part}" for part in symbol_parts(reference.symbol))
    own: list[tuple[str, ...]] = [parts or (key,)]
    if reference.year:
        bare = Reference(reference.number, reference.suffix, None, reference.symbol)
        own = [(key,), (f"{bare.key}@{reference.year}",), (*parts, f"{number}@{reference.year}")]
    elif years:
        own = [(*codes, f"{number}@{year}") for codes in own for year in years]
    sure = bool(reference.year) or len(parts) > 1 or any(one.key == key for one, _, _ in find(text))
    return Code(tuple(own), tuple(words(spoken)), key, sure)


def _numbered(number: str, year: str | None = None, *, kind: str = "", before: Sequence[str] = ()) -> Code:
    """A number, perhaps of a type or a year; if no document is called so, words like any others."""
    code = f"n{int(number)}"
    own = (f"{code}+{kind}" if kind else code, *([f"{code}@{year}"] if year else []))
    return Code((own,), (*before, number, *(["năm", year] if year else [])), number=code)


def _is_number(text: str, *, alone: bool) -> bool:
    """A number a document may have; a year only when nothing else was typed."""
    return text.isdecimal() and len(text) <= 5 and int(text) > 0 and (alone or not _YEAR.fullmatch(text))


def _with_short_forms(found: list[Word], known: Forms) -> list[Word]:
    """A short form finds its words, and its words find the short form."""
    more = {place: list(long) for place, word in enumerate(found) if (long := known.of(word.text))}
    folded = [word.folded for word in found]
    for length in known.lengths:
        for start in range(len(folded) - length + 1):
            for short in known.short_of.get(tuple(folded[start : start + length]), ()):
                for place in range(start, start + length):
                    more.setdefault(place, []).append((short,))
        if length >= len(folded):
            break
    if not more:
        return found
    return [Word(word.text, (*word.also, *more.get(place, ()))) for place, word in enumerate(found)]
