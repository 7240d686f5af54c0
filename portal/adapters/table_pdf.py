"""A table as PDF: A4 landscape, heads on every page, in a font that has every Vietnamese letter."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal.adapters.pdf_fields import FONTS
from portal.rules.tables import Table, shown

FONT, BOLD = "table", "table bold"
PAGE = 297 * mm, 210 * mm
LEFT, RIGHT, TOP, BOTTOM = 15 * mm, 287 * mm, 197 * mm, 14 * mm
SIZE, LEADING, PAD = 9.5, 11.5, 3
MOST_LINES = 36  # a cell fits on one page; what is longer ends in an ellipsis
_GREY = 0.92
_SIGNED = 36 * mm  # below the last row: who signs, and room for it

rl_config.useA85 = 0  # pages as bytes, not as letters: a fifth smaller and much quicker

Lines = list[list[str]]  # of each cell of a row


def write(table: Table) -> bytes:
    """The table as the bytes of a PDF file."""
    file = BytesIO()
    canvas = canvas_for(file, table.title, table.owner)
    sheet = Sheet(canvas, table)
    sheet.heading()
    sheet.heads()
    for row in table.rows:
        sheet.row([shown(cell) for cell in row])
    sheet.end()
    sheet.sign(table.signers)
    canvas.save()
    return file.getvalue()


def canvas_for(target: Any, title: str, owner: str, page: tuple[float, float] = PAGE) -> Canvas:
    """A file to draw on, with the faces that have every Vietnamese letter."""
    for font, file in ((FONT, "cong-van-serif.ttf"), (BOLD, "cong-van-serif-bold.ttf")):
        if font not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(font, str(FONTS / file)))
    canvas = Canvas(target, pagesize=page, pageCompression=1, initialFontName=FONT)
    canvas.setTitle(title)
    canvas.setAuthor(owner)
    return canvas


class Sheet:
    """Where on the page the next row goes."""

    def __init__(self, canvas: Canvas, table: Table) -> None:
        self.canvas, self.table, self.page, self.y = canvas, table, 1, TOP
        whole = sum(table.widths)
        self.widths = [share * (RIGHT - LEFT) / whole for share in table.widths]
        self.edges = [LEFT + sum(self.widths[:n]) for n in range(len(self.widths) + 1)]
        self.text: Any = None
        self.rules: list[tuple[float, float, float, float]] = []

    def heading(self) -> None:
        """Owner, title and notes, in the middle."""
        notes = [(note, 10.5, FONT) for note in self.table.notes]
        for text, size, font in ((self.table.owner.upper(), 11, BOLD), (self.table.title.upper(), 14, BOLD), *notes):
            for line in wrapped(text, (RIGHT - LEFT) * SIZE / size, font):
                self.y -= size * 1.35
                self.canvas.setFont(font, size)
                self.canvas.drawCentredString((LEFT + RIGHT) / 2, self.y, line)
        self.y -= 8

    def heads(self) -> None:
        """The head row on grey; the texts of the page are gathered from here on."""
        cells = self.lines_of(self.table.heads, BOLD)
        height = height_of(cells)
        self.canvas.setFillGray(_GREY)
        self.canvas.rect(LEFT, self.y - height, RIGHT - LEFT, height, stroke=0, fill=1)
        self.canvas.setFillGray(0)
        self.rules = [(LEFT, self.y, RIGHT, self.y)]
        self.text = self.canvas.beginText()
        self.text.setFont(BOLD, SIZE, LEADING)
        self.put(cells, height)
        self.text.setFont(FONT, SIZE, LEADING)

    def row(self, texts: Sequence[str]) -> None:
        """One row, on the next page when this one is full."""
        cells = self.lines_of(texts)
        height = height_of(cells)
        if self.y - height < BOTTOM:
            self.end()
            self.canvas.showPage()
            self.page, self.y = self.page + 1, TOP
            self.heads()
        self.put(cells, height)

    def end(self) -> None:
        """The texts and lines gathered, and the number of the page."""
        self.canvas.drawText(self.text)
        top = self.rules[0][1]
        self.canvas.setLineWidth(0.5)
        self.canvas.lines([*self.rules, *((edge, top, edge, self.y) for edge in self.edges)])
        self.canvas.setFont(FONT, SIZE)
        self.canvas.drawRightString(RIGHT, BOTTOM - 14, f"Trang {self.page}")

    def sign(self, signers: Sequence[str]) -> None:
        """Who signs, side by side with room below; on a page of their own where this one has none."""
        if not signers:
            return
        if self.y - _SIGNED < BOTTOM:
            self.canvas.showPage()
            self.page, self.y = self.page + 1, TOP
        share = (RIGHT - LEFT) / len(signers)
        for n, words in enumerate(signers):
            middle = LEFT + share * (n + 0.5)
            self.canvas.setFont(BOLD, 11)
            self.canvas.drawCentredString(middle, self.y - 22, words.upper())
            self.canvas.setFont(FONT, 9.5)
            self.canvas.drawCentredString(middle, self.y - 34, "(Ký, ghi rõ họ tên)")

    def lines_of(self, texts: Sequence[str], font: str = FONT) -> Lines:
        return [wrapped(text, width - 2 * PAD, font) for text, width in zip(texts, self.widths, strict=True)]

    def put(self, cells: Lines, height: float) -> None:
        for left, lines in zip(self.edges, cells, strict=False):
            for n, line in enumerate(lines):
                self.text.setTextOrigin(left + PAD, self.y - LEADING * (n + 1))
                self.text.textOut(line)
        self.y -= height
        self.rules.append((LEFT, self.y, RIGHT, self.y))


def height_of(cells: Lines) -> float:
    return max(1, *map(len, cells)) * LEADING + PAD


def wrapped(text: str, width: float, font: str = FONT) -> list[str]:
    """The text in lines no wider than this; a word that is wider is broken."""
    lines, line, used = [], "", 0.0
    space = width_of(" ", font)
    for word in (piece for whole in text.split() for piece in _pieces(whole, width, font)):
        wide = width_of(word, font)
        if line and used + space + wide > width:
            lines.append(line)
            line, used = word, wide
        else:
            line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
    lines.append(line)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def _pieces(word: str, width: float, font: str) -> list[str]:
    """A word, or its parts where it is wider than the column."""
    if width_of(word, font) <= width:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and width_of(piece + letter, font) > width:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


@lru_cache(maxsize=20_000)
def width_of(word: str, font: str = FONT) -> float:
    return float(pdfmetrics.stringWidth(word, font, SIZE))
