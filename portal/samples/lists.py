"""Word lists, agencies and frequencies behind the synthetic archive; people and most places are invented."""

import json
import re
import zlib
from pathlib import Path
from typing import Any

LISTS: dict[str, Any] = json.loads(Path(__file__).with_name("topics.json").read_text("utf-8"))

# Type: abbreviation of Decree 30/2020/NĐ-CP, relative length of the body.
TYPES: dict[str, tuple[str, float]] = {
    "Công văn": ("CV", 0.8), "Quyết định": ("QĐ", 0.85), "Báo cáo": ("BC", 1.7), "Tờ trình": ("TTr", 0.9),
    "Kế hoạch": ("KH", 1.6), "Thông báo": ("TB", 0.7), "Giấy mời": ("GM", 0.35), "Nghị quyết": ("NQ", 1.2),
    "Chỉ thị": ("CT", 1.2), "Hướng dẫn": ("HD", 1.5), "Chương trình": ("CTr", 1.3), "Công điện": ("CĐ", 0.6),
    "Biên bản": ("BB", 1.0), "Phương án": ("PA", 1.6), "Quy chế": ("QC", 2.2), "Đề án": ("ĐA", 2.4),
    "Hợp đồng": ("HĐ", 1.3), "Giấy giới thiệu": ("GGT", 0.25), "Phiếu chuyển": ("PC", 0.25),
    "Giấy ủy quyền": ("GUQ", 0.4), "Nghị định": ("NĐ", 3.0), "Thông tư": ("TT", 3.0),
}  # fmt: skip

Part = list[str]  # a template cut at its slots: text, slot, text, slot, …, text


class Choice:
    """A weighted choice by one random number."""

    __slots__ = ("_bounds", "_items")

    def __init__(self, weighted: list[tuple[Any, float]]) -> None:
        self._items = [item for item, _ in weighted]
        total, bounds = 0.0, []
        for _, weight in weighted:
            total += weight
            bounds.append(total)
        self._bounds = [bound / total for bound in bounds]

    def __call__(self, x: float) -> Any:
        low, high = 0, len(self._bounds) - 1
        while low < high:
            middle = (low + high) // 2
            if self._bounds[middle] < x:
                low = middle + 1
            else:
                high = middle
        return self._items[low]


OUTGOING = Choice([
    ("Công văn", 30), ("Quyết định", 20), ("Báo cáo", 16), ("Kế hoạch", 9), ("Thông báo", 8), ("Tờ trình", 7),
    ("Giấy mời", 5), ("Biên bản", 2), ("Hợp đồng", 1), ("Giấy giới thiệu", 1), ("Phương án", 0.6),
    ("Quy chế", 0.3), ("Đề án", 0.2), ("Giấy ủy quyền", 0.3),
])  # fmt: skip
INCOMING = Choice([
    ("Công văn", 46), ("Quyết định", 14), ("Kế hoạch", 11), ("Thông báo", 9), ("Giấy mời", 7), ("Báo cáo", 4),
    ("Hướng dẫn", 4), ("Chỉ thị", 1.5), ("Chương trình", 1.2), ("Công điện", 1.5), ("Phương án", 0.5),
    ("Nghị quyết", 1),
])  # fmt: skip
INTERNAL = Choice([
    ("Thông báo", 30), ("Giấy mời", 25), ("Biên bản", 20), ("Phiếu chuyển", 12), ("Công văn", 8),
    ("Quyết định", 5),
])  # fmt: skip
DIRECTIONS = Choice([("incoming", 60), ("outgoing", 34), ("internal", 6)])
SOURCES = Choice([
    ("district", 40), ("district_dept", 24), ("province", 9), ("province_dept", 10), ("party", 7),
    ("central", 2.5), ("commune", 3), ("org", 4.5),
])  # fmt: skip
URGENCIES = Choice([("Thường", 88), ("Khẩn", 8), ("Thượng khẩn", 2.5), ("Hỏa tốc", 1.5)])

# Key: department of the district, its abbreviation, department of the province, its abbreviation.
DEPARTMENTS: dict[str, tuple[str, str, str, str]] = {
    "TNMT": ("Phòng Tài nguyên và Môi trường", "PTNMT", "Sở Tài nguyên và Môi trường", "STNMT"),
    "VPDK": ("Chi nhánh Văn phòng đăng ký đất đai", "CNVPĐK", "Văn phòng đăng ký đất đai", "VPĐKĐĐ"),
    "LDTBXH": ("Phòng Lao động - Thương binh và Xã hội", "PLĐTBXH", "Sở Lao động - Thương binh và Xã hội",
             "SLĐTBXH"),
    "BHXH": ("Bảo hiểm xã hội huyện", "BHXH", "Bảo hiểm xã hội tỉnh", "BHXH"),
    "NNPTNT": ("Phòng Nông nghiệp và Phát triển nông thôn", "PNN", "Sở Nông nghiệp và Phát triển nông thôn",
             "SNN"),
    "YT": ("Phòng Y tế", "PYT", "Sở Y tế", "SYT"),
    "TTYT": ("Trung tâm Y tế huyện", "TTYT", "Trung tâm Kiểm soát bệnh tật", "KSBT"),
    "GDDT": ("Phòng Giáo dục và Đào tạo", "PGDĐT", "Sở Giáo dục và Đào tạo", "SGDĐT"),
    "CA": ("Công an huyện", "CAH", "Công an tỉnh", "CAT"),
    "TCKH": ("Phòng Tài chính - Kế hoạch", "PTCKH", "Sở Tài chính", "STC"),
    "KBNN": ("Kho bạc Nhà nước huyện", "KBNN", "Kho bạc Nhà nước tỉnh", "KBNN"),
    "THUE": ("Chi cục Thuế khu vực", "CCT", "Cục Thuế tỉnh", "CTTH"),
    "TTTT": ("Phòng Văn hóa và Thông tin", "PVHTT", "Sở Thông tin và Truyền thông", "STTTT"),
    "VHTT": ("Phòng Văn hóa và Thông tin", "PVHTT", "Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
    "NV": ("Phòng Nội vụ", "PNV", "Sở Nội vụ", "SNV"),
    "KL": ("Hạt Kiểm lâm huyện", "HKL", "Chi cục Kiểm lâm", "CCKL"),
    "BCHPCTT": ("Ban Chỉ huy phòng chống thiên tai huyện", "BCHPCTT",
                "Ban Chỉ huy phòng chống thiên tai tỉnh", "BCHPCTT"),
    "TP": ("Phòng Tư pháp", "PTP", "Sở Tư pháp", "STP"),
    "KTHT": ("Phòng Kinh tế và Hạ tầng", "PKTHT", "Sở Giao thông vận tải", "SGTVT"),
    "XD": ("Đội Quản lý trật tự xây dựng", "ĐQLTTXD", "Sở Xây dựng", "SXD"),
    "BCHQS": ("Ban Chỉ huy Quân sự huyện", "BCHQS", "Bộ Chỉ huy Quân sự tỉnh", "BCHQS"),
    "TTRA": ("Thanh tra huyện", "TTRH", "Thanh tra tỉnh", "TTRT"),
    "DT": ("Phòng Dân tộc", "PDT", "Ban Dân tộc", "BDT"),
    "QLTT": ("Đội Quản lý thị trường số 3", "ĐQLTT3", "Cục Quản lý thị trường", "CQLTT"),
    "DL": ("Điện lực huyện", "ĐL", "Công ty Điện lực", "PC"),
    "TK": ("Chi cục Thống kê", "CCTK", "Cục Thống kê", "CTK"),
    "VP": ("Văn phòng HĐND và UBND huyện", "VP", "Văn phòng UBND tỉnh", "VP"),
    "MTTQ": ("Ủy ban Mặt trận Tổ quốc Việt Nam huyện", "MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
             "MTTQ"),
    "HND": ("Hội Nông dân huyện", "HNDH", "Hội Nông dân tỉnh", "HNDT"),
    "HPN": ("Hội Liên hiệp Phụ nữ huyện", "BTV", "Hội Liên hiệp Phụ nữ tỉnh", "BTV"),
    "DTN": ("Huyện đoàn", "HĐTN", "Tỉnh đoàn", "TĐTN"),
    "CCB": ("Hội Cựu chiến binh huyện", "CCB", "Hội Cựu chiến binh tỉnh", "CCB"),
    "DU": ("Huyện ủy", "HU", "Tỉnh ủy", "TU"),
    "HU": ("Ban Tổ chức Huyện ủy", "BTCHU", "Ban Tổ chức Tỉnh ủy", "BTCTU"),
}  # fmt: skip
CENTRAL = [
    ("Chính phủ", "CP", "Nghị định", "Thủ tướng Chính phủ"),
    ("Thủ tướng Chính phủ", "TTg", "Quyết định", "Thủ tướng"),
    ("Bộ Nội vụ", "BNV", "Thông tư", "Bộ trưởng"), ("Bộ Tài chính", "BTC", "Thông tư", "Bộ trưởng"),
    ("Bộ Tư pháp", "BTP", "Thông tư", "Bộ trưởng"),
    ("Bộ Nông nghiệp và Phát triển nông thôn", "BNNPTNT", "Thông tư", "Bộ trưởng"),
]  # fmt: skip


def cut(template: str) -> Part:
    """A template at its slots."""
    return re.split(r"\{(\w+)\}", template)


def digest(text: str) -> int:
    """The same number for the same text everywhere, which ``hash`` is not."""
    return zlib.crc32(text.encode("utf-8"))


def person(number: int) -> tuple[str, str]:
    """A citizen by number: name, and m or f."""
    one, two = digest(f"p{number}"), digest(f"q{number}")
    family = LISTS["FAMILY"][one % len(LISTS["FAMILY"])]
    sex = "m" if (one >> 16) & 1 else "f"
    middle, given = LISTS[f"MID_{sex.upper()}"], LISTS[f"GIVEN_{sex.upper()}"]
    return f"{family} {middle[two % len(middle)]} {given[(two >> 9) % len(given)]}", sex


def official(agency: str, rank: int, year: int) -> str:
    """Who held a post of an agency, 0 its head; another person every five years."""
    return person(1_000_000 + digest(f"{agency}|{rank}|{(year + 4) // 5}") % 900_000)[0]


def villages(commune: str) -> list[str]:
    """The fourteen villages of a commune."""
    found: list[str] = []
    number = 0
    first, second = LISTS["VILLAGE_A"], LISTS["VILLAGE_B"]
    while len(found) < 14:
        code = digest(f"{commune}#{number}")
        village = f"thôn {first[code % len(first)]} {second[(code >> 8) % len(second)]}"
        if village not in found:
            found.append(village)
        number += 1
    return found


TOPICS: dict[str, dict[str, Any]] = {
    key: {
        **topic,
        "years": topic.get("years"),
        "subj": [cut(text) for text in topic["subj"]],
        "sent": [cut(text) for text in topic["sent"]],
    }
    for key, topic in LISTS["TOPICS"].items()
}
GENERIC = [cut(text) for text in LISTS["GENERIC"]]
PROJECTS = [cut(text) for text in LISTS["PROJECTS"]]
