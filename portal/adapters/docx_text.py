"""The text of a DOCX in reading order: paragraphs, tables cell by cell, boxes; one line for each printed break."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from portal.rules.errors import Unreadable
from portal.rules.folding import nfc
from portal.rules.page_lines import DOCX, Line

MOST_TEXT = 2 * 1024 * 1024
_LEAST_COLUMN = 6  # letters before a tab that make it a column and not the number of a point
_GAP = re.compile(r"[ \u00a0]{6,}")
_BLANK = re.compile(r"(?:^|\s)(?:số|ngày|tháng|năm|kính gửi)\s*[:.…_]*$", re.IGNORECASE)  # room for the pen
_LIST = re.compile(r"^nơi nhận\b", re.IGNORECASE)  # its column goes on where the signature beside it has ended
_ITEM = re.compile(r"^(?:[-–+]|bản (?:điện tử|giấy)\b)", re.IGNORECASE)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {_FALLBACK, *(qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr"))}


@dataclass
class _Found:
    """A paragraph's lines on their way to becoming Lines."""

    texts: list[str]
    bold: bool
    centered: bool


def read(path: str) -> dict[str, Any]:
    """All lines; a DOCX knows no pages before it is printed, so there is one without a size."""
    try:
        document = Document(path)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged") from error
    lines: list[dict[str, Any]] = []
    text_left = MOST_TEXT
    for line in _lines(document):
        text_left -= len(line.text)
        if text_left <= 0:
            break
        lines.append(asdict(line))
    return {"page_count": None, "pages": [{"number": None, "width": 0, "height": 0, "useful": True, "lines": lines}]}


def _lines(document: DocumentObject) -> Iterator[Line]:
    columns: tuple[list[Line], list[Line]] = ([], [])
    for found in _paragraphs(document.element.body, document):
        for text in found.texts:
            left, right = _sides(text.strip())
            if right and len(left) >= _LEAST_COLUMN:
                columns[0].append(_line(left, found))
                columns[1].append(_line(right, found))
                continue
            whole = nfc(text)
            if columns[0] and _ITEM.match(whole) and any(_LIST.match(line.text) for line in columns[0]):
                columns[0].append(_line(whole, found))
                continue
            yield from _flushed(columns)
            if whole:
                yield _line(whole, found)
    yield from _flushed(columns)


def _sides(text: str) -> tuple[str, str]:
    """What stands left and right of the tabs or, where there are none, of a wide gap made with spaces."""
    left, tab, right = text.partition("\t")
    if not tab and (gaps := [gap for gap in _GAP.finditer(text) if not _BLANK.search(text[: gap.start()])]):
        widest = max(gaps, key=lambda gap: len(gap.group()))
        left, right = text[: widest.start()], text[widest.end() :]
    return left.strip(), right.strip()


def _flushed(columns: tuple[list[Line], list[Line]]) -> Iterator[Line]:
    """Columns made with tabs are read as columns: all of the left one, then all of the right one."""
    for column in columns:
        yield from column
        column.clear()


def _line(text: str, found: _Found) -> Line:
    return Line(text=nfc(text), source=DOCX, bold=found.bold, centered=found.centered)


def _paragraphs(element: Any, document: DocumentObject) -> Iterator[_Found]:
    """Every paragraph below the element, in tables, content controls and text boxes too."""
    for child in element:
        if child.tag == qn("w:p"):
            yield _paragraph(child, document)
            for box in child.iter(qn("w:txbxContent")):
                if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                    yield from _paragraphs(box, document)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _paragraphs(child, document)


def _paragraph(element: Any, document: DocumentObject) -> _Found:
    paragraph = Paragraph(element, document)
    texts = "".join(_pieces(element)).split("\n")
    if element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None and texts[0].strip():
        texts[0] = f"- {texts[0]}"  # the dash of a list is drawn, not written
    return _Found(texts, _is_bold(paragraph), _is_centered(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield "\t"
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag not in _SKIPPED and child.tag != qn("w:txbxContent") and isinstance(child.tag, str):
            yield from _pieces(child)


def _is_bold(paragraph: Paragraph) -> bool:
    style = paragraph.style.font.bold if paragraph.style else None
    letters = bold = 0
    for run in paragraph.runs:
        letters += len(run.text)
        bold += len(run.text) if (style if run.bold is None else run.bold) else 0
    return letters > 0 and bold * 2 > letters


def _is_centered(paragraph: Paragraph) -> bool:
    alignment, style = paragraph.alignment, paragraph.style
    while alignment is None and style is not None:
        alignment = style.paragraph_format.alignment
        style = style.base_style
    return alignment == WD_ALIGN_PARAGRAPH.CENTER
