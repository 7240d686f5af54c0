"""Câu quen dùng: which of a leader's own words are worth keeping for the next letter."""

import re

from portal.rules.folding import fold, nfc

SHORTEST, LONGEST = 2, 160  # words, letters
_ENDS = re.compile(r"(?<=[.;!?])\s+|\n+")


def phrases_of(text: str) -> list[str]:
    """The sentences of a directive that could be said of another letter: those with digits are about this one."""
    found: dict[str, str] = {}
    for part in _ENDS.split(text):
        said = nfc(part).strip(" .;")
        if len(said.split()) >= SHORTEST and len(said) <= LONGEST and not any(c.isdigit() for c in said):
            found.setdefault(key_of(said), said)
    return list(found.values())


def key_of(phrase: str) -> str:
    """By what two writings of one phrase are known as the same."""
    return fold(nfc(phrase)).strip(" .;")
