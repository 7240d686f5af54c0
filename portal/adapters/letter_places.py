"""Where a drafted letter leaves room: for its number and day, for the signature, for the seal.

Runs in the sandbox child.  Boxes are fractions of the page as it is seen, origin top left.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
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
_SIGNATURE_MM, _SEAL_MM, _LEAST_MM = (50.0, 26.0), 36.0, 12.0
_MM = 72 / 25.4


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


def signature_place(path: str, signatory: str, above: Sequence[str]) -> dict[str, Any]:
    """Where ``signatory`` signs, below the lines ``above`` (capacity, position).

    ``found`` is false when the name stands on no line of its own: then the lower right of the last page.
    """
    document = open_pdf(path)
    name = _bare(signatory)
    for number in range(len(document), 0, -1):
        page = read_page(document, number)
        parts = [part for line in page.lines for part in _parts(line)]
        named = [part for part in parts if name and _text(part) == name]
        if named:
            return {"found": True, **_around(page, _room(named[-1], parts, [_bare(text) for text in above]))}
    page = read_page(document, len(document))
    middle, height = page.width * 0.68, page.height * 0.75
    return {"found": False, **_around(page, (middle, height, height + _SIGNATURE_MM[1] * _MM))}


def seal_place(path: str, page: int, box: Sequence[float], overlap: bool = True) -> dict[str, Any]:
    """Where the seal goes when the signature stands in ``box``: over its left third, in true size.

    Without ``overlap`` it stands beside the signature: two texts, unlike two pictures, cannot lie on each other.
    """
    width, height = open_pdf(path)[page - 1].get_size()
    seal = _SEAL_MM * _MM
    right = (box[0] + (box[2] - box[0]) / 3 if overlap else box[0]) * width
    middle = (box[1] + box[3]) / 2 * height
    sheet = Page(page, width, height, ())
    return {"page": page, "box": sheet.fraction((right - seal, middle - seal / 2, right, middle + seal / 2))}


def _room(
    name: Sequence[Letter], parts: Iterable[Sequence[Letter]], above: Sequence[str]
) -> tuple[float, float, float]:
    """The middle, top and bottom of the empty space over the name."""
    left, right = name[0].x0, name[-1].x1
    bottom = min(letter.y0 for letter in name)
    middle = (left + right) / 2
    over = [
        part for part in parts
        if max(letter.base for letter in part) < bottom and part[0].x0 < middle < part[-1].x1
    ]
    titles = [part for part in over if _text(part) in above]
    ends = [max(letter.y1 for letter in part) for part in (titles or over)]
    return middle, max(ends, default=bottom - _SIGNATURE_MM[1] * _MM), bottom


def _around(page: Page, room: tuple[float, float, float]) -> dict[str, Any]:
    """The signature's box in the middle of the room."""
    middle, top, bottom = room
    width = _SIGNATURE_MM[0] * _MM
    height = min(max(bottom - top, _LEAST_MM * _MM), _SIGNATURE_MM[1] * _MM)
    centre = (top + bottom) / 2
    left = min(max(middle - width / 2, 0.0), page.width - width)
    return {"page": page.number, "box": page.fraction((left, centre - height / 2, left + width, centre + height / 2))}


def _parts(line: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """A line cut where a gap is wider than any space between words: the columns of the foot."""
    start = 0
    for at in range(1, len(line)):
        if line[at].x0 - line[at - 1].x1 > 1.5 * line[at].size:
            yield line[start:at]
            start = at
    yield line[start:]


def _text(part: Iterable[Letter]) -> str:
    return "".join(letter.bare for letter in part)


def _bare(text: str) -> str:
    return "".join(fold(text).split())


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
