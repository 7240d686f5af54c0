"""Letters as DOCX in the layout of Decree 30/2020/NĐ-CP Annex I, with room for the number and the day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT = "Times New Roman"
NUMBER_GAP = "\u00a0" * 12  # as wide as a number of four digits, with air on both sides
DAY_GAP = "\u00a0" * 6
_LEFT, _RIGHT = Mm(68), Mm(97)
_CENTRE, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_ABOUT = re.compile(r"(v/v|về việc)\b", re.IGNORECASE)
_ROOM_TO_SIGN = Mm(30)


@dataclass(frozen=True)
class Letter:
    """What stands on the page; number, day and month stay empty until the letter is signed."""

    issuer: str
    parent: str
    symbol: str
    place: str
    year: int
    subject: str
    position: str
    signatory: str
    capacity: str = ""
    kind: str = "Công văn"
    addressees: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    paper: tuple[str, ...] = ()
    electronic: tuple[str, ...] = ()
    month: int | None = None


def write(letter: Letter) -> bytes:
    """The letter as the bytes of a DOCX file."""
    document = _sheet()
    _head(document, letter)
    if letter.kind == "Công văn":
        _addressees(document, letter.addressees)
    else:
        _title(document, letter)
    for text in letter.body:
        _body(document, text)
    _foot(document, letter)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def write_file(target: str, values: Mapping[str, Any]) -> int:
    """As ``write``, for the child process: plain values in, a file out; its size."""
    told: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in values.items()}
    return Path(target).write_bytes(write(Letter(**told)))


def _sheet() -> DocumentObject:
    """A4 with the margins of the Decree; page numbers above the text from the second page on."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    _field(number.add_run(), "PAGE")
    return document


def _head(document: DocumentObject, letter: Letter) -> None:
    """Issuer and number on the left, the country's name and the day on the right."""
    left, right = _columns(document, _LEFT, _RIGHT)
    if letter.parent:
        _line(left, letter.parent.upper(), 13)
    _line(left, letter.issuer.upper(), 13, bold=True)
    _rule(left, 20)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    _rule(right, 56)
    _line(left, f"Số:{NUMBER_GAP}/{letter.symbol}", 13, before=6)
    if letter.kind == "Công văn" and letter.subject:
        about = _line(left, letter.subject if _ABOUT.match(letter.subject) else f"V/v {letter.subject}", 12, before=3)
        about.paragraph_format.left_indent = about.paragraph_format.right_indent = Mm(4)  # clear of the other column
    if not letter.parent:
        _line(right, "", 13)
    month = f" {letter.month:02d} " if letter.month and letter.month < 3 else f" {letter.month} "
    month = month if letter.month else DAY_GAP
    _line(right, f"{letter.place}, ngày{DAY_GAP}tháng{month}năm {letter.year}", 14, italic=True, before=6)


def _title(document: DocumentObject, letter: Letter) -> None:
    """Name of the type and what it is about."""
    _paragraph(document, letter.kind.upper(), 14, bold=True, alignment=_CENTRE, before=18)
    _paragraph(document, letter.subject, 14, bold=True, alignment=_CENTRE)
    _rule(document, 36)
    if letter.addressees:
        _addressees(document, letter.addressees)


def _addressees(document: DocumentObject, names: tuple[str, ...]) -> None:
    """Kính gửi: one on the same line, several below it with dashes."""
    if len(names) == 1:
        _paragraph(document, f"Kính gửi: {names[0]}", 14, alignment=_CENTRE, before=18, after=12)
        return
    if names:
        _paragraph(document, "Kính gửi:", 14, before=18).paragraph_format.left_indent = Mm(35)
    for number, name in enumerate(names, 1):
        last = number == len(names)
        line = _paragraph(document, f"- {name}{'.' if last else ';'}", 14, after=12 if last else 0)
        line.paragraph_format.left_indent = Mm(57)


def _body(document: DocumentObject, text: str) -> None:
    line = _paragraph(document, text, 14, alignment=_JUSTIFIED, before=6)
    line.paragraph_format.first_line_indent = Mm(12.7)
    line.paragraph_format.line_spacing = 1.15


def _foot(document: DocumentObject, letter: Letter) -> None:
    """Nơi nhận on the left, in two parts as the seed letter asks; who signs on the right."""
    _paragraph(document, "", 8)
    left, right = _columns(document, Mm(80), Mm(85))
    for text, size, bold, italic in _recipients(letter):
        _line(left, text, size, bold=bold, italic=italic, alignment=WD_ALIGN_PARAGRAPH.LEFT)
    for text in (letter.capacity, letter.position):
        if text:
            _line(right, text.upper(), 14, bold=True)
    name = _line(right, letter.signatory, 14, bold=True)
    name.paragraph_format.space_before = _ROOM_TO_SIGN


def _recipients(letter: Letter) -> Iterator[tuple[str, float, bool, bool]]:
    yield "Nơi nhận:", 12, True, True
    yield from ((name, 11, False, False) for name in _listed(letter.paper))
    if letter.electronic:
        yield "Bản điện tử:", 11, True, True
        yield from ((name, 11, False, False) for name in _listed(letter.electronic))


def _listed(names: tuple[str, ...]) -> list[str]:
    """With dashes and semicolons, the last with a full stop."""
    return [f"- {name}{'.' if number == len(names) else ';'}" for number, name in enumerate(names, 1)]


def _columns(document: DocumentObject, *widths: Mm) -> list[_Cell]:
    table = document.add_table(rows=1, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cells = list(row.cells)
    for cell, column, width in zip(cells, table.columns, widths, strict=True):
        cell.width = column.width = width
        _narrow(cell)
    return cells


def _narrow(cell: _Cell) -> None:
    """No inner margins, so that the lines of the head fit on one line each."""
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    cell._tc.get_or_add_tcPr().append(margins)


def _line(
    cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False, before: float = 0,
    alignment: WD_ALIGN_PARAGRAPH = _CENTRE,
) -> Paragraph:
    """The next line of a cell; its first paragraph is there already."""
    first = cell.paragraphs[0]
    line = first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    return _shape(line, text, size, bold=bold, italic=italic, before=before, alignment=alignment)


def _paragraph(
    document: DocumentObject, text: str, size: float, *, bold: bool = False, before: float = 0, after: float = 0,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> Paragraph:
    return _shape(document.add_paragraph(), text, size, bold=bold, before=before, after=after, alignment=alignment)


def _shape(
    line: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False, before: float = 0,
    after: float = 0, alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> Paragraph:
    line.alignment = alignment
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return line


def _rule(place: _Cell | DocumentObject, width: float) -> None:
    """A drawn line of so many millimetres below what was written last: the lower border of an empty line."""
    whole = (place.width or _LEFT) if isinstance(place, _Cell) else Mm(165)
    line = place.add_paragraph()
    line.alignment = _CENTRE
    spare = (whole - Mm(width)) // 2
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = spare
    line.paragraph_format.line_spacing = Pt(3)
    line.paragraph_format.space_after = Pt(6)
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    line._p.get_or_add_pPr().append(border)


def _field(run: Run, name: str) -> None:
    """A field the word processor fills, such as the page number."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
