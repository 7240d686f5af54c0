"""Where the words of a search stand on the pages of a letter: in its text, and as boxes on the pictures.

The words of a page with their places are kept beside its picture.  Those of a text layer can be read anew
at any time; those of a scan are kept when it is recognised, because that takes seconds a page.
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.flows import pictures, reading
from portal.flows.premises import Premises
from portal.office.documents import Document
from portal.rules.errors import Unreadable
from portal.rules.filetypes import PDF
from portal.rules.folding import nfc
from portal.rules.page_lines import Box, Page
from portal.search import highlight
from portal.search.query import LONGEST, read

Pieces = highlight.Pieces
_FINE = 10_000  # places are kept as whole numbers of this many parts of the page


@dataclass(frozen=True)
class PageWords:
    """One page: its size in points, and its printed words with their places as fractions."""

    width: float = 0
    height: float = 0
    words: tuple[tuple[str, Box], ...] = ()

    def boxes(self, wanted: Sequence[str]) -> list[Box]:
        """The places of the words to mark."""
        return [self.words[at][1] for at in highlight.places([text for text, _ in self.words], wanted)]


NO_WORDS = PageWords()


def asked(typed: str) -> str:
    """A question as an address brings it, no longer than a search reads."""
    return nfc(typed)[:LONGEST]


def texts(document: Document, question: str) -> list[Pieces]:
    """The text of a document page by page, with the words of the question marked."""
    body = document.words
    return highlight.mark_pages(body, wanted(question, body)) if body else []


def wanted(question: str, body: str) -> list[str]:
    """What to mark in this text; the last word as the beginning of one where the text has it only so."""
    if not question:
        return []
    begun = read(question, typing=True).marks
    last = [word.rstrip("*") for word in begun if word.endswith("*")]
    is_begun = last and not any(marked for _, marked in highlight.mark(body, last))
    return list(begun if is_begun else read(question).marks)


def boxes(
    document: Document, sha256: str, number: int, question: str, *, premises: Premises
) -> tuple[PageWords, list[Box]]:
    """A page, and the places of the words that are marked in its text, just as they stand there."""
    page = of_page(sha256, number, premises=premises)
    pages = texts(document, question)
    pieces = pages[number - 1 : number] if len(pages) > 1 else pages
    return page, page.boxes(sorted({text for one in pieces for text, marked in one if marked}))


def of_page(sha256: str, number: int, *, premises: Premises) -> PageWords:
    """The words of one page of a file; none where nothing but its picture is known."""
    file = _file(sha256, number, premises)
    if file.exists():
        return _unpacked(file.read_bytes())
    source = pictures.source_of(sha256, premises)
    if source is None or source[1] != PDF or not source[0].exists():
        return NO_WORDS
    try:
        told = reading.printed_words(source[0], number)
    except Unreadable:
        return NO_WORDS
    found = PageWords(told["width"], told["height"], tuple((text, _box(place)) for text, place in told["words"]))
    pictures.keep(_packed(found), file, premises=premises)
    return found


def keep(sha256: str, recognised: dict[int, Page], *, premises: Premises) -> None:
    """Keep the words of recognised pages."""
    for number, page in recognised.items():
        words = tuple(word for line in page.lines for word in line.printed)
        packed = _packed(PageWords(page.width, page.height, words))
        pictures.keep(packed, _file(sha256, number, premises), premises=premises)


def _file(sha256: str, number: int, premises: Premises) -> Path:
    return pictures.folder_of(sha256, premises) / f"{number}.words"


def _packed(page: PageWords) -> bytes:
    words = [[text, *(round(edge * _FINE) for edge in box)] for text, box in page.words]
    return zlib.compress(json.dumps([page.width, page.height, words], ensure_ascii=False).encode())


def _unpacked(packed: bytes) -> PageWords:
    width, height, words = json.loads(zlib.decompress(packed))
    return PageWords(width, height, tuple((text, _box([edge / _FINE for edge in box])) for text, *box in words))


def _box(told: Sequence[float]) -> Box:
    return told[0], told[1], told[2], told[3]
