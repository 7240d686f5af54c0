"""Test letters as DOCX in many layouts, and as the PDFs that LibreOffice prints of them, many at a time."""

import subprocess
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from portal.adapters.tools import office
from portal.bench.read.boxes import put_box
from portal.bench.read.sheets import Sheet, Style
from portal.samples.noise import newer_tones

_CENTRE, _LEFT, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
_WIDTH = 165.0
_FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"0"}}'
_SECONDS = 900
_WIDEST_HEAD, _WIDEST_SPACED, _WIDEST_ABOUT = 24, 21, 34  # letters of a head without columns
_SPACED_COLUMN, _LEAST_SPACES = 24, 8
_WIDEST_TABBED = 44  # letters; a longer name would run into the other column


def write(sheet: Sheet, path: Path) -> None:
    """The letter as a DOCX file."""
    _Writing(sheet).document.save(str(path))


def print_all(files: Sequence[Path], folder: Path) -> None:
    """All files as PDF into the folder by one start of LibreOffice."""
    with tempfile.TemporaryDirectory(prefix="portal-read-") as profile:
        command = [office() or "soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"]
        command += ["--norestore", "--nolockcheck", "--convert-to", _FILTER, "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=_SECONDS)


class _Writing:
    """One letter on its way to paper."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.style = sheet, sheet.style
        self.document = _paper(sheet.style)
        self.boxes = 0
        self._head()
        self._title()
        self._addressees()
        for text in sheet.body:
            self._body(text)
        if sheet.rows:
            self._table(("STT", "Họ và tên", "Địa chỉ"), *sheet.rows)
        self._foot()
        self._after()

    def _line(self, room: Any, text: str, size: float, *, bold: bool = False, italic: bool = False,
              alignment: Any = _CENTRE, before: float = 0) -> Any:  # fmt: skip
        """A paragraph; the first of a cell is there already."""
        first = room.paragraphs[0] if hasattr(room, "_tc") and not room.paragraphs[0].runs else None
        paragraph = first if first is not None and not first.text else room.add_paragraph()
        paragraph.alignment = alignment
        paragraph.paragraph_format.space_before = Pt(before)
        run = paragraph.add_run(newer_tones(text) if self.style.inverse_tones else text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)
        return paragraph

    def _rule(self, room: Any, width: float) -> None:
        """The line below issuer, motto and subject."""
        if not self.style.rule:
            return
        if self.style.rule != "border":
            self._line(room, self.style.rule, 8)
            return
        paragraph = self._line(room, "", 4)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(width)
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        paragraph._p.get_or_add_pPr().append(borders)

    def _columns(self, rows: int) -> Any:
        table = self.document.add_table(rows=rows, cols=2)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for row in table.rows:
            for cell, width in zip(row.cells, (self.style.left, _WIDTH - self.style.left), strict=True):
                cell.width = Mm(width)
        return table

    def _head(self) -> None:
        sheet, style = self.sheet, self.style
        widest = {"tabs": _WIDEST_HEAD, "spaces": _WIDEST_SPACED}.get(style.columns, 0)
        narrow = all(len(text) < widest for text in (*sheet.above, *sheet.issuer))
        if sheet.note:
            self._noted()
        if narrow:
            self._head_in_one_column()
        elif style.columns == "boxes":
            self._head_in_boxes()
        else:
            table = self._columns(2 if style.columns == "table" else 1)
            upper, lower = table.rows[0].cells, table.rows[-1].cells
            self._issuer(upper[0])
            self._country(upper[1])
            self._number(lower[0])
            self._line(lower[1], sheet.dated, 13.5, italic=True, before=4)
        if sheet.stamp and style.stamped == "box":
            anchor = self._line(self.document, "", 13)
            anchor.paragraph_format.space_after = Pt(12)
            stamp = self._line(self.document, sheet.stamp, 13, bold=True)
            put_box(anchor, [stamp], (10.0, 2.0, 44.0, 7.0), self._next_box(), framed=True, beside=True)
        elif sheet.stamp and style.stamped == "above":
            self._line(self.document, sheet.stamp, 13, bold=True, alignment=_LEFT, before=6)

    def _issuer(self, room: Any) -> None:
        for text in self.sheet.above:
            self._line(room, text, 13)
        for text in self.sheet.issuer:
            self._line(room, text, 13, bold=True)
        if self.sheet.star:
            self._line(room, "*", 13)
        else:
            self._rule(room, 20)

    def _country(self, room: Any) -> None:
        for at, text in enumerate(self.sheet.right):
            self._line(room, text, 13 if at == 0 else 14, bold=True)
        self._rule(room, 22)

    def _number(self, room: Any) -> None:
        """The number, and what stands below it."""
        sheet = self.sheet
        if sheet.number:
            self._line(room, sheet.number, 13, before=4)
        if sheet.about:
            self._line(room, sheet.about, 12, before=2)
        if sheet.stamp and self.style.stamped == "cell":
            self._line(room, sheet.stamp, 13, bold=True, before=6)

    def _head_in_one_column(self) -> None:
        """Both columns in the same paragraphs: centred at tabs, or held apart by typed spaces."""
        sheet = self.sheet
        left = [*sheet.above, *sheet.issuer, *(["*"] if sheet.star else [])]
        right = list(sheet.right)
        height = max(len(left), len(right))
        left += [""] * (height - len(left))
        right += [""] * (height - len(right))
        stamp = sheet.stamp if self.style.stamped == "cell" else ""
        pairs = [*zip(left, right, strict=True), (sheet.number, sheet.dated)]
        pairs += [(line, "") for line in (*wrap(sheet.about, _WIDEST_ABOUT), stamp)]
        for one, other in pairs:
            if one or other:
                self._pair(one, other, bold=one in left or one == stamp)

    def _pair(self, left: str, right: str, *, bold: bool) -> None:
        paragraph = self._line(self.document, "", 12, alignment=_LEFT)
        text = f"\t{left}\t{right}".rstrip("\t")
        if self.style.columns == "spaces":
            text = f"{left}{' ' * max(_LEAST_SPACES, 3 * (_SPACED_COLUMN - len(left)))}{right}".rstrip()
        else:
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(self.style.left / 2), WD_TAB_ALIGNMENT.CENTER)
            stops.add_tab_stop(Mm((self.style.left + _WIDTH) / 2), WD_TAB_ALIGNMENT.CENTER)
        run = paragraph.add_run(newer_tones(text) if self.style.inverse_tones else text)
        run.bold, run.font.size = bold, Pt(12 if self.style.columns == "tabs" else 11)

    def _head_in_boxes(self) -> None:
        """Issuer, number and subject in one text box, country and day in another."""
        room = self.document
        anchor, start = self._line(room, "", 13), len(room.paragraphs)
        self._issuer(room)
        self._number(room)
        middle = len(room.paragraphs)
        self._country(room)
        self._line(room, self.sheet.dated, 13.5, italic=True, before=4)
        lines, wide = room.paragraphs, self.style.left
        put_box(anchor, lines[start:middle], (30.0, 18.0, wide, 56.0), self._next_box())
        put_box(anchor, lines[middle:], (30.0 + wide, 18.0, _WIDTH - wide, 34.0), self._next_box())
        anchor.paragraph_format.space_after = Pt(140)

    def _noted(self) -> None:
        """Small words in the upper right corner."""
        lines = [self._line(self.document, text, 8) for text in self.sheet.note]
        anchor = self._line(self.document, "", 2)
        put_box(anchor, lines, (125.0, 5.0, 80.0, 14.0), self._next_box())

    def _next_box(self) -> int:
        self.boxes += 1
        return self.boxes

    def _title(self) -> None:
        sheet = self.sheet
        if not sheet.title:
            return
        bold = not self.style.plain_subject
        title, heading = sheet.title, sheet.heading
        if self.style.one_paragraph and bold:
            title, heading = "\n".join((title, *heading)), ()
        self._line(self.document, title, 14, bold=True, before=14)
        for text in heading:
            self._line(self.document, text, 14, bold=bold)
        if sheet.enclosed:
            self._line(self.document, sheet.enclosed, 13, italic=True)
        if sheet.heading:
            self._rule(self.document, 60)
        if sheet.authority:
            self._line(self.document, sheet.authority, 14, bold=True, before=8)

    def _addressees(self) -> None:
        names, size = self.sheet.addressed, self.style.size
        if not names:
            return
        if len(names) == 1:
            self._line(self.document, f"Kính gửi: {names[0]}{'.' if self.style.rule else ''}", size, before=10)
            return
        listed = [f"- {name}{'.' if name is names[-1] else ';'}" for name in names]
        if self.style.addressed == "run":
            text = f"Kính gửi: {'; '.join(names)}."
            self._line(self.document, text, size, alignment=_LEFT, before=10).paragraph_format.left_indent = Mm(20)
        elif self.style.addressed == "beside":
            table = self._columns(1)
            self._line(table.rows[0].cells[0], "Kính gửi:", size, alignment=WD_ALIGN_PARAGRAPH.RIGHT, before=10)
            for at, text in enumerate(listed):
                self._line(table.rows[0].cells[1], text, size, alignment=_LEFT, before=0 if at else 10)
        else:
            opening = self._line(self.document, "Kính gửi:", size, alignment=_LEFT, before=10)
            opening.paragraph_format.left_indent = Mm(30)
            for text in listed:
                self._line(self.document, text, size, alignment=_LEFT).paragraph_format.left_indent = Mm(42)

    def _body(self, text: str) -> None:
        centred = text in ("QUYẾT ĐỊNH:", "NGHỊ QUYẾT:", "QUYẾT NGHỊ:")
        paragraph = self._line(
            self.document, text, self.style.size, bold=centred, alignment=_CENTRE if centred else _JUSTIFIED,
            before=self.style.spacing,
        )  # fmt: skip
        if not centred:
            paragraph.paragraph_format.first_line_indent = Mm(self.style.indent)

    def _table(self, *rows: tuple[str, ...]) -> None:
        table = self.document.add_table(rows=0, cols=3, style="Table Grid")
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                self._line(cell, text, 12)

    def _foot(self) -> None:
        sheet = self.sheet
        self._line(self.document, "", 6)
        narrow = all(len(text) < _WIDEST_TABBED for text in sheet.recipients)
        if self.style.foot == "tabs" and narrow and not sheet.beside and sheet.recipients:
            self._foot_with_tabs()
            return
        left, right = self._columns(1).rows[0].cells
        if sheet.beside:
            self._signature(left, sheet.beside)
        elif sheet.recipients:
            self._line(left, "Nơi nhận:", 12, bold=True, italic=True, alignment=_LEFT)
            for text in sheet.recipients:
                self._line(left, text, 11, alignment=_LEFT)
        self._signature(right, sheet.signature)
        if sheet.beside and sheet.recipients:
            for text in ("Nơi nhận:", *sheet.recipients):
                self._line(self.document, text, 11, alignment=_LEFT)

    def _signature(self, room: Any, lines: tuple[str, ...]) -> None:
        for text in lines[:-1]:
            self._line(room, text, 13.5, bold=True)
        for _ in range(4):
            self._line(room, " ", 13)
        self._line(room, lines[-1], 14, bold=True)

    def _foot_with_tabs(self) -> None:
        left = ["Nơi nhận:", *self.sheet.recipients]
        right = [*self.sheet.signature[:-1], "", "", "", self.sheet.signature[-1]]
        height = max(len(left), len(right))
        left += [""] * (height - len(left))
        right += [""] * (height - len(right))
        for one, other in zip(left, right, strict=True):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(122), WD_TAB_ALIGNMENT.CENTER)
            run = paragraph.add_run(newer_tones(one) if self.style.inverse_tones else one)
            run.font.size, run.italic = Pt(11), one == "Nơi nhận:"
            post = paragraph.add_run(f"\t{other}" if other else "")
            post.bold, post.font.size = True, Pt(13)

    def _after(self) -> None:
        """An annex, or the block of a copy."""
        for manner, lines in groupby(self.sheet.after, key=lambda line: line[0]):
            parts = [line[1:] for line in lines]
            if manner == "row":
                self._table(("TT", "Họ và tên", "Nơi ở"), *parts)
            elif manner == "pair":
                self._pairs(parts)
            elif manner == "page":
                self.document.add_page_break()
            else:
                alignment = _JUSTIFIED if manner == "text" else _CENTRE
                for (text,) in parts:
                    self._line(
                        self.document, text, 13, bold=manner == "title", italic=manner == "note", alignment=alignment
                    )

    def _pairs(self, parts: list[tuple[str, ...]]) -> None:
        left, right = self._columns(1).rows[0].cells
        for one, other in parts:
            self._line(left, one or " ", 12)
            self._line(right, other or " ", 12, bold=True)


def _paper(style: Style) -> Any:
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = style.font, Pt(style.size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), style.font)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    number.add_run("2")
    return document
