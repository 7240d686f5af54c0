"""Texts from before Unicode: letters of the TCVN 5712 fonts, read as Latin-1, back to Vietnamese."""

import re

_FONT = (
    "\xb5\xb8\xb6\xb7\xb9\xa8\xbb\xbe\xbc\xbd\xc6\xa9\xc7\xca\xc8\xc9\xcb\xcc\xd0\xce\xcf\xd1\xaa\xd2\xd5\xd3\xd4"
    "\xd6\xd7\xdd\xd8\xdc\xde\xdf\xe3\xe1\xe2\xe4\xab\xe5\xe8\xe6\xe7\xe9\xac\xea\xed\xeb\xec\xee\xef\xf3\xf1\xf2"
    "\xf4\xad\xf5\xf8\xf6\xf7\xf9\xfa\xfd\xfb\xfc\xfe\xae\xa1\xa2\xa3\xa4\xa5\xa6\xa7"
)
_LETTERS = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ"
)  # fmt: skip
_TO_UNICODE = str.maketrans(_FONT, _LETTERS)
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
    return text.translate(_TO_UNICODE) if looks_like_tcvn3(text) else text
