"""Did you mean: words of the archive at one letter's distance from a word it does not have."""

from collections.abc import Iterable

_LEAST_DOCUMENTS = 3
_LONGEST = 12


class Neighbours:
    """Words in a table of their deletions: two words at one edit share an entry."""

    def __init__(self, frequencies: Iterable[tuple[str, int]]) -> None:
        counts: dict[str, int] = {}
        for word, count in frequencies:
            if word.isalpha() and len(word) <= _LONGEST:
                counts[word] = counts.get(word, 0) + count
        self._words = {word for word, count in counts.items() if count >= _LEAST_DOCUMENTS}
        self._shorter: dict[str, list[str]] = {}
        for word in self._words:
            for key in _deletions(word):
                self._shorter.setdefault(key, []).append(word)

    def of(self, word: str) -> set[str]:
        """The words at one edit from this one, and no more than one."""
        if len(word) > _LONGEST + 1:
            return set()
        found = {near for key in _deletions(word) for near in self._shorter.get(key, ())}
        return {near for near in found if _one_edit(word, near)}


def _deletions(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_edit(one: str, other: str) -> bool:
    """One letter put in, left out, or another; or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while one[start : start + 1] == other[start : start + 1] != "":
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
