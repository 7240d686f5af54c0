"""How a PDF is printed, for the layout check: its lines with fonts, sizes, places and the rules drawn below them.

Runs in the sandbox child.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from portal.adapters import pdf_text
from portal.rules.layout_measures import Line, centred, indented, margins, numbered_pages, sheet_of
from portal.rules.layout_page import LEFT, RIGHT, Printed, Row, Run
from portal.rules.layout_parts import KINDS
from portal.rules.page_lines import Box, Word, around, blocks, lines

MOST_PAGES = 100
MOST_LETTERS = 400_000
MM = 25.4 / 72
_FINE = 20_000
_HEAD = 0.3  # of the page
_BOLD_WEIGHT, _ITALIC_FLAG = 600, 64
_DARK = 0x40
_STYLE = re.compile(r"[-,](bold|italic|regular|roman|oblique|bolditalic|boldoblique).*$|(ps)?(mt)?$", re.IGNORECASE)
_THICKEST, _SHORTEST = 2.5, 15.0  # points: what is thicker is a bar, what is shorter a dash
_LONGEST = 0.2  # of the page
_ABOVE, _BELOW = 4.0, 16.0  # points from the foot of the letters to a line drawn below them


@dataclass(frozen=True)
class Piece:
    """One printed word with its look."""

    word: Word
    run: Run


def describe(path: str) -> dict[str, Any]:
    """The document as ``layout_page.Printed``, in plain data."""
    document = pdf_text.open_pdf(path)
    printed: list[Line] = []
    sizes = []
    letters_left = MOST_LETTERS
    for number in range(1, min(len(document), MOST_PAGES) + 1):
        page = document[number - 1]
        width, height = (length * MM for length in page.get_size())
        sizes.append((width, height))
        pieces = list(_phrases(_pieces(page, letters_left), page.get_size()))
        letters_left -= sum(len(piece.word.text) for piece in pieces)
        printed += _lines(page, pieces, number)
    numbers, text = numbered_pages(printed, sizes)
    edges = margins(text, sizes)
    rows = [centred(row, edges) for row in indented(text, edges)]
    bare = tuple(
        page for page in range(2, len(sizes) + 1)
        if page not in {number.row.page for number in numbers} and any(line.page == page for line in text)
    )
    sheets = tuple(sheet_of(page, size, text, edges) for page, size in enumerate(sizes, 1))
    return asdict(Printed(sheets, tuple(rows), numbers, unnumbered=bare, measured=True))


def _phrases(pieces: Iterator[Piece], size: tuple[float, float]) -> Iterator[Piece]:
    """Words of a line that look alike as one piece; in the head each by itself, its columns may lie close."""
    last: Piece | None = None
    for piece in pieces:
        if last and _goes_on(last, piece, size):
            box = around([last.word.box, piece.word.box])
            text = f"{last.word.text} {piece.word.text}"
            last = Piece(replace(last.word, text=text, box=box), replace(last.run, text=text))
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _goes_on(last: Piece, piece: Piece, size: tuple[float, float]) -> bool:
    before, box = last.word.box, piece.word.box
    gap = (box[0] - before[2]) * size[0]
    return (
        box[1] > _HEAD and 0 <= gap < 0.7 * (piece.run.size or 0) and box[1] < before[3] and before[1] < box[3]
        and _alike(last.run, piece.run)
    )


def _alike(one: Run, other: Run) -> bool:
    return (one.size, one.bold, one.italic, one.font, one.black) == (
        other.size, other.bold, other.italic, other.font, other.black
    )


def _lines(page: pdfium.PdfPage, pieces: Sequence[Piece], number: int) -> list[Line]:
    """The lines of a page in reading order, with the side of the page they stand on and what is drawn below."""
    width, height = page.get_size()
    drawn = list(_drawn(page))
    found = lines([piece.word for piece in pieces], number, height / width if width else 1.0)
    rows: list[Line] = []
    for block in blocks(found):
        for column, members in enumerate(block):
            side = (LEFT, RIGHT)[column] if len(block) > 1 else ""
            for line in members:
                if line.box is None:
                    continue
                row = Row(
                    _runs(line.box, pieces), page=number, side=side, ruled=_is_ruled(line.box, drawn, height),
                    in_table=not side and len(members) > 1,
                )
                rows.append(Line(row, line.box, number))
    return _counted(_below_the_head(rows))


def _below_the_head(rows: list[Line]) -> list[Line]:
    """The name of the type stands in the middle, below both columns, however narrow it is; so does what follows."""
    named = next((line for line in rows if line.row.side and line.row.bare.strip(" :") in KINDS), None)
    if named is None:
        return rows
    last = next((at for at in range(rows.index(named), len(rows)) if not rows[at].row.side), len(rows))
    below = [line for line in rows[:last] if line.row.side and line.middle >= named.middle]
    whole = [replace(line, row=replace(line.row, side="")) for line in sorted(below, key=lambda line: line.middle)]
    return [*(line for line in rows[:last] if line not in below), *whole, *rows[last:]]


def _counted(rows: list[Line]) -> list[Line]:
    """Each line with its number on the page, counted down the sheet; columns side by side count alike."""
    ranks: dict[int, int] = {}
    rank, last = 0, -1.0
    for at in sorted(range(len(rows)), key=lambda at: rows[at].middle):
        if rows[at].middle - last > 0.006:
            rank += 1
            last = rows[at].middle
        ranks[at] = rank
    return list(_joined_rows(replace(line, row=replace(line.row, number=ranks[at])) for at, line in enumerate(rows)))


def _joined_rows(rows: Iterable[Line]) -> Iterator[Line]:
    """What stands side by side in one column of the head or foot is one row, however wide the gap."""
    last: Line | None = None
    for line in rows:
        if last and line.row.side and (line.row.side, line.row.number) == (last.row.side, last.row.number):
            apart = (Run(" ", font=last.row.runs[-1].font),) if last.row.runs else ()
            runs, ruled = (*last.row.runs, *apart, *line.row.runs), last.row.ruled or line.row.ruled
            row = replace(last.row, runs=runs, ruled=ruled)
            last = Line(row, around([last.box, line.box]), last.page)
            continue
        if last:
            yield last
        last = line
    if last:
        yield last


def _runs(box: Box, pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """The words within a line's box, those that look alike as one run."""
    inside = [piece for piece in pieces if _is_inside(piece.word.box, box)]
    runs: list[Run] = []
    for piece in sorted(inside, key=lambda piece: piece.word.box[0]):
        if runs and _alike(runs[-1], piece.run):
            runs[-1] = replace(runs[-1], text=f"{runs[-1].text} {piece.run.text}")
        else:
            runs.append(replace(piece.run, text=f"{' ' if runs else ''}{piece.run.text}"))
    return tuple(runs)


def _is_inside(word: Box, line: Box) -> bool:
    across, down = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
    return line[0] <= across <= line[2] and line[1] <= down <= line[3]


def _pieces(page: pdfium.PdfPage, most: int) -> Iterator[Piece]:
    """Letters between blanks, with the look of the first of them."""
    text = page.get_textpage()
    letters: list[str] = []
    place: list[float] = []
    known: dict[int, Run] = {}
    first = 0
    corners = [ctypes.c_double() for _ in range(4)]
    count = min(text.count_chars(), most)
    for index in range(count + 1):
        letter = _letter(text, index) if index < count else " "
        box = None if letter.isspace() else _corners(text, index, corners)
        broken = box is not None and bool(place) and (box[3] < place[1] - 1 or box[1] > place[3] + 1)
        if letters and (letter.isspace() or broken):
            if place:
                word = "".join(letters)
                yield Piece(Word(word, _seen(page, place)), replace(_known(text, first, known), text=word))
            letters, place = [], []
        if letter.isspace():
            continue
        first = first if letters else index
        letters.append(letter)
        if box:
            place = _joined(place, box)


def _letter(text: pdfium.PdfTextPage, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text, index)
    if code == 2:  # PDFium marks a hyphen at the end of a line so
        return "-"
    return " " if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF else chr(code)


def _corners(text: pdfium.PdfTextPage, index: int, into: list[ctypes.c_double]) -> list[float] | None:
    """Left, bottom, right, top in the page's own points."""
    left, right, bottom, top = into
    if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top) or left.value == right.value:
        return None
    return [left.value, bottom.value, right.value, top.value]


def _joined(around: list[float], box: list[float]) -> list[float]:
    if not around:
        return box
    return [min(around[0], box[0]), min(around[1], box[1]), max(around[2], box[2]), max(around[3], box[3])]


def _seen(page: pdfium.PdfPage, box: Sequence[float]) -> Box:
    """A box of the page's own points as fractions of the page as it is seen."""
    x, y = ctypes.c_int(), ctypes.c_int()
    found = []
    for across, down in ((box[0], box[3]), (box[2], box[1])):
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, across, down, x, y)
        found.append((x.value / _FINE, y.value / _FINE))
    (x0, y0), (x1, y1) = found
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _known(text: pdfium.PdfTextPage, index: int, known: dict[int, Run]) -> Run:
    """The look of a letter, asked once for all letters that were written together."""
    written = ctypes.cast(raw.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value or 0
    if not written:
        return _look(text, index)
    if written not in known:
        known[written] = _look(text, index)
    return known[written]


def _look(text: pdfium.PdfTextPage, index: int) -> Run:
    """Font, size, weight and colour of a letter."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, len(name), ctypes.byref(flags))
    full = name.value.decode("utf-8", "replace").split("+", 1)[-1]
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * (matrix.c**2 + matrix.d**2) ** 0.5
    colour = [ctypes.c_uint() for _ in range(4)]
    told = raw.FPDFText_GetFillColor(text, index, *colour)
    lower = full.lower()
    return Run(
        text="", font=_STYLE.sub("", full), size=round(size, 1),
        bold="bold" in lower or raw.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT,
        italic="italic" in lower or "oblique" in lower or bool(flags.value & _ITALIC_FLAG),
        black=not told or max(part.value for part in colour[:3]) <= _DARK,
    )


def _drawn(page: pdfium.PdfPage) -> Iterator[Box]:
    """Lines drawn across the page, as fractions of it."""
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING), max_depth=2):
        left, bottom, right, top = thing.get_bounds()
        if top - bottom <= _THICKEST and right - left >= _SHORTEST:
            yield _seen(page, (left, bottom, right, top))


def _is_ruled(box: Box, drawn: Sequence[Box], height: float) -> bool:
    """A line drawn below these letters and not beyond them."""
    return any(
        -_ABOVE <= (line[1] - box[3]) * height <= _BELOW and box[0] - 0.02 <= (line[0] + line[2]) / 2 <= box[2] + 0.02
        and line[2] - line[0] <= max((box[2] - box[0]) * 1.6, _LONGEST)
        for line in drawn
    )
