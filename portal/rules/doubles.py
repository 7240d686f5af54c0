"""Trùng: what makes two letters look like one, with the slips of scanners and quick fingers forgiven."""

import re
from dataclasses import dataclass
from datetime import date

from portal.rules.folding import fold, nfc

# The reasons for a warning, the surest first (Decree 30/2020/NĐ-CP Annex VI asks for the first two).
REASONS = ("identifier", "bytes", "reference", "near")
# What a scanner puts for a digit at the head of a reference.
_AS_DIGITS = str.maketrans("OoQDlIi|!ZzSsBGgq", "00001111122558699")
_HEAD = re.compile(r"^\s*(?:[Ss][ốo]\s*[:.]?\s*)?([0-9OoQDlIi|!ZzSsBGgq]{1,6})\s*[a-zđ]?\s*([/\-–].*)$")
_BARE = re.compile(r"[^a-z0-9]+")
_ALIKE = str.maketrans("oil", "011")
_OPENING = re.compile(r"^(?:v\s*/\s*v|ve viec|ve)\b[\s:.]*")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Letter:
    """What is compared of a letter: what the form says of one, or what the register says of another."""

    issuer: str
    reference: str
    subject: str
    dated_on: date | None
    received_on: date | None = None

    @property
    def year(self) -> int | None:
        """The year the letter's number belongs to, as far as it is known."""
        day = self.dated_on or self.received_on
        return day.year if day else None

    @property
    def number(self) -> int | None:
        """The number at the head of the reference, with letters that stand for digits read as digits."""
        return number_of(self.reference)

    @property
    def symbol(self) -> str:
        """The symbol as bare letters: without marks, strokes and look-alikes."""
        head = _HEAD.match(nfc(self.reference))
        return bare(head[2] if head else self.reference)


def number_of(reference: str) -> int | None:
    """536 of "S36/UBND-TH"; None where no number can be made out."""
    head = _HEAD.match(nfc(reference))
    return int(head[1].translate(_AS_DIGITS)) if head else None


def bare(text: str) -> str:
    """Letters and digits alone, without marks; o and 0, l, i and 1 are one."""
    return _BARE.sub("", fold(nfc(text))).translate(_ALIKE)


def gist(subject: str) -> str:
    """A subject without marks and without the words every subject begins with."""
    return _OPENING.sub("", fold(nfc(subject)))


def same_year(one: Letter, other: Letter) -> bool:
    """Whether both numbers can belong to one year; an unknown year can be any."""
    return one.year is None or other.year is None or one.year == other.year


def same_numbers(one: str, other: str) -> bool:
    """Whether two subjects name the same numbers: the meeting of quarter I is not that of quarter 2."""
    return sorted(_NUMBER.findall(one)) == sorted(_NUMBER.findall(other))
