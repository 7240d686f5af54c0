"""Where the words of a query stand in a text: pieces of plain text, each marked or not.

No HTML is made here.  The template escapes every piece and then wraps the marked ones.
"""

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from string import ascii_lowercase
from typing import NamedTuple

from portal.rules.folding import fold, words
from portal.search.analyzer import readable
from portal.search.recent import Recent

Pieces = list[tuple[str, bool]]
Row = tuple[str, list[int]]  # a text on one line, and where each of its pages begins

MEMORY = 1 * 1024 * 1024  # for the texts shown last: who types on or turns back is shown the same letters again

_BEFORE = 40  # characters shown before the first word of a snippet
_FINAL_I = re.compile("(?:[hklmst]|qu)[iy]")
_LETTERS = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
_ELLIPSIS = "…"
_PAGE_END = "\f"
_OF_A_ROW = 300  # bytes besides its text
_NEAR = 2  # letters between neighbours
_JOINTS = " \n,-–/"  # what may stand between neighbours
_IN_A_ROW = r"[^\w\f]{1,3}"  # between the words of one thing to mark: 29/11/2013, 29 tháng 11 năm 2013


def _any_marks() -> dict[str, str]:
    """For every small letter without marks a pattern of all it is written as."""
    written = {letter: letter + letter.upper() for letter in ascii_lowercase}
    for letter in map(chr, _LETTERS):
        bare = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
        written[bare] = written.get(bare, bare) + letter
    return {bare: f"[{letters}]" for bare, letters in written.items()}


_ANY_MARKS = _any_marks()
_LETTER = {**_ANY_MARKS, " ": _IN_A_ROW}


@dataclass(frozen=True)
class Snippet:
    """A stretch of a text and the page it stands on, from 1; no page where the text is not in pages."""

    pieces: Pieces
    page: int | None = None


class _Hit(NamedTuple):
    start: int
    end: int
    word: str


def mark(text: str, wanted: Iterable[str]) -> Pieces:
    """The whole text in pieces."""
    shown = " ".join(readable(text).split())
    return _pieces(shown, _hits(shown, tuple(wanted)), 0, len(shown))


def mark_pages(text: str, wanted: Iterable[str]) -> list[Pieces]:
    """Every page of the text in pieces, its lines kept."""
    shown = readable(text)
    hits = _hits(shown, tuple(wanted))
    pages: list[Pieces] = []
    start = 0
    for page in shown.split(_PAGE_END):
        end = start + len(page)
        pages.append(_pieces(shown, [hit for hit in hits if start <= hit.start < end], start, end))
        start = end + 1
    return pages


def places(words: Sequence[str], wanted: Iterable[str]) -> list[int]:
    """Which of a page's printed words, counted from 0, would be marked: each may hold several or a part."""
    shown = readable("\n".join(" ".join(word.split()) for word in words))
    starts = list(accumulate((len(word) + 1 for word in shown.split("\n")), initial=0))
    return sorted(
        {
            at
            for hit in _hits(shown, tuple(wanted))
            for at in range(bisect_right(starts, hit.start) - 1, bisect_right(starts, hit.end - 1))
        }
    )


def snippets(text: str, wanted: Iterable[str], width: int = 220, n: int = 2) -> list[Snippet]:
    """Up to ``n`` stretches of the text with the most of the words; the beginning when there are none."""
    shown, begins = _rows.get(text, lambda: _in_a_row(text))
    hits = _hits(shown, tuple(wanted))
    if not hits:
        return [Snippet(_cut(shown, [], 0, width), _page(begins, 0))] if shown else []
    found = []
    for at in sorted(_best(hits, width, n)):
        start = _beginning(shown, max(0, at - _BEFORE))
        first = next((hit.start for hit in hits if hit.start >= start), at)  # perhaps one on an earlier page
        found.append(Snippet(_cut(shown, hits, start, width), _page(begins, first)))
    return found


def _in_a_row(text: str) -> Row:
    """No page begins anywhere when the text is not in pages."""
    pages = [" ".join(page.split()) for page in readable(text).split(_PAGE_END)]
    if len(pages) == 1:
        return pages[0], []
    begins = accumulate((len(page) + 1 if page else 0 for page in pages[:-1]), initial=0)
    return " ".join(page for page in pages if page), list(begins)


def _cost(text: str, row: Row) -> int:
    return sys.getsizeof(text) + sys.getsizeof(row[0]) + sys.getsizeof(row[1]) + _OF_A_ROW


_rows: Recent[str, Row] = Recent(MEMORY, _cost)


def forget_rows() -> None:
    """Every text is read anew; for measuring."""
    _rows.clear()


def _page(begins: list[int], at: int) -> int | None:
    """The page of a place in the text; an empty page begins where the next one does and holds nothing."""
    return bisect_right(begins, at) or None


def _hits(shown: str, wanted: tuple[str, ...]) -> list[_Hit]:
    """Words as typed with their marks; where the text has none so, the same without marks."""
    marked = {fold(word): word for word in wanted if fold(word) != word}
    hits = _matches(shown, wanted)
    if marked:
        exact = {hit for hit in hits if words(shown[hit.start : hit.end]) == [marked.get(hit.word)]}
        found_so = {hit.word for hit in exact}
        hits = [hit for hit in hits if hit in exact or hit.word not in found_so]
    return _together(shown, hits)


def _matches(shown: str, wanted: tuple[str, ...]) -> list[_Hit]:
    """The words whatever their marks, in the order of the text.

    Whatever completes the unfinished word counts as that word, unless it is another one of the query.
    """
    found: dict[int, _Hit] = {}
    patterns = _patterns(wanted)
    whole = {word for word, _ in patterns}
    for word, pattern in patterns:
        for match in pattern.finditer(shown):
            start, end = match.span()
            if start in found or (start and shown[start - 1].isalnum()):
                continue
            other = fold(match[0]) if word[-1] == "*" else word
            found[start] = _Hit(start, end, other if other in whole else word)
    return sorted(found.values())


def _together(shown: str, hits: list[_Hit]) -> list[_Hit]:
    """A word that stands beside another of the query is marked there only: bản in văn bản, not in Ủy ban."""
    beside = {
        place
        for at, (one, other) in enumerate(pairwise(hits))
        if one.word != other.word and not shown[one.end : other.start].strip(_JOINTS)
        for place in (at, at + 1)
    }
    grouped = {hits[at].word for at in beside}
    return [hit for at, hit in enumerate(hits) if at in beside or hit.word not in grouped]


@lru_cache(maxsize=64)
def _patterns(wanted: tuple[str, ...]) -> "list[tuple[str, re.Pattern[str]]]":
    """Each of the words up to its end, which is found much quicker than all in one; the longest first.

    A final i or y is the same after some letters, a star stands for any ending, a space for whatever parts two words.
    """
    forms = []
    for word in sorted({fold(word) for word in wanted}, key=lambda word: (-len(word), word)):
        letters = [_LETTER.get(c) or f"[{re.escape(c + c.upper()[:1])}]" for c in word.rstrip("*")]
        if _FINAL_I.fullmatch(word.rstrip("*")):
            letters[-1] = f"(?:{_ANY_MARKS['i']}|{_ANY_MARKS['y']})"
        if letters:
            forms.append((word, "".join(letters) + (r"[^\W_]*" if word.endswith("*") else "")))
    return [(word, re.compile(rf"{form}(?![^\W_])")) for word, form in forms]


def _best(hits: list[_Hit], width: int, n: int) -> list[int]:
    """Starts of windows with the most different words, then the most of them side by side, then the most words."""
    said = [hit.word for hit in hits]
    pairs = [one.word + other.word if other.start - one.end <= _NEAR else "" for one, other in pairwise(hits)]
    rated, last = [], 0
    for first, hit in enumerate(hits):
        while last < len(hits) and hits[last].end <= hit.start + width:
            last += 1
        inside = max(last, first + 1)
        rated.append((-len(set(said[first:inside])), -len({*pairs[first : inside - 1], ""}), first - inside, hit.start))
    chosen: list[int] = []
    for *_, start in sorted(rated):
        if all(abs(start - other) >= width for other in chosen):
            chosen.append(start)
        if len(chosen) == n:
            break
    return chosen


def _beginning(shown: str, start: int) -> int:
    """Where the next word begins."""
    return (shown.find(" ", start) + 1 or start) if start else 0


def _cut(shown: str, hits: list[_Hit], start: int, width: int) -> Pieces:
    """A stretch of about this width, to a word's end."""
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
