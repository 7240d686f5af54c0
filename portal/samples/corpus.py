#!/usr/bin/env python3
"""Deterministic synthetic archive of a Vietnamese commune office (standard library only).

Use it for demo data, load tests and search benchmarks::

    python vnadmin_corpus.py --n 1000 --seed 1 --out demo.jsonl

    from vnadmin_corpus import iter_docs
    for doc in iter_docs(10_000, seed=1):
        ...

Every document is a flat ``dict`` (see ``FIELDS``); documents stream in the order of their dates and
``id`` counts from 1.  The same ``(n, seed, communes, noise)`` gives the same bytes on every machine
and every Python >= 3.8: the only random source is ``random.Random(int).random()``, whose sequence
Python guarantees, and string hashing is CRC-32, never ``hash()``.  A different ``n`` spreads the
documents differently over the years, so ids of one ``n`` mean nothing in another.

What is modelled
----------------
* ``communes`` merged communes (default 8) of one fictional district keep one archive, 2006 to 2026,
  the yearly volume growing threefold; the district level vanishes on 2025-07-01.
* Incoming, outgoing and internal documents, each in its own yearly register (``register``,
  ``register_year``, ``register_number``), with the number, notation and code of the issuing agency:
  ``536/UBND-TH`` (letter), ``71/TB-UBND`` (named type), ``30/2020/NĐ-CP`` (legal document),
  ``125-CV/ĐU`` (party).  The type abbreviations are those of Appendix III of Decree 30/2020/NĐ-CP.
* About half the references in the bodies ("Thực hiện Công văn số ...") name a document that is in
  the archive, so a code occurs both as *the* code of one document and inside others.
* Word frequencies are skewed as in life: "ủy ban nhân dân" in nearly every document, topic words in
  a few per cent, names of citizens, hamlets, parcels, sums and identity numbers in a handful.
* Spelling as found in real archives (``text_form``): ``nfc`` (hòa, thủy, ủy), ``nfc_newtone``
  (hoà, thuỷ, uỷ), ``nfd`` (decomposed, as some programs save it), ``tcvn3`` (bodies of old files in
  an 8-bit font, "Uû ban nh©n d©n"); scans (``source == "scan"``) carry OCR errors in the body.

All people and most places are invented; a generated name can by chance be that of a real person.
"""
from __future__ import annotations

import argparse
import datetime as _dt
import json
import math
import random
import re
import sys
import unicodedata
import zlib
from typing import Dict, Iterator, List, Optional, Tuple

from portal.samples import topics as T

__all__ = ["iter_docs", "FIELDS", "TYPES", "DEPTS", "to_newtone", "to_tcvn3"]

VERSION = "1.0"

FIELDS = ["id", "kind", "register", "register_year", "register_number", "received_date", "number",
          "notation", "code", "date", "type", "type_abbr", "agency", "agency_abbr", "agency_level",
          "recipients", "subject", "signer", "position", "urgency", "topic", "commune", "pages",
          "source", "text_form", "body"]

#: type -> (abbreviation of Decree 30/2020, relative length of the body)
TYPES: Dict[str, Tuple[str, float]] = {
    "Công văn": ("CV", .8), "Quyết định": ("QĐ", .85), "Báo cáo": ("BC", 1.7), "Tờ trình": ("TTr", .9),
    "Kế hoạch": ("KH", 1.6), "Thông báo": ("TB", .7), "Giấy mời": ("GM", .35), "Nghị quyết": ("NQ", 1.2),
    "Chỉ thị": ("CT", 1.2), "Hướng dẫn": ("HD", 1.5), "Chương trình": ("CTr", 1.3), "Công điện": ("CĐ", .6),
    "Biên bản": ("BB", 1.0), "Phương án": ("PA", 1.6), "Quy chế": ("QC", 2.2), "Đề án": ("ĐA", 2.4),
    "Hợp đồng": ("HĐ", 1.3), "Giấy giới thiệu": ("GGT", .25), "Phiếu chuyển": ("PC", .25),
    "Giấy ủy quyền": ("GUQ", .4), "Nghị định": ("NĐ", 3.0), "Thông tư": ("TT", 3.0),
}
_W_OUT = [("Công văn", 30), ("Quyết định", 20), ("Báo cáo", 16), ("Kế hoạch", 9), ("Thông báo", 8),
          ("Tờ trình", 7), ("Giấy mời", 5), ("Biên bản", 2), ("Hợp đồng", 1), ("Giấy giới thiệu", 1),
          ("Phương án", .6), ("Quy chế", .3), ("Đề án", .2), ("Giấy ủy quyền", .3)]
_W_IN = [("Công văn", 46), ("Quyết định", 14), ("Kế hoạch", 11), ("Thông báo", 9), ("Giấy mời", 7),
         ("Báo cáo", 4), ("Hướng dẫn", 4), ("Chỉ thị", 1.5), ("Chương trình", 1.2), ("Công điện", 1.5),
         ("Phương án", .5), ("Nghị quyết", 1)]
_W_INT = [("Thông báo", 30), ("Giấy mời", 25), ("Biên bản", 20), ("Phiếu chuyển", 12),
          ("Công văn", 8), ("Quyết định", 5)]

#: key -> (district department, its abbreviation, province department, its abbreviation)
DEPTS: Dict[str, Tuple[str, str, str, str]] = {
    "TNMT": ("Phòng Tài nguyên và Môi trường", "PTNMT", "Sở Tài nguyên và Môi trường", "STNMT"),
    "VPDK": ("Chi nhánh Văn phòng đăng ký đất đai", "CNVPĐK", "Văn phòng đăng ký đất đai", "VPĐKĐĐ"),
    "LDTBXH": ("Phòng Lao động - Thương binh và Xã hội", "PLĐTBXH", "Sở Lao động - Thương binh và Xã hội", "SLĐTBXH"),
    "BHXH": ("Bảo hiểm xã hội huyện", "BHXH", "Bảo hiểm xã hội tỉnh", "BHXH"),
    "NNPTNT": ("Phòng Nông nghiệp và Phát triển nông thôn", "PNN", "Sở Nông nghiệp và Phát triển nông thôn", "SNN"),
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
    "BCHPCTT": ("Ban Chỉ huy phòng chống thiên tai huyện", "BCHPCTT", "Ban Chỉ huy phòng chống thiên tai tỉnh", "BCHPCTT"),
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
    "MTTQ": ("Ủy ban Mặt trận Tổ quốc Việt Nam huyện", "MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "MTTQ"),
    "HND": ("Hội Nông dân huyện", "HNDH", "Hội Nông dân tỉnh", "HNDT"),
    "HPN": ("Hội Liên hiệp Phụ nữ huyện", "BTV", "Hội Liên hiệp Phụ nữ tỉnh", "BTV"),
    "DTN": ("Huyện đoàn", "HĐTN", "Tỉnh đoàn", "TĐTN"),
    "CCB": ("Hội Cựu chiến binh huyện", "CCB", "Hội Cựu chiến binh tỉnh", "CCB"),
    "DU": ("Huyện ủy", "HU", "Tỉnh ủy", "TU"),
    "HU": ("Ban Tổ chức Huyện ủy", "BTCHU", "Ban Tổ chức Tỉnh ủy", "BTCTU"),
}
_PARTY = {"DU", "HU"}
_CENTRAL = [("Chính phủ", "CP", "Nghị định", "Thủ tướng Chính phủ"), ("Thủ tướng Chính phủ", "TTg", "Quyết định", "Thủ tướng"),
            ("Bộ Nội vụ", "BNV", "Thông tư", "Bộ trưởng"), ("Bộ Tài chính", "BTC", "Thông tư", "Bộ trưởng"),
            ("Bộ Tư pháp", "BTP", "Thông tư", "Bộ trưởng"), ("Bộ Nông nghiệp và Phát triển nông thôn", "BNNPTNT", "Thông tư", "Bộ trưởng")]

# ------------------------------------------------------------------ spelling variants
_NEWTONE = {}
for _v, _pairs in {"a": "òóỏõọ", "e": "òóỏõọ", "y": "ùúủũụ"}.items():
    for _i, _c in enumerate(_pairs):
        _base = "o" if _v != "y" else "u"
        _t = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}[_v][_i]
        for _up1 in (0, 1):
            for _up2 in (0, 1):
                _NEWTONE[(_c.upper() if _up1 else _c) + (_v.upper() if _up2 else _v)] = \
                    (_base.upper() if _up1 else _base) + (_t.upper() if _up2 else _t)
_NEWTONE_RE = re.compile(r"(?<![qQ])(%s)(?![^\W\d_])" % "|".join(map(re.escape, _NEWTONE)))


def to_newtone(text: str) -> str:
    """hòa -> hoà, thủy -> thuỷ, ủy -> uỷ (the tone mark on the second vowel)."""
    return _NEWTONE_RE.sub(lambda m: _NEWTONE[m.group(1)], text)


_TCVN3 = dict(zip(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂÊÔƠƯĐ",
    "\xb5\xb8\xb6\xb7\xb9\xa8\xbb\xbe\xbc\xbd\xc6\xa9\xc7\xca\xc8\xc9\xcb\xcc\xd0\xce\xcf\xd1\xaa\xd2"
    "\xd5\xd3\xd4\xd6\xd7\xdd\xd8\xdc\xde\xdf\xe3\xe1\xe2\xe4\xab\xe5\xe8\xe6\xe7\xe9\xac\xea\xed\xeb"
    "\xec\xee\xef\xf3\xf1\xf2\xf4\xad\xf5\xf8\xf6\xf7\xf9\xfa\xfd\xfb\xfc\xfe\xae\xa1\xa2\xa3\xa4\xa5\xa6\xa7"))
for _k, _v in list(_TCVN3.items()):            # capitals with a tone have no code of their own: the
    _TCVN3.setdefault(_k.upper(), _v)          # capital font shows the small letter's code
_TCVN3_T = {ord(k): v for k, v in _TCVN3.items()}


def to_tcvn3(text: str) -> str:
    """The text as an old 8-bit (TCVN 5712 / ".VnTime") file shows it when read as Latin-1."""
    return text.translate(_TCVN3_T)


_OCR_CH = {"ă": "ǎâa", "ắ": "ấá", "ằ": "ầà", "ẳ": "ẩ", "ẵ": "ẫ", "ặ": "ậạ", "â": "ăa", "ấ": "ắá", "ầ": "ằà",
           "ẩ": "ẫẳ", "ẫ": "ẩ", "ậ": "ặạ", "ả": "ảàã", "ã": "āả", "ạ": "a", "đ": "dđ", "ê": "e", "ế": "é", "ề": "è",
           "ể": "ễề", "ễ": "ể", "ệ": "ẹe", "ô": "o", "ố": "ó", "ồ": "ò", "ổ": "ỗồ", "ỗ": "ồổ", "ộ": "ọ", "ơ": "o",
           "ớ": "ó", "ờ": "ò", "ở": "ỏ", "ỡ": "ờở", "ợ": "ọ", "ư": "u", "ứ": "ú", "ừ": "ù", "ử": "ữừ", "ữ": "ừử",
           "ự": "ụ", "ỹ": "ý", "ỷ": "ỳ", "ỉ": "i", "ĩ": "ỉi", "í": "i", "l": "1I", "o": "0", "I": "l1", "O": "0Q",
           "n": "ri", "m": "rn", "h": "b", "e": "c", "c": "e", "g": "q", "5": "S", "8": "B", "1": "l", "0": "O"}


def _ocr(text: str, r, rate: float) -> str:
    """Recognition errors in about ``rate`` of the words."""
    out = []
    for line in text.split("\n"):
        words = line.split(" ")
        res = []
        for w in words:
            if w and r() < rate:
                k = r()
                if k < .62:                                   # one wrong character
                    cand = [i for i, c in enumerate(w) if c in _OCR_CH]
                    if cand:
                        i = cand[int(r() * len(cand))]
                        alt = _OCR_CH[w[i]]
                        w = w[:i] + alt[int(r() * len(alt))] + w[i + 1:]
                elif k < .74 and len(w) > 3:                  # a lost character
                    i = 1 + int(r() * (len(w) - 2))
                    w = w[:i] + w[i + 1:]
                elif k < .84 and len(w) > 3:                  # split
                    i = 1 + int(r() * (len(w) - 2))
                    w = w[:i] + " " + w[i:]
                elif k < .92 and res:                         # glued to the word before
                    w = res.pop() + w
                else:                                         # dirt
                    w = w + ("~", "|", "•", "*", "'", "_")[int(r() * 6)]
            res.append(w)
        out.append(" ".join(res))
    return "\n".join(out)


# ------------------------------------------------------------------ small helpers
def _crc(s: str) -> int:
    return zlib.crc32(s.encode("utf-8"))


class _Choice:
    """Weighted choice from one ``random()`` value."""
    __slots__ = ("items", "cum")

    def __init__(self, pairs):
        self.items = [p[0] for p in pairs]
        tot, cum = 0.0, []
        for p in pairs:
            tot += p[1]
            cum.append(tot)
        self.cum = [c / tot for c in cum]

    def __call__(self, x: float):
        lo, hi, cum = 0, len(self.cum) - 1, self.cum
        while lo < hi:
            mid = (lo + hi) // 2
            if cum[mid] < x:
                lo = mid + 1
            else:
                hi = mid
        return self.items[lo]


def _compile(template: str) -> List[str]:
    return re.split(r"\{(\w+)\}", template)      # literal, slot, literal, slot, ...


def person_name(k: int) -> Tuple[str, str]:
    """The ``k``-th citizen: (name, "m" or "f")."""
    h = _crc("p%d" % k)
    fam = T.FAMILY[h % len(T.FAMILY)]
    h2 = _crc("q%d" % k)
    if (h >> 16) & 1:
        return "%s %s %s" % (fam, T.MID_M[h2 % len(T.MID_M)], T.GIVEN_M[(h2 >> 9) % len(T.GIVEN_M)]), "m"
    return "%s %s %s" % (fam, T.MID_F[h2 % len(T.MID_F)], T.GIVEN_F[(h2 >> 9) % len(T.GIVEN_F)]), "f"


def official_name(agency: str, rank: int, year: int) -> str:
    """Who held post ``rank`` (0 = head) of an agency: changes every five years."""
    return person_name(1_000_000 + _crc("%s|%d|%d" % (agency, rank, (year + 4) // 5)) % 900_000)[0]


def villages_of(commune: str) -> List[str]:
    out, i = [], 0
    while len(out) < 14:
        h = _crc("%s#%d" % (commune, i))
        v = "thôn %s %s" % (T.VILLAGE_A[h % len(T.VILLAGE_A)], T.VILLAGE_B[(h >> 8) % len(T.VILLAGE_B)])
        if v not in out:
            out.append(v)
        i += 1
    return out


_VILLAGES: Dict[str, List[str]] = {}
_N_PEOPLE = 40_000
_DMY = "%d/%d/%d"
_ROMAN = ("I", "II", "III", "IV", "V")
_PROJ = [_compile(p) for p in T.PROJECTS]


class _Ctx:
    """Fills slots for one document."""

    def __init__(self, r, day: _dt.date, commune: str, district: str, province: str, kw: List[str], ref):
        self.r, self.day, self.commune, self.district, self.province = r, day, commune, district, province
        self.kws, self.ref = kw, ref
        if commune not in _VILLAGES:
            _VILLAGES[commune] = villages_of(commune)
        self.vs = _VILLAGES[commune]
        self.fixed: Dict[str, str] = {}          # a slot keeps its value in the document at first

    def fill(self, parts: List[str]) -> str:
        out = list(parts)
        for i in range(1, len(out), 2):
            out[i] = self.slot(out[i])
        return "".join(out).replace("thôn thôn", "thôn")

    def slot(self, name: str) -> str:
        keep = name in _STICKY
        if keep and name in self.fixed and self.r() < .6:
            return self.fixed[name]
        v = _SLOTS[name](self)
        if keep:
            self.fixed.setdefault(name, v)
        return v

    def pick(self, seq):
        return seq[int(self.r() * len(seq))]

    def person(self, sex: Optional[str] = None) -> str:
        for _ in range(8):
            name, s = person_name(int(_N_PEOPLE * self.r() ** 2.5))
            if sex is None or s == sex:
                return name
        return name

    def dmy(self, lo: int, hi: int) -> str:
        d = self.day + _dt.timedelta(days=lo + int(self.r() * (hi - lo)))
        return "%02d/%02d/%d" % (d.day, d.month, d.year) if self.r() < .6 else _DMY % (d.day, d.month, d.year)

    def money(self) -> str:
        x = self.r()
        if x < .45:
            return "{:,}".format(int(10 + 990 * self.r() ** 2) * 50_000).replace(",", ".") + " đồng"
        if x < .8:
            return "%d triệu đồng" % (1 + int(900 * self.r() ** 2))
        return ("%.1f tỷ đồng" % (1 + 60 * self.r() ** 3)).replace(".", ",")

    def area(self) -> str:
        x = self.r()
        if x < .5:
            s = "%.1f m2" % (40 + 4000 * self.r() ** 2)
        else:
            s = "%.2f ha" % (.1 + 90 * self.r() ** 2)
        return s.replace(".", ",")


_STICKY = {"person", "person2", "village", "village2", "project", "school", "river", "lake", "road", "mountain",
           "storm", "bridge", "festival", "relic", "parcel", "season", "crop"}
_SLOTS = {
    "commune": lambda c: c.commune, "district": lambda c: c.district, "province": lambda c: c.province,
    "village": lambda c: c.pick(c.vs), "village2": lambda c: c.pick(c.vs),
    "person": lambda c: c.person("m"), "person2": lambda c: c.person("f"),
    "official": lambda c: official_name("UBND xã " + c.commune, int(c.r() * 4), c.day.year),
    "n": lambda c: str(2 + int(c.r() * 58)), "n1": lambda c: str(1 + int(c.r() * 9)),
    "nn": lambda c: "{:,}".format(50 + int(3000 * c.r() ** 3)).replace(",", "."),
    "pct": lambda c: ("%.1f%%" % (c.r() * 100)).replace(".", ",") if c.r() < .7 else "%d%%" % int(c.r() * 100),
    "money": lambda c: c.money(), "area": lambda c: c.area(),
    "date": lambda c: c.dmy(-60, 10), "deadline": lambda c: c.dmy(5, 90),
    "year": lambda c: str(c.day.year), "year1": lambda c: str(c.day.year + 1), "year2": lambda c: str(c.day.year + 5),
    "oldyear": lambda c: str(1965 + int(c.r() * 40)), "oldyear1": lambda c: str(c.day.year - 1),
    "birth": lambda c: str(c.day.year - 18 - int(c.r() * 60)), "month": lambda c: str(1 + int(c.r() * 12)),
    "quarter": lambda c: _ROMAN[int(c.r() * 4)], "roman": lambda c: _ROMAN[int(c.r() * 5)],
    "hour": lambda c: str(7 + int(c.r() * 10)),
    "level": lambda c: c.pick(("xã", "huyện", "tỉnh", "trung ương")),
    "parcel": lambda c: "thửa đất số %d, tờ bản đồ số %d" % (1 + int(c.r() * 900), 1 + int(c.r() * 80)),
    "idno": lambda c: ("CCCD số 0%02d%09d" % (10 + int(c.r() * 60), int(c.r() * 1e9))) if c.day.year > 2016
    else ("CMND số 12%07d" % int(c.r() * 1e7)),
    "phone": lambda c: "0%d.%d" % (204 + int(c.r() * 30), 3_500_000 + int(c.r() * 499_999)),
    "kw": lambda c: c.pick(c.kws), "kw2": lambda c: c.pick(c.kws),
    "ref": lambda c: c.ref(c),
    "project": lambda c: "xây dựng " + c.fill(c.pick(_PROJ)),
    "season": lambda c: c.pick(("đông xuân", "chiêm xuân", "mùa", "hè thu")),
    "crop": lambda c: c.pick(T.CROPS), "school": lambda c: c.pick(T.SCHOOLS), "road": lambda c: c.pick(T.ROADS),
    "river": lambda c: c.pick(T.RIVERS), "lake": lambda c: c.pick(T.LAKES), "mountain": lambda c: c.pick(T.MOUNTAINS),
    "bridge": lambda c: c.pick(T.BRIDGES), "storm": lambda c: c.pick(T.STORMS), "festival": lambda c: c.pick(T.FESTIVALS),
    "relic": lambda c: c.pick(T.RELICS), "company": lambda c: c.pick(T.COMPANIES),
}

_TOPICS = {k: dict(w=v["w"], unit=v["unit"], dept=v["dept"], years=v.get("years"),
                   subj=[_compile(s) for s in v["subj"]], sent=[_compile(s) for s in v["sent"]], kw=v["kw"])
           for k, v in T.TOPICS.items()}
_GENERIC = [_compile(s) for s in T.GENERIC]
_CH_OUT, _CH_IN, _CH_INT = _Choice(_W_OUT), _Choice(_W_IN), _Choice(_W_INT)
_CH_KIND = _Choice([("incoming", 60), ("outgoing", 34), ("internal", 6)])
_CH_FROM = _Choice([("district", 40), ("district_dept", 24), ("province", 9), ("province_dept", 10),
                    ("party", 7), ("central", 2.5), ("commune", 3), ("org", 4.5)])
_CH_URG = _Choice([("Thường", 88), ("Khẩn", 8), ("Thượng khẩn", 2.5), ("Hỏa tốc", 1.5)])
_REG = {"incoming": "Sổ đăng ký văn bản đến", "outgoing": "Sổ đăng ký văn bản đi", "internal": "Sổ văn bản nội bộ"}
_REFORM = _dt.date(2025, 7, 1)
_START, _END = _dt.date(2006, 1, 3), _dt.date(2026, 10, 30)


def _day_of(i: int, n: int) -> _dt.date:
    """Date of document ``i`` of ``n``: the yearly volume grows linearly from 1 to 3."""
    u = (i + .5) / n
    # density 1 + 2t on t in [0,1], total 2  ->  t + t^2 = 2u
    t = (-1 + math.sqrt(1 + 8 * u)) / 2
    d = _START + _dt.timedelta(days=int(t * (_END - _START).days))
    if d.weekday() >= 5:                          # offices write on working days
        d -= _dt.timedelta(days=d.weekday() - 4)
    return d


def iter_docs(n: int, seed: int = 1, communes: int = 8, noise: bool = True) -> Iterator[dict]:
    """Yield ``n`` documents (dicts, see ``FIELDS``) in the order of their dates.

    ``noise=False`` gives clean NFC text throughout (no OCR errors, no spelling variants).
    Memory stays flat: only counters and the last 400 codes are kept.
    """
    homes = T.COMMUNES[:max(1, min(communes, len(T.COMMUNES)))]
    w_home = _Choice([(c, 1 / (1 + .35 * i)) for i, c in enumerate(homes)])
    topic_choice: Dict[int, _Choice] = {}
    counters: Dict[tuple, int] = {}
    ring: List[Tuple[str, str, str, str]] = []    # (type, code, d/m/Y, agency)
    district, province = T.DISTRICTS[seed % len(T.DISTRICTS)], T.PROVINCES[seed % len(T.PROVINCES)]

    for i in range(n):
        rng = random.Random((seed << 40) ^ (i * 2654435761 + 12345))
        r = rng.random
        day = _day_of(i, n)
        year = day.year
        reformed = day >= _REFORM
        home = w_home(r())
        kind = _CH_KIND(r())
        if year not in topic_choice:
            topic_choice[year] = _Choice([(k, v["w"]) for k, v in _TOPICS.items()
                                          if not v["years"] or v["years"][0] <= year <= v["years"][1]])
        tkey = topic_choice[year](r())
        topic = _TOPICS[tkey]

        def ref(c, _r=r, _day=day):
            if ring and _r() < .5:
                ty, code, dmy, ag = ring[int(len(ring) * _r())]
                return "%s số %s ngày %s của %s" % (ty, code, dmy, ag)
            if _r() < .5:
                cands = [x for x, y in T.LEGAL if y <= _day.year]
                return cands[int(_r() * len(cands))]
            dk = topic["dept"][int(_r() * len(topic["dept"]))]
            d = DEPTS[dk]
            return "Công văn số %d/%s-%s ngày %s của %s" % (1 + int(2500 * _r() ** 1.5), d[3], topic["unit"],
                                                          c.dmy(-120, -1), d[2])

        c = _Ctx(r, day, home, district, province, topic["kw"], ref)
        uhome = "UBND xã " + home

        # ---- who wrote it, what is its code
        party = False
        level = "commune"
        if kind == "incoming":
            typ = _CH_IN(r())
            src = _CH_FROM(r())
            if reformed and src in ("district", "district_dept"):
                src = {"district": "province", "district_dept": "province_dept"}[src]
            dk = topic["dept"][int(r() * len(topic["dept"]))]
            dep = DEPTS[dk]
            if src == "district":
                agency, abbr, level, positions = "UBND huyện " + district, "UBND", "district", ("Chủ tịch", "Phó Chủ tịch")
            elif src == "district_dept":
                agency, abbr, level = dep[0] + (" " + district if dep[0].endswith("huyện") else " huyện " + district), dep[1], "district"
                positions = ("Trưởng phòng", "Phó Trưởng phòng")
            elif src == "province":
                agency, abbr, level, positions = "UBND tỉnh " + province, "UBND", "province", ("Chủ tịch", "Phó Chủ tịch")
            elif src == "province_dept":
                agency, abbr, level = dep[2] + (" " + province if dep[2].endswith("tỉnh") else " tỉnh " + province), dep[3], "province"
                positions = ("Giám đốc", "Phó Giám đốc")
            elif src == "party":
                party = True
                agency, abbr, level = (("Huyện ủy " + district, "HU", "district") if not reformed else ("Tỉnh ủy " + province, "TU", "province"))
                positions = ("Bí thư", "Phó Bí thư Thường trực")
            elif src == "central":
                agency, abbr, typ, pos = _CENTRAL[int(r() * len(_CENTRAL))]
                level, positions = "central", (pos, "Thứ trưởng" if pos == "Bộ trưởng" else pos)
            elif src == "commune":
                other = T.COMMUNES[int(r() * len(T.COMMUNES))]
                agency, abbr, positions = "UBND xã " + other, "UBND", ("Chủ tịch", "Phó Chủ tịch")
            else:
                dep = DEPTS[("MTTQ", "HND", "HPN", "DTN", "CCB")[int(r() * 5)]]
                agency, abbr, level = (dep[0] + " " + district, dep[1], "district") if not reformed else (dep[2] + " " + province, dep[3], "province")
                positions = ("Chủ tịch", "Phó Chủ tịch")
            recipients = [uhome]
            if r() < .6:
                recipients.insert(0, "UBND các xã, thị trấn")
            if r() < .3:
                recipients.append("Các cơ quan, đơn vị thuộc UBND huyện" if not reformed else "Các sở, ban, ngành")
        else:
            typ = (_CH_OUT if kind == "outgoing" else _CH_INT)(r())
            x = r()
            if kind == "outgoing" and x < .05:
                agency, abbr, positions, typ = "HĐND xã " + home, "HĐND", ("Chủ tịch HĐND", "Phó Chủ tịch HĐND"), "Nghị quyết"
            elif kind == "outgoing" and x < .09:
                agency, abbr, positions, party = "Đảng ủy xã " + home, "ĐU", ("Bí thư Đảng ủy", "Phó Bí thư Thường trực Đảng ủy"), True
            else:
                agency, abbr, positions = uhome, "UBND", ("Chủ tịch", "Phó Chủ tịch")
            if kind == "internal":
                recipients = ["Trưởng các thôn", "Cán bộ, công chức xã"]
            else:
                dk = topic["dept"][int(r() * len(topic["dept"]))]
                recipients = []
                if r() < .7:
                    recipients.append("UBND huyện " + district if not reformed else "UBND tỉnh " + province)
                if r() < .6:
                    recipients.append(DEPTS[dk][0] if not reformed else DEPTS[dk][2])
                if r() < .4:
                    recipients.append("Trưởng các thôn")
                if not recipients:
                    recipients.append("Như Điều 3" if typ == "Quyết định" else "Lưu: VT")
        tabbr, lenf = TYPES[typ]
        ck = (agency, typ, year)
        step = 1 if level == "commune" and kind != "incoming" else 1 + int(r() * (9 if level == "district" else 25))
        number = counters[ck] = counters.get(ck, 0) + step
        if party:
            notation, code = "%s/%s" % (tabbr, abbr), "%d-%s/%s" % (number, tabbr, abbr)
        elif level == "central" and typ in ("Nghị định", "Quyết định", "Thông tư"):
            notation = "%s-%s" % (tabbr, abbr)
            code = "%02d/%d/%s" % (number, year, notation)
        else:
            notation = "%s-%s" % (abbr, topic["unit"]) if typ == "Công văn" else "%s-%s" % (tabbr, abbr)
            code = ("%02d/%s" if year % 2 else "%d/%s") % (number, notation)
        rk = (kind, year)
        reg_no = counters[rk] = counters.get(rk, 0) + 1

        rank = 0 if r() < .45 else 1
        signer = official_name(agency, rank if rank == 0 else 1 + int(r() * 2), year)
        position = positions[0 if rank == 0 else 1]

        # ---- texts
        subj = c.fill(topic["subj"][int(r() * len(topic["subj"]))])
        subject = {"Công văn": "V/v " + subj, "Giấy mời": "Mời dự hội nghị " + subj if r() < .5 else "Họp về việc " + subj,
                   "Quyết định": "Về việc " + subj, "Báo cáo": "Báo cáo kết quả " + subj,
                   "Kế hoạch": "Kế hoạch " + subj, "Thông báo": "Thông báo về việc " + subj,
                   "Tờ trình": "Tờ trình về việc đề nghị " + subj}.get(typ, "Về việc " + subj)
        target = int(450 * lenf * math.exp(rng_gauss(r) * .45 - .1))
        target = max(60, min(3000, target))
        body = _body(c, topic, typ, agency, code, day, home, district, province, subject, recipients,
                     signer, position, rank, target)
        urgency = _CH_URG(r())
        if tkey in ("flood", "covid", "forestfire") and r() < .25:
            urgency = "Hỏa tốc" if r() < .4 else "Khẩn"

        # ---- how it was captured
        x = r()
        p_scan = .75 if year < 2012 else .55 if year < 2019 else .25 if year < 2022 else .1
        source = "scan" if r() < p_scan else "digital"
        form = "nfc"
        if noise:
            if source == "digital" and year < 2010 and x < .12:
                form = "tcvn3"
            elif x < .05:
                form = "nfd"
            elif x < (.32 if year < 2015 else .18):
                form = "nfc_newtone"
            if source == "scan":
                q = r()
                body = _ocr(body, r, .006 if q < .6 else .03 if q < .9 else .09)
            if form in ("nfc_newtone", "tcvn3"):
                subject, body = to_newtone(subject), to_newtone(body)
            if form == "tcvn3":
                body = to_tcvn3(body)
            elif form == "nfd":
                body = unicodedata.normalize("NFD", body)
                if r() < .5:
                    subject = unicodedata.normalize("NFD", subject)

        received = None
        if kind == "incoming":
            received = (day + _dt.timedelta(days=1 + int(9 * r() ** 2))).isoformat()
        ring.append((typ, code, "%d/%d/%d" % (day.day, day.month, day.year), agency))
        if len(ring) > 400:
            ring.pop(0)
        yield {
            "id": i + 1, "kind": kind, "register": _REG[kind], "register_year": year, "register_number": reg_no,
            "received_date": received, "number": number, "notation": notation, "code": code,
            "date": day.isoformat(), "type": typ, "type_abbr": tabbr, "agency": agency, "agency_abbr": abbr,
            "agency_level": level, "recipients": recipients, "subject": subject, "signer": signer,
            "position": position, "urgency": urgency, "topic": tkey, "commune": home,
            "pages": max(1, round(target / 380)), "source": source, "text_form": form, "body": body,
        }


def rng_gauss(r) -> float:
    """A standard normal value from twelve uniform ones (stable across Python versions)."""
    return r() + r() + r() + r() + r() + r() + r() + r() + r() + r() + r() + r() - 6.0


_ARTICLE = ("Điều 1.", "Điều 2.", "Điều 3.", "Điều 4.", "Điều 5.", "Điều 6.")


def _body(c, topic, typ, agency, code, day, home, district, province, subject, recipients, signer, position,
          rank, target) -> str:
    r = c.r
    full = agency.replace("UBND", "Ủy ban nhân dân").replace("HĐND", "Hội đồng nhân dân")
    lines = [full.upper(), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: " + code,
             "%s, ngày %02d tháng %02d năm %d" % (home if "xã" in agency else district, day.day, day.month, day.year)]
    if typ == "Công văn":
        lines.append(subject)
        lines.append("Kính gửi: " + "; ".join(recipients) + ".")
    else:
        lines.append(typ.upper())
        lines.append(subject)
    words = sum(len(x.split()) for x in lines)
    year = day.year
    laws = [x for x, y in T.LEGAL if y <= year and y > year - 16]
    for _ in range(1 + int(r() * 3) if typ not in ("Giấy mời", "Phiếu chuyển", "Giấy giới thiệu") else int(r() * 2)):
        s = "Căn cứ " + (laws[int(r() * len(laws))] if r() < .6 else c.slot("ref")) + ";"
        lines.append(s)
        words += len(s.split())
    if typ == "Quyết định":
        lines.append("QUYẾT ĐỊNH:")
    sents, gen = topic["sent"], _GENERIC
    k = 0
    while words < target:
        para = []
        for _ in range(1 + int(r() * 4)):
            parts = sents[int(len(sents) * r() ** 1.25)] if r() < .62 else gen[int(len(gen) * r() ** 1.2)]
            s = c.fill(parts)
            words += len(s.split())
            para.append(s)
        head = ""
        if typ == "Quyết định" and k < 6:
            head = _ARTICLE[k] + " "
        elif len(lines) > 9 and r() < .5:
            head = "%d. " % (k + 1)
        elif r() < .2:
            head = "- "
        lines.append(head + " ".join(para))
        k += 1
    lines.append("Nơi nhận: " + "; ".join("- " + x for x in recipients) + "; - Lưu: VT.")
    lines.append(("KT. CHỦ TỊCH\n" if rank and position.startswith("Phó Chủ tịch") else "") + position.upper())
    lines.append(signer)
    return "\n".join(lines)


def main(argv: Optional[List[str]] = None) -> int:
    ap = argparse.ArgumentParser(description="Write a synthetic archive of a Vietnamese commune as JSON lines.")
    ap.add_argument("--n", type=int, default=1000, help="number of documents (default 1000)")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--communes", type=int, default=8, help="communes merged into the archive, 1 to %d" % len(T.COMMUNES))
    ap.add_argument("--clean", action="store_true", help="no OCR errors, no spelling variants")
    ap.add_argument("--out", default="-", help="file to write (default: standard output)")
    a = ap.parse_args(argv)
    out = sys.stdout if a.out == "-" else open(a.out, "w", encoding="utf-8", newline="\n")
    try:
        for d in iter_docs(a.n, a.seed, a.communes, not a.clean):
            out.write(json.dumps(d, ensure_ascii=False, separators=(",", ":")) + "\n")
    finally:
        if out is not sys.stdout:
            out.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
