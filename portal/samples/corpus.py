"""A synthetic archive of a commune office: the same documents for the same numbers, on every machine.

``iter_docs(n, seed)`` yields flat dictionaries in the order of their dates, ``id`` from 1.  Randomness
comes from ``random.Random(int).random()`` alone, whose sequence Python guarantees.  Another ``n``
spreads the documents differently over the years, so ids mean nothing for another ``n``.
"""

import math
import random as randomness
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.samples import lists
from portal.samples.letters import body
from portal.samples.lists import DEPARTMENTS, LISTS, TOPICS, TYPES, Choice
from portal.samples.noise import Random, misread, newer_tones, tcvn3
from portal.samples.slots import Slots

_FIRST, _LAST = date(2006, 1, 3), date(2026, 10, 30)
_WITHOUT_DISTRICTS = date(2025, 7, 1)
_REMEMBERED = 400  # references that later documents may cite
_REGISTERS = {
    "incoming": "Sổ đăng ký văn bản đến",
    "outgoing": "Sổ đăng ký văn bản đi",
    "internal": "Sổ văn bản nội bộ",
}
_ABOUT = {
    "Công văn": "V/v {}", "Quyết định": "Về việc {}", "Báo cáo": "Báo cáo kết quả {}",
    "Kế hoạch": "Kế hoạch {}", "Thông báo": "Thông báo về việc {}", "Tờ trình": "Tờ trình về việc đề nghị {}",
}  # fmt: skip
_LEADERS = ("Chủ tịch", "Phó Chủ tịch")
_LEGAL_KINDS = ("Nghị định", "Quyết định", "Thông tư")

Document = dict[str, Any]


@dataclass
class _Issuer:
    """Who wrote the document, and as what."""

    kind: str
    agency: str
    abbreviation: str
    level: str = "commune"
    positions: tuple[str, str] = _LEADERS
    party: bool = False


def iter_docs(n: int, seed: int = 1, communes: int = 8, noise: bool = True) -> Iterator[Document]:
    """``n`` documents of ``communes`` communes; without noise all text is clean NFC."""
    archive = _Archive(n, seed, LISTS["COMMUNES"][: max(1, min(communes, len(LISTS["COMMUNES"])))], noise)
    return map(archive.document, range(n))


class _Archive:
    """The counters and the references that documents share; memory stays flat whatever n."""

    def __init__(self, n: int, seed: int, homes: list[str], noisy: bool) -> None:
        self.n, self.seed, self.noisy = n, seed, noisy
        self.homes = Choice([(home, 1 / (1 + 0.35 * place)) for place, home in enumerate(homes)])
        self.district = LISTS["DISTRICTS"][seed % len(LISTS["DISTRICTS"])]
        self.province = LISTS["PROVINCES"][seed % len(LISTS["PROVINCES"])]
        self.topics: dict[int, Choice] = {}
        self.counters: dict[tuple[object, ...], int] = {}
        self.recent: list[tuple[str, str, str, str]] = []

    def document(self, place: int) -> Document:
        return _Writing(self, place).document()

    def topic_of(self, year: int, x: float) -> str:
        """Some topics have their years: an epidemic, a reform."""
        if year not in self.topics:
            known = [
                (key, topic["w"])
                for key, topic in TOPICS.items()
                if not topic["years"] or topic["years"][0] <= year <= topic["years"][1]
            ]
            self.topics[year] = Choice(known)
        return str(self.topics[year](x))

    def count(self, *key: object, step: int = 1) -> int:
        self.counters[key] = self.counters.get(key, 0) + step
        return self.counters[key]

    def remember(self, *what: str) -> None:
        self.recent.append((what[0], what[1], what[2], what[3]))
        if len(self.recent) > _REMEMBERED:
            self.recent.pop(0)


class _Writing:
    """One document in the making.  The order of the random numbers is part of the archive."""

    def __init__(self, archive: _Archive, place: int) -> None:
        self.archive, self.place = archive, place
        self.random: Random = randomness.Random((archive.seed << 40) ^ (place * 2654435761 + 12345)).random
        self.day = _day(place, archive.n)
        self.year = self.day.year
        self.reformed = self.day >= _WITHOUT_DISTRICTS
        self.home: str = archive.homes(self.random())
        self.direction: str = lists.DIRECTIONS(self.random())
        self.topic_key = archive.topic_of(self.year, self.random())
        self.topic = TOPICS[self.topic_key]
        places = (self.home, archive.district, archive.province)
        self.slots = Slots(self.random, self.day, places, self.topic["kw"], self._reference)

    def document(self) -> Document:
        incoming = self.direction == "incoming"
        issuer = self._sender() if incoming else self._own()
        recipients = self._copies() if incoming else self._addressees(issuer.kind)
        number, notation, code = self._number(issuer)
        entry = self.archive.count(self.direction, self.year)
        rank = 0 if self.random() < 0.45 else 1
        signer = lists.official(issuer.agency, rank if rank == 0 else self.slots.below(2, 1), self.year)
        position = issuer.positions[min(rank, 1)]
        subject = self._subject(issuer.kind)
        target = self._length(issuer.kind)
        text = body(
            self.slots,
            self.topic,
            issuer.kind,
            issuer.agency,
            code,
            subject,
            recipients,
            signer,
            position,
            target,
        )
        urgency = self._urgency()
        source, form, subject, text = self._captured(subject, text)
        received = (
            (self.day + timedelta(days=1 + int(9 * self.random() ** 2))).isoformat() if incoming else None
        )
        dmy = f"{self.day.day}/{self.day.month}/{self.year}"
        self.archive.remember(issuer.kind, code, dmy, issuer.agency)
        return {
            "id": self.place + 1, "kind": self.direction, "register": _REGISTERS[self.direction],
            "register_year": self.year, "register_number": entry, "received_date": received, "number": number,
            "notation": notation, "code": code, "date": self.day.isoformat(), "type": issuer.kind,
            "type_abbr": TYPES[issuer.kind][0], "agency": issuer.agency, "agency_abbr": issuer.abbreviation,
            "agency_level": issuer.level, "recipients": recipients, "subject": subject, "signer": signer,
            "position": position, "urgency": urgency, "topic": self.topic_key, "commune": self.home,
            "pages": max(1, round(target / 380)), "source": source, "text_form": form, "body": text,
        }  # fmt: skip

    def _pick(self, items: Any) -> Any:
        return self.slots.pick(items)

    def _department(self) -> tuple[str, str, str, str]:
        return DEPARTMENTS[self._pick(self.topic["dept"])]

    def _reference(self, slots: Slots) -> str:
        """Half the references name a document of the archive."""
        if self.archive.recent and self.random() < 0.5:
            kind, code, dmy, agency = self._pick(self.archive.recent)
            return f"{kind} số {code} ngày {dmy} của {agency}"
        if self.random() < 0.5:
            return str(self._pick([law for law, year in LISTS["LEGAL"] if year <= self.year]))
        department = self._department()
        number = 1 + int(2500 * self.random() ** 1.5)
        day = slots.dated(-120, -1)
        return f"Công văn số {number}/{department[3]}-{self.topic['unit']} ngày {day} của {department[2]}"

    def _sender(self) -> _Issuer:
        """Who writes to the commune."""
        kind = lists.INCOMING(self.random())
        source = lists.SOURCES(self.random())
        if self.reformed and source in ("district", "district_dept"):
            source = source.replace("district", "province")
        department = self._department()
        district, province = self.archive.district, self.archive.province
        if source == "district":
            return _Issuer(kind, f"UBND huyện {district}", "UBND", "district")
        if source == "district_dept":
            joint = " " if department[0].endswith("huyện") else " huyện "
            heads = ("Trưởng phòng", "Phó Trưởng phòng")
            return _Issuer(kind, department[0] + joint + district, department[1], "district", heads)
        if source == "province":
            return _Issuer(kind, f"UBND tỉnh {province}", "UBND", "province")
        if source == "province_dept":
            joint = " " if department[2].endswith("tỉnh") else " tỉnh "
            heads = ("Giám đốc", "Phó Giám đốc")
            return _Issuer(kind, department[2] + joint + province, department[3], "province", heads)
        if source == "party":
            heads = ("Bí thư", "Phó Bí thư Thường trực")
            if self.reformed:
                return _Issuer(kind, f"Tỉnh ủy {province}", "TU", "province", heads, party=True)
            return _Issuer(kind, f"Huyện ủy {district}", "HU", "district", heads, party=True)
        if source == "central":
            agency, abbreviation, kind, head = self._pick(lists.CENTRAL)
            deputy = "Thứ trưởng" if head == "Bộ trưởng" else head
            return _Issuer(kind, agency, abbreviation, "central", (head, deputy))
        if source == "commune":
            return _Issuer(kind, f"UBND xã {self._pick(LISTS['COMMUNES'])}", "UBND")
        union = DEPARTMENTS[self._pick(("MTTQ", "HND", "HPN", "DTN", "CCB"))]
        if self.reformed:
            return _Issuer(kind, f"{union[2]} {province}", union[3], "province")
        return _Issuer(kind, f"{union[0]} {district}", union[1], "district")

    def _copies(self) -> list[str]:
        recipients = [f"UBND xã {self.home}"]
        if self.random() < 0.6:
            recipients.insert(0, "UBND các xã, thị trấn")
        if self.random() < 0.3:
            recipients.append(
                "Các sở, ban, ngành" if self.reformed else "Các cơ quan, đơn vị thuộc UBND huyện"
            )
        return recipients

    def _own(self) -> _Issuer:
        """The commune's committee, now and then its council or its party committee."""
        outgoing = self.direction == "outgoing"
        kind = (lists.OUTGOING if outgoing else lists.INTERNAL)(self.random())
        x = self.random()
        if outgoing and x < 0.05:
            heads = ("Chủ tịch HĐND", "Phó Chủ tịch HĐND")
            return _Issuer("Nghị quyết", f"HĐND xã {self.home}", "HĐND", positions=heads)
        if outgoing and x < 0.09:
            heads = ("Bí thư Đảng ủy", "Phó Bí thư Thường trực Đảng ủy")
            return _Issuer(kind, f"Đảng ủy xã {self.home}", "ĐU", positions=heads, party=True)
        return _Issuer(kind, f"UBND xã {self.home}", "UBND")

    def _addressees(self, kind: str) -> list[str]:
        if self.direction == "internal":
            return ["Trưởng các thôn", "Cán bộ, công chức xã"]
        department = self._department()
        recipients = []
        if self.random() < 0.7:
            upper = f"tỉnh {self.archive.province}" if self.reformed else f"huyện {self.archive.district}"
            recipients.append(f"UBND {upper}")
        if self.random() < 0.6:
            recipients.append(department[2] if self.reformed else department[0])
        if self.random() < 0.4:
            recipients.append("Trưởng các thôn")
        return recipients or ["Như Điều 3" if kind == "Quyết định" else "Lưu: VT"]

    def _number(self, issuer: _Issuer) -> tuple[int, str, str]:
        """Number, symbol and reference in the form of the state, of laws, or of the party."""
        abbreviation = TYPES[issuer.kind][0]
        step = 1
        if issuer.level != "commune" or self.direction == "incoming":
            step = self.slots.below(9 if issuer.level == "district" else 25, 1)
        number = self.archive.count(issuer.agency, issuer.kind, self.year, step=step)
        if issuer.party:
            return (
                number,
                f"{abbreviation}/{issuer.abbreviation}",
                f"{number}-{abbreviation}/{issuer.abbreviation}",
            )
        if issuer.level == "central" and issuer.kind in _LEGAL_KINDS:
            notation = f"{abbreviation}-{issuer.abbreviation}"
            return number, notation, f"{number:02d}/{self.year}/{notation}"
        parts = (issuer.abbreviation, self.topic["unit"]) if issuer.kind == "Công văn" else (
            abbreviation, issuer.abbreviation,
        )  # fmt: skip
        notation = "-".join(parts)
        return number, notation, f"{number:02d}/{notation}" if self.year % 2 else f"{number}/{notation}"

    def _subject(self, kind: str) -> str:
        about = self.slots.fill(self._pick(self.topic["subj"]))
        invitation = "Mời dự hội nghị {}" if self.random() < 0.5 else "Họp về việc {}"
        pattern = invitation if kind == "Giấy mời" else _ABOUT.get(kind, "Về việc {}")
        return pattern.replace("{}", about)

    def _length(self, kind: str) -> int:
        """Words; log-normal by the sum of twelve uniform numbers."""
        normal = 0.0
        for _ in range(12):  # not sum(), which adds more exactly from Python 3.12 on
            normal += self.random()
        normal -= 6.0
        return max(60, min(3000, int(450 * TYPES[kind][1] * math.exp(normal * 0.45 - 0.1))))

    def _urgency(self) -> str:
        urgency = str(lists.URGENCIES(self.random()))
        if self.topic_key in ("flood", "covid", "forestfire") and self.random() < 0.25:
            return "Hỏa tốc" if self.random() < 0.4 else "Khẩn"
        return urgency

    def _captured(self, subject: str, text: str) -> tuple[str, str, str, str]:
        """Scanned or digital, and in which spelling: source, form, subject, text."""
        x = self.random()
        scanned = (
            0.75 if self.year < 2012 else 0.55 if self.year < 2019 else 0.25 if self.year < 2022 else 0.1
        )
        source = "scan" if self.random() < scanned else "digital"
        if not self.archive.noisy:
            return source, "nfc", subject, text
        form = "nfc"
        if source == "digital" and self.year < 2010 and x < 0.12:
            form = "tcvn3"
        elif x < 0.05:
            form = "nfd"
        elif x < (0.32 if self.year < 2015 else 0.18):
            form = "nfc_newtone"
        if source == "scan":
            q = self.random()
            text = misread(text, self.random, 0.006 if q < 0.6 else 0.03 if q < 0.9 else 0.09)
        if form in ("nfc_newtone", "tcvn3"):
            subject, text = newer_tones(subject), newer_tones(text)
        if form == "tcvn3":
            text = tcvn3(text)
        elif form == "nfd":
            text = unicodedata.normalize("NFD", text)
            if self.random() < 0.5:
                subject = unicodedata.normalize("NFD", subject)
        return source, form, subject, text


def _day(place: int, n: int) -> date:
    """The yearly volume grows threefold; offices write on working days."""
    u = (place + 0.5) / n
    t = (-1 + math.sqrt(1 + 8 * u)) / 2
    day = _FIRST + timedelta(days=int(t * (_LAST - _FIRST).days))
    return day - timedelta(days=max(0, day.weekday() - 4))
