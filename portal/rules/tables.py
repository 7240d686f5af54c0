"""A table as a file is made of it: plain values, which the writers of XLSX, DOCX and PDF take in another process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Cell = str | int | date | None


@dataclass(frozen=True)
class Table:
    """Whose table it is, what it is called, the lines below, and the columns with their widths as shares.

    ``signers`` sign under the last row, side by side.
    """

    owner: str
    title: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[Sequence[Cell]]
    signers: tuple[str, ...] = ()

    def as_values(self) -> dict[str, object]:
        """The table as JSON can carry it; a day stands in a list of its own, which no text does."""
        rows = [[[cell.isoformat()] if isinstance(cell, date) else cell for cell in row] for row in self.rows]
        return {
            "owner": self.owner, "title": self.title, "notes": self.notes, "heads": self.heads, "widths": self.widths,
            "rows": rows, "signers": self.signers,
        }


def from_values(values: Mapping[str, Any]) -> Table:
    """The table JSON carried."""
    rows = [
        [date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in row] for row in values["rows"]
    ]
    return Table(
        values["owner"], values["title"], tuple(values["notes"]), tuple(values["heads"]), tuple(values["widths"]), rows,
        tuple(values["signers"]),
    )


def shown(cell: object) -> str:
    """The cell as it is read."""
    return "" if cell is None else f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
