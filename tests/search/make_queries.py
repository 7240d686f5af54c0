"""Writes queries_more.jsonl: questions over the synthetic archive with what must be found.

    python -m tests.search.make_queries

What must be found is worked out here from the documents themselves, in plain loops over their text; no
search engine is asked.  ``noise=False`` gives the same documents as their authors wrote them, so that damage
by scanners and old fonts can be looked for.
"""

# ruff: noqa: E501

import json
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.samples.corpus import Document, iter_docs
from tests.search.check_queries import folded, holds, words

N, SEED = 10_000, 7
FILE = Path(__file__).with_name("queries_more.jsonl")
Line = tuple[str, str, list[dict[str, Any]], dict[str, Any]]  # class, what is typed, what must hold, options


@lru_cache(maxsize=500_000)
def bare(text: str) -> str:
    """As typed by someone who types no marks."""
    return folded(text).strip()


class Archive:
    """The documents, and what each says."""

    def __init__(self) -> None:
        self.docs = list(iter_docs(N, SEED))
        self.by_id = {doc["id"]: doc for doc in self.docs}
        self.clean = {doc["id"]: doc for doc in iter_docs(N, SEED, noise=False)}
        self.by_code: dict[str, list[Document]] = defaultdict(list)
        for doc in self.docs:
            self.by_code[folded(doc["code"])].append(doc)
        self.text = {doc["id"]: folded(f"{doc['subject']}\n{doc['signer']}\n{doc['body']}") for doc in self.docs}
        self.with_word: dict[str, set[int]] = defaultdict(set)
        for number, text in self.text.items():
            for word in set(text.split()):
                self.with_word[word].add(number)
        self.random = random.Random(20261122)

    def once(self, *conditions: list[Any], of: str = "") -> Document:
        """A document whose code (or other field) no other has."""
        field = of or "code"
        seen: dict[str, int] = defaultdict(int)
        for doc in self.docs:
            seen[bare(str(doc[field]))] += 1
        fitting = [d for d in self.docs if seen[bare(str(d[field]))] == 1 and holds(d, list(conditions))]
        return self.random.choice(fitting)

    def ids(self, *conditions: list[Any]) -> list[int]:
        """The documents that satisfy conditions; of the text only what it says, marks or not."""
        said = [set(self.saying(wanted)) for field, _, wanted, *_ in conditions if field == "text"]
        others = [condition for condition in conditions if condition[0] != "text"]
        fitting = (doc["id"] for doc in self.docs if all(doc["id"] in ids for ids in said))
        return [number for number in fitting if holds(self.by_id[number], others)]

    def having(self, some: Iterable[str]) -> set[int]:
        """The documents with all these words, marks or not."""
        return set.intersection(*(self.with_word[bare(word)] for word in some))

    def saying(self, phrase: str) -> list[int]:
        """The documents with these words in a row."""
        wanted = folded(phrase)
        return sorted(number for number in self.having(wanted.split()) if wanted in self.text[number])


def first(*ids: int, top: int = 1) -> dict[str, Any]:
    return {"top": top, "any_ids": list(ids)}


def all_of(ids: Iterable[int], top: int, spare: int = 0) -> dict[str, Any]:
    found = sorted(ids)
    return {"top": top, "recall_ids": found, "min": max(1, min(len(found), top) - spare)}


def where(*conditions: list[Any], top: int = 10, least: int | None = 9) -> dict[str, Any]:
    found: dict[str, Any] = {"top": top, "where": list(conditions)}
    return found if least is None else {**found, "min": least}


def codes(archive: Archive) -> Iterator[Line]:
    """The number and symbol in every spelling."""
    dash = ["code", "hasfold", "ubnd"]
    for spelling in (
        lambda c: c, lambda c: f"Số: {c}", lambda c: f"so {bare_code(c)}", lambda c: c.replace("/", " / ").replace("-", " - "),
        lambda c: c.replace("-", "\u2013"), lambda c: f"00{c}", lambda c: f"công văn số {c.lower()}", lambda c: c.replace("/", "/ "),
    ):  # fmt: skip
        doc = archive.once(dash, ["type", "==", "Công văn"])
        yield "code", spelling(doc["code"]), [first(doc["id"])], {}
    party = [d for d in archive.docs if d["notation"] == "CV/HU" and len(archive.by_code[folded(d["code"])]) == 1]
    for spelled in (party[3]["code"], bare_code(party[7]["code"])):
        yield "code-party", spelled, [first(*(d["id"] for d in archive.by_code[folded(spelled)]))], {}
    for kind, form in (("Quyết định", "{c} năm {y}"), ("Thông báo", "{b} nam {y}"), ("Kế hoạch", "{c} {y}")):
        doc = archive.random.choice([d for d in archive.docs if d["type"] == kind and 3 < d["number"] < 60])
        same = [d["id"] for d in archive.by_code[folded(doc["code"])] if d["date"][:4] == doc["date"][:4]]
        query = form.format(c=doc["code"], b=bare_code(doc["code"]), y=doc["date"][:4])
        yield "code-year", query, [all_of(same, len(same) + 2)], {}
    for cited in ("30/2020/NĐ-CP", "110/2004/nđ-cp"):
        yield "code-cited", cited, [where(["text", "has", cited])], {}
    doc = archive.random.choice([d for d in archive.docs if d["type"] == "Thông báo" and d["agency_level"] == "commune"])
    same = archive.ids(*([field, "==", doc[field]] for field in ("number", "notation", "agency")))
    yield "code-issuer", f"{doc['code']} {doc['agency']}", [all_of(same, len(same))], {}


def bare_code(code: str) -> str:
    return code.lower().replace("đ", "d")


def numbers(archive: Archive) -> Iterator[Line]:
    """A number with its type, year or issuer, in the words of an office."""
    for form, kind, number in (
        ("TTr {n}", "Tờ trình", 5), ("KH{n}", "Kế hoạch", 31), ("tb so {n}", "Thông báo", 41), ("qđ {n}", "Quyết định", 44),
        ("giấy mời số {n}", "Giấy mời", 39), ("bc 0{n}", "Báo cáo", 9), ("nq {n}", "Nghị quyết", 7), ("cv so {n}", "Công văn", 180),
    ):  # fmt: skip
        same = archive.ids(["type", "==", kind], ["number", "==", number])
        yield "code-short", form.format(n=number), [all_of(same, min(len(same), 10))], {}
    yield "number-year", "so 12 nam 2019", [where(["number", "==", 12], ["year", "==", 2019], top=5, least=None)], {}
    yield "number-year", "thông báo số 5 năm 2021", [
        where(["number", "==", 5], ["year", "==", 2021], ["type", "==", "Thông báo"], top=1, least=None)
    ], {}
    district = [["type", "==", "Công văn"], ["number", "==", 146], ["agency", "has", "UBND huyện"]]
    found = archive.ids(*district)
    for query in ("cong van 146 cua ubnd huyen", "Công văn số 146 của UBND huyện"):
        yield "number-issuer", query, [all_of(found, min(len(found), 10))], {}
    doc = archive.once(["type", "==", "Công văn"], ["number", "between", 300, 900])
    yield "number-alone", str(doc["number"]), [first(*archive.ids(["number", "==", doc["number"]]))], {}


def titles(archive: Archive) -> Iterator[Line]:
    """The subject as it is remembered: with marks, without, in capitals, in other encodings, in part."""
    spellings = (
        str, bare, str.upper, lambda t: unicodedata.normalize("NFD", t), newer, look_alike,
        lambda t: " ".join(t.split()[-6:]), lambda t: " ".join(t.split()[:2] + t.split()[-4:]), lambda t: bare(t).title(),
    )
    for spelled in spellings:
        doc = archive.once(["subject", "hasfold", "ông"], of="subject")
        short = doc["subject"].removeprefix("V/v ").removeprefix("Về việc ")
        yield "title", spelled(short), [first(doc["id"], top=3)], {}


def newer(text: str) -> str:
    """hoà, thuỷ for hòa, thủy."""
    for old, new in (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("ùy", "uỳ"), ("úy", "uý"), ("ỏe", "oẻ")):
        text = text.replace(f"{old} ", f"{new} ")
    return text


def look_alike(text: str) -> str:
    return text.replace("đ", "ð").replace("ă", "ǎ").replace("Đ", "Ð")


def phrases(archive: Archive) -> Iterator[Line]:
    """Words in a row."""
    for phrase in ("nâng bậc lương thường xuyên", "tranh chấp đất đai", "phòng cháy chữa cháy"):
        yield "title-phrase", bare(phrase), [enough(archive, ["subject", "hasfold", phrase])], {}
    for quoted, means in (
        ('"giấy chứng nhận quyền sử dụng đất"', "giấy chứng nhận quyền sử dụng đất"),
        ("“uỷ ban nhân dân huyện”", "ủy ban nhân dân huyện"), ('"giai phong mat bang"', "giai phong mat bang"),
        ('"hồ sơ kĩ thuật thửa đất"', "hồ sơ kỹ thuật thửa đất"), ('"tổng hợp, báo cáo"', "tổng hợp, báo cáo"),
    ):  # fmt: skip
        count = len(archive.saying(means))
        yield "phrase", quoted, [where(["text", "hasfold", means]), around(count)], {}
    yield "marks", "“lợn”", [where(["text", "has", "lợn"], least=None)], {}
    yield "marks", "sở", [where(["text", "has", "sở"], least=None)], {}
    yield "marks", "bão lũ", [{"before": [[["text", "has", "bão"]], [["text", "hasfold", "bao"]]]}], {}


def enough(archive: Archive, *conditions: list[Any], top: int = 10) -> dict[str, Any]:
    """Nine of ten, or as many as there are, if there are any."""
    least = min(top - 1, len(archive.ids(*conditions)))
    assert least, conditions
    return where(*conditions, top=top, least=least)


def around(count: int) -> dict[str, Any]:
    """The hits of a phrase; sentences ends and line breaks are read in more than one way."""
    return {"total": [int(count * 0.93), int(count * 1.07) + 2]}


def names(archive: Archive) -> Iterator[Line]:
    """People: who signs, who is written about."""
    signers: dict[str, int] = defaultdict(int)
    for doc in archive.docs:
        signers[doc["signer"]] += 1
    often = sorted(name for name, count in signers.items() if count >= 30 and len(name.split()) == 3)
    for spelled in (str, bare, str.upper):
        name = archive.random.choice(often)
        yield "signer", spelled(name), [where(["text", "hasfold", name])], {}
    common = [n for n in often if set(bare(n).split()) & {"van", "thi", "an", "hoa", "binh", "thanh", "dong", "son"}]
    name = archive.random.choice(common)
    yield "name-common", f"{name} chủ tịch", [where(["text", "hasfold", name])], {}
    name = archive.random.choice(often)
    count = len(archive.ids(["signer", "hasfold", name]))
    yield "limit-signer", f"nguoiky:{bare(name)}", [where(["signer", "hasfold", name]), {"total": [count, count]}], {}
    rare = [n for n, count in signers.items() if count == 1 and len(archive.saying(n)) == 1]
    for _ in range(2):
        name = archive.random.choice(sorted(rare))
        yield "citizen", name, [first(*archive.saying(name))], {}


def damage(archive: Archive) -> Iterator[Line]:
    """Texts that a scanner or an old font spoilt: one word of the question is not there."""
    spoilt = [d for d in archive.docs if d["source"] == "scan" and d["text_form"] == "nfc"]
    archive.random.shuffle(spoilt)
    found = 0
    for doc in spoilt:
        phrase = spoilt_phrase(archive, doc)
        if phrase and found < 6:
            found += 1
            yield "ocr", phrase if found % 2 else bare(phrase), [first(doc["id"], top=10)], {}
    for form in ("tcvn3", "nfd", "nfc_newtone"):
        of_form = [d for d in archive.docs if d["text_form"] == form]
        archive.random.shuffle(of_form)
        told = (line for doc in of_form if (line := rare_line(archive, doc)))
        for _ in range(2 if form == "tcvn3" else 1):
            number, line = next(told)
            yield form, line, [first(number, top=3)], {}


def all_but_one(archive: Archive, row: list[str]) -> set[int]:
    """The documents with all these words but one."""
    return set().union(*(archive.having(row[:i] + row[i + 1 :]) for i in range(len(row))))


def spoilt_phrase(archive: Archive, doc: Document) -> str:
    """Eight words in a row that hardly another document has all but one of; exactly one is spoilt here."""
    clean = words(archive.clean[doc["id"]]["body"])
    there = set(archive.text[doc["id"]].split())
    for at in range(60, len(clean) - 8):
        row = clean[at : at + 8]
        gone = [w for w in row if bare(w) not in there]
        is_plain = len(gone) == 1 and all(w.isalpha() and len(w) > 1 for w in row)
        if is_plain and len(all_but_one(archive, row)) <= 9:
            return " ".join(row)
    return ""


def rare_line(archive: Archive, doc: Document) -> tuple[int, str] | None:
    """Seven words in a row that no other author wrote, of this document as it was meant."""
    clean = words(archive.clean[doc["id"]]["body"])
    for at in range(50, len(clean) - 7, 3):
        row = " ".join(clean[at : at + 7])
        is_own = not any(c.isdigit() for c in row) and set(archive.saying(row)) <= {doc["id"]}
        if is_own and len(archive.having(row.split())) <= 3:
            return doc["id"], row
    return None


def days(archive: Archive) -> Iterator[Line]:
    """A day in figures and in words."""
    by_day: dict[str, list[int]] = defaultdict(list)
    for doc in archive.docs:
        by_day[doc["date"]].append(doc["id"])
    some = sorted(day for day, ids in by_day.items() if 4 <= len(ids) <= 8 and day > "2012")
    for form in ("{d}/{m}/{y}", "ngày {d} tháng {m} năm {y}", "ngay {d:02d} thang {m:02d} nam {y}", "{d:02d}.{m:02d}.{y}",
                 "{y}-{m:02d}-{d:02d}", "văn bản ngày {d:02d}/{m:02d}/{y}"):  # fmt: skip
        day = archive.random.choice(some)
        y, m, d = map(int, day.split("-"))
        yield "date", form.format(d=d, m=m, y=y), [all_of(by_day[day], 10)], {}
    doc = archive.once(["type", "==", "Báo cáo"])
    y, m, d = map(int, doc["date"].split("-"))
    yield "date-code", f"{doc['code']} ngày {d}/{m}/{y}", [first(doc["id"])], {}


def limits(archive: Archive) -> Iterator[Line]:
    """Filters typed into the question, with marks and without, and filters chosen beside it."""
    land = ["text", "hasfold", "đất đai"]
    for query, *wanted in (
        ('loai:qd nam:2018-2019 "đất đai"', land, ["type", "==", "Quyết định"], ["year", "between", 2018, 2019]),
        ('loại:thông báo năm:2020 "đất đai"', land, ["type", "==", "Thông báo"], ["year", "==", 2020]),
        ('coquan:"sở nội vụ" nam:2015-2024', ["agency", "hasfold", "sở nội vụ"], ["year", "between", 2015, 2024]),
        ("cơ quan: công an huyện, loại:công văn", ["agency", "hasfold", "công an huyện"], ["type", "==", "Công văn"]),
        ("trichyeu:dich ta lon, nam:2019", ["subject", "hasfold", "dich ta lon"], ["year", "==", 2019]),
        ("tu:1/3/2019 den:31/3/2019 loai:bc", ["date", "between", "2019-03-01", "2019-03-31"], ["type", "==", "Báo cáo"]),
        ("từ:2022 đến:6/2022 cấp:tỉnh", ["date", "between", "2022-01-01", "2022-06-30"], ["agency_level", "==", "province"]),
        ("cap:huyen nam:2011 loai:kh", ["agency_level", "==", "district"], ["year", "==", 2011], ["type", "==", "Kế hoạch"]),
        ("hướng:đi loại:tờ trình năm:2023", ["kind", "==", "outgoing"], ["type", "==", "Tờ trình"], ["year", "==", 2023]),
        ("độ khẩn:hỏa tốc năm:2020", ["urgency", "==", "Hỏa tốc"], ["year", "==", 2020]),
        ("kyhieu:ubnd-cntt nam:2016-2018", ["notation", "==", "UBND-CNTT"], ["year", "between", 2016, 2018]),
    ):
        count = len(archive.ids(*wanted))
        yield "limit", query, [where(*wanted, top=10, least=min(10, count)), {"total": [count, count]}], {}
    for filters, query, *wanted in (
        ({"type": "Kế hoạch", "year": [2015, 2016]}, '"dịch bệnh"', ["type", "==", "Kế hoạch"], ["year", "between", 2015, 2016]),
        ({"agency_level": "province"}, '"bảo hiểm y tế"', ["agency_level", "==", "province"]),
        ({"kind": "outgoing", "type": "Báo cáo"}, '"xây dựng nông thôn mới"', ["kind", "==", "outgoing"], ["type", "==", "Báo cáo"]),
    ):  # fmt: skip
        count = len(archive.ids(*wanted, ["text", "hasfold", query.strip('"')]))
        held = [where(*wanted, least=min(10, count)), around(count), {"sorted": "date"}]
        yield "filter", query, held, {"filters": filters, "sort": "date"}


def others(archive: Archive) -> Iterator[Line]:
    """Short forms, exclusions, choices, unfinished words, numbers in the text, slips of the hand."""
    for query, full in (
        ("thẻ BHYT học sinh", "bảo hiểm y tế"), ("lực lượng PCCC", "phòng cháy chữa cháy"), ("ban chỉ đạo ntm", "nông thôn mới"),
        ("tuyển NVQS", "nghĩa vụ quân sự"), ("cấp GCN quyền sử dụng đất", "giấy chứng nhận"), ("bồi thường gpmb", "giải phóng mặt bằng"),
    ):  # fmt: skip
        yield "abbrev", query, [where(["text", "hasfold", full], least=8)], {}
    yield "minus", "dịch -lợn -covid", [where(["text", "has", "dịch"], ["text", "not", "lợn"], ["text", "not", "Covid"])], {}
    yield "minus", 'khiếu nại -"đất đai"', [where(["text", "hasfold", "khiếu nại"], ["text", "not", "đất đai"])], {}
    yield "or", "heo | lợn", [where(["text", "hasfold", "lon"])], {}
    for query, full in (("phòng cháy chữa ch", "phòng cháy chữa cháy"), ("xay dung nong thon m", "xây dựng nông thôn mới"),
                        ("nghĩa vụ quân s", "nghĩa vụ quân sự"), ("bảo hiểm y t", "bảo hiểm y tế")):  # fmt: skip
        yield "typing", query, [where(["text", "hasfold", full])], {"typing": True}
    for slip, right in (
        ("phong chay chua chayy", "cháy"), ("nghia vu quan suw", "sự"), ("bao hiem xa hooi", "hội"), ("khieuu nai to cao", "khiếu"),
        ("chuyển đổii số", "đổi"), ("giải phóng mặt bằngg", "bằng"),
    ):  # fmt: skip
        yield "typo", slip, [{"suggest_any": [right]}], {}
    for token in rare_numbers(archive, 3):
        yield "number", token, [first(*archive.saying(token))], {}
    for query, *has in (("bão lũ sạt lở hồ đập", "bão", "hồ"), ("rác thải sinh hoạt bãi chôn lấp", "rác thải", "chôn lấp")):
        yield "topic", query, [where(*(["text", "hasfold", h] for h in has), top=5, least=5)], {}


def desk(archive: Archive) -> Iterator[Line]:
    """As a clerk puts it in one line: type, number, agency, day and matter together."""
    # The letters that are meant, by their fields; all that fit must stand first.
    for query, *meant in (
        ("thông báo số 2 ubnd xã vân hoà", ["type", "==", "Thông báo"], ["number", "==", 2], ["agency", "==", "UBND xã Vân Hòa"]),
        ("02/TB-UBND xã Vân Hòa năm 2023", ["code", "==", "02/TB-UBND"], ["agency", "==", "UBND xã Vân Hòa"], ["year", "==", 2023]),
        ("12-QĐ/HU 2017", ["code", "==", "12-QĐ/HU"], ["year", "==", 2017]),
        ("quyet dinh 12 huyen uy 2017", ["code", "==", "12-QĐ/HU"], ["year", "==", 2017]),
        ("kế hoạch 29 ubnd tỉnh 2017", ["type", "==", "Kế hoạch"], ["number", "==", 29], ["agency_level", "==", "province"], ["year", "==", 2017]),
        ("29 KH UBND 2017", ["code", "==", "29/KH-UBND"], ["year", "==", 2017]),
        ("số 29/KH-UBND ngày 21/4/2017", ["code", "==", "29/KH-UBND"], ["date", "==", "2017-04-21"]),
        ("chỉ thị 10 ngày 12/06/2020", ["type", "==", "Chỉ thị"], ["number", "==", 10], ["date", "==", "2020-06-12"]),
        ("Chỉ thị số 10/CT-UBND ngày 12 tháng 6 năm 2020 của UBND tỉnh", ["code", "==", "10/CT-UBND"], ["date", "==", "2020-06-12"]),
        ("kh 08 chống buôn lậu", ["type", "==", "Kế hoạch"], ["number", "==", 8], ["subject", "has", "chống buôn lậu"]),
        ("buôn lậu gian lận thương mại tết 2009", ["subject", "has", "gian lận thương mại"], ["subject", "has", "2009"]),
        ("khai thac cat soi trai phep song khe ro 2013", ["subject", "has", "khai thác cát, sỏi trái phép trên sông Khe Rỗ"], ["year", "==", 2013]),
        ("gm ubnd huyen hoi nghi ho tro gao cuu doi 2024", ["type", "==", "Giấy mời"], ["subject", "has", "hỗ trợ gạo cứu đói"], ["year", "==", 2024], ["agency_level", "==", "district"]),
    ):  # fmt: skip
        found = archive.ids(*meant)
        yield "desk", query, [all_of(found, min(len(found), 10) + 1)], {}
    # What is cited or said in the text, and nothing else above it.
    for query, said in (
        ("cv 1047/CQLTT-KT", "1047/CQLTT-KT"), ("Công văn 1047 của Cục Quản lý thị trường", "1047/CQLTT-KT"),
        ("nghị định 30/2020", "30/2020/NĐ-CP"), ("thông tư 01/2011", "01/2011/TT-BNV"),
        ("Thông tư 01/2011/TT-BNV của Bộ Nội vụ", "01/2011/TT-BNV"), ("9 khẩu súng tự chế", "9 khẩu súng tự chế"),
        ("2.857 cán bộ, đảng viên", "2.857 cán bộ, đảng viên"), ("giấy khen cho ông Lương Đình Thành", "ông Lương Đình Thành"),
        ("đủ 80 tuổi hưởng trợ cấp", "đủ 80 tuổi"), ("0205.3981527", "0205.3981527"),
    ):  # fmt: skip
        found = archive.saying(said)
        yield "desk-text", query, [all_of(found, min(len(found), 3))], {}
    for query, *held in (
        ("từ ngày 01/12/2024 đến ngày 15/12/2024 loai:gm", ["date", "between", "2024-12-01", "2024-12-15"], ["type", "==", "Giấy mời"]),
        ("tu 1/3/2019 den 30/6/2019 tranh chap", ["date", "between", "2019-03-01", "2019-06-30"], ["text", "hasfold", "tranh chấp"]),
        ("nguoi ky: pham thi thuy loai: giay moi nam: 2024", ["signer", "hasfold", "phạm thị thủy"], ["type", "==", "Giấy mời"], ["year", "==", 2024]),
    ):  # fmt: skip
        count = len(archive.ids(*held))
        yield "desk-limit", query, [where(*held, least=min(10, count)), around(count)], {}


def rare_numbers(archive: Archive, count: int) -> list[str]:
    """Identity numbers and the like that stand in one document."""
    seen: dict[str, set[int]] = defaultdict(set)
    for number, text in archive.text.items():
        for token in text.split():
            if token.isdecimal() and len(token) == 12:
                seen[token].add(number)
    return archive.random.sample(sorted(t for t, ids in seen.items() if len(ids) == 1), count)


def main() -> None:
    archive = Archive()
    lines = [
        {"id": f"more{n:03d}", "q": query, "n": N, "seed": SEED, "cls": kind, "expect": held, **options}
        for n, (kind, query, held, options) in enumerate(
            (
                line
                for part in (codes, numbers, titles, phrases, names, damage, days, limits, others, desk)
                for line in part(archive)
            ),
            1,
        )
    ]
    FILE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
