"""Which rows of an old book can be taken: against each other, and against what the registers already hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from portal.flows.importing import numbers_in
from portal.office.documents import Document
from portal.office.registers import Register
from portal.rules import importing
from portal.rules.book_rows import BookRow, Trouble
from portal.rules.folding import fold
from portal.rules.importing import OldDocument

TAKE, UNNUMBERED, ALREADY, OUT = "take", "unnumbered", "already", "out"
GAP, JUMP = "gap", "jump"  # said of a register, not the fate of a row
Said = tuple[str, str]
Place = tuple[int, int]


@dataclass(frozen=True)
class Judged:
    """A row and what is to be done with it."""

    row: BookRow
    fate: str


@dataclass
class Seen:
    """What stands under which number, from the book itself and from the register; a line of 0 is the register's."""

    places: dict[Place, tuple[int, Said]] = field(default_factory=dict)
    unnumbered: set[tuple[int, Said]] = field(default_factory=set)
    letters: dict[tuple[int, str, str], int] = field(default_factory=dict)


def said(old: OldDocument) -> Said:
    """What makes two rows of one number the same row."""
    return fold(old.values["reference"]), fold(old.values["subject"])


def judge(rows: list[BookRow], code: str, form: str, seen: Seen, folder: Path | None) -> list[Judged]:
    """What is to be done with each row, given all rows before it."""
    remember(rows, code, seen)
    closed = closed_years(code, rows)
    return [judged_row(row, form, seen, closed, folder) for row in rows]


def judged_row(row: BookRow, form: str, seen: Seen, closed: set[int], folder: Path | None) -> Judged:
    """One row; its number counts as taken from now on."""
    old = row.old
    if old is None:
        return Judged(row, OUT)
    place, identity = (old.year, old.number), said(old)
    other = None if row.suffix else seen.places.get(place)
    if (other and other[1] == identity) or (old.year, identity) in seen.unnumbered:
        return Judged(with_trouble(row, Trouble("already")), ALREADY)
    if old.year in closed:
        return Judged(with_trouble(row, Trouble("register_closed", "number", str(old.year))), OUT)
    if wrong := wrong_file(row.path, folder):
        return Judged(with_trouble(row, Trouble(wrong, "path", row.path[:60])), OUT)
    if row.suffix:
        seen.unnumbered.add((old.year, identity))
        return Judged(row, UNNUMBERED)
    if other is None:
        seen.places[place] = (row.line, identity)
        return Judged(with_double(row, old, form, seen), TAKE)
    if form != "incoming" and other[1][0] != identity[0]:
        seen.unnumbered.add((old.year, identity))
        return Judged(with_trouble(row, Trouble("second_series", "number", old.values["reference"][:60])), UNNUMBERED)
    why = Trouble("number_twice", "number", f"{old.number}, dòng {other[0]}") if other[0] else \
        Trouble("number_taken", "number", str(old.number))
    return Judged(with_trouble(row, why), OUT)


def with_trouble(row: BookRow, trouble: Trouble) -> BookRow:
    """The row with one thing more to say."""
    return replace(row, troubles=(*row.troubles, trouble))


def with_double(row: BookRow, old: OldDocument, form: str, seen: Seen) -> BookRow:
    """A remark where the same letter stands under another number."""
    key = old.values["reference_key"]
    if form != "incoming" or not key:
        return row
    letter = (old.year, key, fold(old.values["issuer"]))
    number = seen.letters.setdefault(letter, old.number)
    return row if number == old.number else with_trouble(row, Trouble("looks_double", "number", str(number)))


def wrong_file(path: str, folder: Path | None) -> str:
    """Why the file of a row cannot be taken: not there, or not inside the one folder for such files."""
    if not path:
        return ""
    if folder is None:
        return "file_missing"
    found = file_in(folder, path)
    if found is None:
        return "file_outside"
    return "" if found.is_file() else "file_missing"


def file_in(folder: Path, path: str) -> Path | None:
    """The file a path of the book names; None when it leads out of the folder, by dots, links or a drive."""
    inside = folder.resolve()
    found = (inside / path.strip().replace("\\", "/")).resolve()
    return found if found.is_relative_to(inside) else None


def closed_years(code: str, rows: list[BookRow]) -> set[int]:
    """Years of these rows whose register is closed."""
    registers = (Register.find(code, year) for year in years_of(rows))
    return {register.year for register in registers if register is not None and register.closed_on is not None}


def years_of(rows: Iterable[BookRow]) -> set[int]:
    """The years the rows belong to."""
    return {row.old.year for row in rows if row.old}


def remember(rows: list[BookRow], code: str, seen: Seen) -> None:
    """Look up what the registers hold of the numbers, letters and unnumbered documents of these rows."""
    for year in years_of(rows):
        register = Register.find(code, year)
        if register is None:
            continue
        olds = [row.old for row in rows if row.old and row.old.year == year]
        here = held(register, Document.number.in_([old.number for old in olds]))
        for number, *words, _, _ in here:
            seen.places.setdefault((year, number), (0, as_said(words)))
        apart = Document.number.is_null() & Document.reference.in_([old.values["reference"] for old in olds])
        seen.unnumbered.update((year, as_said(words)) for _, *words, _, _ in held(register, apart))
        keys = [old.values["reference_key"] for old in olds if old.values["reference_key"]]
        for number, _, _, key, issuer in held(register, Document.reference_key.in_(keys)):
            seen.letters.setdefault((year, key, fold(issuer)), number)


def foreseen(code: str, seen: Seen, today: date) -> Iterator[tuple[int | None, Trouble]]:
    """Numbers the registers will lack when the book is in, and rows after which this year's count would jump."""
    coming: dict[int, dict[int, int]] = {}
    for (year, number), (line, _) in seen.places.items():
        if line:
            coming.setdefault(year, {})[number] = line
    for year in sorted(coming):
        register = Register.find(code, year)
        missing = importing.gaps(sorted(coming[year].keys() | set(numbers_in(register))))
        for first, end in missing:
            yield None, gap(year, first, end)
        for number in importing.jumps(missing, register.last_number if register else 0) if year == today.year else ():
            yield coming[year][number], Trouble(JUMP, "number", str(number))


def gap(year: int, first: int, last: int) -> Trouble:
    """Numbers a register lacks."""
    return Trouble(GAP, str(year), str(first) if first == last else f"{first}–{last}")


def as_said(words: list[str]) -> Said:
    """Reference and subject of a document as they are compared."""
    return fold(words[0]), fold(words[1])


def held(register: Register, condition: Any) -> list[tuple[Any, ...]]:
    """Number, reference, subject, key and issuer of documents in a register."""
    rows: Any = Document.select(
        Document.number, Document.reference, Document.subject, Document.reference_key, Document.issuer
    ).where(condition, Document.register == register).tuples()
    return list(rows)
