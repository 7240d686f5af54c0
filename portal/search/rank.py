"""From plan to answer, segment by segment: sets of documents, best first.

Within the words as they were typed and then without their marks: the whole query as a phrase of the
subject, in a row anywhere, all words in the subject, more neighbours before fewer.  Documents that are
the number or day in the query stand before those that name it.  Inside a set the newest comes first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from portal.rules.folding import fold
from portal.search import bits
from portal.search.analyzer import pairs, written_days
from portal.search.plan import ANY, Begun, Code, Day, Group, Query, Unit, Way, Word
from portal.search.segment import Segment
from portal.search.within import carrying, itself, limited

_LEAST_FOR_ONE_MISSING = 3
_LEAST_FOR_A_NAME = 3


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
    within = limited(query, segment, within)
    return _Ranking(query, segment, within).tiers() if within else Tiers([])


def count(query: Query, segment: Segment, within: int, enough: int | None = None) -> int:
    """How many exact matches there are, in whatever order; words alone need no tiers for that.

    Where ``enough`` have the word itself, those are not counted that have what else it stands for.
    """
    if query.codes or query.days:
        return tiers(query, segment, within).matches.bit_count()
    within = limited(query, segment, within)
    if query.is_word:
        (word,) = query.words
        own = segment.count("f", word.folded, within)
        if not (word.also or word.others) or (enough is not None and own >= enough):
            return own
    return _Ranking(query, segment, within).all(query.words, ANY).bit_count()


class _Ranking:
    """The sets one query needs of one segment."""

    def __init__(self, query: Query, segment: Segment, within: int) -> None:
        self.query, self.segment, self.within = query, segment, within
        self.words, self.sure, self.ways = query.spoken, query.sure, query.ways

    def tiers(self) -> Tiers:
        query = self.query
        if not query.has_text:
            return self._without_words()
        exact = [*self._named(), *self._in_text()]
        if query.days:
            dated, told = self._dated(query.days)
            exact = [tier & dated for tier in exact] + [tier & told for tier in exact]
        return Tiers(exact, self._near)

    def _without_words(self) -> Tiers:
        """Only codes, days, limits, or nothing at all."""
        own, cited = self._codes(self.sure)
        if self.query.days:
            dated, told = self._dated(self.query.days)
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
        """Documents whose symbol, year or issuer the other words are: 536 ubnd th, cv 12 sở nội vụ."""
        numbers = [code.number for code in loose if code.number]
        if len(numbers) + bool(self.sure) != 1:
            return 0
        found = self.all((), ANY)
        for word in self.query.words:
            completed = 0
            for form in word.forms:
                rest = [f"{number}{rest}" for number in numbers for rest in (f"+{form.folded}", f"@{form.text}")]
                completed |= self._of_issuer(form) | self.segment.any("c", rest)
            found &= completed
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
        found = [every[-1] & self._itself_of_groups(), every[-1] & self._signed()]
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
        for group in self.query.groups:
            found &= self._group(group, way)
        if self.query.prefix and found:
            found &= self._begun(self.query.prefix, way)
        return found

    def _group(self, group: Group, way: Way) -> int:
        """Any of the units that bars tie."""
        found = 0
        for unit in group:
            found |= self._unit(unit, way)
        return found

    def _unit(self, unit: Unit, way: Way) -> int:
        match unit:
            case Word():
                return self._word(unit, way)
            case Begun(word):
                return self._begun(word, way)
            case tuple():
                return self._phrase(unit, way)
            case Code():
                own, cited = self._codes((unit,))
                return own | cited if unit.sure else own | self._every(unit.spoken, way)
            case Day(number):
                dated, told = self._dated((number,))
                return dated | told
        return itself(unit, self.segment)

    def _every(self, texts: Iterable[str], way: Way) -> int:
        found = self.segment.everything
        for text in texts:
            found &= self._word(Word(text), way)
        return found

    def _itself_of_groups(self) -> int:
        """Documents that are the number or day in each group that names some, before those that only tell of it."""
        named = [group for group in self.query.groups if any(isinstance(unit, Code | Day) for unit in group)]
        found = self.segment.everything if named else 0
        for group in named:
            own = 0
            for unit in group:
                own |= itself(unit, self.segment) if isinstance(unit, Code | Day) else self._unit(unit, ANY)
            found &= own
        return found

    def _word(self, word: Word, way: Way) -> int:
        segment = self.segment
        found = segment.term("a", word.text) if word.text in way else segment.term("f", word.folded)
        if word.also:
            found |= self._instead(word)
        for other in word.others:
            found |= self._word(other, way)
        return found

    def _instead(self, word: Word) -> int:
        """What else will do: the long form of a short one."""
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
            found &= self._in_subject(word, way)
            if not found:
                return 0
        for phrase in self.query.phrases:
            found &= self._in_subject(phrase, way)
        for group in self.query.groups:
            together = 0
            for unit in group:
                together |= self._in_subject(unit, way)
            found &= together
        if self.query.prefix:
            found &= self._in_subject(Begun(self.query.prefix), way)
        return found

    def _in_subject(self, unit: Unit, way: Way) -> int:
        """The documents that say it in their subject; a number, a day or a limit is no matter of words."""
        segment = self.segment
        match unit:
            case Word():
                found = segment.term("t", unit.text) if unit.text in way else segment.term("s", unit.folded)
                for other in unit.others:
                    found |= self._in_subject(other, way)
                return found
            case Begun(word):
                return self._prefix("s", "sp", word.folded)
            case tuple():
                folded = [fold(text) for text in unit]
                return segment.every("sb", pairs(folded)) & segment.every("s", folded)
        return itself(unit, segment)

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
        folded = [[form.folded for form in word.forms] for word in self.words]
        found = [
            self.segment.any(field, (f"{one}_{other}" for one in ones for other in others))
            for ones, others in pairwise(folded)
        ]
        if self.query.prefix and folded:
            begun = 0
            for one in folded[-1]:
                begun |= self.segment.prefix(field, f"{one}_{self.query.prefix.folded}")
            found.append(begun)
        return found

    def _codes(self, codes: Sequence[Code]) -> tuple[int, int]:
        """The documents that are these, and those that cite them."""
        own = cited = self.segment.everything
        for code in codes:
            found = carrying(code, self.segment)
            own &= found
            cited &= (self.segment.term("r", code.cited) if code.cited else 0) | found
        return own, cited

    def _dated(self, days: Sequence[int]) -> tuple[int, int]:
        """Documents of one of the days, and documents that tell of it."""
        dated = told = 0
        for day in days:
            dated |= self.segment.between(day, day)
            for written in written_days(day):
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
        for group in self.query.groups:
            found &= self._group(group, ANY)
        return [found & together[k] for k in range(len(together) - 1, -1, -1)]
