"""How a recovery key is written down and read back: groups of letters, and a short mark of its public half."""

import re

GROUP = 6
HEAD = "AGE-SECRET-KEY-"
MARK = 8


def grouped(secret: str) -> list[str]:
    """The letters in groups for the paper; what every key begins with is left out."""
    letters = secret.removeprefix(HEAD)
    return [letters[n : n + GROUP] for n in range(0, len(letters), GROUP)]


def joined(text: str) -> str:
    """The key out of what was typed: groups, small letters, with its beginning or without."""
    letters = re.sub(r"[\s.]+", "", text).upper().removeprefix(HEAD).replace("-", "")
    return HEAD + letters


def mark(key: str) -> str:
    """The last letters of the public half: enough to tell two keys apart."""
    return key[-MARK:]
