"""Where the words of a query stand in a text: pieces of plain text, each marked or not.

No HTML is made here.  The template escapes every piece and then wraps the marked ones.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.rules.folding import fold, words
from portal.search.analyzer import readable

Pieces = list[tuple[str, bool]]

_BEFORE = 40  # characters shown before the first word of a snippet
_LETTERS = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
_ELLIPSIS = "…"


def _bare_letters() -> dict[int, str]:
    """Every Latin letter with marks as the small letter without; one for one, so that places stay."""
    bare = {code: unicodedata.normalize("NFD", chr(code))[0].lower() for code in _LETTERS}
    return {**bare, ord("đ"): "d", ord("Đ"): "d", 0x130: "i"}


_BARE = _bare_letters()


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    word: str


def mark(text: str, wanted: Iterable[str]) -> Pieces:
    """The whole text in pieces."""
    shown = " ".join(readable(text).split())
    return _pieces(shown, _hits(shown, tuple(wanted)), 0, len(shown))


def snippets(text: str, wanted: Iterable[str], width: int = 220, n: int = 2) -> list[Pieces]:
    """Up to ``n`` stretches of the text with the most of the words; the beginning when there are none."""
    shown = " ".join(readable(text).split())
    hits = _hits(shown, tuple(wanted))
    if not hits:
        return [_cut(shown, [], 0, width)] if shown else []
    starts = sorted(_best(hits, width, n))
    return [_cut(shown, hits, max(0, start - _BEFORE), width) for start in starts]


def _hits(shown: str, wanted: tuple[str, ...]) -> list[_Hit]:
    """Words as typed with their marks; where the text has none so, the same without marks."""
    pattern = _pattern(wanted)
    if pattern is None:
        return []
    bare = shown.translate(_BARE).lower()
    if len(bare) != len(shown):
        bare = "".join(c.lower()[0] for c in shown.translate(_BARE))
    marked = {fold(word): word for word in wanted if fold(word) != word}
    begun = tuple(fold(word)[:-1] for word in wanted if word.endswith("*"))
    whole = {fold(word) for word in wanted}
    hits = [
        _Hit(match.start(), match.end(), match[0] if match[0] in whole else _wanted(match[0], begun))
        for match in pattern.finditer(bare)
    ]
    exact = {hit for hit in hits if words(shown[hit.start : hit.end]) == [marked.get(hit.word)]}
    found_so = {hit.word for hit in exact}
    return [hit for hit in hits if hit in exact or hit.word not in found_so]


def _wanted(word: str, begun: tuple[str, ...]) -> str:
    """The unfinished word that this one completes: many endings are still one word of the query."""
    return next((f"{start}*" for start in begun if word.startswith(start)), word)


@lru_cache(maxsize=64)
def _pattern(wanted: tuple[str, ...]) -> "re.Pattern[str] | None":
    """Any of the words; a final i or y is the same after some letters, a star stands for any ending."""
    forms = []
    for word in sorted({fold(word) for word in wanted}, key=len, reverse=True):
        form = re.escape(word.rstrip("*"))
        form = re.sub("^((?:[hklmst]|qu))[iy]$", r"\1[iy]", form)
        if form:
            forms.append(form + (r"[^\W_]*" if word.endswith("*") else ""))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(forms)})(?![^\W_])") if forms else None


def _best(hits: list[_Hit], width: int, n: int) -> list[int]:
    """Starts of windows with the most different words, then the most words, then the earliest."""
    rated = []
    for first, hit in enumerate(hits):
        inside = [other.word for other in hits[first : first + width // 2] if other.end <= hit.start + width]
        rated.append((-len(set(inside)), -len(inside), hit.start))
    chosen: list[int] = []
    for _, _, start in sorted(rated):
        if all(abs(start - other) >= width for other in chosen):
            chosen.append(start)
        if len(chosen) == n:
            break
    return chosen


def _cut(shown: str, hits: list[_Hit], start: int, width: int) -> Pieces:
    """A stretch of about this width, from a word's beginning to a word's end."""
    if start:
        start = shown.find(" ", start) + 1 or start
    end = min(len(shown), start + width)
    if end < len(shown):
        end = max(shown.rfind(" ", start, end), start) if " " in shown[start:end] else end
    pieces = _pieces(shown, [hit for hit in hits if start <= hit.start and hit.end <= end], start, end)
    head: Pieces = [(f"{_ELLIPSIS} ", False)] if start else []
    tail: Pieces = [(f" {_ELLIPSIS}", False)] if end < len(shown) else []
    return head + pieces + tail


def _pieces(shown: str, hits: list[_Hit], start: int, end: int) -> Pieces:
    pieces: Pieces = []
    at = start
    for hit in hits:
        pieces += [(shown[at : hit.start], False), (shown[hit.start : hit.end], True)]
        at = hit.end
    pieces.append((shown[at:end], False))
    return [(text, marked) for text, marked in pieces if text]
