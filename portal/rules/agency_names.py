"""What an agency is found by while its name is typed: its words without marks, its initials, its short name."""

from portal.rules.folding import fold, nfc

# Words that offices leave out when they shorten a name: Sở Thông tin và Truyền thông is STTTT.
_LEFT_OUT = frozenset(("va", "cua", "thuoc", "truc"))


def searchable(name: str, short_name: str) -> str:
    """What type-ahead looks through."""
    bare = fold(nfc(name))
    words = [word for word in bare.split() if word[0].isalnum()]
    initials = {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in _LEFT_OUT)}
    return " ".join([bare, *sorted(initials, key=len, reverse=True), fold(nfc(short_name))]).strip()


def wanted(typed: str) -> list[str]:
    """The pieces of what was typed, each of which must be found: "so tt" asks for both."""
    return fold(nfc(typed)).split()[:8]
