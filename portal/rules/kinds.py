"""Kinds of documents and registers, as data with their legal basis."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentKind:
    """Loại văn bản: name as printed, abbreviation for the symbol (empty where the law gives none), archive code."""

    name: str
    abbreviation: str
    archive_code: str


# Decree 30/2020/NĐ-CP Art. 7 and Annex III; archive codes of Circular 05/2025/TT-BNV.
DOCUMENT_KINDS = tuple(
    DocumentKind(name, abbreviation, code)
    for name, abbreviation, code in (
        ("Công văn", "", "22"), ("Quyết định", "QĐ", "02"), ("Nghị quyết", "NQ", "01"), ("Chỉ thị", "CT", "03"),
        ("Quy chế", "QC", "04"), ("Quy định", "QyĐ", "05"), ("Thông cáo", "TC", "06"), ("Thông báo", "TB", "07"),
        ("Hướng dẫn", "HD", "08"), ("Chương trình", "CTr", "09"), ("Kế hoạch", "KH", "10"), ("Phương án", "PA", "11"),
        ("Đề án", "ĐA", "12"), ("Dự án", "DA", "13"), ("Báo cáo", "BC", "14"), ("Biên bản", "BB", "20"),
        ("Tờ trình", "TTr", "15"), ("Hợp đồng", "HĐ", "21"), ("Công điện", "CĐ", "23"), ("Bản ghi nhớ", "BGN", "24"),
        ("Bản thỏa thuận", "BTT", "25"), ("Giấy ủy quyền", "GUQ", "16"), ("Giấy mời", "GM", "26"),
        ("Giấy giới thiệu", "GGT", "27"), ("Giấy nghỉ phép", "GNP", "28"), ("Phiếu gửi", "PG", "17"),
        ("Phiếu chuyển", "PC", "18"), ("Phiếu báo", "PB", "19"), ("Thư công", "", "29"),
    )
)
LETTER = DOCUMENT_KINDS[0]
BY_NAME = {kind.name: kind for kind in DOCUMENT_KINDS}
BY_ABBREVIATION = {kind.abbreviation: kind for kind in DOCUMENT_KINDS if kind.abbreviation}

# Decree 30/2020/NĐ-CP Art. 25 and Annex III: forms of a copy, numbered in one yearly series of their own.
COPY_KINDS = tuple(
    DocumentKind(name, abbreviation, "")
    for name, abbreviation in (("Sao y", "SY"), ("Sao lục", "SL"), ("Trích sao", "TrS"))
)
COPIES = {kind.name: kind for kind in COPY_KINDS}


@dataclass(frozen=True)
class Organ:
    """Cơ quan ban hành: who of the commune issues; its letters in a symbol; whether it writes as the Party does."""

    code: str
    name: str
    letters: str
    is_party: bool = False


COMMITTEE = Organ("committee", "Ủy ban nhân dân", "UBND")
COUNCIL = Organ("council", "Hội đồng nhân dân", "HĐND")
PARTY = Organ("party", "Đảng ủy", "ĐU", is_party=True)
ORGANS = {organ.code: organ for organ in (COMMITTEE, COUNCIL, PARTY)}

URGENCIES = ("normal", "urgent", "very_urgent", "express")
CAPACITIES = ("tm", "kt", "tl", "tuq", "q")


@dataclass(frozen=True)
class RegisterKind:
    """Loại sổ: which way its documents go and the columns it prints, in the order of the law."""

    code: str
    direction: str
    title: str
    columns: tuple[str, ...]


_OUTGOING = (
    "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
    "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
)

# Decree 30/2020/NĐ-CP Annex IV: "at least" these columns; adding is allowed, dropping is not.
REGISTER_KINDS = (
    RegisterKind("incoming", "incoming", "Sổ đăng ký văn bản đến", (
        "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
    )),
    RegisterKind("outgoing", "outgoing", "Sổ đăng ký văn bản đi", _OUTGOING),
    RegisterKind("internal", "internal", "Sổ đăng ký văn bản nội bộ", _OUTGOING),
    RegisterKind("copies", "outgoing", "Sổ đăng ký bản sao văn bản", _OUTGOING),
)
REGISTERS = {kind.code: kind for kind in REGISTER_KINDS}

# Decree 30/2020/NĐ-CP Annex IV as well: books kept beside those that give numbers, printed from what these hold.
BESIDE = (
    RegisterKind("handling", "incoming", "Sổ theo dõi giải quyết văn bản đến", (
        "Số đến", "Tên loại, số, ký hiệu, ngày tháng và cơ quan ban hành văn bản", "Đơn vị hoặc người nhận",
        "Thời hạn giải quyết", "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú",
    )),
    RegisterKind("post", "outgoing", "Sổ gửi văn bản đi bưu điện", (
        "Ngày chuyển", "Số, ký hiệu văn bản", "Nơi nhận văn bản", "Số lượng bì", "Ký nhận và dấu bưu điện", "Ghi chú",
    )),
    RegisterKind("retained_use", "outgoing", "Sổ sử dụng bản lưu", (
        "Ngày tháng", "Họ và tên người sử dụng", "Số, ký hiệu, ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản", "Số và ký hiệu hồ sơ", "Ký nhận", "Ngày trả",
        "Người cho phép sử dụng", "Ghi chú",
    )),
)


def printed_as(form: str) -> tuple[RegisterKind, ...]:
    """What the numbers of a register can be printed as: its own form first, then the books kept beside it."""
    own = REGISTERS[form]
    return own, *(kind for kind in BESIDE if kind.direction == own.direction)


def kind_of_symbol(symbol: str) -> str | None:
    """The type a symbol names: QĐ-UBND is a Quyết định; without a type the symbol is a Công văn's."""
    first = symbol.split("-")[0] if symbol else ""
    if first in BY_ABBREVIATION:
        return BY_ABBREVIATION[first].name
    return LETTER.name if "-" in symbol else None
