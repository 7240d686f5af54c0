"""Passwords: strength by rule, storage by argon2id (threats.md §2.9)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.rules.passwords import check_strength

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when the login is unknown, so that known and unknown names take the same time.
_nobody = _hasher.hash("không ai cả")

_SYLLABLES = (
    *("ba", "be", "bo", "ca", "co", "da", "di", "ga", "go", "ha", "ho", "ke", "la", "le", "lo", "ma", "me", "mi"),
    *("na", "no", "pha", "qua", "ra", "ro", "sa", "so", "ta", "te", "tho", "tri", "va", "vo", "xa", "xe"),
)


def spoken() -> str:
    """A new password that can be read aloud over the telephone: 54 bits in five groups."""
    groups = ["".join(secrets.choice(_SYLLABLES) for _ in range(2)) for _ in range(4)]
    return "-".join([*groups, f"{secrets.randbelow(10_000):04d}"])


def make(password: str, *, known: tuple[str, ...] = ()) -> str:
    """The argon2id hash to store; a weak password raises ``WeakPassword``."""
    check_strength(password, known=known)
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; None stands for an unknown login and never matches."""
    try:
        return _hasher.verify(stored or _nobody, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
