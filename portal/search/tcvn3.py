"""Texts from before Unicode: letters of the TCVN 5712 fonts, read as Latin-1, back to Vietnamese."""

import re
from itertools import islice
from math import ceil, floor

from portal.rules.old_fonts import from_tcvn3

# Letters that only Vietnamese Unicode text has, and signs that only the old fonts put between letters.
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
_OLD_FONT = re.compile("[\xb5-\xb9\xa8-\xae\xbb-\xbe]")
_OFTEN, _SELDOM = 0.02, 0.005


def looks_like_tcvn3(text: str) -> bool:
    """Many signs of the old fonts and almost no letter of Unicode Vietnamese."""
    if text.isascii():
        return False
    if _has(_VIETNAMESE, text, len(text) * _SELDOM):  # of most texts the first line is enough
        return False
    return _has(_OLD_FONT, text, floor(len(text) * _OFTEN) + 1)


def _has(pattern: re.Pattern[str], text: str, count: float) -> bool:
    """Whether there are at least so many matches."""
    return next(islice(pattern.finditer(text), max(ceil(count), 1) - 1, None), None) is not None


def to_unicode(text: str) -> str:
    """The text itself, or its Unicode form when it was written with an old font."""
    return from_tcvn3(text) if looks_like_tcvn3(text) else text
