"""From plan to answer, segment by segment: sets of documents, best first.

Within the words as they were typed and then without their marks: the whole query as a phrase of the
subject, in a row anywhere, all words in the subject, more neighbours before fewer.  Documents that are
the number or day in the query stand before those that name it.  Inside a set the newest comes first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.rules.folding import fold
from portal.search import bits
from portal.search.analyzer import kind_code, pairs
from portal.search.limits import Limit
from portal.search.query import ANY, Code, Query, Way, Word
from portal.search.segment import Segment

_LEAST_FOR_ONE_MISSING = 3
_LEAST_FOR_A_NAME = 3
_NO_END = 99999999

Filters = Mapping[str, object]


@dataclass(frozen=True)
class Tiers:
    """Exact matches; sets overlap, the first one counts.

    Near ones, that lack a word, are only looked for when exact ones are few.
    """

    exact: list[int]
    find_near: Callable[[], list[int]] = list

    @property
    def matches(self) -> int:
        """All exact matches."""
        found = 0
        for tier in self.exact:
            found |= tier
        return found


def tiers(query: Query, segment: Segment, within: int) -> Tiers:
    """The answer of one segment, inside the documents that may be read and pass the filters."""
    within = _limited(query, segment, within)
    return _Ranking(query, segment, within).tiers() if within else Tiers([])


def count(query: Query, segment: Segment, within: int) -> int:
    """How many exact matches there are, in whatever order; words alone need no tiers for that."""
    if query.codes or query.days:
        return tiers(query, segment, within).matches.bit_count()
    within = _limited(query, segment, within)
    if query.is_word:
        return segment.count("f", query.words[0].folded, within)
    return _Ranking(query, segment, within).all(query.words, ANY).bit_count()


def _limited(query: Query, segment: Segment, within: int) -> int:
    """Inside the limits that were typed, without what was excluded."""
    if query.limits:
        within &= _limits(query, segment)
    if query.without:
        within &= ~_unwanted(query, segment)
    return within


class _Ranking:
    """The sets one query needs of one segment."""

    def __init__(self, query: Query, segment: Segment, within: int) -> None:
        self.query, self.segment, self.within = query, segment, within
        self.words, self.sure, self.ways = query.spoken, query.sure, query.ways

    def tiers(self) -> Tiers:
        query = self.query
        if not (self.words or query.prefix or query.phrases):
            return self._without_words()
        exact = [*self._named(), *self._in_text()]
        if query.days:
            dated, told = self._dated()
            exact = [tier & dated for tier in exact] + [tier & told for tier in exact]
        return Tiers(exact, self._near)

    def _without_words(self) -> Tiers:
        """Only codes, days, limits, or nothing at all."""
        own, cited = self._codes(self.sure)
        if self.query.days:
            dated, told = self._dated()
            return Tiers([self.within & own & dated, self.within & (own | cited) & (dated | told)])
        if self.sure:
            return Tiers([self.within & own, self.within & cited], lambda: [self._spoken()])
        return Tiers([self.within])

    def _named(self) -> list[int]:
        """The documents that are what the query names, as far as the other words fit."""
        if not self.query.codes:
            return []
        loose = self.query.loose
        own, _ = self._codes([*loose, *self.sure])
        found = [own & self._completed(loose)]
        if any(code.leads for code in loose):
            found.append(self.all(self.words, ANY) & self._together[-1])
        found += [own & self.all(self.query.words, way) for way in self.ways]
        if self.sure and not loose:
            _, cited = self._codes(self.sure)
            found += [cited & self.all(self.query.words, way) for way in self.ways]
        return found

    def _completed(self, loose: Sequence[Code]) -> int:
        """Documents whose symbol, year or issuer the other words of the query are: 536 ubnd th, cv 12 sở nội vụ."""
        numbers = [code.number for code in loose if code.number]
        if len(numbers) + bool(self.sure) != 1:
            return 0
        found = self.within
        for word in self.query.words:
            rest = [f"{number}{rest}" for number in numbers for rest in (f"+{word.folded}", f"@{word.text}")]
            found &= self._of_issuer(word) | self.segment.any("c", rest)
        return found

    def _of_issuer(self, word: Word) -> int:
        """The word or its other form in the name of the issuer."""
        found = self.segment.term("o", word.text)
        for other in word.also:
            found |= self.segment.every("o", other)
        return found

    def _in_text(self) -> list[int]:
        """The words anywhere, nearest together first.  A sure code has had its turn."""
        if self.sure:
            return []
        every = [self.all(self.words, way) for way in self.ways]
        if not any(every) and not self.query.days:  # days double the tiers, which are as many in every segment
            return []
        found = [every[-1] & self._signed()]
        for way, matches in zip(self.ways, every, strict=True):
            found += self._nearest_first(matches, self._subject(way) if matches else 0)
        return found

    def _signed(self) -> int:
        """A name stands whole in the signature; in a text, Thân Văn An beside a văn phòng looks like one."""
        is_name = len(self.words) >= _LEAST_FOR_A_NAME
        return self.segment.every("g", (word.text for word in self.words)) if is_name else 0

    @cached_property
    def _signed_beside(self) -> int:
        """Three words of the query in a row are a name in the signature; the others stand in the text."""
        texts, size, found = [word.text for word in self.words], _LEAST_FOR_A_NAME, 0
        for start in range(len(texts) - size + 1):
            found |= self.segment.every("g", texts[start : start + size])
        return found

    def _nearest_first(self, every: int, subject: int) -> list[int]:
        """The matches in tiers; ``subject`` are those with all words in the subject."""
        if len(self.words) == 1 and not self.query.prefix:
            return [every & subject, every]
        together = self._together
        fewer = range(max(len(together) - 2, 0), -1, -1)
        found = [every & subject & self._whole_subject() if subject else 0]
        if len(together) > 1:
            found.append(every & together[-1])
        found += [every & subject & together[k] for k in fewer]
        found.append(every & self._signed_beside)
        found += [every & together[k] for k in fewer]
        return found

    def all(self, wanted: tuple[Word, ...], way: Way) -> int:
        """All words, the unfinished one and the phrases, inside the limits."""
        found = self.within
        for word in wanted:
            if not found:
                return 0
            found &= self._word(word, way)
        for phrase in self.query.phrases:
            found &= self._phrase(phrase, way)
        if self.query.prefix and found:
            found &= self._begun(self.query.prefix, way)
        return found

    def _word(self, word: Word, way: Way) -> int:
        segment = self.segment
        text = segment.term("a", word.text) if word.text in way else segment.term("f", word.folded)
        return text | self._instead(word) if word.also else text

    def _instead(self, word: Word) -> int:
        """What else will do: the long form of a short one, the other side of a bar."""
        found, segment = 0, self.segment
        for other in word.also:
            found |= segment.every("b", pairs(other)) if len(other) > 1 else segment.term("f", other[0])
        return found

    def _phrase(self, phrase: tuple[str, ...], way: Way) -> int:
        folded = [fold(text) for text in phrase]
        segment = self.segment
        found = segment.every("b", pairs(folded)) if len(phrase) > 1 else segment.term("f", folded[0])
        return found & segment.every("a", way.intersection(phrase))

    def _begun(self, word: Word, way: Way) -> int:
        """Documents with a word that begins so, or the words a short form stands for."""
        if word.text in way and len(word.text) > 1:
            return self.segment.prefix("a", word.text) | self._instead(word)
        return self._prefix("f", "p", word.folded) | self._instead(word)

    def _prefix(self, field: str, short: str, beginning: str) -> int:
        """One and two letters are terms of their own."""
        return self.segment.term(short, beginning) if len(beginning) <= 2 else self.segment.prefix(field, beginning)

    def _subject(self, way: Way) -> int:
        """All words in the subject."""
        found = self.within
        for word in self.words:
            found &= self.segment.term("t", word.text) if word.text in way else self.segment.term("s", word.folded)
            if not found:
                return 0
        for phrase in self.query.phrases:
            folded = [fold(text) for text in phrase]
            found &= self.segment.every("sb", pairs(folded)) & self.segment.every("s", folded)
        if self.query.prefix:
            found &= self._prefix("s", "sp", self.query.prefix.folded)
        return found

    def _whole_subject(self) -> int:
        found = self.segment.everything
        for mask in self._neighbours("sb"):
            found &= mask
        return found

    @cached_property
    def _together(self) -> list[int]:
        """Item k: documents in which k pairs of neighbours of the query are neighbours."""
        return bits.at_least(self._neighbours("b"))

    def _neighbours(self, field: str) -> list[int]:
        """For each pair of neighbours in the query, where they are neighbours in the text."""
        folded = [word.folded for word in self.words]
        found = [self.segment.term(field, pair) for pair in pairs(folded)]
        if self.query.prefix and folded:
            found.append(self.segment.prefix(field, f"{folded[-1]}_{self.query.prefix.folded}"))
        return found

    def _codes(self, codes: Sequence[Code]) -> tuple[int, int]:
        """The documents that are these, and those that cite them."""
        own = cited = self.segment.everything
        for code in codes:
            found = 0
            for wanted in code.own:
                found |= self.segment.sharing("c", wanted)
            own &= found
            cited &= (self.segment.term("r", code.cited) if code.cited else 0) | found
        return own, cited

    def _dated(self) -> tuple[int, int]:
        """Documents of the day, and documents that tell of it."""
        dated = told = 0
        for day in self.query.days:
            dated |= self.segment.between(day, day)
            d, m, y = day % 100, day // 100 % 100, day // 10000
            for written in ([str(d), str(m), str(y)], [f"{d:02d}", f"{m:02d}", str(y)]):
                told |= self.segment.every("b", pairs(written))
        return dated, told

    def _spoken(self) -> int:
        """A code that no document has or cites, taken as the words it is made of."""
        found = self.within
        for code in self.sure:
            found &= self.segment.every("f", map(fold, code.spoken))
        return found

    def _near(self) -> list[int]:
        """For a code that fits no document with these words, the documents of the code alone."""
        return [self.within & self._codes(self.sure)[0]] if self.sure else self._one_missing()

    def _one_missing(self) -> list[int]:
        """All words but one, nearest together first: a letter read wrongly should not hide a document."""
        if len(self.words) + bool(self.query.prefix) < _LEAST_FOR_ONE_MISSING:
            return []
        masks = [self._word(word, ANY) for word in self.words]
        if self.query.prefix:
            masks.append(self._begun(self.query.prefix, ANY))
        together = self._together
        found = bits.at_least(masks)[-2] & self.within
        for phrase in self.query.phrases:
            found &= self._phrase(phrase, ANY)
        return [found & together[k] for k in range(len(together) - 1, -1, -1)]


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
        found &= _LIMITS.get(limit.field, _in_words)(limit, segment)
    return found


def _in_words(limit: Limit, segment: Segment) -> int:
    field = limit.field
    if field == "s":
        return segment.every("s", map(fold, limit.values))
    return segment.every(field, limit.values)


def _of_kind(limit: Limit, segment: Segment) -> int:
    (wanted,) = limit.values
    kinds = segment.values("kind")
    same = [kind for kind in kinds if wanted in (fold(kind), kind_code(kind))]
    return segment.any("kind", same or [kind for kind in kinds if fold(kind).startswith(wanted)])


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
}


def _unwanted(query: Query, segment: Segment) -> int:
    """The documents with a word that was excluded; with its marks when they were typed."""
    found = 0
    for group in query.without:
        if len(group) > 1:
            found |= segment.every("b", pairs(map(fold, group)))
        else:
            (text,) = group
            found |= segment.term("f" if fold(text) == text else "a", text)
    return found
