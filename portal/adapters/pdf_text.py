"""The text layer of a PDF by PDFium: lines with their places on the page, and whether the layer is of use."""

import ctypes
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from portal.rules.errors import Unreadable
from portal.rules.page_lines import FEW_WORDS, Box, Word, around, is_useful, lines, turned_by

MOST_PAGES = 500
MOST_TEXT = 2 * 1024 * 1024
_FINE = 20_000  # places are asked for on a page of this many dots a side, then told as fractions
_BOLD = 600
_LARGE = 0.4  # of the page
_LEAST_JUMP = 0.005
_ENOUGH_LETTERS = 400  # to see which way a page's lines run
_LEAST_SPACE = 0.28  # of the letters' height; PDFium sees spaces also where letters stand one by one


def read(path: str, most_pages: int = MOST_PAGES) -> dict[str, Any]:
    """Pages with their lines; ``useful`` is false where a page has no text layer or a meaningless one."""
    document = open_pdf(path)
    pages: list[dict[str, Any]] = []
    text_left = MOST_TEXT
    for number in range(1, min(len(document), most_pages) + 1):
        if text_left <= 0:
            break
        page = _page(document, number, text_left)
        text_left -= sum(len(line["text"]) for line in page["lines"])
        pages.append(page)
    return {"page_count": len(document), "pages": pages}


def page_words(path: str, page: int) -> dict[str, Any]:
    """The printed words of one page with their places, and its size."""
    document = open_pdf(path)
    if not 1 <= page <= len(document):
        raise Unreadable("no such page")
    sheet = document[page - 1]
    width, height = sheet.get_size()
    place = _Places(sheet)
    found = [*_words(sheet, MOST_TEXT, place), *_field_words(document, sheet, place)]
    return {"width": width, "height": height, "words": [[word.text, word.box] for word in found]}


def open_pdf(path: str) -> pdfium.PdfDocument:
    """The document with its forms, so that what stands in a field is read and drawn too."""
    try:
        document = pdfium.PdfDocument(Path(path))
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Unreadable("password" if encrypted else "damaged") from error
    if len(document) == 0:
        raise Unreadable("no pages")
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    return document


def _page(document: pdfium.PdfDocument, number: int, most_text: int) -> dict[str, Any]:
    page = document[number - 1]
    place = _Places(page, _quarters(page))
    words = [*_words(page, most_text, place), *_field_words(document, page, place)]
    width, height = place.size
    return {
        "number": number,
        "width": width,
        "height": height,
        "useful": is_useful(words, pictured=len(words) < FEW_WORDS and _is_pictured(page)),
        "turned": place.quarters * 90.0,
        "lines": [asdict(line) for line in lines(words, number, height / width if width else 1.0)],
    }


def _quarters(page: pdfium.PdfPage) -> int:
    """How often the page must be turned counter-clockwise so that its lines run from left to right."""
    text_page, place, (width, height) = page.get_textpage(), _Places(page), page.get_size()
    runs = [0, 0, 0, 0]
    last: Box | None = None
    for index in range(min(text_page.count_chars(), _ENOUGH_LETTERS)):
        box = None if _letter(text_page, index).isspace() else place.of(text_page, index)
        if last and box:
            across, down = (box[0] + box[2] - last[0] - last[2]) * width, (box[1] + box[3] - last[1] - last[3]) * height
            level = abs(across) >= abs(down)
            runs[(0 if across >= 0 else 2) if level else (1 if down > 0 else 3)] += 1
        last = box
    most = max(runs)
    return runs.index(most) if most >= FEW_WORDS else 0


def _is_pictured(page: pdfium.PdfPage) -> bool:
    """An image covers much of the page, or there is drawing and no text at all (letters turned into curves)."""
    width, height = page.get_size()
    only_drawn = page.get_textpage().count_chars() == 0
    for thing in page.get_objects(max_depth=3):
        if only_drawn and thing.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            return True
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if (right - left) * (top - bottom) > _LARGE * width * height:
                return True
    return False


def _words(page: pdfium.PdfPage, most_text: int, place: "_Places") -> Iterator[Word]:
    """Runs of characters between spaces and jumps, each with the box around its characters."""
    text_page = page.get_textpage()
    count = min(text_page.count_chars(), most_text)
    letters: list[str] = []
    boxes: list[Box] = []
    first = 0
    for index in range(count + 1):
        letter = _letter(text_page, index) if index < count else " "
        if letter == " " and letters and boxes and _is_imagined(text_page, index, count, boxes[-1], place):
            continue
        box = None if letter.isspace() else place.of(text_page, index)
        if letters and (letter.isspace() or (box and boxes and _jumps(boxes[-1], box))):
            if boxes:
                yield Word(_whole("".join(letters)), around(boxes), 1.0, _is_bold(text_page, first))
            letters, boxes = [], []
        if not letter.isspace():
            first = first if letters else index
            letters.append(letter)
            boxes += [box] if box else []


def _is_imagined(text_page: pdfium.PdfTextPage, index: int, count: int, last: Box, place: "_Places") -> bool:
    """A space that PDFium put between two letters that stand as close as letters do."""
    if index + 1 >= count or raw.FPDFText_IsGenerated(text_page, index) != 1:
        return False
    box = place.of(text_page, index + 1)
    if box is None or _jumps(last, box):
        return False
    width, height = place.size
    return 0 <= (box[0] - last[2]) * width < _LEAST_SPACE * max(box[3] - box[1], last[3] - last[1]) * height


def _field_words(document: pdfium.PdfDocument, page: pdfium.PdfPage, place: "_Places") -> Iterator[Word]:
    """What was filled into the form's text fields, such as number and day: not part of the page's own text."""
    if document.formenv is None:
        return
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        try:
            if raw.FPDFAnnot_GetFormFieldType(document.formenv, annotation) == raw.FPDF_FORMFIELD_TEXTFIELD:
                yield from _spread(_value(document.formenv, annotation).split(), place.around(annotation))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _value(form: Any, annotation: Any) -> str:
    """The text of a field."""
    size = min(raw.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0), MOST_TEXT)
    units = (ctypes.c_ushort * max(1, size // 2))()
    raw.FPDFAnnot_GetFormFieldValue(form, annotation, units, size)
    return bytes(units).decode("utf-16-le", "replace").rstrip("\0")


def _spread(words: list[str], box: Box) -> Iterator[Word]:
    """Words side by side over a field, each as wide as it has letters."""
    letters = sum(len(word) + 1 for word in words)
    left = box[0]
    for word in words:
        right = left + (box[2] - box[0]) * (len(word) + 1) / letters
        yield Word(word, (left, box[1], right, box[3]), 1.0, False)
        left = right


def _jumps(last: Box, box: Box) -> bool:
    """The next character stands on another line: a hyphen at the end of a line hides the break."""
    return box[2] < last[0] or box[1] > last[3] + _LEAST_JUMP or box[3] < last[1] - _LEAST_JUMP


def _letter(text_page: pdfium.PdfTextPage, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, index)
    if code in (0, 0xFFFE, 0xFFFF):
        return " "
    return "-" if code == 2 else chr(code)  # PDFium marks a hyphen at the end of a line so


def _whole(text: str) -> str:
    """UTF-16 halves put together; a half alone becomes the replacement character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_bold(text_page: pdfium.PdfTextPage, index: int) -> bool:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, index, name, len(name), ctypes.byref(ctypes.c_int()))
    return b"bold" in name.value.lower() or raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD


class _Places:
    """Where characters stand, as fractions of the page as it is seen (turned and cut), or turned further."""

    def __init__(self, page: pdfium.PdfPage, quarters: int = 0) -> None:
        self.page, self.quarters = page, quarters
        width, height = page.get_size()
        self.size = (height, width) if quarters % 2 else (width, height)
        self.corners = [ctypes.c_double() for _ in range(4)]
        self.x, self.y = ctypes.c_int(), ctypes.c_int()

    def of(self, text_page: pdfium.PdfTextPage, index: int) -> Box | None:
        left, right, bottom, top = self.corners
        if not raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            return None
        if left.value == right.value and top.value == bottom.value:
            return None
        return self._box((left.value, top.value), (right.value, bottom.value))

    def around(self, annotation: Any) -> Box:
        """The rectangle of a field."""
        rectangle = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(annotation, rectangle)
        return self._box((rectangle.left, rectangle.top), (rectangle.right, rectangle.bottom))

    def _box(self, one: tuple[float, float], other: tuple[float, float]) -> Box:
        (x0, y0), (x1, y1) = self._seen(*one), self._seen(*other)
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        return turned_by(self.quarters, box) if self.quarters else box

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(self.page, 0, 0, _FINE, _FINE, 0, x, y, self.x, self.y)
        return self.x.value / _FINE, self.y.value / _FINE
