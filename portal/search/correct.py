"""Did you mean: the question again with a wrong word put right, as documents the person may read write it.

A word is wrong when hardly any document has it; when all words exist and still nothing is found, one that
stands beside neighbours it never has.  It is put right by one letter, by parting two syllables written as
one, or by joining what was parted.  Everything else in the question stays as it was typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise, product
from operator import itemgetter

from portal.rules.folding import fold, nfc, words
from portal.search.plan import Query
from portal.search.query import LONGEST
from portal.search.records import Allowed
from portal.search.segment import Segment
from portal.search.snapshot import Snapshot
from portal.search.suggest import LEAST_DOCUMENTS, Neighbours, one_edit

MOST = 3  # questions offered
_MOST_WRONG, _CHOICES = 3, 3
_SHORTEST_PART = 2
_SHORT = 2  # letters; of so few another one makes another word, unless its neighbours speak for it
_TELLING = 200  # documents: how these write a word tells how people write it
_DEBRIS = 100  # times rarer than another choice: what scanners leave behind
_MANY_MORE = 10  # times as many documents, where the question as typed does find some
_TOKEN = re.compile(r"[^\W_]+(?!\w*:)")

FindsMore = Callable[[str, int], bool]  # whether a question finds more than so many documents
Instead = Callable[[str, Neighbours], Iterable[tuple[str, ...]]]
Fit = tuple[int, int, int]
Better = tuple[str, tuple[str, ...]]  # a question, and the words put in


@dataclass(frozen=True)
class Place:
    """A word of the question and where it stands."""

    start: int
    end: int
    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)


@dataclass(frozen=True)
class Change:
    """Other syllables, folded, for a stretch of the question."""

    start: int
    end: int
    typed: str
    syllables: tuple[str, ...]
    before: str = ""
    after: str = ""

    @property
    def term(self) -> tuple[str, str]:
        """A word, or two in a row, which no document has without having both."""
        return "f" if len(self.syllables) == 1 else "b", "_".join(self.syllables)


class Archive:
    """What the person may read, and the words of everybody."""

    def __init__(self, snapshot: Snapshot, allowed: Allowed, known: Neighbours) -> None:
        self.known = known
        self._parts = [(segment, alive & segment.readable(allowed)) for segment, alive in snapshot]
        self._had: dict[tuple[str, str], int] = {}

    def count(self, wanted: Callable[[Segment], int]) -> int:
        """How many documents that may be read are in a set."""
        return sum((wanted(segment) & within).bit_count() for segment, within in self._parts)

    def having(self, field: str, text: str) -> int:
        """How many documents that may be read carry a term; where that is all, the table of terms says so."""
        found = self._had.get((field, text))
        if found is None:
            found = self._had[field, text] = sum(segment.count(field, text, within) for segment, within in self._parts)
        return found

    def lacks(self, folded: str) -> bool:
        """Whether no document has the word, or so few that it is a slip there, too."""
        count = self.having("f", folded)
        return not count or (count < LEAST_DOCUMENTS and folded not in self.known)

    def together(self, one: str, other: str) -> bool:
        """Whether the two stand side by side anywhere."""
        return self.having("b", f"{one}_{other}") > 0

    def fit(self, change: Change) -> Fit:
        """How many documents have the change beside both neighbours of the question, beside one, at all."""
        at_all = self.having(*change.term)
        if not at_all or not (change.before or change.after):
            return 0, 0, at_all
        return (
            self.count(
                lambda segment: _at_all(change, segment) & _left(change, segment) & _right(change, segment)
            ),
            self.count(lambda segment: _beside(change, segment)),
            at_all,
        )

    def written(self, change: Change) -> str:
        """The change with the marks most documents give it in this place, capitals as they were typed."""
        return " ".join(self._as_written(text, change) for text in change.syllables)

    def _as_written(self, syllable: str, change: Change) -> str:
        known = self.known.written(syllable)
        if known == (syllable,):
            return syllable
        sample = self._sample(change)
        counted = [(count, form) for form in known if any(count := _often(form, change, sample))]
        meant = [each for each in counted if _is_meant(each[1], syllable, change.typed)]
        return max(meant or counted, key=itemgetter(0), default=((0, 0), syllable))[1]

    def _sample(self, change: Change) -> list[tuple[Segment, int]]:
        """As many segments as have the change in documents enough to tell how it is written."""
        found, sample = 0, []
        for segment, within in self._parts:
            count = segment.count(*change.term, within)
            if count:
                sample.append((segment, within))
            found += count
            if found >= _TELLING:
                break
        return sample


def _is_meant(form: str, syllable: str, typed: str) -> bool:
    """Who typed marks meant these marks, if there is a word with them."""
    return fold(typed) != typed and form != syllable and one_edit(form, typed)


def _often(form: str, change: Change, sample: Sequence[tuple[Segment, int]]) -> tuple[int, int]:
    """How many documents have a form beside the neighbours, and how many wherever the change is."""
    if len(change.syllables) == 1 and not (change.before or change.after):
        return 0, sum(segment.count("a", form, within) for segment, within in sample)
    beside = at_all = 0
    for segment, within in sample:
        having = segment.term("a", form) & within
        if having:
            at_all += (having & _at_all(change, segment)).bit_count()
            beside += (having & _beside(change, segment)).bit_count() if change.before or change.after else 0
    return beside, at_all


def _at_all(change: Change, segment: Segment) -> int:
    return segment.term(*change.term)


def _beside(change: Change, segment: Segment) -> int:
    return _at_all(change, segment) & (_left(change, segment) | _right(change, segment))


def _left(change: Change, segment: Segment) -> int:
    return segment.term("b", f"{change.before}_{change.syllables[0]}") if change.before else 0


def _right(change: Change, segment: Segment) -> int:
    return segment.term("b", f"{change.syllables[-1]}_{change.after}") if change.after else 0


def corrected(text: str, query: Query, archive: Archive, found: int, finds_more: FindsMore) -> list[Better]:
    """Better questions, the best first, each with the words that were put in."""
    whole = nfc(text[: 4 * LONGEST])[:LONGEST]
    places = _places(whole, query)
    wrong = [i for i, place in enumerate(places) if archive.lacks(place.folded)]
    if wrong or found:
        best = [_best(places, i, archive) for i in wrong[:_MOST_WRONG]]
        choices = [[change for _, change in each] for each in best if each]
    else:  # all are words: one of them, the one whose change fits best among its neighbours
        fits = [
            each
            for i in _strangers(places, archive)
            for each in _best(places, i, archive)
            if any(each[0][:2])
        ]
        choices = [[change for _, change in sorted(fits, key=itemgetter(0), reverse=True)]]
    offered = [*_together(choices)]
    rewritten = (_rewritten(whole, changes, archive) for changes in offered)
    fruitful = [*islice((each for each in rewritten if finds_more(each[0], found * _MANY_MORE)), MOST)]
    is_whole = not found and len(choices) == len(wrong)
    return fruitful or [_rewritten(whole, changes, archive) for changes in offered[:is_whole]]


def _together(choices: list[list[Change]]) -> Iterator[list[Change]]:
    """One change of each word at a time, in their order, if they do not overlap."""
    for changes in product(*choices) if choices else ():
        ordered = sorted(set(changes), key=lambda change: change.start)
        if all(one.end <= other.start for one, other in pairwise(ordered)):
            yield ordered


def _places(text: str, query: Query) -> list[Place]:
    """The free words of the question: not its codes, days, filters and exclusions."""
    free = {*query.said_words}
    found = []
    for match in _TOKEN.finditer(text):
        spelled = words(match[0])
        if len(spelled) == 1 and spelled[0] in free and spelled[0].isalpha() and len(spelled[0]) > 1:
            found.append(Place(match.start(), match.end(), spelled[0]))
    return found


def _strangers(places: Sequence[Place], archive: Archive) -> list[int]:
    """Words that stand nowhere beside those they stand beside in the question."""
    folded = [place.folded for place in places]
    met = [archive.together(one, other) for one, other in pairwise(folded)]
    beside = [[*met[max(i - 1, 0) : i], *met[i : i + 1]] for i in range(len(folded))]
    return [i for i, known in enumerate(beside) if known and not any(known)]


def _best(places: Sequence[Place], i: int, archive: Archive) -> list[tuple[Fit, Change]]:
    """The changes of one word that fit best."""
    counted: list[tuple[Fit, Change]] = []
    for instead in (_instead, _instead_of_both):
        if not any(at_all for (_, _, at_all), _ in counted):
            counted = [
                (archive.fit(change), change) for change in _changes(places, i, instead, archive.known)
            ]
    if len(places[i].text) <= _SHORT:
        counted = [each for each in counted if any(each[0][:2])]
    usual = max((at_all for (_, _, at_all), _ in counted), default=0)
    counted = [each for each in counted if each[0][2] * _DEBRIS > usual]
    return sorted(counted, key=itemgetter(0), reverse=True)[:_CHOICES]


def _changes(places: Sequence[Place], i: int, instead: Instead, known: Neighbours) -> Iterator[Change]:
    place = places[i]
    before = places[i - 1].folded if i else ""
    after = places[i + 1].folded if i + 1 < len(places) else ""
    for syllables in instead(place.folded, known):
        yield Change(place.start, place.end, place.text, syllables, before, after)
    if i + 1 < len(places) and (joined := place.folded + after) in known:
        later = places[i + 2].folded if i + 2 < len(places) else ""
        yield Change(
            place.start, places[i + 1].end, place.text + places[i + 1].text, (joined,), before, later
        )
    if i and (joined := before + place.folded) in known:
        earlier = places[i - 2].folded if i > 1 else ""
        yield Change(
            places[i - 1].start, place.end, places[i - 1].text + place.text, (joined,), earlier, after
        )


def _instead(word: str, known: Neighbours) -> Iterable[tuple[str, ...]]:
    """One letter away, or two words written as one."""
    yield from ((near,) for near in sorted(known.of(word)))
    yield from ((one, other) for one, other in _parts(word) if one in known and other in known)


def _instead_of_both(word: str, known: Neighbours) -> Iterable[tuple[str, ...]]:
    """Two words written as one, and one of them a letter away."""
    found: dict[tuple[str, str], None] = {}
    for one, other in _parts(word):
        if one in known:
            found |= dict.fromkeys((one, near) for near in sorted(known.of(other)))
        if other in known:
            found |= dict.fromkeys((near, other) for near in sorted(known.of(one)))
    return found


def _parts(word: str) -> Iterable[tuple[str, str]]:
    return ((word[:cut], word[cut:]) for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1))


def _rewritten(text: str, changes: Sequence[Change], archive: Archive) -> Better:
    """The question with the changes, and what was put in."""
    found, end, put = "", 0, []
    for change in changes:
        word = _as_typed(text[change.start : change.end], archive.written(change))
        put.append(word)
        found, end = found + text[end : change.start] + word, change.end
    return found + text[end:], tuple(put)


def _as_typed(typed: str, word: str) -> str:
    """Capitals where they were typed."""
    if typed.isupper() and len(typed) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if typed[0].isupper() else word
