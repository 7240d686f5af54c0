"""In which capacity someone signs, by the position held (Decree 30/2020/NĐ-CP Art. 13)."""

import re

from portal.rules.folding import fold, nfc
from portal.rules.kinds import COMMITTEE, Organ

_NEXT = re.compile(r"\s+(?:/\s*)?(?=(?:KT|TL|TUQ|Q)\.\s)")
_BODY = re.compile(rf"^(?:{COMMITTEE.letters}|{COMMITTEE.name})(?=\s)", re.IGNORECASE)
_PLACE = re.compile(r"\s+(?=(?:xã|phường|đặc khu|thị trấn)\s)", re.IGNORECASE)


def usual(position: str) -> tuple[str, str]:
    """The two lines over the signature that the position usually gives; the drafter may write others.

    The head signs for the committee (TM.), a deputy for the head (KT.), anyone else by the head's order (TL.).
    """
    title = nfc(position).upper()
    bare = fold(title)
    if not title:
        return "", ""
    if bare.startswith("pho "):
        return f"KT. {nfc(position)[4:].upper()}", title
    if bare == "quyen chu tich":
        return "TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"
    return ("TM. ỦY BAN NHÂN DÂN" if bare == "chu tich" else "TL. CHỦ TỊCH"), title


def lines(capacity: str) -> tuple[str, ...]:
    """Each authority on a line of its own: “TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH” are two."""
    return tuple(_NEXT.split(nfc(capacity).upper())) if nfc(capacity) else ()


def is_collective(capacity: str) -> bool:
    """Whether it is signed on behalf of a body, and not by its head alone."""
    return nfc(capacity).upper().startswith("TM.")


def authority(issuer: str, capacity: str) -> str:
    """Thẩm quyền ban hành: the body itself where it is signed on its behalf, else its head."""
    return issuer if is_collective(capacity) else f"Chủ tịch {issuer}"


def issuer_of(office: str, organ: Organ) -> str:
    """The whole name of a body of the office’s commune: of UBND xã Tân Hòa, Hội đồng nhân dân xã Tân Hòa."""
    return _BODY.sub(organ.name, nfc(office), count=1)


def head_lines(issuer: str) -> tuple[str, ...]:
    """The issuer as a head prints it: the body, and below it its place."""
    return tuple(_PLACE.split(nfc(issuer), maxsplit=1))
