"""The text of an XLSX file: the rows of its visible sheets, one line each, as one page without a size."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from portal.adapters.book_tables import day_styles, shared_strings, sheet_rows, sheets
from portal.rules.errors import Unreadable
from portal.rules.folding import nfc
from portal.rules.page_lines import TEXT_LAYER, Line

MOST_TEXT = 2 * 1024 * 1024


def read(path: str) -> dict[str, Any]:
    """All rows that say something, as far as the limit."""
    lines: list[dict[str, Any]] = []
    text_left = MOST_TEXT
    try:
        for text in _rows(Path(path)):
            text_left -= len(text)
            if text_left <= 0:
                break
            lines.append(asdict(Line(text=text, source=TEXT_LAYER)))
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged") from error
    return {"page_count": None, "pages": [{"number": None, "width": 0, "height": 0, "useful": True, "lines": lines}]}


def _rows(path: Path) -> Iterator[str]:
    with ZipFile(path) as book:
        strings, days = shared_strings(book), day_styles(book)
        for _, part, began in sheets(book):
            for _, cells in sheet_rows(book, part, strings, days, began):
                text = nfc(" ".join(cell for cell in cells if cell.strip()))
                if text:
                    yield text
