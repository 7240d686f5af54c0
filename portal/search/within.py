"""The documents inside filters and limits, and those that are what a unit of the question names."""

from collections.abc import Mapping, Sequence

from portal.rules.folding import fold
from portal.search.analyzer import kinds_called, pairs
from portal.search.plan import Code, Day, Limit, Not, Query, Unit
from portal.search.segment import Segment

_NO_END = 99999999

Filters = Mapping[str, object]


def limited(query: Query, segment: Segment, within: int) -> int:
    """Inside the limits that were typed, without what was excluded."""
    if query.limits:
        within &= _limits(query, segment)
    if query.without:
        within &= ~_unwanted(query, segment)
    return within


def filtered(filters: Filters, segment: Segment) -> int:
    """The documents that pass exact filters from a form: one value or several, years as a span."""
    found = segment.everything
    for name, wanted in filters.items():
        if wanted in (None, "", (), []):
            continue
        values = [str(value) for value in _several(wanted)]
        found &= _FILTERS[name](values, segment) if name in _FILTERS else segment.any(name, values)
    return found


def _several(wanted: object) -> list[object]:
    return list(wanted) if isinstance(wanted, list | tuple | set | frozenset) else [wanted]


def _years(values: Sequence[str], segment: Segment) -> int:
    """A year, or all from the first to the last; what is no year matches nothing."""
    known = segment.values("year")
    if not all(value.isdecimal() for value in values):
        return 0
    years = sorted(map(int, values))
    return segment.any("year", (year for year in known if years[0] <= int(year) <= years[-1]))


def _since(values: Sequence[str], segment: Segment) -> int:
    """Documents of this day (20190510 or 2019-05-10) and later ones."""
    day = values[0].replace("-", "")
    return segment.between(int(day), _NO_END) if day.isdecimal() else 0


def _until(values: Sequence[str], segment: Segment) -> int:
    """Documents of this day and earlier ones that have a day."""
    day = values[0].replace("-", "")
    return segment.between(1, int(day)) if day.isdecimal() else 0


_FILTERS = {"year": _years, "since": _since, "until": _until}


def _limits(query: Query, segment: Segment) -> int:
    """The documents inside the limits a person typed."""
    found = segment.everything
    for limit in query.limits:
        found &= _limit(limit, segment)
    return found


def _limit(limit: Limit, segment: Segment) -> int:
    return _LIMITS.get(limit.field, _in_words)(limit, segment)


def _in_words(limit: Limit, segment: Segment) -> int:
    field = limit.field
    if field == "s":
        return segment.every("s", map(fold, limit.values))
    return segment.every(field, limit.values)


def _of_kind(limit: Limit, segment: Segment) -> int:
    (wanted,) = limit.values
    return segment.any("kind", kinds_called(wanted, segment.values("kind")))


_LIMITS = {
    "kind": _of_kind,
    "year": lambda limit, segment: _years(limit.values, segment),
    "number": lambda limit, segment: segment.any("c", (f"n{limit.values[0]}", f"#{limit.values[0]}")),
    "arrival": lambda limit, segment: segment.term("c", f"#{limit.values[0]}"),
    "symbol": lambda limit, segment: segment.term("c", f"k{limit.values[0]}"),
    "day": lambda limit, segment: segment.between(int(limit.values[0]), int(limit.values[0])),
    **dict.fromkeys(("urgency", "level", "direction"), lambda limit, segment: segment.any(limit.field, limit.values)),
    "since": lambda limit, segment: _since(limit.values, segment),
    "until": lambda limit, segment: _until(limit.values, segment),
    "span": lambda limit, segment: segment.between(*sorted(map(int, limit.values))),
}


def _unwanted(query: Query, segment: Segment) -> int:
    """The documents that are or say what was excluded."""
    found = 0
    for unit in query.without:
        found |= itself(unit, segment)
    return found


def itself(unit: Unit, segment: Segment) -> int:
    """The documents a unit names, not those that cite or tell of it; of words with their marks when they were typed."""
    match unit:
        case Code():
            return carrying(unit, segment)
        case Day(number):
            return segment.between(number, number)
        case Limit():
            return _limit(unit, segment)
        case Not():
            return segment.everything & ~itself(unit.unit, segment)
        case (text,):
            return segment.term("f" if fold(text) == text else "a", text)
        case tuple():
            return segment.every("b", pairs(map(fold, unit)))
    raise TypeError(unit)


def carrying(code: Code, segment: Segment) -> int:
    """The documents that carry the number or symbol."""
    found = 0
    for wanted in code.own:
        found |= segment.sharing("c", wanted)
    return found
