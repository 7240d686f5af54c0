"""A question from which units are taken one kind after another, each leaving a sign where it stood.

So the bars and minuses of the question still stand beside what they belong to when everything has been read.
"""

import re
from collections.abc import Callable

from portal.search.plan import Unit
from portal.search.records import Said

SIGN = "\ue000-\uf8ff"  # for private use: no letter and no space, and taken out of what people type
_SIGNS = re.compile(f"[{SIGN}]")
_MINUS = re.compile(r"(?<!\S)-$")
AFTER_SPACE = r"(?:(?<!\S)|(?<=\s-)|(?<=\A-))"  # where a unit begins, perhaps with a minus before it


class Slots:
    """The units taken so far, and what there is to say of them."""

    def __init__(self) -> None:
        self._units: list[Unit] = []
        self.said: list[Said] = []

    def put(self, unit: Unit, before: str) -> str:
        """Keep a unit; what to write in its place behind the text before it."""
        self._units.append(unit)
        sign = chr(ord(SIGN[0]) + len(self._units) - 1)
        return f"{sign} " if _MINUS.search(before) else f" {sign} "

    def unit(self, sign: str) -> Unit:
        """The unit a sign stands for."""
        return self._units[ord(sign) - ord(SIGN[0])]

    def say(self, word: str, about: str = "") -> None:
        """Note what the person should know."""
        self.said.append(Said(word, about))

    def replaced(self, pattern: re.Pattern[str], text: str, unit_of: Callable[[re.Match[str]], Unit]) -> str:
        """The text with a sign in the place of every match."""
        found, end = "", 0
        for match in pattern.finditer(text):
            found += text[end : match.start()]
            found += self.put(unit_of(match), found)
            end = match.end()
        return found + text[end:] if end else text


def without_signs(text: str) -> str:
    """What a person typed, free of characters that mean something here."""
    return _SIGNS.sub(" ", text)
