"""Small sheets for a letter on paper: the ĐẾN label and the handling slip (Decree 30/2020/NĐ-CP Annex IV)."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import table_pdf
from portal.adapters.table_pdf import BOLD, FONT, SIZE

LABEL = 50 * mm, 35 * mm
A4 = 210 * mm, 297 * mm
_LEFT, _RIGHT = 25 * mm, 195 * mm
_DOTS = 6 * mm  # from one line to write on to the next


def write_label(target: str, values: Mapping[str, str]) -> None:
    """Dấu đến: a rectangle of 35 x 50 mm; what is not known stays open to be written by hand."""
    canvas = table_pdf.canvas_for(target, f"Dấu đến số {values['number']}", values["owner"], LABEL)
    width, height = LABEL
    canvas.setLineWidth(1)
    canvas.rect(1 * mm, 1 * mm, width - 2 * mm, height - 2 * mm)
    y = height - 5 * mm
    for line in table_pdf.wrapped(values["owner"].upper(), (width - 5 * mm) * SIZE / 7, BOLD)[:2]:
        _centred(canvas, width / 2, y, line, 7, BOLD)
        y -= 3 * mm
    canvas.line(1 * mm, y + 1 * mm, width - 1 * mm, y + 1 * mm)
    middle = 15 * mm
    canvas.line(middle, y + 1 * mm, middle, 11.5 * mm)
    _centred(canvas, (1 * mm + middle) / 2, (y + 11.5 * mm) / 2 - 1 * mm, "ĐẾN", 13, BOLD)
    _asked(canvas, middle + 1.5 * mm, width - 2.5 * mm, y - 4 * mm, "Số:", values["number"])
    _asked(canvas, middle + 1.5 * mm, width - 2.5 * mm, y - 9.5 * mm, "Ngày:", values["day"])
    canvas.line(1 * mm, 11.5 * mm, width - 1 * mm, 11.5 * mm)
    _asked(canvas, 2.5 * mm, width - 2.5 * mm, 7.5 * mm, "Chuyển:", values["handler"])
    _asked(canvas, 2.5 * mm, width - 2.5 * mm, 3 * mm, "Số và ký hiệu HS:", values["dossier"])
    canvas.save()


def write_slip(target: str, values: Mapping[str, Any]) -> None:
    """Phiếu giải quyết văn bản đến: what came, then opinions of leader, unit head and handler with room to write.

    ``values`` has owner, parent, place and title, ``facts`` as (words, value), and ``parts`` as heading, hint, lines.
    """
    canvas = table_pdf.canvas_for(target, values["title"], values["owner"], A4)
    y = A4[1] - 22 * mm
    for text, font in ((values["parent"], FONT), (values["owner"], BOLD)):
        if text:
            _centred(canvas, _LEFT + 40 * mm, y, text.upper(), 11, font)
            y -= 5.5 * mm
    y = A4[1] - 44 * mm
    _centred(canvas, A4[0] / 2, y, values["title"].upper(), 14, BOLD)
    y -= 11 * mm
    for words, value in values["facts"]:
        y = _paragraph(canvas, y, f"{words}: {value}", 12)
    for part in values["parts"]:
        y = _part(canvas, y - 4 * mm, part["heading"], part["hint"], part["lines"], part["room"])
    canvas.save()


def _part(canvas: Canvas, y: float, heading: str, hint: str, lines: Sequence[str], room: int) -> float:
    """One opinion: what is known of it, then lines to write on, and the day."""
    y = _paragraph(canvas, y, heading, 12.5, BOLD)
    if hint:
        y = _paragraph(canvas, y, hint, 10)
    for n, line in enumerate(lines, start=1):
        y = _paragraph(canvas, y, f"{n}. {line}", 12)
        if y < 40 * mm:
            canvas.showPage()
            y = A4[1] - 25 * mm
    canvas.setLineWidth(0.5)
    canvas.setDash(0.6, 2)
    for _ in range(room):
        if y - _DOTS < 20 * mm:
            canvas.showPage()
            canvas.setLineWidth(0.5)
            canvas.setDash(0.6, 2)
            y = A4[1] - 25 * mm
        canvas.line(_LEFT, y, _RIGHT, y)
        y -= _DOTS
    canvas.setDash()
    canvas.setFont(FONT, 11)
    canvas.drawRightString(_RIGHT, y, "Ngày ……… tháng ……… năm 20………")
    return y - 6 * mm


def _paragraph(canvas: Canvas, y: float, text: str, size: float, font: str = FONT) -> float:
    canvas.setFont(font, size)
    for line in table_pdf.wrapped(text, (_RIGHT - _LEFT) * SIZE / size, font):
        canvas.drawString(_LEFT, y, line)
        y -= size * 1.4
    return y


def _centred(canvas: Canvas, x: float, y: float, text: str, size: float, font: str) -> None:
    canvas.setFont(font, size)
    canvas.drawCentredString(x, y, text)


def _asked(canvas: Canvas, left: float, right: float, y: float, words: str, value: str) -> None:
    """Words, and the value behind them on a dotted line."""
    canvas.setFont(FONT, 8)
    canvas.drawString(left, y, words)
    start = left + table_pdf.width_of(words) * 8 / SIZE + 1 * mm
    canvas.setLineWidth(0.4)
    canvas.setDash(0.5, 1.2)
    canvas.line(start, y - 0.6 * mm, right, y - 0.6 * mm)
    canvas.setDash()
    canvas.setLineWidth(1)
    if value:
        size = 10 if table_pdf.width_of(value) * 10 / SIZE <= right - start else 7
        canvas.setFont(FONT, size)
        fitting = table_pdf.wrapped(value, (right - start) * SIZE / size)
        canvas.drawString(start + 0.5 * mm, y, fitting[0] + ("…" if len(fitting) > 1 else ""))
