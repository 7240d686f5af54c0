"""Nhập danh mục hồ sơ từ tệp: kept first, read in a child, shown with what is wrong, taken whole or not at all."""

import json
from datetime import datetime
from typing import BinaryIO

from portal.adapters import sandbox
from portal.flows import old_books
from portal.flows.premises import Premises, work_folder
from portal.office import dossier_lists
from portal.office.dossier_lists import DossierList
from portal.office.people import Person
from portal.office.retentions import Retention
from portal.rules import dossier_rows, errors, filetypes
from portal.rules.dossier_rows import Understood
from portal.rules.old_fonts import font_of, to_unicode

ENDINGS = (".xlsx", ".xlsm", ".csv")
LIMIT = 5 * sandbox.MEGABYTE


def bring(stream: BinaryIO, name: str, year: int, *, by: Person, at: datetime, premises: Premises) -> Understood:
    """A table for the list of a year: what it says, before anything of it goes in."""
    dossier_lists.require_clerk(by)
    if not name.lower().endswith(ENDINGS):
        raise errors.FileRefused(name, why="list_file")
    blob = old_books.keep_book(stream, name, at=at, premises=premises, limit=LIMIT)
    found = understood(blob.sha256, name, premises)
    dossier_lists.offer(year, blob.sha256, filetypes.label(name), by=by)
    return found


def offered(held: DossierList, premises: Premises) -> Understood:
    """What the table brought last says."""
    if not held.file:
        raise errors.Conflict(held.year, why="list_file_gone")
    return understood(held.file, held.file_name, premises)


def take(held: DossierList, *, by: Person, at: datetime, premises: Premises) -> int:
    """The table becomes the list, unless a row of it is wrong; how many rows."""
    found = offered(held, premises)
    if found.faults:
        raise errors.Invalid(held.year, why="list_wrong")
    dossier_lists.write(held, found.rows, by=by, at=at)
    return len(found.rows)


def understood(sha256: str, name: str, premises: Premises) -> Understood:
    """The rows of a stored table as a list."""
    with work_folder(premises) as folder:
        target = folder / "rows"
        asked = {"path": str(premises.store.path(sha256).resolve()), "name": name, "target": str(target)}
        sandbox.call("portal.adapters.book_tables:write_rows", asked)
        with target.open(encoding="utf-8") as lines:
            rows: list[tuple[int, list[str]]] = [tuple(json.loads(line)) for line in lines]
    font = font_of(cell for _, cells in rows for cell in cells)
    table = [(line, [to_unicode(cell, font) for cell in cells]) for line, cells in rows]
    found = dossier_rows.understand(table, {row.years: row.code for row in Retention.active()})
    if found is None:
        raise errors.Invalid(name, why="list_columns")
    return found
