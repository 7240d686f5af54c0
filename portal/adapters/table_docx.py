"""A table as DOCX: A4 landscape, heads on every page; ten thousand rows are written as text, not cell by cell."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.rules.tables import Table, shown

FONT = "Times New Roman"
_BODY = "word/document.xml"
_WIDTH = Mm(272).twips
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARGINS = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write(table: Table) -> bytes:
    """The table as the bytes of a DOCX file."""
    document = Document()
    _lay_out(document)
    _line(document, table.owner.upper(), 12, bold=True)
    _line(document, table.title.upper(), 14, bold=True)
    for note in table.notes:
        _line(document, note, 11)
    frame = BytesIO()
    document.save(frame)
    return _with(frame, _table(table) + _signed(table.signers))


def _with(frame: BytesIO, rows: str) -> bytes:
    """The table put behind the last paragraph of the saved file; as a tree it would take four times as long."""
    file = BytesIO()
    with ZipFile(frame) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _BODY:
                before, section, after = content.rpartition(b"<w:sectPr")
                content = b"".join((before, rows.encode(), section, after))
            new.writestr(name, content)
    return file.getvalue()


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(15), Mm(10)
    section.top_margin = section.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)


def _line(document: Any, text: str, size: int, *, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(3)
    run = paragraph.add_run(_NOT_XML.sub("", text))
    run.bold, run.font.size = bold, Pt(size)


def _table(table: Table) -> str:
    whole = sum(table.widths)
    widths = [share * _WIDTH // whole for share in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(map(shown, row), widths) for row in table.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_row(table.heads, widths, is_head=True)}{rows}</w:tbl>"
    )


def _signed(signers: Sequence[str]) -> str:
    """Who signs, side by side below the table."""
    if not signers:
        return ""
    widths = [_WIDTH // len(signers)] * len(signers)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'{_centred(words.upper(), "<w:rPr><w:b/></w:rPr>")}{_centred("(Ký, ghi rõ họ tên)")}</w:tc>'
        for words, width in zip(signers, widths, strict=True)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:p/><w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl><w:p/>"
    )


def _centred(text: str, look: str = "") -> str:
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:p>'


def _row(texts: Iterable[str], widths: Sequence[int], *, is_head: bool = False) -> str:
    about = "<w:cantSplit/><w:tblHeader/>" if is_head else "<w:cantSplit/>"
    bold = "<w:rPr><w:b/></w:rPr>" if is_head else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:r>{bold}'
        f'<w:t xml:space="preserve">{escape(_NOT_XML.sub("", text))}</w:t></w:r></w:p></w:tc>'
        for text, width in zip(texts, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{about}</w:trPr>{cells}</w:tr>"
