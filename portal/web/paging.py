"""Pages of a list: rows, how many there are, and where this page stands."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from portal.kept import kept

PER_PAGE = 50
DIGITS = 9  # more than any page or id has, and less than the database cannot hold


@dataclass(frozen=True)
class Page:
    """One page of a query; ``number`` counts from 1."""

    rows: list[Any]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, ceil(self.total / self.per_page))

    @property
    def first(self) -> int:
        """The ordinal of the first row shown."""
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The ordinal of the last row shown."""
        return min(self.number * self.per_page, self.total)


def whole(asked: str | None) -> int | None:
    """The number an address names, or None when it names none; "²" is a digit too, but not for ``int``."""
    is_number = asked and len(asked) <= DIGITS and asked.isascii() and asked.isdecimal()
    return int(asked) if asked and is_number else None


def count_of(query: Any) -> int:
    """How many rows a query has; the same question is not counted twice while nobody writes."""
    statement, values = query.order_by().sql()
    return kept(("count", statement, tuple(values)), lambda: int(query.order_by().count()))


def page_of(query: Any, asked: str | None, per_page: int = PER_PAGE) -> Page:
    """The asked page of a query; an impossible number means the nearest possible one."""
    total = count_of(query)
    last = max(1, ceil(total / per_page))
    number = min(max(1, whole(asked) or 1), last)
    return Page(list(query.paginate(number, per_page)), number, total, per_page)
