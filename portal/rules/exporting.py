"""Text that goes into a spreadsheet must stay text (threats.md §2.18)."""

import unicodedata

FORMULA = ("=", "+", "-", "@", "|")


def cell_text(text: str) -> str:
    """The text as a cell may hold it: what a spreadsheet could take for a formula gets a leading apostrophe.

    Full-width signs count, blanks before them too; a tab or a carriage return in front is as bad.
    """
    bare = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000\u200b\ufeff\n"))
    return f"'{text}" if bare.startswith((*FORMULA, "\t", "\r")) else text
