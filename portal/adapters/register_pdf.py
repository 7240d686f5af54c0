"""A register as the law prints it: cover, ten columns, totals on every page, voided numbers struck through.

Rows come from a file, a line of JSON each, so that a register of any length is never held as a whole.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import table_pdf
from portal.adapters.table_pdf import BOLD, BOTTOM, FONT, LEADING, LEFT, PAD, PAGE, RIGHT, SIZE, TOP, Sheet
from portal.rules.tables import Table

_FOOT = 2 * LEADING  # below the last row: the totals
_STRIKE = 0.3 * SIZE  # above the base line
_COVER = 20 * mm, 15 * mm, 257 * mm, 180 * mm  # the frame of the cover: left, bottom, width, height


def write_file(source: str, target: str, cover: Mapping[str, Any]) -> dict[str, int]:
    """Print the rows of ``source``; how many pages, rows and voided numbers there are.

    ``cover`` has owner, parent, title, lines (below the title), heads and widths; ``counts``: whether pages add up.
    """
    table = Table(cover["owner"], cover["title"], (), tuple(cover["heads"]), tuple(cover["widths"]), ())
    canvas = table_pdf.canvas_for(target, table.title, table.owner)
    draw_cover(canvas, cover)
    sheet = RegisterSheet(canvas, table, counts=cover.get("counts", True))
    sheet.heads()
    for row in rows_of(Path(source)):
        sheet.entry(row["cells"], is_void=row["void"], room=row.get("room", 1))
    sheet.end()
    canvas.save()
    return {"pages": sheet.page, "rows": sheet.rows, "voids": sheet.voids}


def rows_of(source: Path) -> Iterator[dict[str, Any]]:
    """The rows, one after another."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def draw_cover(canvas: Canvas, cover: Mapping[str, Any]) -> None:
    """Bìa sổ: parent agency, agency, title, and which year, days, numbers and volume this is."""
    canvas.setLineWidth(1.2)
    canvas.rect(*_COVER)
    y = PAGE[1] - 38 * mm
    for text, font in ((cover["parent"], FONT), (cover["owner"], BOLD)):
        if text:
            y = _in_the_middle(canvas, y, text.upper(), 15, font) - 1.5 * mm
    y = _in_the_middle(canvas, PAGE[1] - 88 * mm, cover["title"].upper(), 26, BOLD) - 6 * mm
    for line in cover["lines"]:
        y = _in_the_middle(canvas, y, line, 15, FONT) - 2.5 * mm
    canvas.showPage()


def _in_the_middle(canvas: Canvas, y: float, text: str, size: float, font: str) -> float:
    """Centred on the cover, in as many lines as it takes; where the next text stands."""
    canvas.setFont(font, size)
    for line in table_pdf.wrapped(text, 230 * mm * SIZE / size, font):
        canvas.drawCentredString(PAGE[0] / 2, y, line)
        y -= size * 1.41
    return y


class RegisterSheet(Sheet):
    """A sheet whose pages end with their totals."""

    def __init__(self, canvas: Canvas, table: Table, *, counts: bool) -> None:
        super().__init__(canvas, table)
        self.counts = counts
        self.rows = self.voids = self.on_page = self.voids_on_page = 0
        self.strikes: list[tuple[float, float, float, float]] = []

    def heads(self) -> None:
        """The heads, and below each its number in the order of the law."""
        super().heads()
        cells = [[f"({n})"] for n in range(1, len(self.widths) + 1)]
        self.put(cells, table_pdf.height_of(cells))

    def entry(self, texts: Sequence[str], *, is_void: bool, room: int) -> None:
        """One number of the register, so many lines high at least; the note of a voided one stays readable."""
        cells = self.lines_of(texts)
        height = max(table_pdf.height_of(cells), room * LEADING + PAD)
        if self.y - height < BOTTOM + _FOOT:
            self.end()
            self.canvas.showPage()
            self.page, self.y = self.page + 1, TOP
            self.heads()
        if is_void:
            self.strike(cells[:-1])
        self.put(cells, height)
        self.rows, self.on_page = self.rows + 1, self.on_page + 1
        self.voids, self.voids_on_page = self.voids + is_void, self.voids_on_page + is_void

    def strike(self, cells: table_pdf.Lines) -> None:
        """Gạch ngang: a line through every line of the cells."""
        for left, lines in zip(self.edges, cells, strict=False):
            for n, line in enumerate(lines):
                y = self.y - LEADING * (n + 1) + _STRIKE
                if line:
                    self.strikes.append((left + PAD, y, left + PAD + table_pdf.width_of(line), y))

    def end(self) -> None:
        """Cộng trang: how many numbers stand on this page and up to it."""
        super().end()
        if self.strikes:
            self.canvas.setLineWidth(0.8)
            self.canvas.lines(self.strikes)
        if self.counts:
            self.canvas.setFont(FONT, SIZE)
            page, all_pages = (self.on_page, self.voids_on_page), (self.rows, self.voids)
            self.canvas.drawString(LEFT, self.y - LEADING - 2, counted("Cộng trang này", *page))
            self.canvas.drawRightString(RIGHT, self.y - LEADING - 2, counted("Lũy kế", *all_pages))
        self.strikes, self.on_page, self.voids_on_page = [], 0, 0


def counted(words: str, numbers: int, voids: int) -> str:
    """Cộng trang này: 11 số, trong đó 1 số đã hủy."""
    return f"{words}: {numbers} số, trong đó {voids} số đã hủy." if voids else f"{words}: {numbers} số."
