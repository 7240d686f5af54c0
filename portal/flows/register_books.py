"""In sổ: a register as the law prints it, as PDF and as XLSX; rows go to the child process through a file.

A short one is made at once; a long one by the worker, and waits a day to be fetched by who asked for it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import db
from portal.adapters import sandbox
from portal.flows import register_cells
from portal.flows.premises import Premises, work_folder
from portal.office import register_rows
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules import errors, register_pages
from portal.rules.kinds import BESIDE, RegisterKind, printed_as
from portal.rules.numbering import written_number
from portal.rules.register_pages import Label
from portal.rules.tables import shown

KINDS = ("pdf", "xlsx")
FILLED_IN = "retained_use"  # the portal lends no paper: its lines are written by hand
ROOM = 2  # lines high, for a hand or a stamp
_SECONDS = 600  # a hundred thousand rows on a slow machine
_MEMORY = 1024 * sandbox.MEGABYTE


@dataclass(frozen=True)
class Volume:
    """Quyển: which numbers of which register, and as which book of the law; as its own where none is named."""

    register: Register
    number: int
    first: int
    last: int
    book: str = ""

    @property
    def printed(self) -> RegisterKind:
        """The book it is printed as; ``NotFound`` where the register holds nothing of such a one."""
        books = printed_as(Series.coded(self.register.kind).form)
        found = next((kind for kind in books if kind.code == (self.book or books[0].code)), None)
        if found is None:
            raise errors.NotFound(self.book)
        return found

    @property
    def is_beside(self) -> bool:
        """Whether it is one of the books kept beside the register itself."""
        return self.printed in BESIDE

    @property
    def name(self) -> str:
        """What its file is called, without ending."""
        beside = f"{self.printed.code}-" if self.is_beside else ""
        return f"{beside}{self.register.kind}-{self.register.year}-{self.number}-{self.first}-{self.last}"


def volumes(register: Register) -> list[Volume]:
    """The register in volumes that can be bound."""
    return [Volume(register, *volume) for volume in register_pages.volumes(register.start, register.last_number)]


def printed(volume: Volume, kind: str, *, by: Person, at: datetime, premises: Premises) -> bytes:
    """The volume as a file; that it was printed is in the trail."""
    require_printable(volume, by)
    with work_folder(premises) as folder:
        data = made(volume, kind, by, folder, premises.label).read_bytes()
    with db.atomic():
        register_rows.note_printed(volume.register, kind, volume.first, volume.last, by=by, at=at)
    return data


def require_printable(volume: Volume, by: Person) -> None:
    """Refuse who keeps no registers, and numbers the register cannot have."""
    by.require("enter")
    if not volume.register.start <= volume.first <= volume.last:
        raise errors.Invalid("volume", why="volume_numbers")


def made(volume: Volume, kind: str, reader: Person, folder: Path, label: Label) -> Path:
    """The volume as a file in that folder, as far as the reader may see its rows."""
    source, target = folder / "rows.jsonl", folder / f"book.{kind}"
    write_rows(volume, source, reader, label)
    sandbox.call(
        "portal.adapters.register_pdf:write_file" if kind == "pdf" else "portal.adapters.workbooks:write_rows",
        {"source": str(source), "target": str(target), "cover": cover(volume, label)},
        seconds=_SECONDS, memory=_MEMORY,
    )
    return target


def cover(volume: Volume, label: Label) -> dict[str, object]:
    """Bìa sổ, with the heads and widths of the table."""
    office, register, book = Office.current(), volume.register, volume.printed

    def said(words: str, **values: object) -> str:
        return label(words, "register_note").format(**values)

    days = None if book.code == FILLED_IN else register_rows.days(register, volume.first, volume.last)
    between = said("days", first=shown(days[0]), last=shown(days[1])) if days else said("no_days")
    numbers = said("numbers", first=written_number(volume.first), last=written_number(volume.last))
    return {
        "owner": office.name, "parent": office.parent, "title": book.title if volume.is_beside else register.title,
        "heads": book.columns, "widths": register_pages.widths(book.code), "counts": book.code != FILLED_IN,
        "lines": [
            said("year", year=register.year), between, *([] if book.code == FILLED_IN else [numbers]),
            said("volume", number=volume.number),
        ],
    }


def write_rows(volume: Volume, target: Path, reader: Person, label: Label) -> None:
    """The rows a line each, as the child takes them."""
    with target.open("w", encoding="utf-8") as lines:
        for row in rows(volume, reader, label):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def rows(volume: Volume, reader: Person, label: Label) -> Iterator[dict[str, object]]:
    """Cells, whether the number was voided, and how many lines of room the row needs to be written in."""
    book, room = volume.printed, ROOM if volume.is_beside else 1
    if book.code == FILLED_IN:
        yield from ({"cells": [""] * len(book.columns), "void": False, "room": ROOM},) * register_pages.BY_HAND
        return
    cells_of = register_cells.BY_BOOK.get(book.code, register_cells.outgoing)
    for row in register_rows.rows(reader, volume.register, volume.first, volume.last):
        if cells := cells_of(row, label):
            yield {"cells": cells, "void": row.document.state == "voided", "room": room}
