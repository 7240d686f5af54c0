"""Where a drafted letter leaves room for its number and day, and the letters of its pages with their places.

Runs in the sandbox child.  Boxes are fractions of the page as it is seen, origin top left.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from portal.adapters.pdf_text import open_pdf
from portal.rules.folding import fold

Box = tuple[float, float, float, float]

_NUMBER = re.compile(r"(?<![a-z])so:?([.…_]*)(\d*)[.…_]*/(?=[a-z])")
_DAY = re.compile(r"ngay([.…_]*)(\d*)[.…_]*thang([.…_]*)(\d*)[.…_]*nam(\d{4})")
_HEAD = 0.5  # number and day stand in the upper half of the first page
_FINE = 20_000
_DIGITS = {"number": 4, "day": 2, "month": 2}
_DIGIT = 0.5  # a digit is half as wide as the letters are high
_BELOW, _ABOVE = 0.22, 0.98  # how far a field reaches below and above the line the letters stand on


@dataclass(frozen=True)
class Letter:
    """One printed letter: its bare form, its box and the line it stands on in points from the top, its size."""

    bare: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float


@dataclass(frozen=True)
class Page:
    """A page's size in points and its letters, line by line, spaces left out."""

    number: int
    width: float
    height: float
    lines: tuple[tuple[Letter, ...], ...]

    def fraction(self, box: Box) -> list[float]:
        """A box in points as fractions of the page, inside the page."""
        x0, y0, x1, y1 = box
        inside = (x0 / self.width, y0 / self.height, x1 / self.width, y1 / self.height)
        return [round(min(max(value, 0.0), 1.0), 5) for value in inside]


def number_places(path: str) -> dict[str, Any]:
    """The gaps for number, day and month on page 1, and what of them is printed already.

    A gap that is too narrow is named in ``narrow``; a place that is neither a gap nor printed is missing from both.
    """
    document = open_pdf(path)
    page = read_page(document, 1)
    found: dict[str, Any] = {"pages": len(document), "has_text": bool(page.lines)}
    found |= {"places": {}, "printed": {}, "narrow": []}
    for line in page.lines:
        if line[0].base < _HEAD * page.height:
            _look(page, line, found)
    return found


def _look(page: Page, line: Sequence[Letter], found: dict[str, Any]) -> None:
    bare = "".join(letter.bare for letter in line)
    if "number" not in found["places"] | found["printed"] and (match := _NUMBER.search(bare)):
        _take(page, line, match, {"number": (1, 2, "/")}, found)
    if "year" not in found["printed"] and (match := _DAY.search(bare)):
        _take(page, line, match, {"day": (1, 2, "thang"), "month": (3, 4, "nam")}, found)
        found["printed"]["year"] = int(match[5])


def _take(
    page: Page, line: Sequence[Letter], match: re.Match[str], wanted: dict[str, tuple[int, int, str]],
    found: dict[str, Any],
) -> None:
    """Sort each wanted value into printed, room to write, or too narrow."""
    for name, (dots, digits, _) in wanted.items():
        if match[digits]:
            found["printed"][name] = int(match[digits])
            continue
        before, after = line[match.start(dots) - 1], line[_next_word(line, match.end(digits))]
        if after.x0 - before.x1 < _DIGITS[name] * _DIGIT * before.size:
            found["narrow"].append(name)
            continue
        top, bottom = before.base - _ABOVE * before.size, before.base + _BELOW * before.size
        box = page.fraction((before.x1, top, after.x0, bottom))
        found["places"][name] = {
            "page": page.number, "box": box, "baseline": round(before.base / page.height, 5), "size": before.size,
        }


def _next_word(line: Sequence[Letter], at: int) -> int:
    """The first letter after a row of dots."""
    while line[at].bare in ".…_":
        at += 1
    return at


def read_page(document: pdfium.PdfDocument, number: int) -> Page:
    """The letters of a page gathered into lines from the top, each line from the left."""
    page = document[number - 1]
    width, height = page.get_size()
    rows: list[list[Letter]] = []
    for letter in sorted(_letters(page), key=lambda letter: letter.base):
        if rows and letter.base - rows[-1][-1].base < 0.3 * letter.size:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    lines = tuple(tuple(sorted(row, key=lambda letter: letter.x0)) for row in rows)
    return Page(number, width, height, lines)


def _letters(page: pdfium.PdfPage) -> Iterator[Letter]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        bare = fold(chr(code))[:1] if code > 0x20 and not 0xD800 <= code <= 0xDFFF else ""
        if bare.strip() and bare.isprintable() and (letter := _letter(page, text, index, bare)):
            yield letter


def _letter(page: pdfium.PdfPage, text: pdfium.PdfTextPage, index: int, bare: str) -> Letter | None:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
        return None
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * (matrix.a**2 + matrix.b**2) ** 0.5
    (x0, y0), (x1, y1) = _seen(page, left.value, top.value), _seen(page, right.value, bottom.value)
    base = _seen(page, x.value, y.value)[1]
    return Letter(bare, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), base, round(size, 2))


def _seen(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own coordinates as points from the top left of the page as it is seen."""
    width, height = page.get_size()
    to_x, to_y = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, to_x, to_y)
    return to_x.value / _FINE * width, to_y.value / _FINE * height
