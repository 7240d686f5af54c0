"""Templates of letters as DOCX in the layout of Decree 30/2020/NĐ-CP Annex I, with fields for what each letter says.

The one place that knows the layout; ``docx_filling`` puts the words in.
"""

import re
from io import BytesIO
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

from portal.rules.kinds import LETTER
from portal.rules.letter_forms import ARTICLE, BASE, CENTRED, CHAPTER, HEADING, TEXT, WORD, Form, Line

FONT = "Times New Roman"
_LEFT, _RIGHT = Mm(68), Mm(97)
_CENTRE, _JUSTIFIED, _AT_LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
_ROOM_TO_SIGN = Mm(30)
_LEAD = re.compile(r"^(Điều \d+\.)(.*)$", re.DOTALL)
Place = _Cell | DocumentObject


def build(form: Form) -> bytes:
    """The template of a form as the bytes of a DOCX file."""
    document = _sheet()
    _head(document, form)
    if form.kind != LETTER.name:
        _title(document)
    _addressees(document)
    _text(document, form)
    _foot(document, form)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


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


def _head(document: DocumentObject, form: Form) -> None:
    """Issuer and number on the left, the country's name and the day on the right, each pair on one height."""
    (left, right), (below, beside) = _columns(document, _LEFT, _RIGHT, rows=2)
    _if(left, "co_quan_chu_quan", "{{ co_quan_chu_quan|upper }}", 13)
    _each(left, "co_quan_dong", "{{ dong|upper }}", 13, bold=True)
    _rule(left, 20)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    _rule(right, 56)
    _line(below, "Số:{{ so }}/{{ ky_hieu }}", 13, before=6)
    if form.kind == LETTER.name:
        about = _line(below, "{{ trich_yeu }}", 12, before=3)
        about.paragraph_format.left_indent = about.paragraph_format.right_indent = Mm(4)  # clear of the other column
    _line(beside, "{{ dia_danh }}, ngày{{ ngay }}tháng{{ thang }}năm {{ nam }}", 14, italic=True, before=6)


def _title(document: DocumentObject) -> None:
    """Name of the type and what it is about."""
    _line(document, "{{ ten_loai|upper }}", 14, bold=True, before=18)
    _line(document, "{{ trich_yeu }}", 14, bold=True)
    _rule(document, 36)


def _addressees(document: DocumentObject) -> None:
    """Kính gửi: one on the same line, several below it with dashes."""
    _tag(document, "if kinh_gui|length == 1")
    _line(document, "Kính gửi: {{ kinh_gui[0] }}", 14, before=18, after=12)
    _tag(document, "elif kinh_gui")
    _line(document, "Kính gửi:", 14, before=18, alignment=_AT_LEFT).paragraph_format.left_indent = Mm(35)
    _each(document, "kinh_gui", _LISTED, 14, alignment=_AT_LEFT).paragraph_format.left_indent = Mm(57)
    _line(document, "", 8)
    _tag(document, "endif")


_LISTED = "- {{ dong }}{% if loop.last %}.{% else %};{% endif %}"  # the last with a full stop


def _text(document: DocumentObject, form: Form) -> None:
    """What is written already, else the lines of the form."""
    _tag(document, "for dong in noi_dung")
    _body(document, (TEXT, "{{ dong }}"))
    _tag(document, "else")
    for line in form.lines:
        _body(document, line)
    _tag(document, "endfor")


def _body(document: DocumentObject, line: Line) -> None:
    how, text = line
    if how in (HEADING, CENTRED):
        _line(document, text, 14, bold=how == HEADING, before=6)
        return
    lead, rest = match.groups() if how == ARTICLE and (match := _LEAD.match(text)) else ("", text)
    paragraph = _line(
        document, lead or rest, 14, bold=bool(lead) or how == CHAPTER, italic=how == BASE, before=6,
        alignment=_JUSTIFIED,
    )
    if lead:
        paragraph.add_run(rest).font.size = Pt(14)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.line_spacing = 1.15


def _foot(document: DocumentObject, form: Form) -> None:
    """Nơi nhận on the left and who signs on the right; where two sign, side by side above it."""
    _line(document, "", 8)
    ((left, right),) = _columns(document, Mm(80), Mm(85))
    if form.over:
        _line(left, form.beside, 14, bold=True)
        _line(left, WORD, 14, bold=True).paragraph_format.space_before = _ROOM_TO_SIGN
        _line(right, form.over, 14, bold=True)
    else:
        _recipients(left)
    _each(right, "quyen_han", "{{ dong }}", 14, bold=True)
    _line(right, "{{ chuc_vu }}", 14, bold=True)
    _line(right, "{{ nguoi_ky }}", 14, bold=True).paragraph_format.space_before = _ROOM_TO_SIGN
    if form.over:
        _line(document, "", 8)
        ((left, _),) = _columns(document, Mm(80), Mm(85))
        _recipients(left)


def _recipients(place: Place) -> None:
    """Nơi nhận in two parts: on paper, then under “Bản điện tử:” the others (the seed letter's form)."""
    _line(place, "Nơi nhận:", 12, bold=True, italic=True, alignment=_AT_LEFT)
    _each(place, "noi_nhan_giay", _LISTED, 11, alignment=_AT_LEFT)
    _if(place, "noi_nhan_dien_tu", "Bản điện tử:", 11, bold=True, italic=True, alignment=_AT_LEFT)
    _each(place, "noi_nhan_dien_tu", _LISTED, 11, alignment=_AT_LEFT)


def _each(place: Place, field: str, text: str, size: float, **look: Any) -> Paragraph:
    """A line for each of several; ``dong`` in the text is the one."""
    _tag(place, f"for dong in {field}")
    line = _line(place, text, size, **look)
    _tag(place, "endfor")
    return line


def _if(place: Place, field: str, text: str, size: float, **look: Any) -> None:
    """A line that is there only where the field says something."""
    _tag(place, f"if {field}")
    _line(place, text, size, **look)
    _tag(place, "endif")


def _tag(place: Place, words: str) -> None:
    """A line that docxtpl takes out again; it holds an instruction and nothing else."""
    _line(place, f"{{%p {words} %}}", 8)


def _columns(document: DocumentObject, *widths: Mm, rows: int = 1) -> list[list[_Cell]]:
    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    made = []
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        made.append(list(row.cells))
        for cell, width in zip(made[-1], widths, strict=True):
            cell.width = width
            _narrow(cell)
    return made


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
    place: Place, text: str, size: float, *, bold: bool = False, italic: bool = False, before: float = 0,
    after: float = 0, alignment: WD_ALIGN_PARAGRAPH = _CENTRE,
) -> Paragraph:
    """The next line; the first paragraph of a cell is there already."""
    unused = isinstance(place, _Cell) and len(place.paragraphs) == 1 and not place.paragraphs[0].runs
    line = place.paragraphs[0] if unused else place.add_paragraph()
    line.alignment = alignment
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(after)
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return line


def _rule(place: Place, width: float) -> None:
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
