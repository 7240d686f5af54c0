"""Names of agencies: from the capitals of a letterhead to the way a register writes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.rules.folding import fold, nfc

_PLACES = ("thành phố", "tỉnh", "huyện", "thị xã", "thị trấn", "quận", "xã", "phường", "đặc khu")
_PARTY = ("huyện ủy", "tỉnh ủy", "thành ủy", "thị ủy", "quận ủy", "đảng ủy", "đảng bộ", "chi bộ",
          "huyện đoàn", "tỉnh đoàn", "thành đoàn", "xã đoàn")
# Heads whose complement begins with a capital again: Sở Nội vụ, Ban Chỉ đạo, Văn phòng Chính phủ.
_HEADS = (
    "tổng cục", "ủy ban", "chi cục", "trung tâm", "văn phòng", "kho bạc", "thanh tra", "liên đoàn", "hội", "đoàn",
    "sở", "bộ", "phòng", "ban", "cục", "vụ", "viện", "trạm", "hạt", "đội", "trường", "ngân hàng", "quỹ", "tổ",
    "công ty",
)  # fmt: skip
_PROPER = (
    "Chính phủ", "Nhà nước", "Việt Nam", "Trung ương", "Quốc hội", "Tổ quốc", "Mặt trận", "Đảng", "Hồ Chí Minh",
    "Chỉ huy Quân sự", "Công Thương", "Thường vụ", "Thường trực", "Phụ nữ", "Huyện ủy", "Tỉnh ủy", "Thành ủy",
    "Đảng ủy",
)  # fmt: skip
# Words that begin the name of another agency when they begin a line of the letterhead.
_OPENERS = (
    "uy ban", "ubnd", "hoi dong", "hdnd", "so ", "phong ", "ban ", "bo ", "chi cuc", "cuc ", "tong cuc", "van phong",
    "trung tam", "truong ", "cong an", "vien ", "toa an", "huyen uy", "tinh uy", "dang uy", "dang bo", "thanh uy",
    "thi uy", "quan uy", "chinh phu", "thu tuong", "quoc hoi", "doan ", "hoi ", "lien doan", "kho bac", "ngan hang",
    "bao hiem", "chi nhanh", "to ", "cong ty", "benh vien", "tram ", "hat ", "thanh tra", "tong cong ty", "mat tran",
    "vu ", "doi ", "quy ", "chi bo", "huyen doan", "tinh doan", "xa doan", "bch ", "dai hoc", "kiem toan",
)  # fmt: skip
_UNFINISHED = re.compile(
    r"(?:\b(?:va|va moi|cua|truc thuoc|thuoc|bao hiem xa|mat tran|chuyen doi)|[,\-–&]|^van phong|^(?:ban )?thuong truc"
    r"|^ban quan ly|^ban chi (?:dao|huy)|^truong|^trung tam|^uy ban|^hoi dong|^chi nhanh)$"
)
_OPENING = ("sở", "phòng", "bộ", "cục", "viện", "tòa", "hội", "tổ", "trạm", "hạt", "vụ", "đội", "quỹ", "đoàn", "trường")
_HALF_A_PLACE = re.compile(rf"\b(?:{'|'.join(_PLACES)}) \S+$")
_INITIALS = re.compile(r"^(?:UBND|UBMTTQ|[BCDĐGHKLMNPQRSTVWX]{2,}\.?)$")
_SCHOOL = re.compile(
    r"^(Trường (?:tiểu học|mầm non|mẫu giáo|trung học cơ sở|trung học phổ thông|THCS|THPT)) (.+)$", re.IGNORECASE
)
_TYPED_RULE = re.compile(r"\s*[_\-–—=*]{2,}\s*$|\s*[.,;:'|~\"]+\s*$|\s+[_—]$")  # typed behind the name; dirt
_JOINTS = ("và", "-", "–", "&")


@dataclass(frozen=True)
class Issuer:
    """Cơ quan ban hành: as printed, as a register writes it, and the agency printed above it."""

    printed: str
    name: str
    parent: str | None


def issuer(lines: Sequence[str]) -> Issuer | None:
    """The agency of a letterhead's lines: the last one named there; the one before stands above it."""
    agencies: list[list[str]] = []
    for line in filter(None, (_TYPED_RULE.sub("", line) for line in lines)):
        bare = fold(line)
        opens = bare.startswith(_OPENERS) or (f"{bare} " in _OPENERS and bare != "truong")
        goes_on = agencies and (_UNFINISHED.search(fold(agencies[-1][-1])) or _ends_place(agencies[-1][-1], line))
        if agencies and (not opens or goes_on):
            agencies[-1].append(line)
        else:
            agencies.append([line])
    if not agencies:
        return None
    printed = nfc(" ".join(agencies[-1]))
    parent = nfc(" ".join(agencies[-2])) if len(agencies) > 1 else None
    return Issuer(printed, _with_place(name(printed), name(parent) if parent else ""), parent)


def _ends_place(last: str, line: str) -> bool:
    """XÃ QUẾ / PHONG HẠ: PHONG is of the place's name, PHÒNG would open an agency's."""
    words = line.lower().split()
    return len(words) <= 2 and words[0] not in _OPENING and bool(_HALF_A_PLACE.search(last.lower()))


def name(printed: str) -> str:
    """ỦY BAN NHÂN DÂN HUYỆN SƠN ĐỘNG becomes UBND huyện Sơn Động."""
    text = nfc(printed).upper().replace("UỶ", "ỦY")
    text = text.replace("ỦY BAN NHÂN DÂN", "UBND").replace("HỘI ĐỒNG NHÂN DÂN", "HĐND")
    parts, place = _split_at_place(text.split())
    cased = " ".join(filter(None, [_cased(parts), place]))
    if school := _SCHOOL.match(cased):
        cased = f"{school[1]} {school[2].title()}"
    for proper in _PROPER:
        cased = re.sub(rf"(?<!\w){proper}(?!\w)", proper, cased, flags=re.IGNORECASE)
    return cased[:1].upper() + cased[1:]


def _split_at_place(words: list[str]) -> tuple[list[str], str]:
    """The words before the place, and the place: its kind small, its name with capitals."""
    for at in range(1, len(words)):
        rest = " ".join(words[at:]).lower()
        kind = next((kind for kind in _PLACES if rest.startswith(f"{kind} ") or rest == kind), None)
        follows_joint = words[at - 1].lower() in _JOINTS
        if kind and not follows_joint and not rest.startswith(_PARTY) and not rest.startswith("xã hội"):
            before, proper = words[:at], words[at + len(kind.split()) :]
            return before, f"{kind} {_place_name(proper)}".strip()
    return words, ""


def _place_name(words: list[str]) -> str:
    """Sơn Động; a further place inside (xã An Châu, huyện Sơn Động) keeps its kind small."""
    text = " ".join(word if _INITIALS.match(word) else word.capitalize() for word in words)
    for kind in _PLACES:
        text = re.sub(rf"(?<=\w )(?:{kind})(?= \w)", kind, text, flags=re.IGNORECASE) if len(words) > 3 else text
    return text


def _cased(words: list[str]) -> str:
    """Small letters but for initials, the first word, and the words that begin a field of work."""
    text = " ".join(words).lower()
    if party := next((party for party in _PARTY if text.startswith(party)), None):
        rest = words[len(party.split()) :]
        return " ".join([party.capitalize(), *(word.capitalize() for word in rest)])
    head = next((head for head in _HEADS if text.startswith(f"{head} ") and not text.startswith("hội đồng ")), None)
    cased = []
    opening = True
    for at, word in enumerate(words):
        field = bool(head) and (at == len(str(head).split()) or (at > 0 and words[at - 1].lower() in _JOINTS))
        field = field or (bool(head) and at > 0 and words[at - 1].endswith(","))
        if _INITIALS.match(word.strip(",.")):
            cased.append(word)
        else:
            cased.append(word.capitalize() if opening or (field and word.lower() not in _JOINTS) else word.lower())
        opening = False
    return " ".join(cased)


def _with_place(own: str, parent: str) -> str:
    """Sở Nội vụ below UBND tỉnh Bắc Giang is Sở Nội vụ tỉnh Bắc Giang: there is one in every province."""
    bare_kind = next((kind for kind in _PLACES if own.endswith(f" {kind}")), None)
    if bare_kind and f" {bare_kind} " in parent:  # Thanh tra tỉnh below UBND tỉnh Cà Mau
        return f"{own} {parent.split(f' {bare_kind} ', 1)[1]}"
    if own.startswith("Trường "):
        return own  # a school's name is its own
    if not parent or any(f" {kind} " in f" {own} " for kind in _PLACES):
        return own
    if own == "Văn phòng":
        return f"{own} {parent}"
    if parent.startswith(("UBND ", "HĐND ")):
        return f"{own} {parent.split(' ', 1)[1]}"
    if parent.lower().startswith(_PARTY[:5]) and own.startswith(("Ban ", "Văn phòng", "Ủy ban", "Trung tâm")):
        return f"{own} {parent}"
    return own
