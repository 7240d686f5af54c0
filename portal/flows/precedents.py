"""Ai đã được giao những văn bản tương tự: what was done with letters like this one, as far as the person may read."""

from dataclasses import dataclass

from portal.flows import similar
from portal.flows.premises import Premises
from portal.office.assignments import Assignment
from portal.office.documents import Document
from portal.office.people import Person

OFFERED = 2


@dataclass(frozen=True)
class Precedent:
    """Somebody who led such letters: in how many of those that were given out, and which."""

    value: str
    name: str
    letters: list[Document]
    of: int

    @property
    def count(self) -> int:
        """How many."""
        return len(self.letters)


def of(person: Person, document: Document, *, premises: Premises) -> list[Precedent]:
    """Who led the letters most like this one, the most frequent first; nobody is chosen by it."""
    alike = {one.id: one for one in similar.letters(person, document, premises=premises)}
    led = Assignment.last_leads(list(alike))
    given: dict[str, list[Document]] = {}
    names: dict[str, str] = {}
    for number, (kind, handler) in led.items():
        if handler.is_active:
            value = f"{kind}-{handler.id}"
            given.setdefault(value, []).append(alike[number])
            names[value] = str(handler.name)
    most = sorted(given, key=lambda value: -len(given[value]))[:OFFERED]
    return [Precedent(value, names[value], given[value], len(led)) for value in most]
