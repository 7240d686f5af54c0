"""Whether the right document stands first: a few questions of each tier of the ranking, judged by the texts alone."""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from portal.bench.search import corpus as corpora
from portal.bench.search.corpus import Corpus, Text
from portal.bench.search.questions import Question
from portal.rules.folding import fold, words
from portal.rules.references import parse

EACH = 10  # questions of a tier
_CLAUSE_END = re.compile(r"[.;:!?()\[\]\"“”\n]|\s[-–]\s")
_NO_WORD = "qxzj"

# Every tier with its name in the table.
TIERS = {
    "own": "số gõ rời, chữ thường",
    "subject": "cả câu trong trích yếu",
    "together": "ba chữ liền nhau",
    "marks": "đúng dấu đã gõ",
    "newest": "mới nhất trước",
    "missing": "một chữ không có",
}

Right = Callable[[Text], int]  # 0 when the document may not stand first; of the others those with the highest


@dataclass(frozen=True)
class Judged:
    """A question, and the documents of which one must stand first."""

    tier: str
    question: Question
    right: frozenset[int]


def judged(corpus: Corpus) -> list[Judged]:
    """The questions of every tier with their answers, found by reading every document once."""
    asked = [one for tier in _ASKED.values() for one in islice(tier(random.Random(3), corpus), EACH)]
    best: list[tuple[int, set[int]]] = [(1, set()) for _ in asked]
    for text in corpora.texts(corpus.folder):
        for place, (_, _, rate) in enumerate(asked):
            rated, (most, ids) = rate(text), best[place]
            if rated > most:
                best[place] = rated, {text.record.id}
            elif rated == most:
                ids.add(text.record.id)
    return [
        Judged(tier, question, frozenset(ids)) for (tier, question, _), (_, ids) in zip(asked, best, strict=True)
    ]


_Asked = tuple[str, Question, Right]


def _own(rng: random.Random, corpus: Corpus) -> Iterator[_Asked]:
    for sample in _shuffled(rng, corpus.samples):
        reference = parse(sample.record.reference)
        if reference and reference.number and not reference.year and not reference.party:
            typed = fold(sample.record.reference).replace("/", " ").replace("-", " ")
            yield "own", Question("number", typed, code=reference.key), _numbered(reference.key)


def _numbered(key: str) -> Right:
    def rate(text: Text) -> int:
        reference = parse(text.record.reference)
        return int(reference is not None and reference.key == key)

    return rate


def _subject(rng: random.Random, corpus: Corpus) -> Iterator[_Asked]:
    for sample in _shuffled(rng, corpus.samples):
        said = _plain(sample.record.subject)
        if len(said) >= 5:
            yield "subject", _bare(said[:8]), _in_a_row(said[:8], lambda text: _plain(text.record.subject))


def _together(rng: random.Random, corpus: Corpus) -> Iterator[_Asked]:
    for sample in _shuffled(rng, corpus.samples):
        clauses = [_plain(clause) for clause in _CLAUSE_END.split(sample.record.body)]
        clauses = [clause for clause in clauses if len(clause) >= 5]
        if clauses:
            said = rng.choice(clauses)[1:4]
            if len(set(said)) == 3:
                yield "together", _bare(said), _in_a_row(said, lambda text: text.folded.split())


def _marks(rng: random.Random, corpus: Corpus) -> Iterator[_Asked]:
    """Words of which most documents have another with the same letters."""
    folded = corpus.folded
    known = sorted(
        word for word, count in corpus.marked.items()
        if word.isalpha() and fold(word) != word and count >= 3 and folded[fold(word)] >= 3 * count
    )
    for word in _shuffled(rng, known):
        yield "marks", Question("marked", word, (word,)), _with_word(word)


def _with_word(word: str) -> Right:
    return lambda text: int(word in text.marked.split())


def _newest(rng: random.Random, corpus: Corpus) -> Iterator[_Asked]:
    """Of the subjects with a word the one of the last day."""
    said = [word for sample in corpus.samples for word in _plain(sample.record.subject)]
    for word in _shuffled(rng, sorted(dict.fromkeys(word for word in said if word.isalpha() and len(word) > 2))):
        yield "newest", _bare([word]), _last_with(word)


def _last_with(word: str) -> Right:
    def rate(text: Text) -> int:
        day = text.record.dated_on
        return day.toordinal() if day and word in _plain(text.record.subject) else 0

    return rate


def _missing(rng: random.Random, corpus: Corpus) -> Iterator[_Asked]:
    """Four words of a subject, and one nobody wrote."""
    for sample in _shuffled(rng, corpus.samples):
        said = _plain(sample.record.subject)[:4]
        if len(set(said)) == 4:
            yield "missing", _bare([*said[:2], _NO_WORD, *said[2:]]), _with_all(said)


def _with_all(said: Iterable[str]) -> Right:
    wanted = set(said)
    return lambda text: int(wanted <= set(text.folded.split()))


def _in_a_row(said: list[str], where: Callable[[Text], list[str]]) -> Right:
    wanted = f" {' '.join(said)} "
    return lambda text: int(wanted in f" {' '.join(where(text))} ")


def _plain(text: str) -> list[str]:
    return [fold(word) for word in words(text)]


def _bare(said: list[str]) -> Question:
    return Question("bare", " ".join(said), tuple(said))


T = TypeVar("T")


def _shuffled(rng: random.Random, things: Iterable[T]) -> list[T]:
    found = list(things)
    rng.shuffle(found)
    return found


_ASKED = {
    "own": _own, "subject": _subject, "together": _together, "marks": _marks, "newest": _newest, "missing": _missing,
}  # fmt: skip
