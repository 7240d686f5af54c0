"""What the readers of a letter's parts share: evidence, and small readings of printed words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from portal.rules.folding import fold
from portal.rules.page_lines import OCR, Box, Line, around

T = TypeVar("T")

CERTAIN_ENOUGH = 0.70
"""Below this a recognised number or day stays empty: better typed by hand than wrong (ui.md)."""

_LEAST_ALIKE = 0.84
_DAY = r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>(?:19|20)\d\d)"
_DAY_IN_WORDS = r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s*,?\s+năm\s+(?P<year>(?:19|20)\d\d)"
DAY = re.compile(rf"ngày\s+{_DAY}(?!\d)", re.IGNORECASE)
DAY_IN_WORDS = re.compile(rf"ngày\s+{_DAY_IN_WORDS}(?!\d)", re.IGNORECASE)
DASH = re.compile(r"^\s*(?:[-–—•+*~·_=]\s*)+")

# Words that open a line of the signer's post.
POSTS = (
    "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "QUYỀN CHỦ TỊCH", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "TỔNG GIÁM ĐỐC", "PHÓ TỔNG GIÁM ĐỐC",
    "TRƯỞNG", "PHÓ TRƯỞNG", "CHÁNH", "PHÓ CHÁNH", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "BÍ THƯ",
    "PHÓ BÍ THƯ", "TỔNG BÍ THƯ", "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "CHI CỤC TRƯỞNG",
    "PHÓ CHI CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG", "PHÓ TỔNG CỤC TRƯỞNG", "VỤ TRƯỞNG", "PHÓ VỤ TRƯỞNG", "VIỆN TRƯỞNG",
    "PHÓ VIỆN TRƯỞNG", "CHỈ HUY TRƯỞNG", "PHÓ CHỈ HUY TRƯỞNG", "CHÍNH TRỊ VIÊN", "CHÍNH ỦY", "CHỦ NHIỆM",
    "PHÓ CHỦ NHIỆM", "TỔ TRƯỞNG", "PHÓ TỔ TRƯỞNG", "ĐỘI TRƯỞNG", "PHÓ ĐỘI TRƯỞNG", "ỦY VIÊN", "TỔNG THANH TRA",
    "PHÓ TỔNG THANH TRA", "CHỦ TỌA", "CHỦ TRÌ", "THƯ KÝ", "TỔNG THƯ KÝ", "KIỂM TOÁN TRƯỞNG", "HẠT TRƯỞNG",
    "TRẠM TRƯỞNG", "THƯỜNG TRỰC BAN", "PHÓ TƯ LỆNH", "TƯ LỆNH", "THANH TRA TRƯỞNG", "TỔNG CỤC PHÓ", "ĐỘI PHÓ",
    "TỔ PHÓ", "KẾ TOÁN TRƯỞNG", "PHÓ VĂN PHÒNG", "CHÁNH ÁN", "PHÓ CHÁNH ÁN", "VIỆN PHÓ", "NGƯỜI ỦY QUYỀN",
)  # fmt: skip
_POST = re.compile(rf"^(?:{'|'.join(sorted(map(fold, POSTS), key=len, reverse=True))})(?!\w)")
# TRƯỜNG TIỂU HỌC, or the end of BỘ NÔNG NGHIỆP VÀ MÔI / TRƯỜNG: without marks the same word as TRƯỞNG.
_SCHOOL = re.compile(
    r"^truong(?:$| (?:tieu hoc|mam non|mau giao|thcs|thpt|th|pt|mn|trung hoc|trung cap|dai hoc|cao dang|chinh tri"
    r"|pho thong|boi duong|dao tao|quan su|day nghe)\b)"
)
# TRƯỜNG PHÒNG is a slip of typing or recognition, TRƯỜNG TỈNH the rest of an agency's name.
_HEAD_OF = re.compile(r"^truong (?:phong|ban|tieu ban|cong an|doan|thon|khu|khoa|bo phan|dai dien|chi nhanh|tram)\b")
_BODY = re.compile(
    r"^(?:\W*căn cứ\b|\W*thực hiện\b|\W*kính gửi\b|\W*xét (?:đơn|đề nghị|tờ trình|báo cáo)\b|.*:$|điều \d"
    r"|\W*theo (?:đề nghị|quy định)\b|\W*ngày \d|\W*(?:I|1|A)\.)",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^(?:(?:(?:PGS|GS|TSKH|TS|Tiến sĩ|ThS|Thạc sĩ|CN|KS|KTS|LS|BS|DS|CK|CK[IHl1]{1,4}|BSCK[IHl1]{1,4}|CVCC|AHLĐ|NGND"
    r"|NGƯT|TTND|TTƯT|Bác sĩ|Dược sĩ|Kỹ sư|Luật sư|Giáo sư|Phó Giáo sư|Đồng chí|Ông|Bà)\b"
    r"|(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy|uỷ))[\s.,;–-]*)+(?=\S)",
    re.IGNORECASE,
)
_SPELT = {fold(post): post for post in POSTS}


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value and the lines it was read from."""

    value: T
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Source:
    """Where a field was read: by what, how surely, on which page, in which place."""

    origin: str
    confidence: float
    page: int | None
    box: Box | None


def source_of(lines: Sequence[Line]) -> Source:
    """The source that these lines are together; the place is on the first of their pages."""
    first = lines[0]
    boxes = [line.box for line in lines if line.box and line.page == first.page]
    confidence = min(line.confidence for line in lines)
    return Source(first.source, round(confidence, 2), first.page, around(boxes) if boxes else None)


def doubtful(lines: Iterable[Line], start: int = 0, end: int | None = None) -> bool:
    """Whether a word between two places of the lines, put together, was recognised too weakly for a number or a day."""
    at = 0
    for line in lines:
        stop = len(line.text) if end is None else min(end - at, len(line.text))
        touched = line.source == OCR and stop > 0 and start - at < len(line.text)
        if touched and line.weakest_in(max(start - at, 0), stop) < CERTAIN_ENOUGH:
            return True
        at += len(line.text) + 1
    return False


def day_of(match: re.Match[str]) -> date | None:
    """The day of a match; 31/2 is none."""
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def is_upper(text: str) -> bool:
    """Printed in capitals, but for a slip of recognition."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)


def is_post(text: str) -> bool:
    """A line such as PHÓ CHỦ TỊCH or CHÁNH VĂN PHÒNG."""
    bare = fold(text)
    if not is_upper(text) or not _POST.match(bare):
        return False
    return bool(_HEAD_OF.match(bare)) if text.startswith("TRƯỜNG") else not _SCHOOL.match(bare)


def spelt(line: Line) -> str:
    """A post as it is printed; recognition that lost a mark (CHỦ TICH) gets it back."""
    return _SPELT.get(fold(line.text), line.text) if line.source == OCR else line.text


def bare_name(text: str) -> str:
    """The name without rank, degree or honour: TS. Nguyễn Văn Nam is Nguyễn Văn Nam."""
    return _TITLES.sub("", text)


def alike(text: str, pattern: str) -> bool:
    """The same words in the same order, but for marks and a slip of recognition."""
    return SequenceMatcher(None, fold(text), pattern, autojunk=False).ratio() >= _LEAST_ALIKE


def begins_body(line: Line) -> bool:
    """Words that open the body; with a small letter they go on from the line before."""
    return bool(_BODY.match(line.text)) and not line.text[:1].islower()
