"""Test letters of many layouts: all types of Decree 30/2020, the state's and the Party's, made from one seed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.bench.read import offices
from portal.bench.read.offices import PARTY, Office, Tiers
from portal.bench.read.phrases import Talk, signatory
from portal.bench.read.sheets import PARTY_HEAD, STATE, Sheet, Style
from portal.bench.read.tails import with_tail
from portal.rules.kinds import BY_NAME, DOCUMENT_KINDS

_FIRST = date(2025, 7, 1)
_DAYS = 530
_STATE_WRITERS: tuple[Callable[[Random], Office], ...] = (
    offices.commune_committee, offices.commune_committee, offices.commune_council, offices.commune_unit,
    offices.province_committee, offices.province_department, offices.province_department, offices.province_office,
    offices.ministry, offices.ministry, offices.government, offices.police, offices.front, offices.school,
    offices.steering_board,
)  # fmt: skip
_DECIDERS = (offices.commune_committee, offices.province_committee, offices.ministry, offices.province_department)
_PARTY_KINDS = ("Nghị quyết", "Chỉ thị", "Kết luận", "Quyết định", "Công văn", "Thông báo", "Kế hoạch", "Báo cáo")
_PARTY_SYMBOLS = {"Công văn": "CV", "Kết luận": "KL"}
_UPWARD = ("Tờ trình", "Báo cáo", "Đề án", "Dự án", "Phương án")
_WITHOUT_SUBJECT = ("Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Giấy ủy quyền", "Thư công", "Phiếu chuyển")
_WITH_GROUNDS = ("Quyết định", "Nghị quyết", "Quy chế", "Quy định", "Hợp đồng", "Kế hoạch", "Bản thỏa thuận", "Đề án")
_OPENINGS = {
    "Giấy mời": "{here} trân trọng kính mời đồng chí đến dự cuộc họp, cụ thể như sau:",
    "Giấy giới thiệu": "{here} trân trọng giới thiệu:",
    "Giấy nghỉ phép": "Xét Đơn đề nghị nghỉ phép của cán bộ, {here} cấp cho:",
    "Giấy ủy quyền": "{here} ủy quyền cho ông, bà có tên sau đây thực hiện công việc được giao:",
    "Phiếu gửi": "{here} gửi kèm theo Phiếu này các văn bản, tài liệu sau:",
    "Phiếu chuyển": "{here} có nhận được đơn của công dân. Nay chuyển đơn để được xem xét, giải quyết theo quy định.",
    "Công điện": "Hiện nay mưa lũ diễn biến phức tạp, để chủ động ứng phó, {here} yêu cầu:",
    "Thư công": "Nhân dịp năm học mới, tôi thân ái gửi tới các thầy giáo, cô giáo và các em học sinh lời chúc tốt đẹp.",
}
_TITLES = ("TS. ", "ThS. ", "PGS.TS. ", "GS.TS. ", "TS ", "Ths. ", "BS.CKII. ")
_RANKS = ("Đại tá ", "Thượng tá ", "Trung tá ", "Thiếu tá ")
_STAMPS = {"KHẨN": "urgent", "THƯỢNG KHẨN": "very_urgent", "HỎA TỐC": "express"}


def letters(seed: int, count: int) -> list[Sheet]:
    """So many letters; of 29 and more every type of the Decree is there, then letters of all who write."""
    random = Random(seed)
    plan = [(kind.name, False) for kind in DOCUMENT_KINDS]
    plan += [(kind, True) for kind in _PARTY_KINDS]
    while len(plan) < count:
        plan.append((random.choice(("Công văn", "Công văn", "Công văn", "Quyết định", "Thông báo", "Báo cáo")), False))
    if count < len(plan):
        plan = random.sample(plan, count)
    return [_letter(Random(f"{seed}/{at}"), at, kind, of_party) for at, (kind, of_party) in enumerate(plan)]


def _letter(random: Random, at: int, kind: str, of_party: bool) -> Sheet:
    office = _writer(random, kind, of_party)
    day = _FIRST + timedelta(days=random.randrange(_DAYS))
    talk = Talk(random, day, office)
    sheet = _headed(talk, f"{at + 1:03d}", kind)
    sheet = _with_subject(sheet, talk, kind)
    sheet = _with_addressees(sheet, talk, kind)
    sheet = _with_body(sheet, talk, kind)
    sheet = _with_recipients(sheet, talk, kind)
    sheet = with_tail(_signed(sheet, talk, kind), talk)
    return replace(sheet, truth={**sheet.truth, "citations": talk.cited})


def _writer(random: Random, kind: str, of_party: bool) -> Office:
    if of_party:
        return offices.party(random)
    if kind in ("Quyết định", "Nghị quyết", "Quy chế", "Quy định", "Chỉ thị"):
        return random.choice((offices.commune_council, *_DECIDERS) if kind == "Nghị quyết" else _DECIDERS)(random)
    return random.choice(_STATE_WRITERS)(random)


def _headed(talk: Talk, name: str, kind: str) -> Sheet:
    """Issuer, number, day, urgency."""
    random, office = talk.random, talk.office
    number, symbol, printed = _number(talk, kind)
    blank = random.random() < 0.06
    talk.is_dated = not blank
    stamp = random.choice(sorted(_STAMPS)) if kind == "Công điện" or random.random() < 0.16 else ""
    truth: dict[str, Any] = {
        "issuer": office.name, "number": number, "symbol": symbol, "dated_on": None if blank else talk.day,
        "kind": kind, "subject": None, "urgency": _STAMPS.get(stamp), "addressees": [], "recipients": [],
        "due_on": None,
    }  # fmt: skip
    return Sheet(
        name=f"{name} {kind}", above=(office.above,) if office.above else (),
        issuer=office.bare if office.bare and random.random() < 0.7 else (office.printed,),
        right=PARTY_HEAD if office.level == PARTY else STATE, star=office.level == PARTY, number=printed,
        dated=_dated(talk, blank), signature=(), truth=truth, style=_style(random), stamp=stamp,
    )  # fmt: skip


def _number(talk: Talk, kind: str) -> tuple[int | None, str | None, str]:
    """The number, the symbol, and the line in which they are printed."""
    random, office = talk.random, talk.office
    number: int | None = random.choice((random.randint(1, 9), random.randint(10, 99), random.randint(100, 9999)))
    if kind == "Thư công" and random.random() < 0.6:
        return None, None, ""
    abbreviation = BY_NAME[kind].abbreviation if kind in BY_NAME else ""
    if office.level == PARTY:
        abbreviation = _PARTY_SYMBOLS.get(kind, abbreviation)
        symbol, joint = f"{abbreviation}/{office.symbol}", random.choice(("-", "-", " - ", "–"))
        return number, symbol, f"Số{random.choice((' ', ': ', ' '))}{number:02d}{joint}{symbol}"
    symbol = f"{abbreviation}-{office.symbol}" if abbreviation else f"{office.symbol}-{office.field}"
    year = f"{talk.day.year}/" if kind == "Quyết định" and random.random() < 0.3 else ""
    label = random.choice(("Số: ", "Số: ", "Số: ", "Số:", "Số : ", "SỐ: "))
    x = random.random()
    if x < 0.08 and not year:
        return None, symbol, f"{label}{random.choice(('          ', '.......', '   …… '))}/{symbol}"
    slash = random.choice(("/", "/", "/", "/", " /", "/ ")) if x < 0.5 else "/"
    return number, symbol, f"{label}{number:02d}{slash}{year}{symbol}"


def _dated(talk: Talk, blank: bool) -> str:
    day, random = talk.day, talk.random
    place = talk.office.place
    if random.random() < 0.06:
        place = f"{place}, tỉnh Bắc Ninh"
    if blank:
        return f"{place}, ngày {random.choice(('     ', '.....', '……'))} tháng {day.month} năm {day.year}"
    month = f"{day.month:02d}" if day.month < 3 or random.random() < 0.3 else str(day.month)
    printed = f"{day.day:02d}" if random.random() < 0.85 else str(day.day)
    comma = random.choice((",", ",", ",", ",", "", " ,"))
    return f"{place}{comma} ngày {printed} tháng {month} năm {day.year}"


def _style(random: Random) -> Style:
    return Style(
        font=random.choice(("Times New Roman", "Times New Roman", "Times New Roman", "Arial")),
        size=random.choice((13.0, 13.5, 14.0, 14.0)),
        columns=random.choice(("table", "table", "cells", "cells", "tabs", "spaces", "boxes")),
        foot=random.choice(("table", "table", "table", "tabs")),
        left=random.choice((62.0, 66.0, 70.0, 76.0)),
        rule=random.choice(("border", "border", "_______", "––––––––", "------", "")),
        addressed=random.choice(("list", "list", "list", "beside", "run")),
        indent=random.choice((10.0, 12.7, 12.7, 0.0)),
        spacing=random.choice((3.0, 6.0, 6.0)),
        plain_subject=random.random() < 0.12,
        one_paragraph=random.random() < 0.2,
        stamped=random.choice(("cell", "box", "above")),
        inverse_tones=random.random() < 0.1,
    )


def _with_subject(sheet: Sheet, talk: Talk, kind: str) -> Sheet:
    """V/v below the number of a letter; below the title of every other type, where it has one."""
    random, about = talk.random, talk.about()
    if kind == "Công văn":
        opening = random.choice(("V/v ", "V/v ", "V/v ", "V/v: ", "v/v ", "Về việc "))
        register = "Về việc " if opening.startswith("Về") else "V/v "
        subject = f"{register}{about}"
        return replace(sheet, about=f"{opening}{about}", truth={**sheet.truth, "subject": subject})
    if kind in _WITHOUT_SUBJECT and (kind != "Phiếu chuyển" or random.random() < 0.5):
        return replace(sheet, title=kind.upper())
    opening = {"Giấy mời": "Dự hội nghị ", "Báo cáo": "Kết quả ", "Biên bản": "Họp "}.get(
        kind, random.choice(("Về việc ", "về ", "Về ", "Triển khai ", "V/v "))
    )
    subject = f"{opening}{about}"
    if kind in ("Kế hoạch", "Hướng dẫn", "Chương trình", "Báo cáo") and random.random() < 0.3:
        subject = f"{'Kết quả t' if kind == 'Báo cáo' else 'T'}hực hiện {talk.citation()}"
    elif random.random() < 0.12:
        subject = subject.upper()
    enclosed = ""
    if kind in ("Quy chế", "Quy định", "Chương trình", "Phương án") and random.random() < 0.5:
        day = talk.day - timedelta(days=random.randint(0, 5))
        reference = f"{random.randint(10, 900)}/QĐ-UBND"
        talk.cited.append((reference, day))
        enclosed = f"(Ban hành kèm theo Quyết định số {reference} ngày {talk.printed_day(day)} của UBND tỉnh)"
    if kind in ("Kế hoạch", "Báo cáo", "Phương án") and " hực" not in subject and random.random() < 0.15:
        truth = {**sheet.truth, "subject": subject.upper()}
        return replace(sheet, title=f"{kind} {subject}".upper(), enclosed=enclosed, truth=truth)
    return replace(
        sheet, title=kind.upper(), heading=_broken(random, subject), enclosed=enclosed,
        truth={**sheet.truth, "subject": subject},
    )  # fmt: skip


def _broken(random: Random, subject: str) -> tuple[str, ...]:
    """One paragraph, or lines broken by hand about the middle."""
    words = subject.split()
    if len(words) < 9 or random.random() < 0.5:
        return (subject,)
    half = len(words) // 2 + 1
    return " ".join(words[:half]), " ".join(words[half:])


def _with_addressees(sheet: Sheet, talk: Talk, kind: str) -> Sheet:
    addressed = kind == "Công văn" or (kind in _UPWARD and talk.random.random() < 0.6) or kind == "Giấy mời"
    if kind == "Giấy mời" and talk.random.random() < 0.6:
        addressed = False
    if not addressed:
        return sheet
    names = talk.addressees(1 if kind in _UPWARD else 4)
    return replace(sheet, addressed=names, truth={**sheet.truth, "addressees": list(names)})


def _with_body(sheet: Sheet, talk: Talk, kind: str) -> Sheet:
    random, office = talk.random, talk.office
    body: list[str] = []
    authority, due = "", None
    rows: tuple[tuple[str, ...], ...] = ()
    here = office.short[0].upper() + office.short[1:]
    if kind in _WITH_GROUNDS:
        body += talk.grounds(random.choice(("Căn cứ", "Căn cứ", "- Căn cứ")))
        if kind in ("Quyết định", "Nghị quyết"):
            body.append(f"{kind.upper()}:")
            authority = _authority(talk)
    elif kind == "Công văn":
        body.append(f"Thực hiện {talk.citation()}; {talk.citation()}, {here} đề nghị như sau:")
    elif opening := _OPENINGS.get(kind):
        body.append(opening.format(here=here))
    articles = kind in ("Quyết định", "Nghị quyết", "Quy chế", "Quy định")
    points = talk.paragraphs(random.randint(1, 5))
    if random.random() < 0.5:
        points.insert(random.randrange(len(points) + 1), talk.distraction())
    if random.random() < 0.35 and kind not in ("Giấy nghỉ phép", "Thư công"):
        points.append(f"Các nội dung khác thực hiện theo {talk.citation()}.")
    if kind in ("Công văn", "Kế hoạch", "Thông báo", "Công điện", "Hướng dẫn", "Chỉ thị") and random.random() < 0.5:
        text, due = talk.deadline()
        points.append(text)
    body += [_numbered(at, text, articles, random) for at, text in enumerate(points)]
    body[-1] = _ended(body[-1], random)
    if random.random() < 0.15 and not articles:
        rows = tuple((str(n), talk.slots.person("f"), talk.slots.slot("village")) for n in range(1, 4))
    truth = {**sheet.truth, "due_on": due}
    return replace(sheet, body=tuple(body), authority=authority, rows=rows, truth=truth)


def _authority(talk: Talk) -> str:
    printed = talk.office.printed
    if talk.office.level == PARTY:
        return talk.random.choice(("BAN THƯỜNG VỤ", "BAN CHẤP HÀNH"))
    heads = [tiers[-1] for tiers in talk.office.heads if tiers[-1].startswith(("GIÁM ĐỐC", "BỘ TRƯỞNG", "CỤC TRƯỞNG"))]
    if heads:
        return f"{heads[0]} {printed}"
    return talk.random.choice((printed, f"CHỦ TỊCH {printed}"))


def _numbered(at: int, text: str, articles: bool, random: Random) -> str:
    if articles:
        return f"Điều {at + 1}. {text}"
    return random.choice((f"{at + 1}. {text}", f"{at + 1}. {text}", f"- {text}", text))


def _ended(text: str, random: Random) -> str:
    end = random.choice(("./.", "./.", "./.", ".", "./. "))
    return text.rstrip(".") + end


def _with_recipients(sheet: Sheet, talk: Talk, kind: str) -> Sheet:
    """Nơi nhận: on paper, or paper and electronic apart; sometimes none at all."""
    random = talk.random
    if random.random() < 0.05 or kind in ("Thư công", "Hợp đồng"):
        return sheet
    first = "Như trên" if sheet.addressed else random.choice(("Như Điều 3", "Như Điều 2")) if sheet.authority else ""
    dash, end = random.choice(("- ", "- ", "- ", "– ", "-")), random.choice((";", ";", ";", ","))
    names, kept = talk.copies(first), talk.file_copy()
    if random.random() < 0.25:
        paper = [first] if first and random.random() < 0.5 else []
        electronic = [name for name in names if name not in paper]
        opening = random.choice(("Bản điện tử:", "- Bản điện tử:"))
        lines = [*(f"{dash}{name}{end}" for name in paper), f"{dash}{kept}.", opening]
        lines += [f"{dash}{name}{end}" for name in electronic]
        lines[-1] = lines[-1].rstrip(";,") + "."
        told: list[tuple[str, str | None]] = [(name, "paper") for name in (*paper, kept)]
        told += [(name, "electronic") for name in electronic]
    else:
        lines = [*(f"{dash}{name}{end}" for name in names), f"{dash}{kept}."]
        told = [(name, None) for name in (*names, kept)]
    return replace(sheet, recipients=tuple(lines), truth={**sheet.truth, "recipients": told})


def _signed(sheet: Sheet, talk: Talk, kind: str) -> Sheet:
    """Capacity, post and name; a rank or a degree before the name is no part of it."""
    random, office = talk.random, talk.office
    name = signatory(random)
    before = ""
    if "Công an" in office.name:
        before = random.choice(_RANKS)
    elif "Trường" in office.name or "Sở" in office.name or office.level == "centre":
        before = random.choice(_TITLES) if random.random() < 0.3 else ""
    if kind == "Biên bản":
        truth = {**sheet.truth, "capacity": None, "position": "CHỦ TỌA", "signatory": name}
        beside = ("THƯ KÝ", signatory(random))
        return replace(sheet, signature=("CHỦ TỌA", f"{before}{name}"), beside=beside, truth=truth)
    tiers: Tiers = random.choice(office.heads)
    spaced = random.choice((". ", ". ", ". ", "."))
    printed = tuple(tier.replace(". ", spaced) for tier in tiers)
    truth = {**sheet.truth, **_capacity(tiers), "signatory": name}
    shown = name.upper() if not before and random.random() < 0.06 else f"{before}{name}"
    return replace(sheet, signature=(*printed, shown), truth=truth)


def _capacity(tiers: Tiers) -> dict[str, str | None]:
    forms = ("TM. ", "KT. ", "TL. ", "TUQ. ", "Q. ", "T/M ", "K/T ")
    capacities = [tier for tier in tiers if tier.startswith(forms)]
    posts = [tier for tier in tiers if tier not in capacities]
    if not posts:
        posts = [capacities[-1].split(" ", 1)[1]]  # Q. CHỦ TỊCH is both
    return {"capacity": " / ".join(capacities) or None, "position": " ".join(posts)}
