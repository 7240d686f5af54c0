"""Kết quả ra tệp: everything a question finds that the person may read, as XLSX, DOCX or PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.flows import searching, table_files
from portal.flows.premises import Premises
from portal.office import worklists
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules.tables import Cell, Table
from portal.search.service import DEEPEST

MOST = DEEPEST  # rows of a file, as many as the pages of results show; whoever needs more narrows the question
WIDTHS = {  # of a column, as a share of the page
    "number": 14, "received_on": 22, "reference": 35, "dated_on": 22, "kind": 22, "issuer": 40, "subject": 84,
    "signatory": 30, "urgency": 18, "due_on": 22, "state": 24, "register": 30, "pages": 12, "note": 40,
}
_BATCH = 500


@dataclass(frozen=True)
class Listed:
    """The rows of the chosen columns, as the office stores them, and how many documents the question found."""

    rows: list[tuple[Cell, ...]]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether more were found than fit."""
        return self.total > MOST


def listed(
    person: Person, text: str, columns: Sequence[str], *, premises: Premises, filters: Mapping[str, Any], sort: str,
    typing: bool = False,
) -> Listed:
    """The exact matches in the order of the page of results."""
    found, _ = searching.find(
        person, text, premises=premises, filters=dict(filters), sort=sort, per_page=MOST, typing=typing, only_ids=True
    )
    exact = found.ids[: len(found.ids) - found.near]
    registers: dict[int, str] = dict(Register.select(Register.id, Register.title).tuples())  # type: ignore[arg-type]
    rows: dict[int, tuple[Cell, ...]] = {}
    for start in range(0, len(exact), _BATCH):
        batch = exact[start : start + _BATCH]
        for document in worklists.among(person, batch):
            rows[document.id] = tuple(cell(document, name, registers) for name in columns)
    return Listed([rows[number] for number in exact if number in rows], found.total)


def cell(document: Document, name: str, registers: Mapping[int, str]) -> Cell:
    """One column of a document."""
    value: Cell = registers.get(document.register_id, "") if name == "register" else getattr(document, name)
    return value


def export(
    kind: str, table: Table, asked: Mapping[str, Any], *, premises: Premises, by: Person, at: datetime
) -> bytes:
    """The table as a file of this kind; that it left the portal, and what was asked, is in the trail."""
    by.require("search")
    said = {"asked": dict(asked)}
    return table_files.taken_out("results_exported", kind, table, said, premises=premises, by=by, at=at)
