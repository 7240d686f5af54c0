"""Rows of a danh mục hồ sơ: what a table's cells mean, and what no list may hold."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.rules.book_columns import is_counting, plain
from portal.rules.folding import fold, nfc

# Decree 30/2020/NĐ-CP Annex V: the five columns, by the words offices head them with.
COLUMNS = ("number", "title", "retention", "keeper", "note")
_HEADS: dict[str, tuple[str, ...]] = {
    "number": ("so va ky hieu ho so", "so va ky hieu", "so ky hieu ho so", "so ky hieu", "so va ky hieu hs",
               "so ky hieu hs", "ky hieu ho so", "so ho so"),
    "title": ("de muc va tieu de ho so", "de muc va tieu de", "tieu de ho so", "tieu de", "ten de muc va tieu de ho so",
              "ten ho so", "ten nhom tieu de ho so"),
    "retention": ("thoi han bao quan", "thoi han", "thbq", "thoi gian bao quan"),
    "keeper": ("nguoi lap", "don vi nguoi lap ho so", "don vi nguoi lap", "nguoi lap ho so", "don vi lap", "nguoi giu"),
    "note": ("ghi chu",),
}
_BY_HEAD = {head: field for field, heads in _HEADS.items() for head in heads}
HEADING_WITHIN = 20  # rows above the table: agency, title, decision
MOST_ROWS = 2_000
LONGEST = {"number": 20, "title": 300, "keeper": 120, "note": 300}  # a notation has 20 signs at most (Annex VI)
_GROUP = re.compile(r"[IVXLC]{1,6}\.?|[A-ZĐ]\.?|\d{0,2}\.?")  # how headings are counted
_YEARS = re.compile(r"(\d{1,2})\s*nam\b|^(\d{1,2})$")


@dataclass(frozen=True)
class ListRow:
    """One line of a list: a heading or a dossier; ``line`` is where it stands, ``retention`` the code of a period."""

    line: int
    is_heading: bool
    number: str
    title: str
    retention: str = ""
    keeper: str = ""
    note: str = ""

    def as_words(self) -> dict[str, str]:
        """What the trail says of it."""
        return {word: getattr(self, word) for word in COLUMNS}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row, and with which words of it."""

    line: int
    why: str  # number, number_long, number_twice, title, title_long, retention, keeper_long, note_long
    value: str = ""


@dataclass(frozen=True)
class Understood:
    """A table as a list: its rows, what is wrong with some, and which lines were passed over."""

    rows: tuple[ListRow, ...]
    faults: tuple[Fault, ...]
    passed: tuple[int, ...]


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Which cell of a row heads which column; the first of two that say the same counts."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        field = _BY_HEAD.get(plain(cell), "")
        if field and field not in found:
            found[field] = at
    return found


def understand(table: Iterable[tuple[int, Sequence[str]]], periods: Mapping[int | None, str]) -> Understood | None:
    """The list a table holds, or None where no row heads its columns; ``periods`` are codes by years, None for ever."""
    rows = list(table)
    for at, (_, cells) in enumerate(rows[:HEADING_WITHIN]):
        columns = columns_of(cells)
        if {"number", "title", "retention"} <= set(columns):
            return _read(rows[at + 1 : at + 1 + MOST_ROWS], columns, periods)
    return None


def _read(
    rows: Sequence[tuple[int, Sequence[str]]], columns: Mapping[str, int], periods: Mapping[int | None, str]
) -> Understood:
    found, wrong, passed = [], [], []
    for line, cells in rows:
        words = {field: nfc(cells[at]) if at < len(cells) else "" for field, at in columns.items()}
        if is_counting(cells):
            continue
        if not words["title"] and not words["retention"]:
            passed.append(line)  # what stands below a table: how many dossiers there are, who signs
            continue
        row = _row(line, words)
        code = "" if row.is_heading else periods.get(years_of(row.retention) if row.retention else -1, "")
        if not row.is_heading and not code:
            wrong.append(Fault(line, "retention", row.retention))
        found.append(replace(row, retention=code))
    while found and found[-1].is_heading:  # no dossier follows: this too stands below the table
        passed.append(found.pop().line)
    known = [row for row in found if row.is_heading or row.retention]
    told = {fault.line for fault in wrong}
    wrong += [fault for fault in faults(found) if fault.line not in told or fault.why != "retention"]
    return Understood(tuple(known), tuple(sorted(wrong, key=lambda fault: fault.line)), tuple(sorted(passed)))


def _row(line: int, words: Mapping[str, str]) -> ListRow:
    """A row that names no period and nobody, counted as headings are, is one."""
    bare = not words["retention"] and not words.get("keeper") and _GROUP.fullmatch(words["number"]) is not None
    return ListRow(
        line, bare, words["number"], words["title"], words["retention"], words.get("keeper", ""), words.get("note", "")
    )


def years_of(text: str) -> int | None:
    """20 of "20 năm", None of "Vĩnh viễn"; -1 where neither is said."""
    words = fold(nfc(text)).strip()
    if words in ("vinh vien", "vv", "v v"):
        return None
    found = _YEARS.search(words)
    return int(found[1] or found[2]) if found else -1


def faults(rows: Iterable[ListRow]) -> Iterator[Fault]:
    """What no list may hold: dossiers without a number, a title or a period, and a number twice."""
    seen: set[str] = set()
    for row in rows:
        if not nfc(row.title):
            yield Fault(row.line, "title")
        for field, most in LONGEST.items():
            if len(getattr(row, field)) > most:
                yield Fault(row.line, f"{field}_long", getattr(row, field)[:40])
        if row.is_heading:
            continue
        if not nfc(row.number):
            yield Fault(row.line, "number")
        elif row.number in seen:
            yield Fault(row.line, "number_twice", row.number)
        if not row.retention:
            yield Fault(row.line, "retention")
        seen.add(row.number)
