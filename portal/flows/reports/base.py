"""What a report is: a word for it, columns, and findings for a period as one person may read them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.office.people import Person
from portal.rules.periods import Period

Cell = str | int | date | datetime | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Ratio:
    """A figure of domain.md §9: always numerator and denominator, never the quotient alone."""

    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        """Hundredths with one decimal; nothing where nothing could be counted."""
        return round(100 * self.numerator / self.denominator, 1) if self.denominator else None


@dataclass(frozen=True)
class Findings:
    """The rows this person may read, each with the document behind it, and how many more there are."""

    rows: list[Row]
    documents: list[int] = field(default_factory=list)
    ratio: Ratio | None = None
    hidden: int = 0
    open: int = 0


@dataclass(frozen=True)
class Report:
    """One report; names of columns and of the report itself are worded in ``wording.py``."""

    name: str
    columns: tuple[str, ...]
    draw: Callable[[Period, Person, date], Findings]
