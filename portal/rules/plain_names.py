"""Names of files that every system takes: plain letters, short, none of the signs Windows forbids."""

import re

from portal.rules.folding import fold, nfc

_OTHER = re.compile(r"[^a-z0-9]+")


def plain_name(text: str, most: int = 30, otherwise: str = "tep") -> str:
    """The text as a part of a file's name: 536-ubnd-th of "536/UBND-TH"."""
    return _OTHER.sub("-", fold(nfc(text))).strip("-")[:most].rstrip("-") or otherwise


def ending(name: str) -> str:
    """The ending of a file's name with its dot, if it is a plain one."""
    found = re.search(r"\.([A-Za-z0-9]{1,5})$", name)
    return f".{found[1].lower()}" if found else ".bin"
