"""How a DOCX would be printed, for the layout check: what each paragraph looks like once its styles are applied.

Runs in the sandbox child.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from portal.adapters.docx_styles import Styles
from portal.rules.errors import Unreadable
from portal.rules.layout_page import BOTTOM, CENTER, LEFT, RIGHT, TOP, PageNumber, Printed, Row, Run, Sheet

MOST_ROWS = 20_000
_MORE_THAN_A_PAGE = 5_000  # letters: more than any page of size 13 holds
_LEAST_COLUMN = 6  # letters before a tab that make it a column
_TO_THE_RIGHT = 25  # blanks before a line that push it into the right column
_SET_IN = 5.0  # millimetres: a paragraph set in as a whole shows no indent of its first line
_LETTER = (215.9, 279.4)  # what a word processor takes where the file names no size
_LEFT_MARGIN = 30.0
_COLUMN_GAP = re.compile(r"\t\s*|[ \u00a0]{12,}(?=[^\s/.…])")
_FOR_THE_PEN = re.compile(r"(?:số|ngày|tháng|năm)\s*:?\s*$", re.IGNORECASE)
_SKIPPED = {qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr")}
_DRAWN = (qn("w:drawing"), qn("w:pict"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True)
class _Place:
    """Where a paragraph stands: its column, whether in a table of the body, whether a line is drawn there."""

    side: str = ""
    in_table: bool = False
    ruled: bool = False


def describe(path: str) -> dict[str, Any]:
    """The document as ``layout_page.Printed``, in plain data."""
    try:
        document = Document(path)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged") from error
    styles = Styles(document)
    rows = []
    for row in _numbered(_rows(document.element.body, styles, _Place())):
        rows.append(row)
        if len(rows) >= MOST_ROWS:
            break
    more = sum(len(row.text) for row in rows) > _MORE_THAN_A_PAGE
    numbers = tuple(_page_numbers(document, styles))
    sheets = tuple(map(_sheet, document.sections))
    return asdict(Printed(sheets, tuple(rows), numbers, more, has_bare_section=_has_bare_section(document)))


def _sheet(section: Any) -> Sheet:
    gutter = section.gutter.mm if section.gutter else 0.0
    left = _mm(section.left_margin)
    return Sheet(
        _mm(section.page_width) or _LETTER[0], _mm(section.page_height) or _LETTER[1], _mm(section.top_margin),
        _mm(section.bottom_margin), None if left is None else left + gutter, _mm(section.right_margin),
    )


def _mm(length: Any) -> float | None:
    return None if length is None else abs(float(length.mm))


def _numbered(rows: Iterator[Row]) -> Iterator[Row]:
    """Paragraphs with words, counted from 1; the line drawn by an empty one belongs to the words above it."""
    waiting: Row | None = None
    number = 0
    for row in rows:
        if not row.text:
            if waiting and row.ruled:
                waiting = replace(waiting, ruled=True)
            continue
        if waiting:
            yield waiting
        number += 1
        waiting = replace(row, number=number)
    if waiting:
        yield waiting


def _rows(element: Any, styles: Styles, place: _Place) -> Iterator[Row]:
    """Every paragraph below the element, also in tables, content controls and text boxes."""
    for child in element:
        if child.tag == qn("w:p"):
            yield from _paragraph(child, styles, place)
            for box in child.iter(qn("w:txbxContent")):
                if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                    yield from _rows(box, styles, place)
        elif child.tag == qn("w:tbl"):
            yield from _table(child, styles)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _rows(child, styles, place)


def _table(table: Any, styles: Styles) -> Iterator[Row]:
    """A table of two columns without lines around its cells lays out a head or a foot; others are of the text."""
    lines = table.findall(qn("w:tr"))
    cells = [line.findall(qn("w:tc")) for line in lines]
    sided = all(len(row) in (1, 2, 3) for row in cells) and not _is_framed(table)
    for row in cells:
        written = [cell for cell in row if "".join(cell.itertext()).strip()]
        for cell in row:
            side = ""
            if sided and len(row) > 1:
                side = RIGHT if cell is row[-1] and (len(written) > 1 or cell is not row[0]) else LEFT
            ruled = any(True for _ in cell.iter(*_DRAWN))
            yield from _rows(cell, styles, _Place(side, in_table=not side, ruled=ruled))


def _is_framed(table: Any) -> bool:
    """Lines drawn between its cells, by the table itself or by its style."""
    borders = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    drawn = [edge for edge in (borders if borders is not None else []) if edge.get(qn("w:val")) not in ("nil", "none")]
    style = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
    return bool(drawn) or (borders is None and style is not None and "Grid" in style.get(qn("w:val"), ""))


def _paragraph(element: Any, styles: Styles, place: _Place) -> Iterator[Row]:
    """One row for each printed break; two where a tab or a wide gap makes columns."""
    look = styles.paragraph(element)
    underlined = False
    parts: list[list[Run]] = [[]]
    for text, run in _pieces(element, styles):
        underlined = underlined or (bool(text.strip()) and styles.is_underlined(run, element))
        for at, piece in enumerate(text.split("\n")):
            parts += [[]] if at else []
            if piece:
                parts[-1].append(styles.run(run, element, piece))
    indent = look.indent if look.left < _SET_IN else None
    if parts[0] and parts[0][0].text.startswith("\t"):
        indent = 12.7 + (indent or 0.0)  # the usual width of a tab
    if look.is_item and parts[0]:
        parts[0][0] = replace(parts[0][0], text=f"- {parts[0][0].text}")
    ruled = place.ruled or underlined or look.has_border or any(True for _ in element.iter(*_DRAWN))
    for at, runs in enumerate(parts):
        row = Row(
            tuple(runs), side=place.side, align=look.align, indent=None if place.in_table or at else indent,
            spacing=look.spacing, ruled=ruled, in_table=place.in_table,
            left=None if place.side else _LEFT_MARGIN + look.left,
        )
        yield from _columns(row) if not place.side else [row]


def _columns(row: Row) -> Iterator[Row]:
    """Left and right of a tab; columns so made belong to a head or foot."""
    whole = "".join(run.text for run in row.runs)
    lead = len(whole) - len(whole.lstrip())
    if len(whole[:lead].expandtabs()) >= _TO_THE_RIGHT:
        yield replace(row, side=RIGHT, indent=None)
        return
    gaps = (gap.start() for gap in _COLUMN_GAP.finditer(whole, lead) if not _FOR_THE_PEN.search(whole[: gap.start()]))
    cut = next(gaps, -1)
    if cut - lead < _LEAST_COLUMN or not whole[cut:].strip():
        yield row
        return
    left, right = _cut(row.runs, cut)
    yield replace(row, runs=left, side=LEFT, indent=None)
    yield replace(row, runs=right, side=RIGHT, indent=None)


def _cut(runs: tuple[Run, ...], at: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    left: list[Run] = []
    right: list[Run] = []
    for run in runs:
        length = len(run.text)
        if at >= length:
            left.append(run)
        elif at <= 0:
            right.append(run)
        else:
            left.append(replace(run, text=run.text[:at]))
            right.append(replace(run, text=run.text[at:]))
        at -= length
    return tuple(left), tuple(right)


def _pieces(element: Any, styles: Styles) -> Iterator[tuple[str, Any]]:
    """The text of a paragraph, run by run."""
    for child in element:
        if child.tag == qn("w:r"):
            if not styles.is_hidden(child):
                yield "".join(_letters(child)), child
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _pieces(child, styles)


def _letters(run: Any) -> Iterator[str]:
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    for child in run:
        yield (child.text or "") if child.tag == qn("w:t") else signs.get(child.tag, "")


def _page_numbers(document: DocumentObject, styles: Styles) -> Iterator[PageNumber]:
    """The paragraphs in headers and footers that hold the field PAGE, of each section that has its own."""
    for at, section in enumerate(document.sections):
        apart = section.different_first_page_header_footer
        for part, place, first in (
            (section.header, TOP, section.first_page_header), (section.footer, BOTTOM, section.first_page_footer),
        ):
            if at and part.is_linked_to_previous:
                continue
            on_first = not at and (_field_in(first) is not None if apart else True)
            paragraph = _field_in(part)
            if paragraph is not None:
                yield PageNumber(_number_row(paragraph, styles), place, on_first)


def _has_bare_section(document: DocumentObject) -> bool:
    """Whether a section after the first has a header and a footer without the field, where another has it."""
    has = [_field_in(section.header) is not None or _field_in(section.footer) is not None
           for section in document.sections]
    return any(has) and not all(has[1:])


def _field_in(part: Any) -> Any:
    """The paragraph with the field, or None."""
    for paragraph in part._element.iter(qn("w:p")):
        fields = [node.text or "" for node in paragraph.iter(qn("w:instrText"))]
        fields += [node.get(qn("w:instr"), "") for node in paragraph.iter(qn("w:fldSimple"))]
        if any(re.match(r"\s*PAGE\b", field) for field in fields):
            return paragraph
    return None


def _number_row(paragraph: Any, styles: Styles) -> Row:
    """The words around the field, with 2 where the number will stand."""
    runs: list[Run] = []
    inside = False
    for run in paragraph.iter(qn("w:r")):
        marks = [mark.get(qn("w:fldCharType")) for mark in run.iter(qn("w:fldChar"))]
        if "begin" in marks or (not inside and run.getparent().tag == qn("w:fldSimple")):
            runs.append(styles.run(run, paragraph, "2"))
        inside = ("begin" in marks or inside) and "end" not in marks
        simple = run.getparent().tag == qn("w:fldSimple")
        text = "".join(_letters(run))
        if text and not inside and not simple and not marks:
            runs.append(styles.run(run, paragraph, text))
    look = styles.paragraph(paragraph)
    align = CENTER if look.align == CENTER or _is_framed_centre(paragraph) else look.align
    return Row(tuple(runs), align=align)


def _is_framed_centre(paragraph: Any) -> bool:
    """Word sets a number in a frame that stands in the middle, or behind a tab to the middle."""
    frame = paragraph.find(f"{qn('w:pPr')}/{qn('w:framePr')}")
    if frame is not None:
        return bool(frame.get(qn("w:xAlign")) == "center")
    return len(list(paragraph.iter(qn("w:tab")))) == 1
