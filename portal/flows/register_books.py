"""In sổ: a register as the law prints it, as PDF and as XLSX; rows go to the child process through a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import db
from portal.adapters import sandbox
from portal.flows.premises import Premises, work_folder
from portal.office import register_rows
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.register_rows import RegisterRow
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules import errors, register_pages
from portal.rules.numbering import written_number
from portal.rules.register_pages import HIDDEN, Label
from portal.rules.tables import shown

KINDS = ("pdf", "xlsx")
MOST_OF_SHEET = 100_000  # rows of a workbook; spreadsheets hold ten times as many
_SECONDS = 600  # a hundred thousand rows on a slow machine
_MEMORY = 1024 * sandbox.MEGABYTE


@dataclass(frozen=True)
class Volume:
    """Quyển: which numbers of which register."""

    register: Register
    number: int
    first: int
    last: int

    @property
    def name(self) -> str:
        """What its file is called, without ending."""
        return f"{self.register.kind}-{self.register.year}-{self.first}-{self.last}"


def volumes(register: Register) -> list[Volume]:
    """The register in volumes that can be bound."""
    return [Volume(register, *volume) for volume in register_pages.volumes(register.start, register.last_number)]


def printed(volume: Volume, kind: str, label: Label, *, by: Person, at: datetime, premises: Premises) -> bytes:
    """The volume as a file; that it was printed is in the trail."""
    by.require("enter")
    if not volume.register.start <= volume.first <= volume.last:
        raise errors.Invalid("volume", why="volume_numbers")
    with work_folder(premises) as folder:
        source, target = folder / "rows.jsonl", folder / f"book.{kind}"
        write_rows(volume, source, by, label)
        sandbox.call(
            "portal.adapters.register_pdf:write_file" if kind == "pdf" else "portal.adapters.workbooks:write_rows",
            {"source": str(source), "target": str(target), "cover": cover(volume)}, seconds=_SECONDS, memory=_MEMORY,
        )
        data = target.read_bytes()
    with db.atomic():
        register_rows.note_printed(volume.register, kind, volume.first, volume.last, by=by, at=at)
    return data


def cover(volume: Volume) -> dict[str, object]:
    """Bìa sổ, with the heads and widths of the table."""
    office, register = Office.current(), volume.register
    form = Series.coded(register.kind).printed
    days = register_rows.days(register, volume.first, volume.last)
    between = f"Từ ngày {shown(days[0])} đến ngày {shown(days[1])}" if days else "Từ ngày ……… đến ngày ………"
    return {
        "owner": office.name, "parent": office.parent, "title": register.title, "heads": form.columns,
        "widths": register_pages.widths(form.code),
        "lines": [
            f"Năm: {register.year}", between,
            f"Từ số {written_number(volume.first)} đến số {written_number(volume.last)}",
            f"Quyển số: {volume.number:02d}",
        ],
    }


def write_rows(volume: Volume, target: Path, reader: Person, label: Label) -> None:
    """The rows a line each, as the child takes them."""
    with target.open("w", encoding="utf-8") as lines:
        for row in rows(volume, reader, label):
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def rows(volume: Volume, reader: Person, label: Label) -> Iterator[dict[str, object]]:
    """Cells and whether the number was voided."""
    for row in register_rows.rows(reader, volume.register, volume.first, volume.last):
        made = incoming_cells if row.document.direction == "incoming" else outgoing_cells
        yield {"cells": made(row, label), "void": row.document.state == "voided"}


def incoming_cells(row: RegisterRow, label: Label) -> list[str]:
    """Văn bản đến, in the order of the law."""
    d = row.document
    if not row.is_shown:
        return [shown(d.received_on), str(d.number), "", "", "", HIDDEN, "", "", "", ""]
    return [
        shown(d.received_on), str(d.number), d.issuer, d.reference, shown(d.dated_on),
        register_pages.type_and_subject(d.kind, d.subject), row.given.names, shown(row.given.on), "", noted(row, label),
    ]


def outgoing_cells(row: RegisterRow, label: Label) -> list[str]:
    """Văn bản đi, in the order of the law; what went by wire needs no hand to sign for it."""
    d, sent = row.document, row.sent
    if not row.is_shown:
        return [str(d.number), shown(d.dated_on), HIDDEN, "", "", "", "", "", "", ""]
    return [
        d.reference or str(d.number), shown(d.dated_on), register_pages.type_and_subject(d.kind, d.subject),
        d.signatory, sent.names, sent.kept, str(sent.copies or ""), shown(sent.sent_on),
        "điện tử" if sent.sent_on and sent.by_wire else "", noted(row, label),
    ]


def noted(row: RegisterRow, label: Label) -> str:
    """Ghi chú."""
    values = {name: getattr(row.document, name) for name in ("urgency", "received_on", "entered_on", "note")}
    return register_pages.notes(row.changes, values, label)
