"""Which files the portal takes: a short list, a name that agrees with the content, limits (threats.md §2.12-15)."""

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import chain, count

from portal.rules.errors import FileRefused
from portal.rules.folding import clean

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 1_000
MOST_WITHIN = 10_000  # entries of all archives that lie in one: a DOCX alone has some twenty
MOST_RATIO = 100
MOST_XML = 20 * MEGABYTE
MOST_PIXELS = 100_000_000
_SMALL = MEGABYTE  # below this even a high ratio does no harm
_LONGEST_LABEL = 200

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JPEG, PNG, TIFF = "image/jpeg", "image/png", "image/tiff"
TEXT, XML, ZIP = "text/plain", "application/xml", "application/zip"
MESSAGE, UNKNOWN = "message/rfc822", "application/octet-stream"
IMAGES = frozenset((JPEG, PNG, TIFF))
PACKED = frozenset((DOCX, XLSX, ZIP))

SUFFIXES = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
    TEXT: (".txt", ".md"),
    XML: (".xml", ".edxml"),
    ZIP: (".zip",),
}
_UNWANTED = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


def admitted(media_type: str | None, name: str) -> str:
    """The media type, if it is on the list and the name says the same."""
    if media_type not in SUFFIXES:
        raise FileRefused(why="type")
    if not name.lower().endswith(SUFFIXES[media_type]):
        raise FileRefused(why="name")
    return media_type


def check_size(size: int, most: int = MOST_BYTES) -> None:
    """Not empty, not too large."""
    if size == 0:
        raise FileRefused(why="empty")
    if size > most:
        raise FileRefused(why="size")


@dataclass
class Unpacking:
    """Counts what comes out of an archive, because the sizes it declares may lie.

    What lies within something else is counted there, too: a packet, a mail or an archive has one budget of bytes
    for all that is in it, however deep (``whole``), and of that ``most`` may be what is left.
    """

    packed: int
    entries: int = 0
    unpacked: int = 0
    most: int = MOST_UNPACKED
    whole: "Unpacking | None" = None
    within: int = 0

    def inner(self, packed: int) -> "Unpacking":
        """The count of an archive that lies in this one."""
        return Unpacking(packed, whole=self)

    def next_entry(self) -> None:
        """One more entry begins."""
        self.entries += 1
        if self.entries > MOST_ENTRIES:
            raise FileRefused(why="entries")
        if self.whole is not None:
            self.whole.next_within()

    def next_within(self) -> None:
        """One more entry of an archive in this one begins."""
        self.within += 1
        if self.within > MOST_WITHIN:
            raise FileRefused(why="entries")
        if self.whole is not None:
            self.whole.next_within()

    def add(self, count: int) -> None:
        """So many more bytes came out."""
        self.unpacked += count
        if self.whole is not None:
            self.whole.add(count)
        if self.unpacked > self.most:
            raise FileRefused(why="unpacked")
        if self.unpacked > _SMALL and self.unpacked > MOST_RATIO * max(self.packed, 1):
            raise FileRefused(why="ratio")


def apart(name: str, taken: Container[str]) -> str:
    """The label, with a number where another file of the same letter bears it: receivers save them side by side."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    tried = (f"{stem} ({n}){dot}{suffix}" for n in count(2))
    return next(one for one in chain((name,), tried) if one not in taken)


def label(name: str) -> str:
    """The sender's file name as a label: composed, without path, control or bidi characters, 200 bytes at most."""
    last = re.split(r"[/\\]", clean(name))[-1]
    bare = re.sub(r"\s+", " ", _UNWANTED.sub("", last)).strip(" .")
    stem, dot, suffix = bare.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, dot, suffix = bare, "", ""
    room = _LONGEST_LABEL - len(f"{dot}{suffix}".encode())
    return (stem.encode()[:room].decode("utf-8", "ignore") + dot + suffix) or "tep"
