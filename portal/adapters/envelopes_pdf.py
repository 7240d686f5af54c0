"""Phong bì and sheets of labels as PDF: from whom, which document, to whom and where."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import table_pdf
from portal.adapters.table_pdf import BOLD, FONT, SIZE

ENVELOPES = {"c5": (229 * mm, 162 * mm), "dl": (220 * mm, 110 * mm)}
A4 = 210 * mm, 297 * mm
ACROSS, DOWN = 2, 7  # labels of 99.1 x 38.1 mm
LABEL = 99.1 * mm, 38.1 * mm
_TOP, _SIDE, _GAP = 15.1 * mm, 4.65 * mm, 2.5 * mm
_EDGE = 4 * mm


def write(target: str, size: str, sender: Mapping[str, str], letters: Sequence[Mapping[str, Any]]) -> None:
    """A page for each envelope, or sheets of labels; each letter has number, mark, to and address."""
    page = ENVELOPES.get(size, A4)
    canvas = table_pdf.canvas_for(target, "Phong bì" if size in ENVELOPES else "Nhãn phong bì", sender["name"], page)
    if size in ENVELOPES:
        for letter in letters:
            _envelope(canvas, page, sender, letter)
            canvas.showPage()
    else:
        _labels(canvas, letters)
    canvas.save()


def _envelope(canvas: Canvas, page: tuple[float, float], sender: Mapping[str, str], letter: Mapping[str, Any]) -> None:
    """The sender at the top left with the number below, the receiver in the lower right half."""
    width, height = page
    left, middle = 10 * mm, width * 0.42
    y = height - 12 * mm
    if sender["parent"]:
        y = _lines(canvas, left, y, sender["parent"].upper(), middle - left, 9)
    y = _lines(canvas, left, y, sender["name"].upper(), middle - left, 10, BOLD)
    if sender["address"]:
        y = _lines(canvas, left, y, sender["address"], middle - left, 9)
    _lines(canvas, left, y - 3 * mm, f"Số: {letter['number']}", middle - left, 11)
    if letter["mark"]:
        _mark(canvas, width - 12 * mm, height - 12 * mm, letter["mark"])
    y = height * 0.5
    canvas.setFont(FONT, 12)
    canvas.drawString(middle, y, "Kính gửi:")
    y = _lines(canvas, middle, y - 7 * mm, letter["to"], width - middle - 10 * mm, 15, BOLD)
    _lines(canvas, middle, y - 1 * mm, letter["address"], width - middle - 10 * mm, 12)


def _mark(canvas: Canvas, right: float, top: float, words: str) -> None:
    """The urgency in a red frame."""
    width = table_pdf.width_of(words, BOLD) * 14 / SIZE + 8 * mm
    canvas.setStrokeColorRGB(0.8, 0, 0)
    canvas.setFillColorRGB(0.8, 0, 0)
    canvas.rect(right - width, top - 8 * mm, width, 10 * mm)
    canvas.setFont(BOLD, 14)
    canvas.drawCentredString(right - width / 2, top - 4.6 * mm, words)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.setStrokeColorRGB(0, 0, 0)


def _labels(canvas: Canvas, letters: Sequence[Mapping[str, Any]]) -> None:
    """Sheets of labels, row after row."""
    for n, letter in enumerate(letters):
        place = n % (ACROSS * DOWN)
        if n and place == 0:
            canvas.showPage()
        x = _SIDE + (place % ACROSS) * (LABEL[0] + _GAP) + _EDGE
        y = A4[1] - _TOP - (place // ACROSS) * LABEL[1] - 7 * mm
        room = LABEL[0] - 2 * _EDGE
        head = f"Số: {letter['number']}" + (f"  –  {letter['mark']}" if letter["mark"] else "")
        y = _lines(canvas, x, y, head, room, 8.5, most=1)
        y = _lines(canvas, x, y - 1 * mm, letter["to"], room, 11, BOLD, most=3)
        _lines(canvas, x, y, letter["address"], room, 9.5, most=2)
    canvas.showPage()


def _lines(
    canvas: Canvas, x: float, y: float, text: str, room: float, size: float, font: str = FONT, most: int = 4
) -> float:
    """Words in as many lines as fit; where the next line goes is the answer."""
    lines = table_pdf.wrapped(text, room * SIZE / size, font) if text else []
    canvas.setFont(font, size)
    for n, line in enumerate(lines[:most]):
        canvas.drawString(x, y, line + ("…" if n == most - 1 and len(lines) > most else ""))
        y -= size * 1.25
    return y
