"""A table inside a letter: it takes the place of the paragraph of the body that stands for it."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell, _Row

from portal.rules.errors import Unreadable
from portal.rules.letter_tables import PLACE

WIDTH = 165  # millimetres between the margins of a letter
SIZE = 13
_LINES = ("top", "left", "bottom", "right", "insideH", "insideV")


def put(letter: bytes, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> bytes:
    """The letter with the table, heads first; ``Unreadable`` where it has no place for it."""
    document = Document(BytesIO(letter))
    place = next((line for line in document.paragraphs if line.text.strip() == PLACE), None)
    if place is None:
        raise Unreadable("no place for the table")
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(_borders())
    shares = [Mm(WIDTH * width / sum(widths)) for width in widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = share
    for n, row in enumerate(rows):
        _fill(table.add_row(), row, shares, is_head=n == 0)
    place._p.addprevious(table._tbl)
    place.text = ""  # an empty line below it, as thin as a line can be
    place.paragraph_format.line_spacing = Pt(6)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _fill(row: _Row, texts: Sequence[str], shares: Sequence[Mm], *, is_head: bool) -> None:
    """One row; it is not torn apart by the end of a page, and the heads stand on every page."""
    about = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        about.append(OxmlElement(name))
    for cell, text, share in zip(row.cells, texts, shares, strict=True):
        cell.width = share
        _write(cell, text, is_head=is_head)


def _write(cell: _Cell, text: str, *, is_head: bool) -> None:
    for n, part in enumerate(text.split("\n")):
        line = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER if is_head else WD_ALIGN_PARAGRAPH.LEFT
        run = line.add_run(part)
        run.font.size, run.bold = Pt(SIZE), is_head


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in _LINES:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    return borders
