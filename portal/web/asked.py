"""What an address of the search page asks: words, filters, order, and which columns to show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from portal import wording
from portal.office.saved_searches import SavedSearch
from portal.rules import result_columns
from portal.rules.folding import nfc

FILTERS = ("year", "kind", "issuer", "register", "direction", "state")
WORDED = ("year", "direction", "state")  # filters whose values are words of ``wording.py``
LONGEST = 1000  # of a filter: longer ones are no value of ours; and of the words, of which a search reads fewer


@dataclass(frozen=True)
class Asked:
    """A question; ``columns`` are those named in the address, none means those the person chose last."""

    q: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    sort: str = "rank"
    typing: bool = False
    as_table: bool = False
    columns: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """The chosen filters by name."""
        return dict(self.chosen)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not self.q.strip() and not self.chosen

    def fields(self) -> dict[str, str]:
        """All of it as an address or a form carries it, but for the words."""
        how = {
            "sort": "date" if self.sort == "date" else "", "view": "table" if self.as_table else "",
            "columns": "-".join(self.columns),
        }
        return {**self.filters, **{name: value for name, value in how.items() if value}}

    def all_fields(self) -> dict[str, str]:
        """The words and how they were typed as well: a form that acts on the results as they stand."""
        typed = {"typing": "1"} if self.typing else {}
        return {"q": self.q, **self.fields(), **typed}

    def address(self, **changes: Any) -> str:
        """The page that shows this, with changes; back on the first page."""
        values = {name: value for name, value in replace(self, **changes).all_fields().items() if value}
        return "/search?" + urlencode(values) if values else "/search"

    def narrowed(self, name: str, value: str) -> str:
        """The address with one filter set, or taken off when it is set already."""
        left = self.without(name).chosen
        return self.address(chosen=left if (name, value) in self.chosen else (*left, (name, value)))

    def without(self, name: str) -> "Asked":
        """The same question without one of its filters."""
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair[0] != name))

    def as_data(self) -> dict[str, Any]:
        """What the trail keeps of a question."""
        return {"q": self.q, **self.filters}

    def in_words(self) -> str:
        """The question as a line of a printed page."""
        typed = [f"Tìm “{self.q}”"] if self.q.strip() else []
        return "; ".join([*typed, *(f"{wording.label(n, 'filter')}: {value_in_words(n, v)}" for n, v in self.chosen)])


def asked_in(values: Mapping[str, str]) -> Asked:
    """What an address or a form asks; whatever it may not say is passed over."""
    names = values.get("columns", "").split("-")
    return Asked(
        q=nfc(values.get("q", ""))[:LONGEST],
        chosen=tuple((name, values[name]) for name in FILTERS if is_value(values.get(name, ""))),
        sort="date" if values.get("sort") == "date" else "rank",
        typing=bool(values.get("typing")),
        as_table=values.get("view") == "table",
        columns=result_columns.chosen(names) if values.get("columns") else (),
    )


def is_value(text: str) -> bool:
    """Whether it could be the value of a filter."""
    return 0 < len(text) <= LONGEST and text.isprintable()


def asked_by(search: SavedSearch) -> Asked:
    """A question that was kept; with columns of its own it is shown as a table."""
    filters = ((name, str(search.filters[name])) for name in FILTERS if name in search.filters)
    columns = tuple(search.columns)
    return Asked(search.q, tuple(filters), search.sort, as_table=bool(columns), columns=columns)


def value_in_words(name: str, value: str) -> str:
    """A filter's value as people read it."""
    return wording.label(value, name) if name in WORDED else value
