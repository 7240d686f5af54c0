"""Columns of old books: which field of a document each holds, guessed by its heading."""

import re
from collections.abc import Sequence

from portal.rules.folding import fold, nfc

# What a column can hold; the order is that in which the page offers them.
FIELDS = (
    "number", "received_on", "issuer", "reference", "doc_number", "symbol", "dated_on", "kind", "subject", "signatory",
    "position", "urgency", "secrecy", "recipients", "handed_on", "receipt", "keeper", "copies", "due_on", "pages",
    "year", "field", "lead", "note", "body", "path",
)
# The columns of Decree 30/2020/NĐ-CP Annex IV, of Circular 07/2012/TT-BNV before it, what offices and their
# programs write instead, and the names in files made by programs; without marks and signs.
_HEADS: dict[str, tuple[str, ...]] = {
    "number": ("so den", "so thu tu den", "so vb den", "so van ban den", "so cong van den", "den so", "so dang ky",
               "so vao so", "register number", "stt den"),
    "received_on": ("ngay den", "ngay thang den", "ngay nhan", "ngay vao so", "ngay tiep nhan", "ngay vb den",
                    "ngay cong van den", "received date", "received on"),
    "issuer": ("tac gia", "co quan ban hanh", "noi ban hanh", "don vi ban hanh", "noi gui", "co quan gui",
               "don vi gui", "noi gui van ban", "cq ban hanh", "tac gia van ban", "noi phat hanh", "agency", "issuer"),
    "reference": ("so ky hieu", "so ky hieu van ban", "so va ky hieu", "so va ky hieu van ban", "so hieu",
                  "so hieu van ban", "so kh", "so kh van ban", "so ki hieu", "so ki hieu van ban", "so cong van",
                  "code", "reference", "so van ban va ky hieu", "so ky hieu vb"),
    "doc_number": ("so", "so vb", "so van ban", "so di", "so van ban di"),
    "symbol": ("ky hieu", "ki hieu", "ky hieu van ban", "kh", "notation", "symbol"),
    "dated_on": ("ngay thang", "ngay thang van ban", "ngay van ban", "ngay ban hanh", "ngay thang nam",
                 "ngay thang nam van ban", "ngay vb", "ngay thang nam ban hanh", "ngay ky", "ngay", "date", "dated on"),
    "kind": ("loai van ban", "ten loai", "ten loai van ban", "loai", "loai vb", "the loai", "hinh thuc van ban", "type",
             "kind"),
    "subject": ("ten loai va trich yeu", "ten loai va trich yeu noi dung", "ten loai va trich yeu noi dung van ban",
                "trich yeu", "trich yeu noi dung", "noi dung", "trich yeu noi dung van ban", "noi dung van ban",
                "noi dung trich yeu", "ten loai trich yeu noi dung", "trich yeu van ban", "subject",
                "ten loai va trich yeu van ban"),
    "signatory": ("nguoi ky", "nguoi ki", "ho ten nguoi ky", "signer", "signatory", "nguoi ky van ban"),
    "position": ("chuc vu", "chuc vu nguoi ky", "chuc danh", "position"),
    "urgency": ("do khan", "muc do khan", "khan", "urgency"),
    "secrecy": ("do mat", "muc do mat", "mat", "do bao mat"),
    "recipients": ("don vi hoac nguoi nhan", "don vi nguoi nhan", "noi nhan", "noi nhan van ban", "nguoi nhan",
                   "don vi nhan", "don vi hoac ca nhan nhan", "recipients", "noi nhan vb", "don vi xu ly"),
    "handed_on": ("ngay chuyen", "ngay chuyen giao", "ngay giao"),
    "receipt": ("ky nhan", "ki nhan", "nguoi ky nhan"),
    "keeper": ("don vi nguoi nhan ban luu", "nguoi nhan ban luu", "ban luu", "noi luu", "luu"),
    "copies": ("so luong ban", "so ban", "so luong", "sl ban"),
    "due_on": ("han xu ly", "thoi han", "han giai quyet", "thoi han giai quyet", "han tra loi", "due date"),
    "pages": ("so trang", "so to", "pages"),
    "year": ("nam", "nam so", "register year"),
    "field": ("linh vuc", "topic"),
    "lead": ("xu ly chinh", "chu tri", "don vi chu tri", "nguoi xu ly"),
    "note": ("ghi chu", "chu thich", "note", "ghi chu khac"),
    "body": ("body", "toan van"),
    "path": ("tep", "file", "duong dan", "ten tep", "tep dinh kem", "file dinh kem", "tap tin", "path", "ten file"),
}
_BY_HEAD = {head: field for field, heads in _HEADS.items() for head in heads}
_SIGNS = re.compile(r"[^a-z0-9]+")
_COUNTING = re.compile(r"\(?(\d{1,2})\)?")
_YEAR = re.compile(r"\bn[aă]m\s*:?\s*((?:19|20)\d\d)\b", re.IGNORECASE)
HEADING_WITHIN = 15  # rows above the table: agency, title, year
LEAST_KNOWN = 3


def plain(head: str) -> str:
    """A heading as it is looked up: without marks, signs and line breaks."""
    return _SIGNS.sub(" ", fold(nfc(head))).strip()


def field_of(head: str) -> str:
    """The field a heading names; empty when it names none we know."""
    words = plain(head)
    if found := _BY_HEAD.get(words):
        return found
    longer = [known for known in _BY_HEAD if len(known) > 5 and (f" {known} " in f" {words} ")]
    return _BY_HEAD[max(longer, key=len)] if longer else ""


def guess(heads: Sequence[str], register: str) -> list[str]:
    """The field of each column, every field once; what the register's own columns mean decides doubtful ones."""
    taken: set[str] = set()
    found = []
    for head in heads:
        field = own_meaning(field_of(head), heads, register)
        found.append("" if field in taken else field)
        taken.add(field)
    return found


def marks_among(heads: Sequence[str]) -> tuple[int, ...]:
    """Which columns are headed độ mật, whatever somebody chose to read them as."""
    return tuple(at for at, head in enumerate(heads) if field_of(head) == "secrecy")


def own_meaning(field: str, heads: Sequence[str], register: str) -> str:
    """In a book of outgoing letters the letter's number is the book's; a bare "Số" beside "Ký hiệu" is its part."""
    known = {field_of(head) for head in heads}
    if field == "doc_number" and register != "incoming" and "number" not in known:
        return "number"
    if field == "doc_number" and register == "incoming" and "number" not in known and "reference" in known:
        return "number"
    if field == "doc_number" and "symbol" not in known and "reference" not in known:
        return "reference"
    return field


def heading_row(rows: Sequence[Sequence[str]], register: str) -> int | None:
    """Which of the first rows holds the headings: the one most columns of which are known."""
    counts = [sum(1 for field in guess(row, register) if field) for row in rows[:HEADING_WITHIN]]
    best = max(range(len(counts)), key=lambda at: counts[at], default=None)
    return best if best is not None and counts[best] >= LEAST_KNOWN else None


def is_counting(cells: Sequence[str]) -> bool:
    """Whether a row only counts the columns, as the Decree's form does below the headings: (1) (2) (3) …"""
    numbers = [_COUNTING.fullmatch(cell.strip()) for cell in cells if cell.strip()]
    found = [int(number[1]) for number in numbers if number]
    return len(numbers) >= LEAST_KNOWN and len(found) == len(numbers) and found == list(range(1, len(found) + 1))


def year_above(rows: Sequence[Sequence[str]]) -> int | None:
    """The year a title above the table names: SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM 2019."""
    years = [int(found[1]) for row in rows for cell in row if (found := _YEAR.search(cell))]
    return years[0] if years else None


def lacking(columns: Sequence[str], register: str) -> list[str]:
    """Fields without which no row can be taken."""
    has = set(columns)
    wanted = [("number", {"number"} if register == "incoming" else {"number", "reference"}), ("subject", {"subject"})]
    if register == "incoming":
        wanted.append(("issuer", {"issuer"}))
    return [name for name, ways in wanted if not ways & has]
