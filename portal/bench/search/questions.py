"""What the engines are asked: classes of questions made from documents of the archive, the same every time."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.bench.search.corpus import Corpus, Text
from portal.rules.folding import fold, words
from portal.rules.references import parse
from portal.search.suggest import Neighbours

MOST = 25  # questions of a class
GROUPS = ("register", "year", "kind", "issuer")  # counted by every engine for the class "facets"
_PHRASES = (
    "ủy ban nhân dân huyện", "cộng hòa xã hội chủ nghĩa việt nam", "văn bản điện tử", "quyền sử dụng đất",
    "phần mềm quản lý văn bản", "căn cứ luật tổ chức chính quyền địa phương", "bệnh dịch tả lợn châu phi",
    "đơn vị trúng thầu", "kinh phí thực hiện", "hộ nghèo",
)  # fmt: skip
_LETTERS = "bcghklmntwzjfx"


@dataclass(frozen=True)
class Question:
    """One search in parts, for engines with a language of their own, and as a person types it."""

    kind: str
    text: str
    words: tuple[str, ...] = ()
    beginning: str = ""
    code: str = ""
    sort: str = "rank"
    filters: dict[str, object] = field(default_factory=dict)

    @property
    def typing(self) -> bool:
        """Whether the last word is unfinished."""
        return bool(self.beginning)


# Every class with its name in the table, in the order of the table.
CLASSES = {
    "rare": "từ hiếm",
    "number": "số, ký hiệu",
    "phrase": "cụm từ",
    "marked": "3–5 từ, có dấu",
    "bare": "3–5 từ, không dấu",
    "either": "một trong 3–5 từ",
    "typing": "đang gõ dở",
    "fuzzy": "sai một chữ cái",
    "filters": "bộ lọc, mới nhất trước",
    "facets": "bốn nhóm, đếm đúng",
    "snippets": "20 đoạn trích tô đậm",
    "nothing": "không có, gợi ý",
    "joined": "viết liền, sai chữ",
}

# Asked for better words, and answered from a plan alone: without looking for these or at texts.
BETTER = ("fuzzy", "nothing", "joined")
PLANNED = tuple(kind for kind in CLASSES if kind not in (*BETTER, "snippets"))


def questions(corpus: Corpus) -> list[Question]:
    """All classes, at most ``MOST`` questions of each."""
    rng = random.Random(11)
    folded = corpus.folded
    samples = list(corpus.samples)
    rng.shuffle(samples)
    found = [Question("phrase", f'"{phrase}"', tuple(words(phrase))) for phrase in _PHRASES]
    found += [_question("rare", (word,)) for word in _rare(rng, folded)]
    found += [Question("number", s.record.reference, code=parse_key(s)) for s in samples if parse_key(s)]
    found += [one for sample in samples for one in _of_words(rng, sample, corpus)]
    found += [*_mistyped(rng, folded, corpus.documents), *_joined(rng, samples, folded)]
    return [one for kind in CLASSES for one in [q for q in found if q.kind == kind][:MOST]]


def parse_key(sample: Text) -> str:
    """The document's own code in one spelling, empty when it has none."""
    reference = parse(sample.record.reference)
    return reference.key if reference else ""


def _question(kind: str, asked: tuple[str, ...]) -> Question:
    return Question(kind, " ".join(asked), asked)


def _rare(rng: random.Random, folded: Counter[str]) -> list[str]:
    known = sorted(w for w, n in folded.items() if n <= 5 and w.isalpha() and w.isascii() and 3 <= len(w) <= 8)
    return rng.sample(known, min(MOST, len(known)))


def _of_words(rng: random.Random, sample: Text, corpus: Corpus) -> Iterator[Question]:
    """Questions of several words of one document: a rarer one, middling ones, common ones."""
    n, counts = corpus.documents, corpus.marked
    own = [word for word in dict.fromkeys(sample.marked.split()) if word.isalpha()]
    low = [word for word in own if counts[word] <= n * 0.02]
    middle = [word for word in own if n * 0.05 <= counts[word] <= n * 0.3]
    high = [word for word in own if counts[word] > n * 0.6]
    if not low or len(middle) < 3 or len(high) < 3:
        return
    several = rng.sample(low, rng.random() < 0.6) + rng.sample(middle, 2) + rng.sample(high, rng.choice((1, 2)))
    bare = tuple(map(fold, several))
    yield _question("marked", tuple(several))
    yield _question("bare", bare)
    yield Question("either", " | ".join(bare), bare)
    yield _question("snippets", tuple(map(fold, rng.sample(middle, 2))))
    yield _question("facets", tuple(map(fold, rng.sample(middle + high, 2))))
    yield _filtered(tuple(map(fold, rng.sample(middle, 2))), sample)
    yield from _unfinished(rng, sample)


def _filtered(asked: tuple[str, ...], sample: Text) -> Question:
    record = sample.record
    span = [record.year - 2, record.year + 1]
    filters: dict[str, object] = {"kind": record.kind, "level": record.level, "year": span}
    return Question("filters", " ".join(asked), asked, sort="date", filters=filters)


def _unfinished(rng: random.Random, sample: Text) -> Iterator[Question]:
    """The beginning of a subject, its last word broken off after one to three letters."""
    subject = [fold(word) for word in words(sample.record.subject) if word.isalpha()][2:]
    if len(subject) > 3:
        end = rng.choice((1, 2, 3))
        begun = subject[end][: rng.choice((1, 2, 3))]
        finished = tuple(subject[max(0, end - 2) : end])
        yield Question("typing", " ".join([*finished, begun]), finished, beginning=begun)


def _mistyped(rng: random.Random, folded: Counter[str], n: int) -> Iterator[Question]:
    """Words no document has, one letter away from one that people write; all engines have one dictionary."""
    dictionary = Neighbours(folded.items())
    long = sorted(word for word in folded if word in dictionary and word.isascii() and len(word) >= 4)
    known = [word for word in long if 20 <= folded[word] <= n * 0.05] or long
    for kind in ("fuzzy", "nothing"):
        wrong: set[str] = set()
        for _ in range(20 * MOST):
            word = rng.choice(known)
            place, letter = rng.randrange(1, len(word)), rng.choice(_LETTERS)
            made = word[:place] + letter + word[place + (kind == "fuzzy") :]
            if made not in folded and made not in wrong and len(wrong) < MOST:
                wrong.add(made)
                yield _question(kind, (made,))


def _joined(rng: random.Random, samples: list[Text], folded: Counter[str]) -> Iterator[Question]:
    """Two words of a subject written as one, and a letter put in: both are in the dictionary, what was typed is not."""
    for sample in samples:
        said = [fold(word) for word in words(sample.record.subject) if word.isalpha()]
        start = rng.randrange(max(1, len(said) - 1))
        together = "".join(said[start : start + 2])
        place = rng.randrange(1, len(together))
        made = together[:place] + rng.choice(_LETTERS) + together[place:]
        if len(said) > 1 and made not in folded:
            yield _question("joined", (made,))
