"""What a person typed, read into words, codes, days and limits.  Every string is a valid query.

phân loại văn bản       all the words, with or without marks       a | b      one of them
"văn bản điện tử"       words in a row                             -mật       not this word
536/UBND-TH, QĐ28, số 216, 10/5/2019, ngày 10 tháng 5 năm 2019     anywhere in the query
nam:2019-2021 loai:cv coquan:… nguoiky:…                           filters, see ``limits``

A bar binds what stands right before and right after it, and more tightly than the "and" of everything else:
a b | c d wants a, b or c, and d.  That may be any two units, a word, a phrase, a code, a day, a filter; a first and
a last day side by side (tu: den:) are one.  A minus belongs to the one unit behind it: -a | b is without a, or has b.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from portal.rules.abbreviations import NO_FORMS, Forms
from portal.rules.folding import fold, nfc, words
from portal.rules.kinds import DOCUMENT_KINDS
from portal.rules.references import Reference, find
from portal.search import gather, limits
from portal.search.analyzer import kind_code, symbol_parts
from portal.search.gather import numbered
from portal.search.limits import DAYS, day_of
from portal.search.plan import MOST_WORDS, Begun, Code, Day, Not, Phrase, Query, Unit, Word
from portal.search.records import Said
from portal.search.slots import AFTER_SPACE, SIGN, Slots, without_signs

LONGEST = 200
CUT = Said("query_cut")
UNREAD = Said("nothing_read")


def _longest_first(names: Iterable[str]) -> str:
    """A pattern of any of the names; of two that begin alike the whole one is found."""
    return "|".join(sorted({name for name in names if name}, key=lambda name: (-len(name), name)))


_KIND_CODES = {
    name: kind_code(kind.name) for kind in DOCUMENT_KINDS for name in (fold(kind.name), kind_code(kind.name))
}
_SHORT = _longest_first(kind_code(kind.name) for kind in DOCUMENT_KINDS)
_LONG = _longest_first(kind.name for kind in DOCUMENT_KINDS)
_LONG_BARE = _longest_first(fold(kind.name) for kind in DOCUMENT_KINDS)

_QUOTED = re.compile(rf"{AFTER_SPACE}[\"“”]([^\"“”]*)[\"“”]")
_WITHOUT = re.compile(r"(?<!\S)-([^\W_]+)")
_ARRIVAL = re.compile(r"\b(?:số|so)\s*(?:đến|den)\s*:?\s*(\d{1,6})(?![\w/])", re.I)
_AND_YEAR = r"(?:/(?!\w)|(?![\w/]))(?:\s+(?:năm|nam)\s+((?:19|20)\d\d)\b)?"
_NUMBER = re.compile(rf"\b(?:số|so)\s*:?\s*0*(\d{{1,5}}){_AND_YEAR}(?:\s+(?:của|cua)\b)?", re.I)
_FOLLOWING = (
    "của", "ngày", "về", "UBND", "ủy ban", "HĐND", "hội đồng", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy",
    "văn phòng", "phòng", "công an", "Chính phủ", "Thủ tướng",
)  # fmt: skip
_FOLLOWS = _longest_first(form for name in _FOLLOWING for form in (name, fold(name)))
_AFTER = rf"$|[,|{SIGN}]|sở\b|(?:19|20)\d\d\b|(?:{_FOLLOWS})\b"
_TYPED_SHORT = re.compile(  # QĐ28, cv số 146; the whole name with "số", or where no unit can follow: 5 năm, 6 tháng
    rf"(?<!\w)(?:({_SHORT}|qđ|cđ|hđ)[\s.]*(?:số|so)?|({_LONG}|{_LONG_BARE})\s+(?:số|so|(?=\d+\s*(?:{_AFTER}))))"
    rf"\s*:?\s*(?!(?:19|20)\d\d\b)0*(\d{{1,5}}){_AND_YEAR}(?:\s+(?:của|cua)\b)?",
    re.I,
)
_BEFORE = re.compile(r"(?<!\w)(?:số|so)\s*:?\s*$", re.I)
_BEFORE_SURE = re.compile(rf"(?<!\w)(?:(?:{_SHORT}|qđ|cđ|hđ)\b[\s.]*)?(?:(?:số|so)\s*:?\s*)?$", re.I)  # cv 12/SNV-VP
_OF_YEAR = re.compile(r"\b(?:năm|nam)\s+((?:19|20)\d\d)\b", re.I)
_LEFT_OUT = re.compile(r"(?<=\s)(?=-\S)")
_DIGIT = re.compile(r"\d")
_DIGITS_OF_A_DAY = 6  # 1/5/2019
_SIGN = re.compile(r"[\d\"“”:-]")  # without one of these there are only words, and bars between them


def read(text: str, *, typing: bool = False, known: Forms = NO_FORMS) -> Query:
    """The plan for what was typed; with ``typing`` the last word may be unfinished."""
    if len(text) > LONGEST:
        return _read(text, typing, known)
    return _remembered(text, typing, known)  # pages, filters and orders ask with the same words again


def _read(text: str, typing: bool, known: Forms) -> Query:
    whole = without_signs(nfc(text[: 4 * LONGEST]))
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
    slots: Slots = field(default_factory=Slots)

    def plan(self, typing: bool) -> Query:
        typed = self.rest
        self.rest = typed.replace("|", " | ")
        if _SIGN.search(typed):  # most queries are words only, and there are many patterns
            self._take_signs()
        if typing:
            self._unfinished()
        query = gather.plan_of(self.rest, self.slots, self.known)
        said = self._said(query, typed, typing)
        return replace(query, words=query.words[:MOST_WORDS], said=said) if said else query

    def _said(self, query: Query, typed: str, typing: bool) -> tuple[Said, ...]:
        """What is left out of the question or read otherwise than meant; an unfinished filter may yet be one."""
        said = [CUT] if self.cut or len(query.words) > MOST_WORDS else []
        said += [
            one for one in self.slots.said
            if not (typing and one.word == "limit_unread" and typed.endswith(one.about))
        ]
        if query.is_empty and not said and (any(map(str.isalnum, typed)) or (typed.strip() and not typing)):
            return (UNREAD,)
        return tuple(dict.fromkeys(said))

    def _take_signs(self) -> None:
        """Whatever is more than words, and what is to be left out."""
        self._take(_QUOTED, self._phrase)
        digits = len(_DIGIT.findall(self.rest))
        if ":" in self.rest or digits >= 2 * _DIGITS_OF_A_DAY:
            self.rest = limits.take(self.rest, self.slots)
        if digits >= _DIGITS_OF_A_DAY:
            for pattern in DAYS:
                self._take(pattern, self._day)
        if digits:
            self._codes()
        self._take(_WITHOUT, lambda match: Not(tuple(words(match[1]))))

    def _take(self, pattern: re.Pattern[str], unit_of: Callable[[re.Match[str]], Unit]) -> None:
        self.rest = self.slots.replaced(pattern, self.rest, unit_of)

    def _phrase(self, match: re.Match[str]) -> Phrase:
        said = tuple(words(match[1]))
        self.cut |= len(said) > MOST_WORDS
        return said[:MOST_WORDS]

    def _day(self, match: re.Match[str]) -> Day | Phrase:
        """A day; one the calendar does not have is looked for as it is written."""
        if day := day_of(match):
            return Day(day)
        written = match[0][_DIGIT.search(match[0]).start() :]  # type: ignore[union-attr]
        self.slots.say("no_day", written)
        return tuple(words(written))

    def _codes(self) -> None:
        if "/" in self.rest:
            self.rest = "|".join(map(self._with_references, self.rest.split("|")))
            if not _DIGIT.search(self.rest):
                return
        self._take(_ARRIVAL, lambda match: Code(((f"#{int(match[1])}",),), (match[1],)))
        self._take(_TYPED_SHORT, _of_kind)
        self._take(_NUMBER, lambda match: numbered(match[1], match[2]))

    def _with_references(self, piece: str) -> str:
        """A stretch between bars with a sign for each whole number and symbol; its years are theirs."""
        years = [match[1] for match in _OF_YEAR.finditer(piece)]
        kept, has_said = "", False
        for part in _LEFT_OUT.split(piece):
            end = 0
            for reference, start, stop in find(part, typed=True):
                code = _referenced(reference, piece, part[start:stop], years)
                kept += (_BEFORE_SURE if code.sure else _BEFORE).sub("", part[end:start])
                kept += self.slots.put(code, kept)
                has_said |= not reference.year or str(reference.year) in years
                end = stop
            kept += part[end:]
        return _OF_YEAR.sub(" ", kept) if has_said and years else kept

    def _unfinished(self) -> None:
        """The word that is still being typed."""
        tail = re.search(r"[^\W_]+$", self.rest)
        if tail and (text := "".join(words(tail[0])[:1])):
            begun = Begun(Word(text, self.known.of(text)))
            self.rest = self.rest[: tail.start()]
            self.rest += self.slots.put(begun, self.rest)


def _of_kind(match: re.Match[str]) -> Code:
    """The number of a type: QĐ28."""
    name = match[1] or match[2]
    return numbered(match[3], match[4], kind=_KIND_CODES[fold(name)], before=words(name))


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
