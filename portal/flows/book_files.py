"""The table of an old book as a file of rows, made once in a child from the bytes as they came."""

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from portal.adapters import sandbox
from portal.flows.premises import Premises, work_folder
from portal.office.book_imports import BookImport
from portal.rules import book_columns, errors
from portal.rules.old_fonts import font_of, to_unicode

ENDINGS = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
SECONDS, MEMORY, WRITTEN = 600, 1500 * sandbox.MEGABYTE, 2048 * sandbox.MEGABYTE  # a register of 100,000 rows
LOOKED_AT = 400  # rows from which headings and the old font are known
SAMPLES = 5

Cells = list[str]


def rows_file(sha256: str, premises: Premises) -> Path:
    """Where the rows of a stored book stand; lost, they are made again."""
    return premises.data / "imports" / f"{sha256}.rows"


def has_ending(name: str) -> bool:
    """Whether a file of this name can be a book."""
    return name.lower().endswith(ENDINGS)


def make(book: BookImport, premises: Premises) -> dict[str, Any]:
    """Write the rows of a book that is in the store; how many there are, and the sheet they stood in."""
    target = rows_file(book.sha256, premises)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return written(premises.store.path(book.sha256), book.name, target, premises)


def written(source: Path, name: str, target: Path, premises: Premises) -> dict[str, Any]:
    """The rows of a file, whole or not at all."""
    with work_folder(premises) as folder:
        made = folder / "rows"
        asked = {"path": str(source.resolve()), "name": name, "target": str(made)}
        found: dict[str, Any] = sandbox.call(
            "portal.adapters.book_tables:write_rows", asked, seconds=SECONDS, memory=MEMORY, written=WRITTEN
        )
        os.replace(made, target)
    return found


def described(rows: Path, form: str) -> dict[str, Any]:
    """What the first rows tell: the headings, the field of each column, the font, the year in the title."""
    first = [cells for _, cells, _ in islice(lines(rows), LOOKED_AT)]
    font = font_of(cell for cells in first for cell in cells)
    first = [[to_unicode(cell, font) for cell in cells] for cells in first]
    at = book_columns.heading_row(first, form)
    if at is None:
        raise errors.Unreadable("no_heading", why="no_heading")
    under = first[at + 1 :]
    counting = 1 if under and book_columns.is_counting(under[0]) else 0
    widest = max(len(cells) for cells in first[at:])
    heads = [*first[at], *[""] * (widest - len(first[at]))]
    return {
        "font": font, "heading": at + 1 + counting, "heads": heads, "columns": book_columns.guess(heads, form),
        "samples": under[counting : counting + SAMPLES], "year": book_columns.year_above(first[:at]),
    }


def lines(rows: Path, offset: int = 0) -> Iterator[tuple[int, Cells, int]]:
    """Number, cells, and the place in the file behind them, from a place in the file on."""
    with rows.open("rb") as source:
        source.seek(offset)
        for line in source:
            number, cells = json.loads(line)
            offset += len(line)
            yield number, cells, offset


def below_heading(rows: Path, heading: int, offset: int = 0) -> Iterator[tuple[int, Cells, int]]:
    """The rows of the table itself, or those behind a place already reached."""
    found = lines(rows, offset)
    return found if offset else islice(found, heading, None)
