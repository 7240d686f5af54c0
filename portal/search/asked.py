"""A question with all that its answer hangs on, and the answers an unchanging index gave last."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from portal.rules.abbreviations import Forms
from portal.search.recent import Recent
from portal.search.records import Allowed, Found, Labels

_ANSWER, _ID, _VALUE, _LETTER = 2_000, 40, 100, 4  # bytes from above: bare, of a document, a counted value, a letter

Key = tuple[Hashable, ...]


class Asked(NamedTuple):
    """One call of ``Archive.search``."""

    text: str
    filters: Mapping[str, object]
    sort: str
    page: int
    per_page: int
    typing: bool
    allowed: Allowed
    labels: Labels | None
    facets: Sequence[str]
    suggest: bool
    known: Forms

    @property
    def key(self) -> Key:
        """The same for equal questions of people who may read the same documents, and for no others.

        What may be read and where documents stand is known by its content: a grant makes another question.
        Filters by how they are written: None is no filter, "None" is one.
        """
        labels = self.labels.key if self.labels else b""
        filters = repr(dict(self.filters)) if self.filters else ""
        return (
            self.text, filters, self.sort, self.page, self.per_page, self.typing, self.allowed.key, labels,
            tuple(self.facets), self.suggest, self.known,
        )  # fmt: skip


def answers(budget: int = 0) -> Recent[Key, Found]:
    """Room for whole answers in so many bytes; they hold for one state of the index and go with it."""
    return Recent(budget, _cost)


def _cost(key: Key, found: Found) -> int:
    typed = map(str, key[:2])  # the question and its filters
    letters = sum(map(len, (*typed, *found.words, *found.suggestions, *found.corrections)))
    values = sum(map(len, found.facets.values()))
    return _ANSWER + _ID * len(found.ids) + _VALUE * values + _LETTER * letters
