"""XLSX files: a title, a line below it, heads and rows; nothing in them is ever a formula."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from portal.rules.exporting import cell_text
from portal.rules.tables import shown

WIDEST = 60
LONGEST = 32_767  # characters Excel holds in a cell
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}


def workbook(
    title: str, notes: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[object]],
    signers: Sequence[str] = (),
) -> bytes:
    """One sheet as the offices print them: landscape on A4, heads repeated on every page."""
    import xlsxwriter

    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    head = book.add_format({**FONT, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#EAF1F8"})
    cell = book.add_format({**FONT, "border": 1, "text_wrap": True})
    day = book.add_format({**FONT, "border": 1, "num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_string(0, 0, cell_text(title), book.add_format({**FONT, "bold": True, "font_size": 14}))
    for line, note in enumerate(notes, start=1):
        sheet.write_string(line, 0, cell_text(note), book.add_format(FONT))
    top = len(notes) + 2
    for column, words in enumerate(heads):
        sheet.write_string(top, column, words, head)
        texts = [shown(row[column]) for row in rows]
        sheet.set_column(column, column, min(WIDEST, max(10, *(len(text) + 2 for text in [words, *texts]))))
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            put(sheet, line, column, value, cell, day)
    for n, words in enumerate(signers):
        column = n * max(1, len(heads) // len(signers))
        sheet.write_string(top + len(rows) + 2, column, words, book.add_format({**FONT, "bold": True}))
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return held.getvalue()


def write_rows(source: str, target: str, cover: Mapping[str, Any]) -> int:
    """A register as a workbook, its rows a line of JSON each: written row by row, so that length costs no memory."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, {**options, "strings_to_numbers": False})
    plain, bold = book.add_format(FONT), book.add_format({**FONT, "bold": True, "font_size": 14})
    head = book.add_format({**FONT, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#EAF1F8"})
    cell = book.add_format({**FONT, "border": 1, "text_wrap": True})
    void = book.add_format({**FONT, "border": 1, "text_wrap": True, "font_strikeout": True})
    sheet = book.add_worksheet("Sheet1")
    for column, width in enumerate(cover["widths"]):
        sheet.set_column(column, column, max(8, width * 0.6))
    texts = [(cover["parent"], plain), (cover["owner"], plain), (cover["title"], bold)]
    lines = [*texts, *((note, plain) for note in cover["lines"])]
    for top, (text, form) in enumerate(lines):
        sheet.write_string(top, 0, cell_text(text), form)
    top = len(lines) + 1
    for column, words in enumerate(cover["heads"]):
        sheet.write_string(top, column, words, head)
    with Path(source).open(encoding="utf-8") as rows:
        for line, row in enumerate(map(json.loads, rows), start=top + 1):
            for column, text in enumerate(row["cells"]):
                is_struck = row["void"] and column < len(row["cells"]) - 1
                sheet.write_string(line, column, cell_text(text)[:LONGEST], void if is_struck else cell)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return Path(target).stat().st_size


def put(sheet: object, line: int, column: int, value: object, cell: object, day: object) -> None:
    """A number as a number, a day as a day, all else as text."""
    write = sheet.write_number if isinstance(value, int | float) else sheet.write_string  # type: ignore[attr-defined]
    if isinstance(value, date):
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(line, column, plain, day)  # type: ignore[attr-defined]
    else:
        write(line, column, value if isinstance(value, int | float) else cell_text(shown(value))[:LONGEST], cell)
