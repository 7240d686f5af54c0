"""Agencies that write the letters of the measurement: printed head, name in a register, symbol, who may sign."""

from dataclasses import dataclass
from random import Random

from portal.samples.lists import LISTS

COMMUNE, PROVINCE, CENTRE, PARTY = "commune", "province", "centre", "party"

Tiers = tuple[str, ...]

_COMMUNES = (
    *LISTS["COMMUNES"], "Sơn Động", "Tây Yên Tử", "Kinh Bắc", "Vũ Ninh", "Hoàn Kiếm", "Lục Ngạn", "Đại Sơn",
    "Quảng Yên", "Thủ Dầu Một", "Ea Súp", "Cô Tô", "Tuy Phước", "Hạc Thành", "Nghĩa Lộ", "Ô Chợ Dừa",
)  # fmt: skip
_PROVINCES = ("Bắc Ninh", "Lạng Sơn", "Thái Nguyên", "Quảng Ninh", "Phú Thọ", "Nghệ An", "Đắk Lắk", "Cà Mau")
_CITIES = ("Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
_KINDS = ("xã", "xã", "xã", "phường", "phường", "đặc khu")
_DEPARTMENTS = (
    ("Sở Nội vụ", "SNV", "VTLT"), ("Sở Tài chính", "STC", "NS"), ("Sở Khoa học và Công nghệ", "SKHCN", "CĐS"),
    ("Sở Nông nghiệp và Môi trường", "SNNMT", "TL"), ("Sở Giáo dục và Đào tạo", "SGDĐT", "VP"),
    ("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL", "QLVH"), ("Sở Y tế", "SYT", "NVY"),
    ("Sở Tư pháp", "STP", "PBGDPL"), ("Sở Dân tộc và Tôn giáo", "SDTTG", "CSDT"), ("Sở Xây dựng", "SXD", "QLN"),
    ("Sở Công Thương", "SCT", "QLTM"),
)  # fmt: skip
_UNITS = (
    ("Phòng Kinh tế", "PKT"), ("Phòng Văn hóa - Xã hội", "VHXH"), ("Văn phòng HĐND và UBND", "VP"),
    ("Phòng Kinh tế, Hạ tầng và Đô thị", "KTHTĐT"), ("Trung tâm Phục vụ hành chính công", "TTPVHCC"),
)  # fmt: skip
_BOARDS = (
    ("Ban Chỉ đạo chuyển đổi số", "BCĐ"), ("Ban Chỉ huy phòng thủ dân sự", "BCH"),
    ("Hội đồng nghĩa vụ quân sự", "HĐNVQS"),
)  # fmt: skip
_MINISTRIES = (
    ("Bộ Nội vụ", "BNV", "CCVC"), ("Bộ Tài chính", "BTC", "NSNN"), ("Bộ Khoa học và Công nghệ", "BKHCN", "CĐSQG"),
    ("Bộ Nông nghiệp và Môi trường", "BNNMT", "QLĐĐ"), ("Bộ Giáo dục và Đào tạo", "BGDĐT", "GDTH"),
    ("Bộ Văn hóa, Thể thao và Du lịch", "BVHTTDL", "DSVH"), ("Bộ Y tế", "BYT", "PB"), ("Bộ Tư pháp", "BTP", "HTQTCT"),
)  # fmt: skip
_BUREAUS = (
    ("Bộ Nội vụ", "Cục Tiền lương và Bảo hiểm xã hội", "CTLBHXH"), ("Bộ Tài chính", "Cục Quản lý công sản", "QLCS"),
    ("Bộ Khoa học và Công nghệ", "Cục Chuyển đổi số quốc gia", "CĐSQG"), ("Bộ Tư pháp", "Cục Trợ giúp pháp lý", "TGPL"),
)  # fmt: skip
_FIELDS = ("TH", "NC", "KT", "VX", "KSTT", "NN&MT", "ĐT", "TNMT", "VP", "NV", "GPMB")


@dataclass(frozen=True)
class Office:
    """Who writes: the line above, the name as printed and as registers write it, and the ways to sign."""

    above: str
    printed: str
    name: str
    symbol: str
    field: str
    place: str
    level: str
    heads: tuple[Tiers, ...]
    short: str
    bare: tuple[str, ...] = ()
    """Where the printed name may be broken by hand; empty: wherever the column ends."""


def commune_committee(random: Random) -> Office:
    """Ủy ban nhân dân of a commune."""
    kind, name = random.choice(_KINDS), random.choice(_COMMUNES)
    whole = f"{kind} {name}"
    heads = (
        *committee_heads("KT. CHỦ TỊCH"), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
        ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"), ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ"),
        ("Q. CHỦ TỊCH",), ("CHỦ TỊCH",),
    )  # fmt: skip
    short = random.random() < 0.15
    printed = f"UBND {whole.upper()}" if short else f"ỦY BAN NHÂN DÂN {whole.upper()}"
    bare = () if short else ("ỦY BAN NHÂN DÂN", whole.upper())
    field = random.choice(_FIELDS)
    return Office("", printed, f"UBND {whole}", "UBND", field, name, COMMUNE, heads, f"UBND {whole}", bare)


def committee_heads(deputy: str) -> tuple[Tiers, ...]:
    """The usual ways in which a committee signs."""
    body = "TM. ỦY BAN NHÂN DÂN"
    return ((body, "CHỦ TỊCH"), (deputy, "PHÓ CHỦ TỊCH"), (body, deputy, "PHÓ CHỦ TỊCH"), (deputy, "PHÓ CHỦ TỊCH"),
            (body, deputy, "PHÓ CHỦ TỊCH THƯỜNG TRỰC"))  # fmt: skip


def commune_council(random: Random) -> Office:
    """Hội đồng nhân dân of a commune."""
    whole = f"{random.choice(_KINDS)} {random.choice(_COMMUNES)}"
    heads = (("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"), ("TM. THƯỜNG TRỰC HĐND", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
             ("CHỦ TỊCH",))  # fmt: skip
    place = whole.split(" ", 2 if whole.startswith("đặc") else 1)[-1]
    bare = ("HỘI ĐỒNG NHÂN DÂN", whole.upper())
    return Office(
        "", " ".join(bare), f"HĐND {whole}", "HĐND", random.choice(("VP", "KTNS", "PC")), place, COMMUNE, heads,
        f"HĐND {whole}", bare,
    )  # fmt: skip


def commune_unit(random: Random) -> Office:
    """A unit below a commune's committee."""
    kind, name = random.choice(_KINDS), random.choice(_COMMUNES)
    unit, symbol = random.choice(_UNITS)
    head = {"P": "TRƯỞNG PHÒNG", "V": "CHÁNH VĂN PHÒNG", "T": "GIÁM ĐỐC"}[unit[0]]
    deputy = head.replace("CHÁNH", "PHÓ CHÁNH") if unit[0] == "V" else f"PHÓ {head}"
    above = random.choice((f"UBND {kind} {name}", f"Ủy ban nhân dân {kind} {name}")).upper()
    return Office(
        above, unit.upper(), f"{unit} {kind} {name}", symbol, random.choice(_FIELDS), name, COMMUNE,
        ((head,), (f"KT. {head}", deputy), (f"Q. {head}",)), f"{unit} {kind} {name}",
    )  # fmt: skip


def steering_board(random: Random) -> Office:
    """A board under a committee, signed by who heads both."""
    kind, name = random.choice(_KINDS), random.choice(_COMMUNES)
    own, symbol = random.choice(_BOARDS)
    committee = f"UBND {kind} {name}"
    heads = (
        ("TRƯỞNG BAN", f"CHỦ TỊCH {committee.upper()}"), ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC"),
        ("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", f"PHÓ CHỦ TỊCH {committee.upper()}"),
    )  # fmt: skip
    return Office(committee.upper(), own.upper(), f"{own} {kind} {name}", symbol, "TH", name, COMMUNE, heads, own)


def school(random: Random) -> Office:
    """A school; often signed with a degree before the name."""
    level, symbol = random.choice((("Tiểu học", "TH"), ("Mầm non", "MN"), ("THCS", "THCS")))
    kind, name = random.choice(_KINDS), random.choice(_COMMUNES)
    whole = f"Trường {level} {name}"
    heads = (("HIỆU TRƯỞNG",), ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"))
    return Office(f"UBND {kind} {name}".upper(), whole.upper(), whole, symbol, "CM", name, COMMUNE, heads, whole)


def province_committee(random: Random) -> Office:
    """Ủy ban nhân dân of a province or a city."""
    city = random.random() < 0.3
    name = random.choice(_CITIES if city else _PROVINCES)
    whole = f"{'thành phố' if city else 'tỉnh'} {name}"
    bare = ("ỦY BAN NHÂN DÂN", whole.upper())
    heads = (*committee_heads("KT. CHỦ TỊCH"), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
             ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ"))  # fmt: skip
    place = random.choice((name, name, f"TP. {name}")) if city else name
    return Office(
        "", " ".join(bare), f"UBND {whole}", "UBND", random.choice(_FIELDS), place, PROVINCE, heads, f"UBND {whole}",
        bare,
    )  # fmt: skip


def province_department(random: Random) -> Office:
    """A department (sở) of a province."""
    name = random.choice(_PROVINCES)
    own, symbol, field = random.choice(_DEPARTMENTS)
    above = random.choice((f"UBND TỈNH {name.upper()}", f"ỦY BAN NHÂN DÂN TỈNH {name.upper()}"))
    whole = random.random() < 0.2
    printed = f"{own} TỈNH {name}".upper() if whole else own.upper()
    heads = (("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
             ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG TỔ CHỨC CÁN BỘ"), ("Q. GIÁM ĐỐC",))  # fmt: skip
    return Office("" if whole else above, printed, f"{own} tỉnh {name}", symbol, field, name, PROVINCE, heads, own)


def province_office(random: Random) -> Office:
    """Văn phòng and Thanh tra, whose names mean nothing without the line above."""
    name = random.choice(_PROVINCES)
    if random.random() < 0.5:
        heads = (("CHÁNH VĂN PHÒNG",), ("KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"))
        above, own, register, symbol = f"ỦY BAN NHÂN DÂN TỈNH {name}", "VĂN PHÒNG", f"Văn phòng UBND tỉnh {name}", "VP"
    else:
        heads = (("CHÁNH THANH TRA",), ("KT. CHÁNH THANH TRA", "PHÓ CHÁNH THANH TRA"))
        above, own, register, symbol = f"UBND TỈNH {name}", "THANH TRA TỈNH", f"Thanh tra tỉnh {name}", "TTT"
    return Office(above.upper(), own, register, symbol, "NV", name, PROVINCE, heads, register)


def police(random: Random) -> Office:
    """Công an of a province or a commune; a rank stands before the name."""
    province, commune = random.choice(_PROVINCES), random.choice(_COMMUNES)
    if random.random() < 0.5:
        heads: tuple[Tiers, ...] = (("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))
        own = f"Công an tỉnh {province}"
        return Office("BỘ CÔNG AN", own.upper(), own, "CAT", "PV01", province, PROVINCE, heads, own)
    heads = (("TRƯỞNG CÔNG AN XÃ",), ("KT. TRƯỞNG CÔNG AN XÃ", "PHÓ TRƯỞNG CÔNG AN XÃ"))
    own = f"Công an xã {commune}"
    return Office(
        f"CÔNG AN TỈNH {province.upper()}", own.upper(), own, "CAX", "TH", commune, COMMUNE, heads, own
    )


def ministry(random: Random) -> Office:
    """A ministry or one of its bureaus."""
    if random.random() < 0.25:
        above, own, symbol = random.choice(_BUREAUS)
        heads: tuple[Tiers, ...] = (("CỤC TRƯỞNG",), ("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"))
        return Office(above.upper(), own.upper(), own, symbol, "VP", "Hà Nội", CENTRE, heads, own)
    own, symbol, field = random.choice(_MINISTRIES)
    heads = (("BỘ TRƯỞNG",), ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), ("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"),
             ("TUQ. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ PHÁP CHẾ"))  # fmt: skip
    return Office("", own.upper(), own, symbol, field, "Hà Nội", CENTRE, heads, own)


def government(random: Random) -> Office:
    """Chính phủ, Thủ tướng, and their office."""
    tiers: tuple[Tiers, ...]
    which = random.randrange(3)
    if which == 0:
        tiers = (("BỘ TRƯỞNG, CHỦ NHIỆM",), ("KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"))
        return Office("", "VĂN PHÒNG CHÍNH PHỦ", "Văn phòng Chính phủ", "VPCP", "KSTT", "Hà Nội", CENTRE, tiers,
                      "Văn phòng Chính phủ")  # fmt: skip
    if which == 1:
        tiers = (("THỦ TƯỚNG",), ("KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"))
        return Office("", "THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ", "TTg", "KSTT", "Hà Nội", CENTRE, tiers,
                      "Thủ tướng Chính phủ")  # fmt: skip
    tiers = (("TM. CHÍNH PHỦ", "THỦ TƯỚNG"), ("TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"))
    return Office("", "CHÍNH PHỦ", "Chính phủ", "CP", "TH", "Hà Nội", CENTRE, tiers, "Chính phủ")


def front(random: Random) -> Office:
    """The Front and the unions, which write as the state does."""
    province, commune = random.choice(_PROVINCES), random.choice(_COMMUNES)
    own, symbol, heads = random.choice((
        (f"Ủy ban Mặt trận Tổ quốc Việt Nam xã {commune}", "MTTQ-BTT", (("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"),
         ("TM. BAN THƯỜNG TRỰC", "PHÓ CHỦ TỊCH"))),
        (f"Hội Nông dân tỉnh {province}", "HNDT", (("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"), ("TM. BAN THƯỜNG VỤ",
         "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"))),
        (f"Hội Liên hiệp Phụ nữ xã {commune}", "HPN", (("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"),)),
        (f"Bảo hiểm xã hội tỉnh {province}", "BHXH", (("GIÁM ĐỐC",), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))),
    ))  # fmt: skip
    place = province if "tỉnh" in own else commune
    return Office("", own.upper(), own, symbol, "VP", place, PROVINCE if "tỉnh" in own else COMMUNE, heads, own)


def party(random: Random) -> Office:
    """A committee of the Party, a body of it, or the centre."""
    province, commune = random.choice(_PROVINCES), random.choice(_COMMUNES)
    standing = (("T/M BAN THƯỜNG VỤ", "BÍ THƯ"), ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
                ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC"))  # fmt: skip
    which = random.randrange(5)
    if which == 0:
        own = f"Đảng ủy xã {commune}"
        return Office(f"ĐẢNG BỘ TỈNH {province.upper()}", own.upper(), own, "ĐU", "", commune, PARTY, standing, own)
    if which == 1:
        own = f"Tỉnh ủy {province}"
        return Office("", own.upper(), own, "TU", "", province, PARTY, standing, own)
    if which == 2:
        name = random.choice(("Ban Tổ chức", "Ban Tuyên giáo và Dân vận", "Văn phòng", "Ủy ban Kiểm tra"))
        symbol = {"Ban Tổ chức": "BTCTU", "Văn phòng": "VPTU", "Ủy ban Kiểm tra": "UBKTTU"}.get(name, "BTGDVTU")
        head = {"V": "CHÁNH VĂN PHÒNG", "Ủ": "CHỦ NHIỆM"}.get(name[0], "TRƯỞNG BAN")
        deputy = head.replace("CHÁNH", "PHÓ CHÁNH") if name == "Văn phòng" else f"PHÓ {head}"
        own = f"{name} Tỉnh ủy {province}"
        heads = ((head,), (f"K/T {head}", deputy))
        return Office(f"TỈNH ỦY {province.upper()}", name.upper(), own, symbol, "", province, PARTY, heads, own)
    if which == 3:
        own = "Ban Chấp hành Trung ương"
        return Office("", own.upper(), own, "TW", "", "Hà Nội", PARTY,
                      (("T/M BAN CHẤP HÀNH TRUNG ƯƠNG", "TỔNG BÍ THƯ"), ("T/M BAN BÍ THƯ", "THƯỜNG TRỰC BAN BÍ THƯ")),
                      "Trung ương")  # fmt: skip
    own = f"Đảng ủy phường {commune}"
    bare = ("ĐẢNG ỦY PHƯỜNG", commune.upper())
    return Office(f"THÀNH ỦY {random.choice(_CITIES).upper()}", own.upper(), own, "ĐU", "", commune, PARTY, standing,
                  own, bare)  # fmt: skip
