"""What a password must be (threats.md §2.9)."""

from portal.rules.errors import WeakPassword
from portal.rules.folding import fold

SHORTEST = 14
LONGEST = 128
COMMON = (
    "matkhau", "password", "123", "12345", "12345678", "123456789", "1234567890", "qwertyuiop", "ubndxa", "ubnd",
    "uybannhandan", "vanthu", "lanhdao", "chutich", "congvan", "vietnam", "anhyeuem", "iloveyou", "admin", "quantri",
)


def check_strength(password: str, *, known: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, too long, or little more than common or own words.

    ``known`` are words an attacker would try first, such as the login and the name.
    """
    if len(password) < SHORTEST:
        raise WeakPassword("short", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise WeakPassword("long", longest=LONGEST)
    rest = fold(password).replace(" ", "")
    for word in sorted((*COMMON, *(fold(k).replace(" ", "") for k in known)), key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 2 else rest
    if len(set(rest)) < 5:
        raise WeakPassword("common")
