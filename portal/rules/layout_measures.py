"""What a printed page measures: its margins, the indents of its paragraphs, what stands in the middle, its number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.rules.layout_page import BOTTOM, CENTER, TOP, PageNumber, Row, Sheet
from portal.rules.page_lines import Box

Size = tuple[float, float]
_WIDE = 60  # letters: such a line fills the sheet from margin to margin
_ENOUGH = 3  # wide lines that tell where the margins are
_ALIKE = 1.5  # millimetres
_ZONE = 20.0  # of the head and the foot of a sheet, where its number stands
_NUMBER = re.compile(r"^[-–—\s]*(trang\s*)?(\d{1,3}|[ivxlc]{1,6})(\s*/\s*\d{1,3})?[-–—\s]*$", re.IGNORECASE)
_OPENS = re.compile(r"^\s*(\d+[.)]|[a-zđ][.)]|[-+•–]|[IVX]+\.)\s")


@dataclass(frozen=True)
class Line:
    """A row with its place on a page, counted from 1."""

    row: Row
    box: Box
    page: int

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True)
class Edges:
    """Where the text begins and ends, in millimetres from the edges; None where too few lines tell."""

    left: float | None
    right: float | None
    width: float


def numbered_pages(found: Sequence[Line], sizes: Sequence[Size]) -> tuple[tuple[PageNumber, ...], list[Line]]:
    """The numbers of the pages, and the lines without them."""
    numbers, text = [], []
    for line in found:
        place = _zone(line, sizes[line.page - 1])
        if place and _NUMBER.match(line.row.text):
            aside = abs((line.box[0] + line.box[2]) / 2 * sizes[line.page - 1][0] - _text_middle(sizes[line.page - 1]))
            row = replace(line.row, align=CENTER if aside < 6 else "left", side="")
            numbers.append(PageNumber(row, place, line.page == 1))
        else:
            text.append(line)
    return tuple(numbers), text


def _text_middle(size: Size) -> float:
    """Between the usual margins, 30 mm on the left and 15 mm on the right."""
    return (30 + size[0] - 15) / 2


def _zone(line: Line, size: Size) -> str:
    if line.middle * size[1] < _ZONE:
        return TOP
    return BOTTOM if (1 - line.middle) * size[1] < _ZONE else ""


def margins(text: Sequence[Line], sizes: Sequence[Size]) -> Edges:
    """Left and right margin, as the wide lines of the upright sheets show."""
    wide = [line for line in text if len(line.row.text) >= _WIDE and not line.row.side and _upright(line, sizes)]
    width = sizes[0][0] if sizes else 210.0
    if len(wide) < _ENOUGH:
        return Edges(None, None, width)
    right = min((1 - line.box[2]) * sizes[line.page - 1][0] for line in wide)
    full = [line for line in wide if (1 - line.box[2]) * sizes[line.page - 1][0] - right < _ALIKE]
    return Edges(_left(text, full, sizes), right if len(full) >= _ENOUGH else min(right, 20.0), width)


def _left(text: Sequence[Line], full: Sequence[Line], sizes: Sequence[Size]) -> float | None:
    """Where a line begins that goes on from a full one; first lines are set in and tell nothing."""
    following = [
        after for before, after in pairwise(text)
        if before in full and after.page == before.page and not after.row.side and not after.row.in_table
    ]
    return min((line.box[0] * sizes[line.page - 1][0] for line in following), default=None)


def _upright(line: Line, sizes: Sequence[Size]) -> bool:
    return sizes[line.page - 1][0] <= sizes[line.page - 1][1]


def sheet_of(page: int, size: Size, text: Sequence[Line], edges: Edges) -> Sheet:
    """A sheet with the margins that can be known; what is free below the last line is no margin."""
    here = [line for line in text if line.page == page]
    top = min((line.box[1] for line in here), default=None)
    bottom = min((1 - line.box[3] for line in here), default=None)
    return Sheet(
        *size, None if top is None else top * size[1], None if bottom is None else min(bottom * size[1], 22.0),
        edges.left, edges.right,
    )


def indented(text: Sequence[Line], edges: Edges) -> Iterator[Row]:
    """The rows, those that open a paragraph with the indent of their first line."""
    for at, line in enumerate(text):
        row = replace(line.row, left=line.box[0] * edges.width, right=(1 - line.box[2]) * edges.width)
        if edges.left is None or edges.right is None or row.side or row.in_table or row.left is None:
            yield row
            continue
        before = text[at - 1] if at else None
        after = text[at + 1] if at + 1 < len(text) else None
        indent = row.left - edges.left
        if _opens(line, before, after, edges, indent):
            row = replace(row, indent=round(max(indent, 0.0), 1))
        yield row


def _opens(line: Line, before: Line | None, after: Line | None, edges: Edges, indent: float) -> bool:
    """The first line of a paragraph of several: full, and the next begins at the margin."""
    if after is None or edges.left is None or edges.right is None or after.row.side or after.page != line.page:
        return False
    full = (1 - line.box[2]) * edges.width - edges.right < 3 * _ALIKE
    next_at_margin = abs(after.box[0] * edges.width - edges.left) < _ALIKE
    if not full or not next_at_margin or len(line.row.text) < _WIDE // 2:
        return False
    if indent > _ALIKE:
        return True
    if before is None or before.page != line.page or before.row.side or _OPENS.match(line.row.text):
        return False
    short = (1 - before.box[2]) * edges.width - edges.right > 10
    return short and before.row.text.endswith((".", ";", ":"))


def centred(row: Row, edges: Edges) -> Row:
    """A row that leaves as much free on both sides stands in the middle."""
    if row.side or row.left is None or row.right is None:
        return row
    left = row.left - (30.0 if edges.left is None else edges.left)
    right = row.right - (15.0 if edges.right is None else edges.right)
    return replace(row, align=CENTER) if left > 8 and abs(left - right) < 6 else row
