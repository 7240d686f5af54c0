"""What the layout check looks at, alike of a DOCX and a PDF: sheets, rows of print, page numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from portal.rules.folding import fold, nfc

_TYPED_RULE = re.compile(r"[_\-–—=*]{3,}")
LEFT, RIGHT, CENTER, JUSTIFIED = "left", "right", "center", "both"
TOP, BOTTOM = "top", "bottom"


@dataclass(frozen=True)
class Run:
    """Letters that look alike; ``size`` in points, None where the file does not say."""

    text: str
    font: str = ""
    size: float | None = None
    bold: bool = False
    italic: bool = False
    black: bool = True


@dataclass(frozen=True)
class Row:
    """One printed line of a PDF, or one paragraph of a DOCX, which has no page.

    ``side`` is the column of the head or foot it stands in; ``indent`` of its first line and ``left``, ``right``,
    its distances from the edges of the sheet, are in millimetres.
    """

    runs: tuple[Run, ...]
    page: int | None = None
    number: int = 0
    side: str = ""
    align: str = ""
    indent: float | None = None
    spacing: float | None = None
    left: float | None = None
    right: float | None = None
    ruled: bool = False
    in_table: bool = False

    @cached_property
    def text(self) -> str:
        """Its words, blanks as single spaces."""
        return nfc("".join(run.text for run in self.runs))

    @cached_property
    def bare(self) -> str:
        """Its words as they are compared."""
        return fold(self.text)

    @property
    def is_upper(self) -> bool:
        """All in capitals."""
        return self.text == self.text.upper() != self.text.lower()

    @property
    def lettered(self) -> Iterator[Run]:
        """The runs that print a letter or a digit."""
        return (run for run in self.runs if any(map(str.isalnum, run.text)))


@dataclass(frozen=True)
class Sheet:
    """Size and margins in millimetres; a margin that cannot be known is None."""

    width: float
    height: float
    top: float | None = None
    bottom: float | None = None
    left: float | None = None
    right: float | None = None

    @property
    def is_upright(self) -> bool:
        return self.width <= self.height


@dataclass(frozen=True)
class PageNumber:
    """Where and how the pages are numbered; of a DOCX the one field in its header or footer."""

    row: Row
    place: str
    on_first: bool


@dataclass(frozen=True)
class Printed:
    """A whole document; ``measured`` margins were taken from the print and are a little less exact."""

    sheets: tuple[Sheet, ...]
    rows: tuple[Row, ...]
    numbers: tuple[PageNumber, ...] = ()
    has_more_pages: bool = False
    unnumbered: tuple[int, ...] = ()
    measured: bool = False
    has_bare_section: bool = False  # of a DOCX: a later section without numbers


def from_plain(told: Mapping[str, Any]) -> Printed:
    """The description as the child process answers it."""
    return Printed(
        sheets=tuple(Sheet(**sheet) for sheet in told["sheets"]),
        rows=tuple(_with_typed_rules(map(_row, told["rows"]))),
        numbers=tuple(PageNumber(_row(n["row"]), n["place"], n["on_first"]) for n in told["numbers"]),
        has_more_pages=told["has_more_pages"],
        unnumbered=tuple(told["unnumbered"]),
        measured=told["measured"],
        has_bare_section=told["has_bare_section"],
    )


def _with_typed_rules(rows: Iterable[Row]) -> Iterator[Row]:
    """A row of dashes is a line below the row above it."""
    waiting: Row | None = None
    for row in rows:
        if waiting and _TYPED_RULE.fullmatch(row.text):
            waiting = replace(waiting, ruled=True)
            continue
        if waiting:
            yield waiting
        waiting = row
    if waiting:
        yield waiting


def _row(told: Mapping[str, Any]) -> Row:
    return Row(**{**told, "runs": tuple(Run(**run) for run in told["runs"])})
