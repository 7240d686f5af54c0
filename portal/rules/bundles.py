"""Several files in one: which of them are letters, and which belong to a letter as its attachments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from portal.rules.filetypes import DOCX, IMAGES, PDF, TEXT
from portal.rules.folding import fold, nfc

PAGES = frozenset((PDF, DOCX)) | IMAGES
_ADDED = re.compile(r"(?:phu luc|pl ?\d|kem theo|dinh kem|bieu|mau )")
_JUNK_FOLDERS = ("__macosx",)
_JUNK_NAMES = ("thumbs.db", "desktop.ini", ".ds_store")


@dataclass(frozen=True)
class Member:
    """One file of several: its whole name inside, and what it is."""

    name: str
    media_type: str

    @property
    def folder(self) -> str:
        """Where it lies inside; the name is only a label here, never a path."""
        return str(PurePosixPath(self.name.replace("\\", "/")).parent)

    @property
    def stem(self) -> str:
        """Its name without marks, folder and suffix."""
        return " ".join(re.split(r"[\W_]+", fold(nfc(PurePosixPath(self.name.replace("\\", "/")).stem)))).strip()


@dataclass(frozen=True)
class Bundle:
    """A letter and what is attached to it, as places in the list that was given."""

    letter: int
    attachments: tuple[int, ...]


def is_junk(name: str) -> bool:
    """What systems and programs leave in archives by themselves."""
    parts = name.replace("\\", "/").lower().split("/")
    return parts[0] in _JUNK_FOLDERS or parts[-1] in _JUNK_NAMES or parts[-1].startswith(("~$", "._"))


def bundles(members: Sequence[Member]) -> list[Bundle]:
    """Every letter with its attachments, in the order of their names; when none is a letter, each is one.

    Words without a page are never a letter: alone they are in no bundle.
    """
    order = sorted(range(len(members)), key=lambda n: (members[n].folder, members[n].stem))
    letters = [n for n in order if is_letter(members[n], members)]
    letters = letters or [n for n in order if members[n].media_type != TEXT]
    if not letters:
        return []
    given: dict[int, list[int]] = {n: [] for n in letters}
    for n in order:
        if n not in given:
            given[letter_for(members[n], letters, members)].append(n)
    return [Bundle(n, tuple(given[n])) for n in letters]


def is_letter(member: Member, members: Sequence[Member]) -> bool:
    """A page whose name does not say that it belongs to another, nor is there the same as PDF."""
    if member.media_type not in PAGES or _ADDED.match(member.stem):
        return False
    twin = any(m.media_type == PDF and (m.folder, m.stem) == (member.folder, member.stem) for m in members)
    return member.media_type == PDF or not twin


def letter_for(member: Member, letters: Sequence[int], members: Sequence[Member]) -> int:
    """The letter an attachment belongs to: in its folder, else near it; of several the one named alike."""
    near = max(closeness(member.folder, members[n].folder) for n in letters)
    close = [n for n in letters if closeness(member.folder, members[n].folder) == near]

    def fit(n: int) -> tuple[int, bool, int]:
        return alike(member.stem, members[n].stem), members[n].stem <= member.stem, -close.index(n)

    return max(close, key=fit)


def closeness(one: str, other: str) -> int:
    """How many folders two files share, and whether it is all of them."""
    mine, theirs = ([p for p in folder.split("/") if p != "."] for folder in (one, other))
    shared = 0
    while shared < min(len(mine), len(theirs)) and mine[shared] == theirs[shared]:
        shared += 1
    return 2 * shared + (mine == theirs)


def alike(added: str, letter: str) -> int:
    """How many words of the letter's name, as a run from its beginning, stand in the name of what is added."""
    words, count = added.split(), 0
    for word in letter.split():
        if word not in words:
            break
        count += 1
    return count
