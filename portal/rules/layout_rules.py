"""The layout rules as data: where each stands in the law and whether it blocks (Decree 30/2020/NĐ-CP Annex I)."""

from dataclasses import dataclass
from datetime import date

DECREE = date(2020, 3, 5)  # the day Decree 30/2020/NĐ-CP came into force
ALWAYS = date.min  # stands in the rules before it too

# Fonts that are Times New Roman, or drawn to its measures, by the beginnings of their names.
TIMES = ("timesnewroman", "times", "liberationserif", "tinos", "nimbusrom", "texgyretermes", "freeserif")
OLD_FONTS = (".vn", "vni", "vps")
SIGNS = ("symbol", "wingdings", "webdings", "opensymbol", "zapfdingbats")

A4 = (210.0, 297.0)
MARGINS = {"top": (20.0, 25.0), "bottom": (20.0, 25.0), "left": (30.0, 35.0), "right": (15.0, 20.0)}
INDENT = (10.0, 12.7)
SPACING = (1.0, 1.5)


@dataclass(frozen=True)
class Look:
    """How a part is printed; None leaves it open."""

    sizes: tuple[float, float]
    bold: bool | None
    italic: bool | None
    upper: bool = False
    source: str = ""


LOOKS = {
    "title": Look((12, 13), True, False, True, "Phụ lục I, II.1"),
    "motto": Look((13, 14), True, False, False, "Phụ lục I, II.1"),
    "superior": Look((12, 13), False, False, True, "Phụ lục I, II.2"),
    "issuer": Look((12, 13), True, False, True, "Phụ lục I, II.2"),
    "number": Look((13, 13), False, False, False, "Phụ lục I, II.3"),
    "date": Look((13, 14), False, True, False, "Phụ lục I, II.4"),
    "kind": Look((13, 14), True, False, True, "Phụ lục I, II.5"),
    "subject": Look((13, 14), True, False, False, "Phụ lục I, II.5"),
    "about": Look((12, 13), False, False, False, "Phụ lục I, II.5"),
    "body": Look((13, 14), None, None, False, "Phụ lục I, II.6"),
    "capacity": Look((13, 14), True, False, True, "Phụ lục I, II.7"),
    "signatory": Look((13, 14), True, False, False, "Phụ lục I, II.7"),
    "addressees": Look((13, 14), False, False, False, "Phụ lục I, II.9"),
    "recipients": Look((12, 12), True, True, False, "Phụ lục I, II.9"),
    "recipient": Look((11, 11), None, None, False, "Phụ lục I, II.9"),
    "page_number": Look((13, 14), False, False, False, "Phụ lục I, I.7"),
    "annex": Look((13, 14), True, False, False, "Phụ lục I, III.1"),
}
ASPECTS = ("size", "bold", "italic", "case")


@dataclass(frozen=True)
class Rule:
    """One thing the Decree asks; ``since`` is the day from which a document is held to it."""

    code: str
    source: str
    blocks: bool = False
    since: date = ALWAYS


_BLOCKING = (  # what no correct letter of the law's types can look like
    ("sheet.size", "Phụ lục I, I.1"),
    ("title.missing", "Phụ lục I, II.1"), ("title.words", "Phụ lục I, II.1"),
    ("motto.missing", "Phụ lục I, II.1"), ("motto.words", "Phụ lục I, II.1"),
    ("issuer.missing", "Phụ lục I, II.2"),
    ("number.missing", "Phụ lục I, II.3"), ("number.form", "Phụ lục I, II.3"),
    ("number.kind", "Phụ lục I, II.3 và Phụ lục III"),
    ("date.missing", "Phụ lục I, II.4"), ("date.form", "Phụ lục I, II.4"), ("date.impossible", "Phụ lục I, II.4"),
    ("kind.missing", "Phụ lục I, II.5"),
    ("recipients.missing", "Phụ lục I, II.9"),
    ("text.unicode", "Phụ lục I, I.4"),
)
_ADVISING = (
    # True faults where they are meant; but a table of dots, a sheet outside the types of the law or two signatures
    # side by side look alike, and nobody can pass by what blocks.
    ("text.blank", "Điều 8"), ("addressees.missing", "Phụ lục I, II.9"),
    ("capacity.missing", "Phụ lục I, II.7"), ("signatory.missing", "Phụ lục I, II.7"),
    *((f"sheet.{side}", "Phụ lục I, I.3") for side in MARGINS),
    ("motto.dashes", "Phụ lục I, II.1"), ("motto.case", "Phụ lục I, II.1"), ("motto.line", "Phụ lục I, II.1"),
    ("issuer.line", "Phụ lục I, II.2"),
    ("number.word", "Phụ lục I, II.3"),
    ("number.colon", "Phụ lục I, II.3"), ("number.zero", "Phụ lục I, II.3"), ("number.spaces", "Phụ lục I, II.3"),
    ("number.capitals", "Phụ lục I, II.3"),
    ("date.comma", "Phụ lục I, II.4"), ("date.day", "Phụ lục I, II.4"), ("date.month", "Phụ lục I, II.4"),
    ("subject.missing", "Phụ lục I, II.5"), ("subject.line", "Phụ lục I, II.5"),
    ("about.missing", "Phụ lục I, II.5"), ("about.form", "Phụ lục I, II.5"),
    ("addressees.colon", "Phụ lục I, II.9"), ("addressees.list", "Phụ lục I, II.9"),
    ("body.indent", "Phụ lục I, II.6"), ("body.spacing", "Phụ lục I, II.6"), ("body.sides", "Phụ lục I, II.6"),
    ("body.end", "Phụ lục III"),
    ("capacity.form", "Phụ lục I, II.7"), ("capacity.deputy", "Điều 13 và Phụ lục I, II.7"),
    ("signatory.honours", "Phụ lục I, II.7"),
    ("recipients.colon", "Phụ lục I, II.9"), ("recipients.clerk", "Phụ lục I, II.9"),
    ("recipients.list", "Phụ lục I, II.9"),
    ("annex.reference", "Phụ lục I, III.1"), ("annex.roman", "Phụ lục I, III.1"),
    ("text.font", "Phụ lục I, I.4"), ("text.colour", "Phụ lục I, I.4"), ("text.absent_font", "Phụ lục I, I.4"),
    # What the body cannot be told by alone: its own types and habits beside those of the Decree.
    ("kind.unknown", "Điều 7"), ("kind.spaced", "Phụ lục I, II.5"),
    ("number.issuer", "Phụ lục I, II.3"), ("number.year", "Phụ lục I, II.3"),
    ("capacity.kt", "Điều 13"), ("capacity.authority", "Điều 13 và Phụ lục III"), ("body.after_end", "Phụ lục III"),
    ("check.party", "Điều 2"), ("check.unfinished", "Điều 8"),
)
# Before the Decree, Circular 01/2011/TT-BNV had the numbers at the foot of the page, on the right.
_SINCE_DECREE = tuple(
    (f"page_number.{what}", "Phụ lục I, I.7") for what in ("missing", "first", "place", "centre", "form")
)

RULES = {
    rule.code: rule
    for rule in (
        *(Rule(code, source, blocks=True) for code, source in _BLOCKING),
        *(Rule(code, source) for code, source in _ADVISING),
        *(Rule(code, source, since=DECREE) for code, source in _SINCE_DECREE),
        *(Rule(f"{part}.{aspect}", look.source, since=DECREE if part == "page_number" else ALWAYS)
          for part, look in LOOKS.items() for aspect in ASPECTS),
    )
}

# Types whose forms in Annex III have no such part: two parties sign, or the form is a slip.
TWO_PARTIES = ("Biên bản", "Hợp đồng", "Bản ghi nhớ", "Bản thỏa thuận")
NO_END_MARK = (*TWO_PARTIES, "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Thư công")
NO_SUBJECT = (*NO_END_MARK, "Công điện", "Giấy mời", "Giấy ủy quyền", "Quy chế", "Quy định")
NO_RECIPIENTS = (*TWO_PARTIES, "Quy chế", "Quy định", "Thư công")
WITH_AUTHORITY = ("Quyết định", "Nghị quyết")  # their forms name who issues over Căn cứ
NORMATIVE = ("Quyết định", "Nghị quyết")  # what a commune may issue as normative documents
NO_NUMBER = (*TWO_PARTIES, "Thư công")
