"""Words added and removed between two texts, paragraph by paragraph, with what stands around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from portal.rules.folding import nfc

MOST_PARAGRAPHS = 4_000  # of a text; what follows is not compared
MOST_EFFORT = 2_000_000  # pairs of words held against each other in all; what is left is shown as replaced as a whole
_FEWEST_ALIKE = 0.25  # of the words of a passage: below, old and new are shown one after the other


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """Words one after the other that share a fate."""

    text: str
    fate: Fate = Fate.SAME


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True)
class Passage:
    """One changed place: the paragraph before it, what changed, the paragraph after it."""

    before: str
    changed: tuple[Paragraph, ...]
    after: str


@dataclass(frozen=True)
class Changes:
    """All changed places of a text in its order.

    ``is_cut`` when a text was too long to be compared to its end, ``is_coarse`` when too much changed to mark words.
    """

    passages: tuple[Passage, ...] = ()
    is_cut: bool = False
    is_coarse: bool = False

    @property
    def added(self) -> int:
        """How many words came."""
        return sum(len(piece.text.split()) for piece in self._pieces(Fate.ADDED))

    @property
    def removed(self) -> int:
        """How many words went."""
        return sum(len(piece.text.split()) for piece in self._pieces(Fate.REMOVED))

    def _pieces(self, fate: Fate) -> Iterator[Piece]:
        return (p for passage in self.passages for para in passage.changed for p in para if p.fate is fate)


def compare(old: Sequence[str], new: Sequence[str]) -> Changes:
    """What changed from the old paragraphs to the new ones; empty ones and the way lines break do not count."""
    before, after = _cleaned(old), _cleaned(new)
    is_cut = max(len(before), len(after)) > MOST_PARAGRAPHS
    before, after = before[:MOST_PARAGRAPHS], after[:MOST_PARAGRAPHS]
    passages, effort = [], MOST_EFFORT
    for i1, i2, j1, j2 in _changed_places(before, after):
        words = _words(before[i1:i2]), _words(after[j1:j2])
        if words[0] == words[1]:  # they only break into lines otherwise
            continue
        effort -= len(words[0]) * len(words[1])
        changed = _by_words(*words) if effort >= 0 else ()
        passages.append(Passage(
            before=after[j1 - 1] if j1 else "", after=after[j2] if j2 < len(after) else "",
            changed=changed or _whole(before[i1:i2], Fate.REMOVED) + _whole(after[j1:j2], Fate.ADDED),
        ))
    return Changes(tuple(passages), is_cut, is_coarse=effort < 0)


def _cleaned(paragraphs: Sequence[str]) -> list[str]:
    return [text for text in (nfc(paragraph) for paragraph in paragraphs) if text]


def _changed_places(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where paragraphs differ; lines that a long text repeats all over tell nothing about what stands where."""
    for tag, *place in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            yield place[0], place[1], place[2], place[3]


def _by_words(old: list[str], new: list[str]) -> tuple[Paragraph, ...]:
    """The passage with its words marked one by one; nothing where too little of it stayed to read it so."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < _FEWEST_ALIKE:
        return ()
    return (tuple(_pieces(matcher, old, new)),)


def _words(lines: list[str]) -> list[str]:
    return re.split(r"\s+", " ".join(lines)) if lines else []


def _whole(lines: list[str], fate: Fate) -> tuple[Paragraph, ...]:
    return tuple((Piece(line, fate),) for line in lines)


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(" ".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Piece(" ".join(old[i1:i2]), Fate.REMOVED)
        if j2 > j1:
            yield Piece(" ".join(new[j1:j2]), Fate.ADDED)
