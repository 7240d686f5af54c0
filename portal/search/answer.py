"""From question to answer; the answers of all segments together: counts, facets and one page in order."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from portal.search import bits, correct
from portal.search.asked import Asked
from portal.search.labels import members
from portal.search.plan import Query
from portal.search.pointer import damage
from portal.search.query import read
from portal.search.rank import Tiers, tiers
from portal.search.rank import count as matching
from portal.search.records import DEEPEST, EVERYTHING, Allowed, Facet, Found, Labels
from portal.search.segment import Segment
from portal.search.snapshot import Snapshot
from portal.search.suggest import LEAST_DOCUMENTS, Neighbours
from portal.search.within import Filters, filtered

NEAR = 20  # matches that lack a word, shown below exact ones when those are fewer
_FEW = 500  # matches; so few are looked up one by one, more are counted value by value as far as those are frequent


@dataclass(frozen=True)
class Ranked:
    """Every segment with its tiers and the union of the exact ones, and how many those are in all.

    ``few``: below so many, near ones follow.
    """

    parts: list[tuple[Segment, Tiers, int]]
    total: int = 0
    few: int = 0


def answer(snapshot: Snapshot, asked: Asked, near: Callable[[Snapshot], Neighbours]) -> Found:
    """Made of the snapshot and what was asked, of no clock and no database: good as long as the snapshot is."""
    filters, allowed, labels = asked.filters, asked.allowed, asked.labels
    query = read(asked.text, typing=asked.typing, known=asked.known)

    def finds_more(question: str, than: int) -> bool:
        return count(snapshot, read(question, known=asked.known), filters, allowed, labels, than + 1) > than

    better: list[correct.Better] = []
    with damage():
        ranked = rank(snapshot, query, filters, allowed, labels)
        start = min(max(asked.page, 1) - 1, DEEPEST // asked.per_page) * asked.per_page
        ids, lacking = page(ranked, asked.sort, start, asked.per_page)
        if asked.suggest and ranked.total < LEAST_DOCUMENTS and any(query.said_words):
            archive = correct.Archive(snapshot, allowed, near(snapshot))
            better = correct.corrected(asked.text, query, archive, ranked.total, finds_more)
        found = Found(
            total=ranked.total,
            ids=ids,
            facets=facets(ranked, asked.facets, labels) if asked.facets or labels else {},
            suggestions=[question for question, _ in better],
            corrections=list(dict.fromkeys(word for _, put in better for word in put)),
            near=lacking,
            words=query.marks,
            said=query.said,
        )
    snapshot.release()
    return found


def rank(
    snapshot: Snapshot, query: Query, filters: Filters, allowed: Allowed, labels: Labels | None = None
) -> Ranked:
    """The matches in their order."""
    parts, total = [], 0
    for segment, within in _within(snapshot, filters, allowed, labels):
        found = tiers(query, segment, within)
        matches = found.matches
        total += matches.bit_count()
        parts.append((segment, found, matches))
    few = 1 if query.is_code else NEAR  # a letter that was named and found is all that is wanted
    return Ranked(parts, total, few)


def count(
    snapshot: Snapshot,
    query: Query,
    filters: Filters,
    allowed: Allowed,
    labels: Labels | None = None,
    enough: int | None = None,
) -> int:
    """The same number of exact matches, whatever their order; from ``enough`` on no more are looked for."""
    found = 0
    for segment, within in _within(snapshot, filters, allowed, labels):
        if enough is not None and found >= enough:
            break
        found += matching(query, segment, within, None if enough is None else enough - found)
    return found


def _within(
    snapshot: Snapshot, filters: Filters, allowed: Allowed, labels: Labels | None
) -> Iterator[tuple[Segment, int]]:
    """What may be read is cut out first; nothing after this line sees another document."""
    held = {name: value for name, value in filters.items() if not labels or name != labels.name}
    for segment, alive in snapshot:
        within = alive if allowed is EVERYTHING else alive & segment.readable(allowed)
        if held:
            within &= filtered(held, segment)
        if labels and labels.name in filters:
            within &= members(labels, segment).get(str(filters[labels.name]), 0)
        yield segment, within


def facets(ranked: Ranked, names: Sequence[str], labels: Labels | None = None) -> dict[str, Facet]:
    """Each value among the matches with its count, most first; years from the last."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in names}
    by_label: Counter[str] = Counter()
    for segment, _, matches in ranked.parts:
        many = matches.bit_count()
        if many > _FEW:
            for name, counts in counted.items():
                _count_values(counts, matches, many, segment.frequent(name))
                _count_places(counts, bits.newest(matches & segment.others(name), many), segment, name)
        elif many:
            places = bits.newest(matches, many)
            for name, counts in counted.items():
                _count_places(counts, places, segment, name)
        if labels and many:
            _count_values(by_label, matches, many, members(labels, segment))
    found = {name: _most_first(counts) for name, counts in counted.items()}
    if "year" in found:
        found["year"].sort(reverse=True)
    if labels:
        found[labels.name] = _most_first(by_label)
    return found


def _count_values(counts: Counter[str], matches: int, left: int, values: Mapping[str, int]) -> None:
    """Value after value until every match had its own: a document has one."""
    for value, those in values.items():
        if not left:
            return
        if count := (matches & those).bit_count():
            counts[value] += count
            left -= count


def _count_places(counts: Counter[str], places: list[int], segment: Segment, name: str) -> None:
    """The value of each of these documents that has one."""
    values, numbers = segment.values(name), segment.value_at(name)
    counts.update(values[numbers[place]] for place in places if numbers[place] < len(values))


def _most_first(counts: Counter[str]) -> Facet:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def page(ranked: Ranked, sort: str, start: int, count: int) -> tuple[list[int], int]:
    """The documents of a page, and how many of the last ones lack a word."""
    if sort == "date":
        levels = [tuple(matches for _, _, matches in ranked.parts)]
    else:
        levels = _levels([found.exact for _, found, _ in ranked.parts])
    segments = [segment for segment, _, _ in ranked.parts]
    ids = _in_order(segments, levels, [0] * len(segments), start, count)
    if ranked.total >= ranked.few or len(ids) >= count:
        return ids, 0
    if not (levels := _levels([found.find_near() for _, found, _ in ranked.parts])):
        return ids, 0
    more = _in_order(segments, levels, [matches for _, _, matches in ranked.parts], 0, NEAR)
    begin = max(0, start - ranked.total)
    more = more[begin : begin + count - len(ids)]
    return ids + more, len(more)


def _levels(tiers_of_parts: list[list[int]]) -> list[tuple[int, ...]]:
    """From tiers by segment to segments by tier, empty ones left out; a segment has as many tiers as others or none."""
    return [level for level in zip_longest(*tiers_of_parts, fillvalue=0) if any(level)]


def _in_order(
    segments: list[Segment], levels: list[tuple[int, ...]], seen: list[int], start: int, count: int
) -> list[int]:
    """Documents from ``start``, tier after tier, the newest first; whole tiers before it are only counted."""
    found: list[int] = []
    for level in levels:
        fresh = [tier & ~known if known else tier for tier, known in zip(level, seen, strict=True)]
        if start and start >= (size := sum(tier.bit_count() for tier in fresh)):
            start -= size
        else:
            found += _newest(segments, fresh, start + count - len(found))[start:]
            start = 0
        if len(found) >= count:
            break
        seen = [known | tier for known, tier in zip(seen, level, strict=True)]
    return found


def _newest(segments: list[Segment], tier: list[int], count: int) -> list[int]:
    """The latest days first; documents of one day the other way round than they came."""
    top = [
        (segment.days[place], segment.documents[place])
        for segment, members in zip(segments, tier, strict=True)
        for place in bits.newest(members, count)
    ]
    return [document for _, document in sorted(top, reverse=True)[:count]]
