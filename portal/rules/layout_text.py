"""Layout rules of the whole text: sheet and margins, body, letters, page numbers."""

import re
from collections.abc import Iterator

from portal.rules.layout_looks import Fault, looks
from portal.rules.layout_page import BOTTOM, CENTER, JUSTIFIED, Printed, Row, Run
from portal.rules.layout_parts import Parts
from portal.rules.layout_rules import A4, INDENT, MARGINS, NO_END_MARK, OLD_FONTS, SIGNS, SPACING, TIMES
from portal.rules.old_fonts import font_of

_EXACT, _MEASURED = 0.6, 1.2  # millimetres
_TALL_LINE = 8.0  # what a wide line may leave free above its letters
_TALL_MARKS = 2.5  # how far marks on capitals reach above their line
_LONG = 90  # letters: a paragraph of more than one line
# Dots to write on; three dots after a word are an ellipsis.
_BLANK = re.compile(r"…{2,}|\.{5,}|_{3,}|(?:số|ngày|tháng|năm)\s*(?:…|\.{3,})|^\W*…\W*$", re.IGNORECASE)
_DIGITS = re.compile(r"^\d+$")
_FOOTNOTE = 11.0


def sheets(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """A4, and the margins of every upright sheet."""
    for sheet in printed.sheets:
        short, long = sorted((sheet.width, sheet.height))
        if abs(short - A4[0]) > 2 or abs(long - A4[1]) > 2:
            yield "sheet.size", None, f"{sheet.width:.0f} × {sheet.height:.0f} mm"
    for side, (least, most) in MARGINS.items():
        widths = (getattr(sheet, side) for sheet in printed.sheets if sheet.is_upright)
        known = (width for width in widths if width is not None)
        off = next((w for w in known if not _within(w, least, most, side, measured=printed.measured)), None)
        if off is not None:
            yield f"sheet.{side}", None, f"{off:.0f} mm"


def _within(width: float, least: float, most: float, side: str, *, measured: bool) -> bool:
    slack = _MEASURED if measured else _EXACT
    if measured and side == "top":
        return least - _TALL_MARKS <= width <= most + _TALL_LINE
    return least - slack <= width <= most + slack


def body(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Size, first lines, line spacing, even sides, and the end mark."""
    text = [row for row in parts.body if not row.in_table and not _is_note(row)]
    yield from looks("body", text)
    long = [row for row in text if _is_paragraph(row)]
    off = next((row for row in long if row.indent is not None and not _near(row.indent, INDENT, 0.6)), None)
    if off and off.indent is not None:
        yield "body.indent", off, f"{off.indent / 10:.2f} cm".replace(".", ",")
    wide = next((row for row in text if row.spacing is not None and not _near(row.spacing, SPACING, 0.02)), None)
    if wide and wide.spacing is not None:
        yield "body.spacing", wide, f"{wide.spacing:g}".replace(".", ",")
    ragged = next((row for row in long if row.align and row.align != JUSTIFIED), None)
    if ragged:
        yield "body.sides", ragged, ""
    if after := _after_end(parts):
        yield "body.after_end", after, ""
        return
    last = [*parts.body[-3:], *parts.listed[:1]]  # a short last line may be taken for one of the left column
    if text and parts.kind not in NO_END_MARK and not any(row.text.endswith("./.") for row in last):
        yield "body.end", text[-1], ""


def _after_end(parts: Parts) -> Row | None:
    """What still stands in the text behind its end mark; the rest of the row the mark is on may be the next one."""
    if parts.recipients is None:
        return None
    ends = next((at for at, row in enumerate(parts.body) if row.text.endswith("./.")), len(parts.body))
    return next((row for row in parts.body[ends + 1:] if any(True for _ in row.lettered) and not _is_note(row)), None)


def _is_note(row: Row) -> bool:
    """A footnote of a PDF stands among the rows of the page."""
    return row.page is not None and all(run.size is not None and run.size < _FOOTNOTE for run in row.lettered)


def _is_paragraph(row: Row) -> bool:
    """Running text: long, and not set in the middle as headings are; of a PDF a first line that was measured."""
    return row.align != CENTER and (len(row.text) > _LONG if row.page is None else row.indent is not None)


def _near(value: float, bounds: tuple[float, float], slack: float) -> bool:
    return bounds[0] - slack <= value <= bounds[1] + slack


def letters(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Unicode, Times New Roman, black, and nothing left to be filled in."""
    runs = [(row, run) for row in printed.rows for run in row.lettered if not _name(run).startswith(SIGNS)]
    old = next(((row, run.font) for row, run in runs if _name(run).startswith(OLD_FONTS)), None)
    if old is None and (font := font_of(row.text for row in printed.rows)):
        old = (printed.rows[0], font.upper())
    if old:
        yield "text.unicode", *old
    elif other := next(((row, run) for row, run in runs if run.font and not _name(run).startswith(TIMES)), None):
        yield "text.font", other[0], other[1].font
    coloured = next((row for row, run in runs if not run.black), None)
    if coloured:
        yield "text.colour", coloured, ""
    if not parts.is_untouched:
        written = [*parts.about, *parts.subject, *parts.addressees, *parts.body]
        if blank := next((row for row in written if _BLANK.search(row.text)), None):
            yield "text.blank", blank, ""


def _name(run: Run) -> str:
    return run.font.replace(" ", "").lower()


def page_numbers(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Arabic figures in the middle of the top margin, none on the first page."""
    if (printed.has_more_pages and not printed.numbers) or printed.has_bare_section:
        yield "page_number.missing", None, ""
    elif printed.unnumbered:
        yield "page_number.missing", None, ", ".join(map(str, printed.unnumbered))
    first = next((number for number in printed.numbers if number.on_first), None)
    if first:
        yield "page_number.first", first.row, ""
    if low := next((number for number in printed.numbers if number.place == BOTTOM), None):
        yield "page_number.place", low.row, ""
    if aside := next((number for number in printed.numbers if number.row.align not in ("", CENTER)), None):
        yield "page_number.centre", aside.row, ""
    if other := next((number for number in printed.numbers if not _DIGITS.match(number.row.text)), None):
        yield "page_number.form", other.row, other.row.text
    yield from looks("page_number", [number.row for number in printed.numbers])
