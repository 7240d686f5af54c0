"""The dictionary of the archive: its words as people write them, and those at one letter's distance."""

import re
from collections.abc import Callable, Iterable
from string import ascii_lowercase as _LETTERS
from typing import Any

from portal.rules.folding import fold

LEAST_DOCUMENTS = 3  # a word of fewer documents may be a slip of the pen, or of the scanner
_LONGEST = 12
_RARE = 500  # times as rare as the commonest word
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
    "(?:uy[uae]|uo[iu]|uay|[iy]eu|oa[iy]|oeo|a[iouy]|e[ou]|i[aeu]|o[aeio]|u[aeiouy]|ye|[aeiouy])"
    "(?:ch|ng|nh|[cmnpt])?"
)
Slowly = Callable[[Iterable[Any]], Iterable[Any]]  # how fast to go through many things


class Neighbours:
    """The folded words of an archive, and how people write them."""

    def __init__(self, frequencies: Iterable[tuple[str, int]]) -> None:
        counts: dict[str, int] = {}
        written: dict[str, list[str]] = {}
        for word, count in frequencies:
            if word.isalpha() and len(word) <= _LONGEST:
                folded = fold(word)
                counts[folded] = counts.get(folded, 0) + count
                if count >= LEAST_DOCUMENTS:
                    written.setdefault(folded, []).append(word)
        most = max(counts.values(), default=0)
        self._words = {word for word, count in counts.items() if count >= _least(word, most)}
        self._written = {word: tuple(forms) for word, forms in written.items() if forms != [word]}

    def __contains__(self, folded: str) -> bool:
        return folded in self._words

    def written(self, folded: str) -> tuple[str, ...]:
        """How people write the word, with and without marks."""
        return self._written.get(folded, (folded,))

    def of(self, word: str) -> set[str]:
        """The words at one edit from this one, and no more than one."""
        if not word.isalpha() or len(word) > _LONGEST + 1:
            return set()
        return self._words.intersection(_edits(word)) - {word}


def _least(word: str, most: int) -> int:
    """In how many documents a word must stand to be offered; ``most`` is how many the commonest is in.

    What is no syllable, Covid or UBND, is in many, or the debris of scanners: eủa, pbí.
    """
    return LEAST_DOCUMENTS if _SYLLABLE.fullmatch(word) else max(LEAST_DOCUMENTS, most // _RARE)


def _edits(word: str) -> list[str]:
    """One letter left out, put in, or another; two neighbours exchanged.  Some 400 strings for a syllable."""
    found: list[str] = []
    for place in range(len(word) + 1):
        head, tail, rest = word[:place], word[place:], word[place + 1 :]
        found += [head + letter + tail for letter in _LETTERS]
        if tail:
            found.append(head + rest)
            found += [head + letter + rest for letter in _LETTERS]
            found.append(head + tail[1:2] + tail[:1] + tail[2:])
    return found


def one_edit(one: str, other: str) -> bool:
    """One letter put in, left out, or another; or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while one[start : start + 1] == other[start : start + 1] != "":
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
