"""Số, ký hiệu: the number and symbol of a document, read from what people and papers write."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.rules.folding import fold, nfc

_MARKS = "\u0300-\u036f"
_DASH = "[-\u2010-\u2014\u2212]"
_DASHES = dict.fromkeys([*range(0x2010, 0x2015), 0x2212], "-")
_CAPITAL = "A-ZĐÐƉĂÂÊÔƠƯ"
_PART = rf"[^\W\d_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*"  # UBND, TTg, QH13; also in decomposed letters
_PRINTED_PART = rf"[{_CAPITAL}](?:[^\W_]|[{_MARKS}])*"
_NUMBER = r"(?P<number>0{0,6}\d{1,6})(?P<suffix>[a-zA-ZđĐ]?)"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
_NOT_INSIDE = r"(?<![^\W_])(?<![^\W_][/.,])"


def _patterns(part: str, joint: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The party's form 35-NQ/TW and the state's forms 536/UBND-TH and 28/2018/QĐ-TTg."""
    tail = rf"(?:{joint}{part})*(?![^\W_])"
    party = rf"{_NUMBER}\s?{_DASH}\s?(?P<symbol>{part}(?:&{part})*\s?/\s?{part}{tail})"
    state = rf"{_NUMBER}\s?/\s?{_YEAR}(?P<symbol>{part}{tail})"
    return re.compile(_NOT_INSIDE + party), re.compile(_NOT_INSIDE + state)


# On paper a space stands at most on one side of a dash; "12/QĐ-UBND - Phòng Nội vụ" ends at UBND.
_PRINTED = _patterns(_PRINTED_PART, rf"(?:\s?(?:{_DASH}|[/&])|(?:{_DASH}|[/&])\s{{0,2}})")
_TYPED = _patterns(_PART, rf"\s*(?:{_DASH}|[/&])\s*")
_HEAD = re.compile(r"^\s*(?:(?:số|so)\s*(?:[:.]|\b)\s*)?", re.IGNORECASE)
_BLANK_NUMBER = re.compile(rf"^[\s.…_]*/\s?(?P<symbol>{_PART}(?:\s*(?:{_DASH}|[/&])\s*{_PART})*)$")
_LEAST_CAPITALS = 2

Found = tuple["Reference", int, int]


@dataclass(frozen=True)
class Reference:
    """A number and a symbol; legal documents carry their year, party documents a dash."""

    number: int | None
    suffix: str
    year: int | None
    symbol: str
    party: bool = False

    @property
    def text(self) -> str:
        """As it is printed; numbers below ten carry a zero."""
        number = "" if self.number is None else f"{self.number:02d}{self.suffix}"
        year = f"{self.year}/" if self.year else ""
        return f"{number}{'-' if self.party else '/'}{year}{self.symbol}"

    @property
    def key(self) -> str:
        """The same for every spelling: 0536/ubnd - th and 536/UBND-TH are one document's reference."""
        number = "" if self.number is None else f"{self.number}{self.suffix}"
        year = f"{self.year}/" if self.year else ""
        return fold(f"{number}{'-' if self.party else '/'}{year}{self.symbol}")


def parse(text: str) -> Reference | None:
    """The reference that the whole text is, or None: spaces, leading zeros and "Số:" do not matter."""
    bare = _HEAD.sub("", nfc(text)).rstrip(" .,;")
    for pattern in _TYPED:
        if match := pattern.fullmatch(bare):
            return _reference(match)
    if match := _BLANK_NUMBER.match(bare):
        return Reference(None, "", None, _symbol(match["symbol"]))
    return None


def find(text: str, *, typed: bool = False) -> list[Found]:
    """References in running text with their places; ``typed`` also takes small letters and wide spaces."""
    party, state = _TYPED if typed else _PRINTED
    found = sorted([*_matches(party, text), *_matches(state, text)], key=lambda item: item[1:])
    kept: list[Found] = []
    for reference, start, end in found:
        if not kept or start >= kept[-1][2]:
            kept.append((reference, start, end))
    return kept if typed else [item for item in kept if _looks_printed(item[0])]


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield _reference(match), match.start(), match.end()


def _reference(match: re.Match[str]) -> Reference:
    groups = match.groupdict()
    year = groups.get("year")
    return Reference(
        number=int(groups["number"]),
        suffix=groups["suffix"].lower(),
        year=int(year) if year else None,
        symbol=_symbol(groups["symbol"]),
        party="year" not in groups,
    )


def _symbol(written: str) -> str:
    return "".join(nfc(written).split()).translate(_DASHES)


def _looks_printed(reference: Reference) -> bool:
    """A symbol has two capitals at least; "3/Tổ" and "2/Hà" are not references."""
    return sum(c.isupper() for c in reference.symbol) >= _LEAST_CAPITALS
