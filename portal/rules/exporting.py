"""Text that goes into a spreadsheet must stay text (threats.md §2.18)."""

import unicodedata

FORMULA = ("=", "+", "-", "@", "|")


def cell_text(text: str) -> str:
    """The text as a cell may hold it: what a spreadsheet could take for a formula gets a leading apostrophe.

    Full-width signs count, and what cannot be seen before them does not hide them; a tab or a carriage return in
    front is as bad.
    """
    plain = unicodedata.normalize("NFKC", text)
    bare = plain.lstrip("".join(filter(is_unseen, set(plain))))
    front = plain[: len(plain) - len(bare)]
    return f"'{text}" if bare.startswith(FORMULA) or "\t" in front or "\r" in front else text


def is_unseen(character: str) -> bool:
    """Blanks of every width, control and format characters: a soft hyphen, a word joiner, a vertical tab."""
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")
