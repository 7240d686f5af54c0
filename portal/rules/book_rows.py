"""One row of an old book: the document it describes, and everything about it that somebody should look at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from portal.rules import importing, references
from portal.rules.days import parse_day
from portal.rules.errors import LineRefused
from portal.rules.folding import fold, nfc
from portal.rules.importing import OldDocument
from portal.rules.kinds import BY_NAME, kind_of_symbol
from portal.rules.old_fonts import to_unicode

# What a row may say of itself: the first words keep it out, the others come along as remarks.
REFUSALS = (
    "missing", "not_a_number", "not_a_day", "future_day", "no_year", "number_taken", "number_twice",
    "register_closed", "file_missing", "file_outside", "file_refused",
)
REMARKS = ("day_unclear", "unknown_urgency", "suffix", "looks_double", "second_series", "already", "gap", "jump")
DITTO = frozenset(('"', "''", "″", "”", "〃", "nt", "-nt-", "- nt -", "như trên", "nhu tren", "-//-", "//", "..nt.."))
# Columns the record has no place for: their words are kept with the remarks of the book.
_KEPT_WORDS = (
    ("handed_on", "Ngày chuyển"), ("receipt", "Ký nhận"), ("keeper", "Bản lưu"), ("copies", "Số lượng bản"),
    ("due_on", "Hạn"), ("field", "Lĩnh vực"), ("lead", "Xử lý chính"),
)
_ORDINARY = frozenset(("", "thuong", "khong", "binh thuong", "0", "-", "khong mat"))
_SECRET = frozenset(("mat", "toi mat", "tuyet mat"))
_NUMBER = re.compile(
    r"(?:s[ốo]\s*[:.]?\s*)?0*(\d{1,6})(?:[.,]0+)?\s*([a-zđ]{0,2})(\s*[/\-–]\s*[^\d\s].*|\s*/.*[a-zđ].*)?", re.IGNORECASE
)
_SERIAL = re.compile(r"([2-5]\d{4})(?:\.\d+)?")
_TIME = re.compile(r"[\sT]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[AaPp][Mm])?\s*$")
_EXCEL_BEGAN = date(1899, 12, 30)


@dataclass(frozen=True)
class Trouble:
    """Something about a row; ``why`` is a word of ``REFUSALS`` or ``REMARKS``, ``field`` the column's."""

    why: str
    field: str = ""
    value: str = ""

    @property
    def refuses(self) -> bool:
        """Whether the row stays out because of it."""
        return self.why in REFUSALS


@dataclass(frozen=True)
class Book:
    """How the rows are to be read: the register they go into and the field of each column."""

    register: str
    form: str
    columns: tuple[str, ...]
    today: date
    office: str = ""
    organ: str | None = None
    year: int | None = None
    font: str = ""
    source: str = "book"  # what the ids of its documents begin with
    marks: tuple[int, ...] = ()  # columns headed độ mật, read or not


@dataclass(frozen=True)
class BookRow:
    """A row read: its document, if it describes one, and what there is to say about it."""

    line: int
    old: OldDocument | None
    troubles: tuple[Trouble, ...]
    suffix: str = ""
    path: str = ""


class SecretRow(Exception):
    """The book names a document as secret in its row; the line is the argument."""


@dataclass
class _Reader:
    """The words of one row by field, and the troubles met so far."""

    words: dict[str, str]
    troubles: list[Trouble] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def trouble(self, why: str, name: str = "", value: str = "") -> None:
        """Note one thing; a value is told short."""
        self.troubles.append(Trouble(why, name, value[:60]))


def filled(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """A row with its signs for "the same as above" replaced by what stands above."""
    return [
        above[at] if cell.strip().lower() in DITTO and at < len(above) else cell for at, cell in enumerate(cells)
    ]


def read(line: int, cells: Sequence[str], book: Book) -> BookRow:
    """The document a row describes; every trouble of the row is told, not only the first.

    Raises ``SecretRow`` when the row says that its document is secret: nothing of it may be kept.
    """
    reader = _Reader(words_of(cells, book))
    if names_secret(reader.words, cells, book):
        raise SecretRow(line)
    dated_on, received_on = day(reader, "dated_on", book), day(reader, "received_on", book)
    number, suffix = number_of(reader, book)
    year = year_of(reader, book, received_on if book.form == "incoming" else dated_on)
    record = record_of(reader, book, number, dated_on, received_on)
    for name in ("subject", "issuer"):
        if not record["agency" if name == "issuer" else name]:
            reader.trouble("missing", name)
    if any(trouble.refuses for trouble in reader.troubles):
        return BookRow(line, None, tuple(reader.troubles))
    record |= {"id": f"{book.source}:{line}", "register_year": year, "register_number": number}
    try:
        old = importing.document(record, book.register, book.form, today=book.today)
    except LineRefused as refused:
        reader.trouble(str(refused.data["why"]), str(refused.data.get("field", "")))
        return BookRow(line, None, tuple(reader.troubles))
    old.values.update(note=note_of(reader), organ=book.organ)
    return BookRow(line, old, tuple(reader.troubles), suffix, reader.words.get("path", ""))


def names_secret(words: dict[str, str], cells: Sequence[str], book: Book) -> bool:
    """Whether the row says mật, tối mật or tuyệt mật, or anything at all that is not "thường", where it should not."""
    marked = [nfc(to_unicode(cells[at], book.font)) for at in book.marks if at < len(cells)]
    said_secret = any(fold(word) not in _ORDINARY for word in (words.get("secrecy", ""), *marked))
    return said_secret or fold(words.get("urgency", "")) in _SECRET


def note_of(reader: _Reader) -> str:
    """Ghi chú, with the columns that have no field of their own and the words nobody could read."""
    others = [f"{head}: {reader.words[name]}" for name, head in _KEPT_WORDS if reader.words.get(name)]
    return "; ".join(filter(None, [reader.words.get("note", ""), *others, *reader.kept]))


def words_of(cells: Sequence[str], book: Book) -> dict[str, str]:
    """The words of each column that has a field, in Unicode."""
    found: dict[str, str] = {}
    for name, cell in zip(book.columns, cells, strict=False):
        if name and cell:
            text = to_unicode(cell, book.font)
            found[name] = text if name == "body" else nfc(text)
    return found


def record_of(
    reader: _Reader, book: Book, number: int | None, dated_on: date | None, received_on: date | None
) -> dict[str, Any]:
    """The row under the names an older archive uses."""
    words = reader.words
    reference = reference_of(words, book, number)
    parsed = references.parse(reference)
    return {
        "agency": words.get("issuer", "") or ("" if book.form == "incoming" else book.office),
        "code": reference, "notation": words.get("symbol", ""),
        "date": dated_on.isoformat() if dated_on else None,
        "received_date": received_on.isoformat() if received_on and book.form == "incoming" else None,
        "type": kind_of(words, parsed.symbol if parsed else words.get("symbol", "")),
        "subject": words.get("subject", ""), "signer": words.get("signatory", ""),
        "position": words.get("position", ""), "urgency": urgency_of(reader), "source": "scan",
        "recipients": [part for part in re.split(r"\s*[;\n]\s*", words.get("recipients", "")) if part],
        "pages": pages_of(words.get("pages", "")), "body": words.get("body", ""),
    }


def reference_of(words: dict[str, str], book: Book, number: int | None) -> str:
    """Số, ký hiệu as the book has it, in one column or in two."""
    reference, symbol = words.get("reference", ""), words.get("symbol", "")
    own = words.get("doc_number", "") or (f"{number:02d}" if number and book.form != "incoming" else "")
    if not reference:
        return f"{own}/{symbol}" if own and symbol else own or symbol
    return f"{reference}/{symbol}" if symbol and reference.isdecimal() else reference


def kind_of(words: dict[str, str], symbol: str) -> str:
    """Tên loại: its own column, the first words of the subject, or what the symbol means."""
    if words.get("kind"):
        return words["kind"]
    subject = fold(words.get("subject", ""))
    named = (name for name in BY_NAME if subject.startswith(f"{fold(name)} ") or subject == fold(name))
    return next(named, None) or kind_of_symbol(symbol) or ""


def urgency_of(reader: _Reader) -> str:
    """Độ khẩn; a word that is none is kept with the remarks."""
    word = reader.words.get("urgency", "")
    if word.lower() in importing.URGENCIES:
        return word
    if fold(word) not in _ORDINARY:
        reader.trouble("unknown_urgency", "urgency", word)
        reader.kept.append(f"Độ khẩn: {word}")
    return ""


def pages_of(word: str) -> int | None:
    """How many pages; anything but a plain number says nothing."""
    return int(word) if word.isdecimal() and 0 < int(word[:6]) < 100_000 and len(word) < 6 else None


def number_of(reader: _Reader, book: Book) -> tuple[int | None, str]:
    """The number in the book and its letter: 123a, 12/UBND, Số: 07; of what went out, the head of its reference."""
    name = "number" if reader.words.get("number") or book.form == "incoming" else "reference"
    word = reader.words.get(name, "")
    if not word:
        reader.trouble("missing", "number")
        return None, ""
    parsed = references.parse(word)
    if parsed is not None and parsed.number:
        number, suffix = parsed.number, parsed.suffix
    elif found := _NUMBER.fullmatch(word.strip()):
        number, suffix = int(found[1]), found[2].lower()
    else:
        number, suffix = 0, ""
    if not 1 <= number <= importing.LARGEST_NUMBER:
        reader.trouble("not_a_number", name, word)
        return None, ""
    if suffix:
        reader.trouble("suffix", name, f"{number}{suffix}")
        reader.kept.append(f"Số trong sổ: {number}{suffix}")
    return number, suffix


def year_of(reader: _Reader, book: Book, entered: date | None) -> int | None:
    """The year of the book the row stands in: its own column, its day, or what was said of the whole book."""
    word = reader.words.get("year", "")
    year = int(word) if word.isdecimal() and len(word) == 4 else entered.year if entered else book.year
    name = "received_on" if book.form == "incoming" else "dated_on"
    if year is None:
        if not any(trouble.field == name and trouble.refuses for trouble in reader.troubles):
            reader.trouble("no_year", name)
    elif not importing.FIRST_YEAR <= year <= book.today.year:
        reader.trouble("not_a_number", "year", word or str(year))
    return year


def day(reader: _Reader, name: str, book: Book) -> date | None:
    """A day in any of the usual forms; one nobody can read is kept as words, unless the register hangs on it."""
    word = reader.words.get(name, "")
    if not word or word in ("-", "…", "..."):
        return None
    found = read_day(word, book)
    if found is None:
        if name == ("received_on" if book.form == "incoming" else "dated_on") and book.year is None:
            reader.trouble("not_a_day", name, word)
        else:
            reader.trouble("day_unclear", name, word)
            reader.kept.append(f"{'Ngày đến' if name == 'received_on' else 'Ngày văn bản'}: {word}")
        return None
    if found > book.today:
        reader.trouble("future_day", name, word)
        return None
    return found


def read_day(word: str, book: Book) -> date | None:
    """10/5/2019, 10.5.19, 2019-05-10 00:00:00, 43595 as Excel counts, 10/5 of the book's year, 5/13/2019."""
    plain = _TIME.sub("", word).strip()
    if serial := _SERIAL.fullmatch(plain):
        return _EXCEL_BEGAN + timedelta(days=int(serial[1]))
    until = date(book.year, 12, 31) if book.year and book.year < book.today.year else book.today
    for written in (plain, turned(plain)):
        try:
            return parse_day(written, until)
        except (ValueError, OverflowError):
            continue
    return None


def turned(word: str) -> str:
    """Month before day, as English machines write it."""
    parts = re.split(r"[/.\-]", word)
    return "/".join([parts[1], parts[0], *parts[2:]]) if len(parts) == 3 else word

