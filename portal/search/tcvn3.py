"""Texts from before Unicode: letters of the TCVN 5712 fonts, read as Latin-1, back to Vietnamese."""

import re

from portal.rules.old_fonts import from_tcvn3

# Letters that only Vietnamese Unicode text has, and signs that only the old fonts put between letters.
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
_OLD_FONT = re.compile("[\xb5-\xb9\xa8-\xae\xbb-\xbe]")
_OFTEN, _SELDOM = 0.02, 0.005


def looks_like_tcvn3(text: str) -> bool:
    """Many signs of the old fonts and almost no letter of Unicode Vietnamese."""
    if text.isascii():
        return False
    signs, letters = len(_OLD_FONT.findall(text)), len(_VIETNAMESE.findall(text))
    return signs > len(text) * _OFTEN and letters < len(text) * _SELDOM


def to_unicode(text: str) -> str:
    """The text itself, or its Unicode form when it was written with an old font."""
    return from_tcvn3(text) if looks_like_tcvn3(text) else text
