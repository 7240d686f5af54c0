"""A letter opened from a search: from the page asked for, with the words marked in its text and on its pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import request, url_for

from portal.flows import page_words
from portal.flows.page_words import Pieces
from portal.office.documents import Document
from portal.web.paging import whole
from portal.web.pictures import PagePicture, newest_drawable, pages_of

MOST = 20  # pages on one screen; each picture is drawn by a child process the first time


@dataclass(frozen=True)
class Leaf:
    """The pages of a letter that one address shows, and the words of the search on them."""

    asked: str
    first: int
    count: int
    pictures: list[PagePicture]
    texts: Sequence[tuple[int | None, Pieces]]
    found: list[tuple[int, int]]  # pages with marked words, and how many

    @property
    def last(self) -> int:
        """The last page shown."""
        return min(self.first + MOST - 1, self.count)

    @property
    def has_marks(self) -> bool:
        """Whether anything is marked in what is shown."""
        return any(marked for _, pieces in self.texts for _, marked in pieces)

    @property
    def earlier(self) -> int | None:
        """The nearest page before this one with marked words."""
        return max((number for number, _ in self.found if number < self.first), default=None)

    @property
    def later(self) -> int | None:
        """The nearest page after this one with marked words."""
        return min((number for number, _ in self.found if number > self.first), default=None)


def leaf_of(document: Document) -> Leaf:
    """What the address asks for: ``page`` to begin with, ``q`` to mark."""
    asked = page_words.asked(request.args.get("q", ""))
    texts = page_words.texts(document, asked)
    pictures = pages_of(document)
    count = len(pictures) or len(texts)
    first = min(max(1, whole(request.args.get("page")) or 1), max(1, count))
    paged = len(texts) > 1 or count == 1
    counted = [(number, sum(marked for _, marked in pieces)) for number, pieces in enumerate(texts, 1)]
    found = [(number, n) for number, n in counted if n and number <= count] if paged else []
    shown = pictures[first - 1 : first - 1 + MOST]
    return Leaf(
        asked=asked, first=first, count=count, found=found,
        pictures=marked(document, shown, asked, {n for n, _ in found} if paged else None) if asked else shown,
        texts=texts_beside(texts, first, paged=paged, asked=asked) if pictures else texts_alone(texts, first),
    )


def texts_alone(texts: Sequence[Pieces], first: int) -> Sequence[tuple[int | None, Pieces]]:
    """The text in place of pictures."""
    if len(texts) == 1:
        return [(None, texts[0])]
    return list(enumerate(texts, 1))[first - 1 : first - 1 + MOST]


def texts_beside(
    texts: Sequence[Pieces], first: int, *, paged: bool, asked: str
) -> Sequence[tuple[int | None, Pieces]]:
    """The text of the page in front, or all of it where it is not known by pages; only for a search."""
    if not asked or not texts:
        return []
    return list(enumerate(texts, 1))[first - 1 : first] if paged else [(None, texts[0])]


def marked(
    document: Document, pictures: list[PagePicture], asked: str, numbers: set[int] | None
) -> list[PagePicture]:
    """The pictures, those on these pages (on any, when it is not known) with their marks laid over."""
    version = newest_drawable(document)
    if version is None:
        return pictures

    def address(number: int) -> str:
        return url_for("documents.marks", document_id=document.id, n=version.n, number=number, q=asked)

    return [
        replace(page, marks=address(page.number)) if numbers is None or page.number in numbers else page
        for page in pictures
    ]
