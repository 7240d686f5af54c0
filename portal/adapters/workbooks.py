"""XLSX files: a title, a line below it, heads and rows; nothing in them is ever a formula."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from portal.rules.exporting import cell_text
from portal.rules.tables import shown

WIDEST = 60
LONGEST = 32_767  # characters Excel holds in a cell
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}


def workbook(title: str, notes: Sequence[str], heads: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
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
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return held.getvalue()


def put(sheet: object, line: int, column: int, value: object, cell: object, day: object) -> None:
    """A number as a number, a day as a day, all else as text."""
    write = sheet.write_number if isinstance(value, int | float) else sheet.write_string  # type: ignore[attr-defined]
    if isinstance(value, date):
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(line, column, plain, day)  # type: ignore[attr-defined]
    else:
        write(line, column, value if isinstance(value, int | float) else cell_text(shown(value))[:LONGEST], cell)
