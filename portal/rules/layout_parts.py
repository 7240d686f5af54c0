"""The parts of a letter among its rows of print: head, body, foot, annexes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from portal.rules.folding import fold, lower, words
from portal.rules.kinds import DOCUMENT_KINDS, LETTER, DocumentKind
from portal.rules.layout_page import CENTER, LEFT, RIGHT, Row, Run
from portal.rules.letter_forms import own_words

KINDS = {fold(kind.name): kind for kind in DOCUMENT_KINDS if kind is not LETTER}
_RUN_TOGETHER = {name.replace(" ", ""): kind for name, kind in KINDS.items()}
_MIDDLE = 95.0  # millimetres from the left edge
_HEAD = 40  # rows; what stands further down is no head
_TITLE = "cong hoa xa hoi chu nghia viet nam"
_TITLE_BEGINS = re.compile(r"^cong h?oa xa hoi|chu nghia viet nam$")
_PARTY = re.compile(r"^dang cong san viet nam$")
_MOTTO = re.compile(r"^doc lap\b.*\bhanh phuc$")
_NUMBER = re.compile(r"^so\s*:|^so\b[\s.…_]*\d*[\s.…_]*/|^[\d\s.…_]*/[a-z]+-[a-z]+$")
_DATE = re.compile(
    r"\bngay\b.*\bthang\b.*\bnam\b|,?\s*ngay\s+\d+\s*[/.-]\s*\d+|^[^,]{2,30},\s*\d+\s*/\s*\d+\s*/\s*\d{4}$"
)
_BROKEN_DATE = re.compile(r",\s*ngay\b")
_ABOUT = re.compile(r"^(v/\s*v|vv\b|v\.v|ve viec)")
_ADDRESSED = re.compile(r"^kinh gui\b")
_RECIPIENTS = re.compile(r"^noi nhan\b")
_ITEM = re.compile(r"^\s*[-–—+•]")
_SHORT = r"(t\s*/?\s*m|k\s*/?\s*t|t\s*/?\s*l|t\s*/?\s*u\s*/?\s*q|q)[.\s]\s*\S"
_POSITION = re.compile(
    rf"^({_SHORT}|(phó\s+)?(chủ tịch|trưởng\s+(ban|phòng|đoàn|công an)|chánh|giám đốc|bí thư|hiệu trưởng|chỉ huy"
    r"|thủ trưởng|chủ nhiệm|viện trưởng|cục trưởng|chi cục)"
    r"|quyền (?=chủ tịch|phó|trưởng|giám đốc|chánh|bí thư)"
    r"|ủy ban|uỷ ban|hội đồng|ủy viên|uỷ viên|thường trực|công chức|người đứng đầu)"
)
_ANNEX = re.compile(r"^phu luc(\s+(so\s+)?[ivxlc\d]+)?\s*[.:]?$")
_STAMP = re.compile(r"^((thuong )?khan|hoa toc.*|ky boi:.*|den|so den.*|xem xong tra lai|luu hanh noi bo)$")
_HEAD_OF_A_BODY = frozenset(words("chủ tịch"))  # who issues, where it is signed by a deputy or by order


@dataclass
class Parts:
    """Rows by what they are; an empty list or None is a part that was not found."""

    title: Row | None = None
    title_rows: list[Row] = field(default_factory=list)
    title_words: str = ""
    motto: Row | None = None
    issuer: list[Row] = field(default_factory=list)
    number: Row | None = None
    about: list[Row] = field(default_factory=list)
    date: Row | None = None
    kind_row: Row | None = None
    kind: str = ""
    subject: list[Row] = field(default_factory=list)
    addressees: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    recipients: Row | None = None
    listed: list[Row] = field(default_factory=list)
    capacity: list[Row] = field(default_factory=list)
    signatory: Row | None = None
    annexes: list[Row] = field(default_factory=list)
    party: Row | None = None
    two_sign: bool = False

    @property
    def is_untouched(self) -> bool:
        """The template as it is handed out: nothing between head and foot but dots and the words of its form."""
        named = [*self.issuer, *self.capacity, *([self.signatory] if self.signatory else [])]
        known = own_words(self.kind or LETTER.name).union(*(words(row.text) for row in named), _HEAD_OF_A_BODY)
        return all(known.issuperset(words(row.text)) for row in self.body)


def find(rows: Sequence[Row]) -> Parts:
    """Who is what; each step takes up where the one before ended."""
    parts = Parts()
    written = [row for row in rows if row.text]
    head = _head(written, parts)
    foot, parts.two_sign = _foot_start(written, head)
    annex = next((at for at in range(foot, len(written)) if _is_annex(written, at, foot)), len(written))
    _middle(written[head:foot], parts)
    _foot(written[foot:annex], parts)
    parts.annexes = written[annex:]
    return parts


def _dated(row: Row, after: Row | None) -> Row | None:
    """The row of place and day; where the place's name is long, the year stands on the next one."""
    if _DATE.search(row.bare):
        return row
    if after and _BROKEN_DATE.search(row.bare) and re.match(r"^(thang\b.*)?nam\b", after.bare):
        return replace(row, runs=(*row.runs, Run(" "), *after.runs))
    return None


def _is_annex(rows: list[Row], at: int, foot: int) -> bool:
    """Phụ lục, or what else stands in the middle of a page after the foot."""
    row = rows[at]
    turned = row.page is not None and row.page != rows[foot].page
    return bool(_ANNEX.match(row.bare)) or (
        not row.side and row.align == CENTER and not _is_right(row) and (turned or row.page is None)
    )


def _head(rows: list[Row], parts: Parts) -> int:
    """Everything above the name of the type or Kính gửi; the number of rows it takes."""
    end = next((at for at, row in enumerate(rows[:_HEAD]) if _ends_head(row)), None)
    head = rows[:end] if end is not None else _sided(rows[:_HEAD])
    parts.party = next((row for row in head if _PARTY.match(row.bare)), None)
    _country(head, parts)
    about = next((at for at, row in enumerate(head) if _ABOUT.match(row.bare)), len(head))
    for at, row in enumerate(head):
        if parts.number is None and at < about and row.side != RIGHT and _NUMBER.search(row.bare):
            parts.number = row
        elif parts.date is None and row is not parts.number:
            parts.date = _dated(row, head[at + 1] if at + 1 < len(head) else None)
    _issuer(head, about, parts)
    return len(head)


def _ends_head(row: Row) -> bool:
    return bool(_ADDRESSED.match(row.bare) or (not row.side and _kind_of(row)))


def _sided(rows: list[Row]) -> list[Row]:
    """Without a title or addressees the head is what stands in two columns at the top."""
    start = next((at for at, row in enumerate(rows) if row.side), len(rows))
    return [*rows[:start], *takewhile(lambda row: bool(row.side), rows[start:])] if start < len(rows) else []


def _kind_of(row: Row) -> str:
    kind = KINDS.get(row.bare.strip(" :.")) or _spaced_kind(row)
    if kind is None and row.is_upper:  # its subject may stand on the same row
        kind = next((kind for bare, kind in KINDS.items() if re.match(rf"{bare}\s+(ve|v/v)\b", row.bare)), None)
    return kind.name if kind else ""


def _spaced_kind(row: Row) -> DocumentKind | None:
    """T H Ô N G  B Á O: a name typed letter by letter."""
    letters = row.bare.split()
    return _RUN_TOGETHER.get("".join(letters)) if len(letters) > 3 and all(len(part) == 1 for part in letters) else None


def _is_other_title(row: Row) -> bool:
    """A title below the head that is no name of a type: bold capitals in the middle."""
    return not row.side and row.align == CENTER and _is_title(row)


def _country(head: list[Row], parts: Parts) -> None:
    """The country's name, on one row or two, and the motto."""
    for at, row in enumerate(head):
        if parts.title is None and _TITLE_BEGINS.search(row.bare):
            parts.title, parts.title_rows, parts.title_words = row, [row], row.text
            after = head[at + 1] if at + 1 < len(head) else None
            if after and len(row.bare) < len(_TITLE) - 3 and _TITLE.endswith(after.bare):
                parts.title_rows, parts.title_words = [row, after], f"{row.text} {after.text}"
        elif parts.motto is None and (_MOTTO.match(row.bare) or row.bare.startswith("doc lap")):
            parts.motto = row


def _issuer(head: list[Row], about: int, parts: Parts) -> None:
    """Who issues stands above the number; what it is about below it."""
    above = head[: head.index(parts.number)] if parts.number else head[:about]
    known = (parts.motto, parts.date, *parts.title_rows)
    parts.issuer = [
        row for row in above
        if row.side != RIGHT and row not in known and not _STAMP.match(row.bare) and any(map(str.isalpha, row.text))
    ]
    below = head[head.index(parts.number) + 1:] if parts.number else head[about:]
    parts.about = [row for row in below if row.side != RIGHT and row not in known and not _STAMP.match(row.bare)]


def _middle(rows: list[Row], parts: Parts) -> None:
    """Name of the type with its subject, or Kính gửi with the addressees; then the body."""
    at = 0
    kind = _kind_of(rows[0]) if rows else ""
    if kind or (rows and not parts.about and _is_other_title(rows[0])):
        parts.kind_row, parts.kind = rows[0], kind
        subject = list(takewhile(_is_subject, rows[1:5]))
        line = next((at for at, row in enumerate(subject) if row.ruled), len(subject))
        parts.subject = subject[: line + 1]  # the line below it closes it
        at = 1 + len(parts.subject)
        if kind and rows[0].bare.strip(" :.") != fold(kind) and not _spaced_kind(rows[0]):
            parts.subject = parts.subject or [rows[0]]
    if at < len(rows) and _ADDRESSED.match(rows[at].bare):
        ends = next((i for i in range(at + 1, len(rows)) if not _goes_on(rows[i], rows[i - 1])), len(rows))
        single = rows[at].bare.rstrip(" :") != "kinh gui"
        parts.addressees = rows[at:at + 1] if single else rows[at:ends]
        at += len(parts.addressees)
    parts.body = [row for row in rows[at:] if not row.side]


def _is_subject(row: Row) -> bool:
    """Below the name of the type, in the middle or, where it fills its line, bold."""
    filled = row.page is not None and all(run.bold for run in row.lettered)
    about = not row.is_upper and not row.side and not _ADDRESSED.match(row.bare) and not row.bare.startswith("(")
    return about and (row.align == CENTER or filled)


def _goes_on(row: Row, before: Row) -> bool:
    """Still the list under Kính gửi: an item, or the rest of one that did not fit on its row."""
    if _ITEM.match(row.text):
        return not before.text.endswith(".")
    deep = row.left is not None and before.left is not None and row.left >= before.left - 1 and row.left > 50
    return bool(row.side) or (deep and not before.text.endswith((".", ";")))


def _foot_start(rows: list[Row], head: int) -> tuple[int, bool]:
    """The row where the foot begins, and whether two sign there.

    That is Nơi nhận in its last place, or else the lines over the signature; where two sign, side by side, Nơi nhận
    may stand below them.
    """
    lists = [at for at in range(head, len(rows)) if _RECIPIENTS.match(rows[at].bare) and _is_block(rows, at)]
    both = next((at for at in range(len(rows) - 1, head - 1, -1) if _two_sign(rows, at)), None)
    if both is not None and (not lists or both < lists[-1]):
        return both, True
    if lists:
        at = lists[-1]
        while at > head and rows[at - 1].side and (rows[at - 1].side == RIGHT) and rows[at - 1].is_upper:
            at -= 1
        return at, False
    return next((at for at in range(head, len(rows)) if _is_foot(rows, at)), len(rows)), False


def _two_sign(rows: list[Row], at: int) -> bool:
    """Here the left of two columns has a title in capitals, and the right one too: THƯ KÝ beside CHỦ TỌA."""
    here, before = rows[at], rows[at - 1] if at else None
    goes_on = before is not None and before.side == LEFT and _is_title(before)
    if here.side != LEFT or not _is_title(here) or goes_on:
        return False
    beside = next((row for row in takewhile(lambda row: bool(row.side), rows[at:]) if row.side == RIGHT), None)
    return beside is not None and _is_title(beside)


def _is_title(row: Row) -> bool:
    return row.is_upper and all(run.bold for run in row.lettered)


def _is_block(rows: list[Row], at: int) -> bool:
    """A heading of recipients, not a word about them in the body: in a column, or the last such block."""
    return bool(rows[at].side) or len(rows[at].text) <= len("Nơi nhận:") + 2


def _is_foot(rows: list[Row], at: int) -> bool:
    """Two columns of which the right one opens with a capacity; or only that one, with nothing beside it."""
    if not rows[at].side:
        return _is_right(rows[at]) and _is_position(rows[at])
    right = [row for row in takewhile(lambda row: bool(row.side), rows[at:]) if row.side == RIGHT]
    return bool(right) and (_is_position(right[0]) or right[0].is_upper)


def _is_position(row: Row) -> bool:
    """A capacity or position, by how it begins; names end in such words too."""
    return bool(_POSITION.match(lower(row.text)))


def _foot(rows: list[Row], parts: Parts) -> None:
    """Nơi nhận on the left, capacity and name on the right."""
    left = [row for row in rows if not _is_right(row)]
    at = next((at for at, row in enumerate(left) if _RECIPIENTS.match(row.bare)), None)
    if at == 0 or (at and parts.two_sign):
        parts.recipients, parts.listed = left[at], left[at + 1:]
    else:
        parts.listed = [row for row in left if row.side == LEFT]
    right = [row for row in rows if _is_right(row) and not row.text.startswith(("(", "["))]
    if right and not _is_position(right[-1]):
        parts.signatory = right.pop()
    parts.capacity = list(takewhile(lambda row: row.is_upper or _is_position(row), right))


def _is_right(row: Row) -> bool:
    """In the right column; a line of a PDF that has nothing beside it tells by its place."""
    return row.side == RIGHT or (not row.side and row.left is not None and row.left > _MIDDLE)
