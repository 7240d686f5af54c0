"""A name in Nơi nhận as it is compared with the directory: short forms spelled out, no marks, no joining words."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.rules.folding import fold, nfc

Table = tuple[tuple[str, str], ...]

# Short forms that stand in lists of recipients and hardly anywhere else; the office's own table comes on top.
_SHORT: Table = (
    ("UBND", "ủy ban nhân dân"), ("HĐND", "hội đồng nhân dân"), ("MTTQ", "mặt trận tổ quốc"),
    ("UBMTTQ", "ủy ban mặt trận tổ quốc"), ("BTT", "ban thường trực"), ("TU", "tỉnh ủy"), ("HU", "huyện ủy"),
    ("ĐU", "đảng ủy"), ("VP", "văn phòng"), ("CT", "chủ tịch"), ("PCT", "phó chủ tịch"), ("LĐ", "lãnh đạo"),
    ("LĐVP", "lãnh đạo văn phòng"), ("P", "phòng"), ("CA", "công an"), ("BCH", "ban chấp hành"),
    ("BCHQS", "ban chỉ huy quân sự"), ("BCĐ", "ban chỉ đạo"), ("TTTT", "thông tin truyền thông"),
    ("VHXH", "văn hóa xã hội"), ("VHTT", "văn hóa thông tin"), ("VHTTDL", "văn hóa thể thao du lịch"),
    ("GDĐT", "giáo dục đào tạo"), ("TNMT", "tài nguyên môi trường"), ("NNMT", "nông nghiệp môi trường"),
    ("NNPTNT", "nông nghiệp phát triển nông thôn"), ("KHCN", "khoa học công nghệ"), ("KHĐT", "kế hoạch đầu tư"),
    ("LĐTBXH", "lao động thương binh xã hội"), ("TCKH", "tài chính kế hoạch"), ("KT", "kinh tế"),
    ("NV", "nội vụ"), ("TC", "tài chính"), ("YT", "y tế"), ("XD", "xây dựng"), ("CCB", "cựu chiến binh"),
    ("LHPN", "liên hiệp phụ nữ"), ("ND", "nông dân"), ("ĐTN", "đoàn thanh niên"), ("TNCS", "thanh niên cộng sản"),
    ("BHXH", "bảo hiểm xã hội"), ("KBNN", "kho bạc nhà nước"), ("HCC", "hành chính công"),
    ("TTPVHCC", "trung tâm phục vụ hành chính công"), ("STTTT", "sở thông tin truyền thông"),
    ("SNV", "sở nội vụ"), ("STC", "sở tài chính"), ("SGDĐT", "sở giáo dục đào tạo"),
    ("SNNMT", "sở nông nghiệp môi trường"), ("SKHCN", "sở khoa học công nghệ"), ("TX", "thị xã"), ("TP", "thành phố"),
)  # fmt: skip
_LEFT_OUT = frozenset(("va", "cua", "thuoc"))
_TOKEN = re.compile(r"[^\W_]+(?:[&\-–][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
# TT. before an organ is its standing committee; elsewhere it may be thông tin, thị trấn, trung tâm.
_STANDING = re.compile(r"\bTT\.?\s?(?=HĐND|UBND|MTTQ|HU\b|TU\b|ĐU\b|[ĐđTtHh](?:ảng|ỉnh|uyện) ủy)")
_SURE_LENGTH = 4  # a short form of so many letters is known in small letters as well
_COLLECTIVE = re.compile(
    r"^(?:tat ca )?(?:cac|thanh vien|toan the|nhung)\b"
    r"|\bcac (?:xa|phuong|dac khu|thi tran|thon|ban|to dan pho|so|phong|don vi|co quan|doan the|pho chu tich|pct)\b"
)


@dataclass(frozen=True, eq=False)
class _Forms:
    """What short forms stand for; made once a table, so it is its own key."""

    words: Mapping[str, str]


def key(name: str, table: Table = ()) -> str:
    """What two writings of one name share: "P. VH-XH" and "Phòng Văn hóa - Xã hội" both are "phong van hoa xa hoi"."""
    return keys([name], table)[0]


def keys(names: Iterable[str], table: Table = ()) -> list[str]:
    """The keys of many names, a whole directory of them."""
    known = _known(table)
    return [_key(name, known) for name in names]


@lru_cache(maxsize=20_000)
def _key(name: str, known: _Forms) -> str:
    full = _STANDING.sub("Thường trực ", nfc(name))
    tokens = (word for token in _TOKEN.findall(full) for word in _words(token, known.words))
    return " ".join(word for word in tokens if word not in _LEFT_OUT)


def _words(token: str, known: Mapping[str, str]) -> Iterable[str]:
    """One token spelled out: as a whole, else part by part."""
    parts = _PART.findall(token)
    if len(parts) > 1 and (whole := known.get(fold("".join(parts)))):
        return whole.split()
    return [word for part in parts for word in (_full(part, known) or fold(part)).split()]


def _full(part: str, known: Mapping[str, str]) -> str:
    """What a short form stands for; in small letters only a long one is taken for one."""
    return known.get(fold(part), "") if part.isupper() or len(part) >= _SURE_LENGTH else ""


@lru_cache(maxsize=8)
def _known(table: Table) -> _Forms:
    """Folded short forms and folded words; a short form that means two things means nothing here."""
    meanings: dict[str, set[str]] = {}
    for short, words in table:
        meanings.setdefault(fold(nfc(short)), set()).add(fold(nfc(words)))
    own = {short: next(iter(words)) for short, words in meanings.items() if len(words) == 1}
    return _Forms(own | {fold(short): fold(words) for short, words in _SHORT})


def is_collective(name: str) -> bool:
    """“Các thôn”, “UBND các xã, thị trấn”: names many, and no single agency of the directory."""
    return bool(_COLLECTIVE.search(fold(nfc(name))))


def continues(short: str, long: str) -> bool:
    """Whether one key goes on from another: "so noi vu" in "so noi vu tinh bac giang"."""
    return len(short.split()) >= 3 and long.startswith(f"{short} ")


def agree(one: str, other: str, alike: Callable[[str, str], bool]) -> bool:
    """Whether each word of either key has its like in the other: An Lạc is not An Lập."""
    first, second = one.split(), other.split()
    return all(any(alike(a, b) for b in second) for a in first) and all(any(alike(a, b) for a in first) for b in second)
