"""Many searches from a file, answered as one person: for checking that people find what they look for.

A line is ``{"id": …, "q": …}`` with perhaps ``filters``, ``sort`` and ``typing``; its answer is a line
``{"id": …, "ids": […], "total": …, "suggest": […]}`` whose ids are those of the imported records.  Where the index
is away or behind, the line says so: ``"notice": "index_away"``.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from portal.flows import searching
from portal.flows.premises import Premises
from portal.office import worklists
from portal.office.people import Person
from portal.rules import importing
from portal.rules.errors import LineRefused, QuestionRefused

# The fields of a record that can be filtered by, and what the archive calls them.
_FIELDS = {
    "kind": "direction", "type": "kind", "agency": "issuer", "agency_level": "level", "register": "register",
    "urgency": "urgency", "year": "year", "since": "since", "until": "until",
}  # fmt: skip
_SORTS = ("rank", "date")


def answers(lines: Iterable[bytes], person: Person, *, premises: Premises, limit: int = 20) -> Iterator[dict[str, Any]]:
    """The answer to every line that is not empty; ``QuestionRefused`` names the first that is no question."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                question = importing.parse(line)
                asked = _asked(question)
            except LineRefused as refusal:
                raise QuestionRefused(number) from refusal
            yield {"id": question.get("id"), **_answer(person, premises, limit, **asked)}


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    """What a line asks for, in the words of the archive."""
    filters, sort = question.get("filters") or {}, question.get("sort") or "rank"
    if not isinstance(question.get("q"), str) or sort not in _SORTS:
        raise LineRefused(why="not_text")
    if not isinstance(filters, dict) or set(filters) - set(_FIELDS):
        raise LineRefused(why="not_a_record")
    named = {_FIELDS[name]: _value(name, value) for name, value in filters.items()}
    return {"text": question["q"], "filters": named, "sort": sort, "typing": question.get("typing") is True}


def _value(name: str, value: Any) -> Any:
    """Urgency has other words in the archive."""
    if name != "urgency":
        return value
    several = value if isinstance(value, list) else [value]
    return [importing.urgency({"urgency": one}) for one in several]


def _answer(person: Person, premises: Premises, limit: int, *, text: str, **options: Any) -> dict[str, Any]:
    found, notice = searching.find(person, text, premises=premises, per_page=limit, **options)
    known = {d.id: d.source_id for d in worklists.among(person, found.ids)}
    ids = [_own(known[number], number) for number in found.ids if number in known]
    line = {"ids": ids, "total": found.total, "suggest": [*found.suggestions, *found.corrections]}
    return {**line, "notice": notice} if notice.startswith("index_") else line


def _own(source_id: str | None, number: int) -> int | str:
    """The id the record came with, a number if it was one; the archive's own for what was not imported."""
    if source_id is None:
        return number
    return int(source_id) if source_id.isdecimal() else source_id
