"""What others put on a letter after it was written: the words of a signature, the stamp ĐẾN, the block of a copy."""

import re
from collections.abc import Sequence

from portal.rules.folding import fold
from portal.rules.page_lines import Line
from portal.rules.reading_parts import DASH, is_upper
from portal.rules.reading_repair import is_name_in_capitals

_SIGNED = re.compile(
    r"^(?:Người ký|Được ký bởi|Ký bởi|Ký số bởi|(?:Digitally )?signed by|Thời gian ký|Ngày ký|Giờ ký|Signing time"
    r"|E-?mail)\s*:"
    r"|^(?:Sao y|Sao lục|Trích sao)\s*;.*\d\d:\d\d",
    re.IGNORECASE,
)
_SIGNER = re.compile(r"^(?:Cơ quan|Tổ chức|Chức vụ|Đơn vị|Lý do|Location|Reason|Date)\s*:", re.IGNORECASE)
_ARRIVED = re.compile(
    r"^\W*(?:số(?: đến)?\W*\d*\W*|(?:ngày|giờ)(?: đến)?\s*[:.…][\s\d/.:…hg-]*|chuyển\s*[:.…].*"
    r"|(?:lưu hồ sơ|số và ký hiệu hs)\b.*)$",
    re.IGNORECASE,
)
_STAMPS = ("den", "cong van den", "van ban den")
_NEAR = 12
_COPY = re.compile(r"^\W*S[ốôồổóo]\W*[\d.…\s]*/\s?(?:SY|SL|TrS|TS)\s?-", re.IGNORECASE)
_DAY = re.compile(r"\bngày\b.*\btháng\b", re.IGNORECASE)
_CLOSE, _LEVEL = 0.06, 0.008  # of the page's height
_LETTER = 12  # lines that a letter has at least before somebody copies it


def letter_alone(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of the letter itself, page by page."""
    whole = [_without_arrival(_without_signers(lines)) for lines in pages]
    return _before_copy(whole)


def _without_signers(lines: Sequence[Line]) -> list[Line]:
    """Who signed by which certificate, and when."""
    signed = [at for at, line in enumerate(lines) if _SIGNED.match(line.text)]
    beside = {near for at in signed for near in range(at - 3, at + 4)}
    return [
        line for at, line in enumerate(lines)
        if at not in signed and not (at in beside and _SIGNER.match(line.text))
    ]  # fmt: skip


def _without_arrival(lines: Sequence[Line]) -> list[Line]:
    """Stamp ĐẾN: the receiver's name above it, number and day below."""
    at = next((at for at, line in enumerate(lines) if fold(line.text).strip(" .:*") in _STAMPS), None)
    if at is None or not is_upper(lines[at].text):
        return list(lines)
    below = enumerate(lines[at + 1 : at + _NEAR], at + 1)
    dropped = {at, *(near for near, line in below if _ARRIVED.match(line.text))}
    if at and _is_right_above(lines[at - 1], lines[at]):
        dropped.add(at - 1)
    return [line for near, line in enumerate(lines) if near not in dropped]


def _is_right_above(line: Line, stamp: Line) -> bool:
    if line.box is None or stamp.box is None or not is_upper(line.text):
        return False
    height = stamp.box[3] - stamp.box[1]
    aligned = abs(line.box[0] + line.box[2] - stamp.box[0] - stamp.box[2]) < 0.04
    return aligned and 0 <= stamp.box[1] - line.box[3] < height


def _before_copy(pages: list[list[Line]]) -> list[list[Line]]:
    """Everything up to the block in which somebody copies the letter: his name, SAO Y, number, day, signature."""
    seen = 0
    for number, lines in enumerate(pages):
        for at, line in enumerate(lines):
            if seen + at >= _LETTER and _COPY.match(line.text):
                return [*pages[:number], _above(lines, _start_of_copy(lines, at))]
        seen += len(lines)
    return pages


def _start_of_copy(lines: Sequence[Line], at: int) -> int:
    """The first of the lines in capitals above the copy's number."""
    while at and _heads_copy(lines[at - 1], lines[at]):
        at -= 1
    return at


def _heads_copy(line: Line, below: Line) -> bool:
    if line.box and below.box and not 0 <= below.box[1] - line.box[1] < _CLOSE:
        return False
    if DASH.match(line.text) and is_upper(line.text):
        return False  # the last recipient of the letter: - LĐVP, CVTH.
    blank = not any(c.isalnum() for c in line.text)
    return blank or bool(_DAY.search(line.text)) or (is_upper(line.text) and not is_name_in_capitals(line.text))


def _above(lines: Sequence[Line], first: int) -> list[Line]:
    """The lines before the first of the block, in the other column too."""
    edge = lines[first].box
    if edge is None:
        return list(lines[:first])
    return [line for line in lines if line.box is None or line.box[1] < edge[1] - _LEVEL]
