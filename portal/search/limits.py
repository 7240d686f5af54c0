"""Named filters in what was typed, and the days it names; a name nobody knows is a word like any other.

năm: loại: số: số đến: ký hiệu: từ: đến: ngày: độ khẩn: cấp: hướng:    the value is what follows
cơ quan: người ký: trích yếu:    the value runs on to the next filter, a comma, a quotation, a minus or a bar
Each name with its marks or without, in one word or two; each value may stand in quotation marks.  A bar leads to
another value of the same filter, as long as it can be one: nam:2025 | 2026.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from portal.rules.folding import fold, words
from portal.rules.kinds import DOCUMENT_KINDS
from portal.search.analyzer import day_number, kind_code
from portal.search.plan import MOST_WORDS, WORDY, Limit
from portal.search.slots import AFTER_SPACE, SIGN, Slots, without_signs

_NAMES = {
    "nam": "year", "loai": "kind", "so": "number", "soden": "arrival", "kyhieu": "symbol", "tu": "since",
    "tungay": "since", "den": "until", "denngay": "until", "ngay": "day", "dokhan": "urgency", "cap": "level",
    "huong": "direction", "coquan": "o", "nguoiky": "g", "ky": "g", "trichyeu": "s",
}  # fmt: skip
# "Số: 12/QĐ-UBND" is copied from a page and names a document; other names may stand before a space.
_NAME = re.compile(rf"{AFTER_SPACE}(?:([^\W\d_]+)\s)?([^\W\d_]+):(?=(\s?)\S)")
_DAY = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
_OF = r"(?:\bv[ăa]n\s+b[ảa]n\s+(?:k[ýy]\s+)?)?"  # văn bản ngày 5/7/2019: the words say no more than the day
DAYS = (
    re.compile(rf"(?:{_OF}ng[àa]y\s+)?(?:(?<![\w/.-])|(?<=\s-)|(?<=\A-)){_DAY}(?![\w/]|-\w)", re.I),
    re.compile(rf"(?:{_OF}ng[àa]y\s+)?\b(\d{{1,2}})\s+th[áa]ng\s+(\d{{1,2}})\s+n[ăa]m\s+(\d{{4}})\b", re.I),
    re.compile(r"(?:(?<![\w/-])|(?<=\s-)|(?<=\A-))(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?![\w/-])"),
)
# Days of letters at the beginning or after a type; further on they are what a letter says: nghỉ phép từ ngày …
_LETTERS_OF = "|".join(form for kind in DOCUMENT_KINDS for form in (kind.name, fold(kind.name)))
_BETWEEN = re.compile(
    rf"(^\s*|(?<=\|)\s*|(?<!\w)(?:{_LETTERS_OF})\s+|(?<!\w)v[ăa]n\s+b[ảa]n\s+)t[ừu]\s+(?:ng[àa]y\s+)?(?P<first>{_DAY})"
    rf"\s+(?:đến|den|tới|toi)\s+(?:h[ếe]t\s+)?(?:ng[àa]y\s+)?(?P<last>{_DAY})",
    re.I,
)
_SPAN = re.compile(r"(?:(?P<m>\d{1,2})[/-])?(?P<y>(?:19|20)\d\d)")
_YEARS = re.compile(r"(\d{4})(?:[-\u2013](\d{4}))?")
_DIGITS = re.compile(r"0*(\d{1,6}[a-zđ]?)", re.I)
_BAR = re.compile(r"\s*\|\s*")
_WORDY_END = re.compile(rf",|(?=[|{SIGN}])|(?=\s-(?:\w|$))")
_FIRST = re.compile(r"\s*(?:[\"“][^\"”]*[\"”]?|\S*)")
_QUOTED = re.compile(r"\s*[\"“”]([^\"“”]*)[\"“”]?")

_LEGAL = ("nghi dinh", "thong tu", "luat", "phap lenh", "nghi quyet lien tich", "thong tu lien tich")
_KINDS = {name: name for kind in DOCUMENT_KINDS for name in (fold(kind.name), kind_code(kind.name)) if name}
_KINDS |= {name: name for name in _LEGAL}
_CHOICES: dict[str, Mapping[str, str]] = {
    "kind": _KINDS,
    "urgency": {
        "thuong": "normal", "binh thuong": "normal", "khan": "urgent", "thuong khan": "very_urgent",
        "hoa toc": "express",
    },
    "level": {
        "xa": "commune", "phuong": "commune", "thi tran": "commune", "huyen": "district", "quan": "district",
        "thi xa": "district", "tinh": "province", "thanh pho": "province", "trung uong": "central", "tw": "central",
    },
    "direction": {"den": "incoming", "di": "outgoing", "noi bo": "internal"},
}  # fmt: skip


def take(text: str, slots: Slots) -> str:
    """The question with a sign in place of each filter; two days may be named as in a sentence."""
    text = _BETWEEN.sub(r"\1 tu:\g<first> den:\g<last> ", text)
    named = [found for match in _NAME.finditer(text) if (found := _named(match))]
    rest = text[: named[0].start] if named else text
    ends: list[int | None] = [*(name.start for name in named[1:]), None]
    for name, following in zip(named, ends, strict=False):
        rest += _replaced(name.field, text[name.end : following], slots, rest, text[name.start : name.end])
    return rest


class _Name(NamedTuple):
    """The field a filter names, and where its name begins and ends."""

    field: str
    start: int
    end: int


def _named(match: re.Match[str]) -> _Name | None:
    first, last = fold(match[1] or ""), fold(match[2])
    found, start = _NAMES.get(first + last, "") if first else "", match.start()
    if not found:
        found, start = _NAMES.get(last, ""), match.start(2)
    return _Name(found, start, match.end()) if found and not (found == "number" and match[3]) else None


def _replaced(field: str, text: str, slots: Slots, before: str, name: str) -> str:
    """What follows a filter's name, with a sign for its value; bars may lead to further values of the same filter."""
    found, left = "", text
    while value := _value(field, left, again=bool(found)):
        values, left, is_closed = value
        if field in WORDY and len(values) > MOST_WORDS:
            values = values[:MOST_WORDS]
            slots.say("query_cut")
        found += slots.put(Limit(field, values), before + found)
        bar = None if is_closed else _BAR.match(left)
        if not bar:
            return f"{found} {left}"
        found, left = f"{found} | ", left[bar.end() :]
    if not found and not any(pattern.match(text.lstrip()) for pattern in DAYS):
        said = _FIRST.match(text)
        slots.say("limit_unread", without_signs(f"{name}{said[0] if said else ''}").strip())
    return f"{found} {left}"


def _value(field: str, text: str, *, again: bool) -> tuple[tuple[str, ...], str, bool] | None:
    """A filter's value as the index has it, what of the text is not part of it, and whether a comma closed it."""
    is_closed = False
    if quoted := _QUOTED.match(text):
        value, left = quoted[1], text[quoted.end() :]
    elif field in WORDY:
        parted = _WORDY_END.split(text, maxsplit=1)
        value, left = parted[0], text[len(parted[0]) :]
        is_closed = left.startswith(",")
        left = left.removeprefix(",")
    else:
        text = text.lstrip()
        value = _choice_at(_CHOICES.get(field, {}), text)
        if not value and not (again and field == "kind"):
            value, _, _ = text.partition(" ")
        left = text[len(value) :]
    values = _read(field, value)
    return (values, left, is_closed) if values else None


def _choice_at(choices: Mapping[str, str], text: str) -> str:
    """The longest name the text begins with, folded."""
    start = fold(text)
    return max((k for k in choices if re.match(rf"{re.escape(k)}(?!\w)", start)), key=len, default="")


def _read(name: str, value: str) -> tuple[str, ...]:
    """A value as the index has it; empty when it says nothing."""
    if name in WORDY:
        return tuple(words(value))
    return _READ[name](value.strip(" ,"))


def _kind(value: str) -> tuple[str, ...]:
    """A type by its name, its abbreviation, or how its name begins."""
    return (fold(value),) if value else ()


def _chosen(name: str) -> Callable[[str], tuple[str, ...]]:
    return lambda value: (_CHOICES[name][fold(value)],) if fold(value) in _CHOICES[name] else ()


def _years(value: str) -> tuple[str, ...]:
    found = _YEARS.fullmatch(value)
    return tuple(sorted((found[1], found[2] or found[1]))) if found else ()


def _digits(value: str) -> tuple[str, ...]:
    found = _DIGITS.fullmatch(value)
    return (fold(found[1]),) if found else ()


def _symbol(value: str) -> tuple[str, ...]:
    bare = fold("".join(value.split()))
    return (bare,) if bare else ()


def _day(value: str) -> tuple[str, ...]:
    found = next((match for pattern in DAYS if (match := pattern.fullmatch(value))), None)
    day = day_of(found) if found else 0
    return (str(day),) if day else ()


def _since(value: str) -> tuple[str, ...]:
    """A day, or the first of a month or a year."""
    return _day(value) or tuple(str(day_number(first)) for first, _ in _span(value))


def _until(value: str) -> tuple[str, ...]:
    """A day, or the last of a month or a year."""
    return _day(value) or tuple(str(day_number(last)) for _, last in _span(value))


def _span(value: str) -> list[tuple[date, date]]:
    found = _SPAN.fullmatch(value)
    if not found or not 1 <= int(found["m"] or 1) <= 12:
        return []
    year, first, last = int(found["y"]), int(found["m"] or 1), int(found["m"] or 12)
    after = date(year + last // 12, last % 12 + 1, 1)
    return [(date(year, first, 1), after - timedelta(days=1))]


_READ: dict[str, Callable[[str], tuple[str, ...]]] = {
    "year": _years, "kind": _kind, "number": _digits, "arrival": _digits, "symbol": _symbol, "since": _since,
    "until": _until, "day": _day, **{name: _chosen(name) for name in ("urgency", "level", "direction")},
}  # fmt: skip


def day_of(match: re.Match[str]) -> int:
    """The day a pattern of ``DAYS`` found as a number, 0 when the calendar has no such day."""
    named = match.groupdict()
    d, m, y = (named["d"], named["m"], named["y"]) if named else match.groups()
    try:
        return day_number(date(int(y), int(m), int(d)))
    except ValueError:
        return 0
