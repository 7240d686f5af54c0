"""Whether who signed is who the document says it is from (threats.md §2.26)."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.rules.folding import words
from portal.rules.signing import VALID

# certificates spell out what letterheads shorten
_LONG = ("ủy ban nhân dân", "hội đồng nhân dân", "văn phòng", "thành phố", "thị xã", "thị trấn")
_BRIEF = ("ubnd", "hđnd", "vp", "tp", "tx", "tt")
_SHORT = [(" ".join(words(long)), brief) for long, brief in zip(_LONG, _BRIEF, strict=True)]


def matches_sender(issuer: str, signatures: Iterable[Mapping[str, Any]]) -> bool | None:
    """Whether a valid signature is by the issuer or by one of its people; None where nothing can be compared."""
    wanted = short(issuer)
    named = [
        short(str(signature.get(part, "")))
        for signature in signatures
        if signature["state"] in VALID
        for part in ("organisation", "signer")
    ]
    if not wanted or not any(named):
        return None
    return any(f" {wanted} " in f" {name} " for name in named)


def same_agency(one: str, other: str) -> bool:
    """Whether two names are of one agency, the place it stands under left out: UBND xã An Lạc, tỉnh Thái Giang."""
    first, second = (short(name.partition(",")[0]) for name in (one, other))
    return bool(first) and first == second


def short(name: str) -> str:
    """A name of an agency without case, old spellings and the difference between long and short forms.

    The marks stay: Sơn Đông and Sơn Động are two places.
    """
    text = " ".join(words(name))
    for long, brief in _SHORT:
        text = text.replace(long, brief)
    return text
