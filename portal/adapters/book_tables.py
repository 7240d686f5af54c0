"""Tables of old books as plain rows: XLSX, CSV and JSON lines; runs in the limited child (threats.md §2.14)."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from portal.rules.book_rows import filled
from portal.rules.errors import Unreadable
from portal.rules.old_fonts import font_of

MOST_COLUMNS, MOST_ROWS, LONGEST_CELL = 80, 1_000_000, 32_767
MOST_UNPACKED, MOST_ENTRIES = 1 << 30, 2_000
SAMPLE = 1 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_SEPARATORS = ",;\t|"

Row = tuple[int, list[str]]


def write_rows(path: str, name: str, target: str) -> dict[str, Any]:
    """Write the table's rows to ``target``, one JSON line each: the row's number as people count it, its cells.

    Empty rows are left out; signs for "the same as above" are replaced.  Answers how many rows there are and which
    sheet was read.
    """
    rows, sheet = rows_of(Path(path), name)
    count, above = 0, list[str]()
    with open(target, "w", encoding="utf-8") as out:
        for line, cells in islice(rows, MOST_ROWS):
            tidy = [cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
            if any(cell.strip() for cell in tidy):
                above = filled(tidy, above)
                out.write(json.dumps([line, above], ensure_ascii=False) + "\n")
                count += 1
    return {"rows": count, "sheet": sheet}


def rows_of(path: Path, name: str) -> tuple[Iterator[Row], str]:
    """The rows of a file by what its name says it is."""
    ending = name.lower().rpartition(".")[2]
    if ending in ("xlsx", "xlsm"):
        return workbook_rows(path)
    if ending in ("jsonl", "ndjson", "json"):
        return json_rows(path), ""
    if ending in ("csv", "tsv", "txt"):
        return csv_rows(path), ""
    raise Unreadable("type")


def csv_rows(path: Path) -> Iterator[Row]:
    """Text with separators, in Unicode or in the eight bits of old programs."""
    with path.open("rb") as raw:
        sample = raw.read(SAMPLE)
    encoding = encoding_of(sample, path)
    head = sample.decode(encoding, "replace").splitlines()[:20]
    separator = max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in head))
    csv.field_size_limit(16 << 20)
    with path.open("r", encoding=encoding, errors="replace", newline="") as text:
        lines = (line.replace("\0", "") for line in text)
        yield from enumerate(csv.reader(lines, delimiter=separator), start=1)


def encoding_of(sample: bytes, path: Path) -> str:
    """UTF-8 or UTF-16 where the bytes say so; else Latin-1 for old fonts and Windows-1258 for what is none."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if is_utf8(path):
        return "utf-8-sig"
    return "latin-1" if font_of([sample.decode("latin-1")]) else "cp1258"


def is_utf8(path: Path) -> bool:
    """Whether all of the file decodes, read piece by piece."""
    try:
        with path.open("r", encoding="utf-8") as text:
            while text.read(SAMPLE):
                pass
    except UnicodeDecodeError:
        return False
    return True


def json_rows(path: Path) -> Iterator[Row]:
    """Objects, one a line: their keys are the headings, in the order in which they first come."""
    heads: dict[str, int] = {}
    with path.open("r", encoding="utf-8-sig", errors="replace") as text:
        for line in islice(text, 1_000):
            heads.update((key, len(heads)) for key in object_of(line) if key not in heads)
    yield 0, list(heads)
    with path.open("r", encoding="utf-8-sig", errors="replace") as text:
        for number, line in enumerate(text, start=1):
            record = object_of(line)
            if record:
                yield number, [as_text(record.get(head)) for head in heads]


def object_of(line: str) -> dict[str, Any]:
    """The object of a line; a line that is none has no cells, and its number is missed in the report."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def as_text(value: Any) -> str:
    """A value of JSON as a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(as_text(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def workbook_rows(path: Path) -> tuple[Iterator[Row], str]:
    """The rows of the first sheet that has any, and its name."""
    book = zipfile.ZipFile(path)
    if len(book.infolist()) > MOST_ENTRIES or sum(e.file_size for e in book.infolist()) > MOST_UNPACKED:
        raise Unreadable("too much")
    strings, days = shared_strings(book), day_styles(book)
    first: tuple[Iterator[Row], str] | None = None
    for name, part, began in sheets(book):
        probe = list(islice(sheet_rows(book, part, strings, days, began), 2))
        found = (sheet_rows(book, part, strings, days, began), name)
        if len(probe) > 1:
            return found
        first = first or found
    if first is None:
        raise Unreadable("empty")
    return first


def elements(stream: BinaryIO | Any, *tags: str) -> Iterator[Any]:
    """Elements of these names as they end; nothing of what was read is kept."""
    from lxml import etree

    wanted = tuple(_MAIN + tag for tag in tags)
    for _, element in etree.iterparse(stream, tag=wanted, resolve_entities=False, no_network=True, huge_tree=True):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def part_of(book: zipfile.ZipFile, name: str) -> Any | None:
    """A part of the workbook, opened, where it is there."""
    return book.open(name) if name in book.namelist() else None


def sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str, datetime]]:
    """Name and part of each sheet, and the day from which its days are counted."""
    from lxml import etree

    closed = etree.XMLParser(resolve_entities=False, no_network=True)
    targets = {}
    for link in etree.parse(book.open("xl/_rels/workbook.xml.rels"), closed).getroot():
        target = link.get("Target", "")
        targets[link.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    root = etree.parse(book.open("xl/workbook.xml"), closed).getroot()
    settings = root.find(f"{_MAIN}workbookPr")
    since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    began = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a table has no zone
    for sheet in root.iter(f"{_MAIN}sheet"):
        part = targets.get(sheet.get(f"{_REL}id"), "")
        if part in book.namelist() and sheet.get("state", "visible") == "visible":
            yield sheet.get("name", ""), part, began


def shared_strings(book: zipfile.ZipFile) -> list[str]:
    """The texts that cells name by number."""
    part = part_of(book, "xl/sharedStrings.xml")
    return [text_of(element) for element in elements(part, "si")] if part else []


def text_of(element: Any) -> str:
    """All runs of a text, without the reading aids of other scripts, with escaped signs as they are."""
    runs = (t.text or "" for t in element.iter(f"{_MAIN}t") if not t.getparent().tag.endswith("}rPh"))
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(runs))


def day_styles(book: zipfile.ZipFile) -> set[int]:
    """Which styles show a number as a day."""
    part = part_of(book, "xl/styles.xml")
    if part is None:
        return set()
    own: dict[int, str] = {}
    styles: list[int] = []
    for element in elements(part, "numFmts", "cellXfs"):
        for child in element:
            if child.tag == f"{_MAIN}numFmt":
                own[int(child.get("numFmtId", "0"))] = child.get("formatCode", "")
            elif child.tag == f"{_MAIN}xf":
                styles.append(int(child.get("numFmtId", "0")))
    return {at for at, format_id in enumerate(styles) if shows_day(format_id, own.get(format_id))}


def shows_day(format_id: int, code: str | None) -> bool:
    """Whether a number format writes days."""
    if code is None:
        return format_id in _BUILT_IN_DAYS
    return bool(re.search("[dy]", _QUOTED.sub("", code).lower()))


def sheet_rows(
    book: zipfile.ZipFile, part: str, strings: list[str], days: set[int], began: datetime
) -> Iterator[Row]:
    """The rows of one sheet with the numbers the program shows beside them."""
    last = 0
    for row in elements(book.open(part), "row"):
        last = int(row.get("r") or last + 1)
        cells: list[str] = []
        for cell in row:
            if cell.tag != f"{_MAIN}c":
                continue
            at = column_of(cell.get("r", ""), len(cells))
            if at < MOST_COLUMNS:
                cells += [""] * (at + 1 - len(cells))
                cells[at] = cell_text(cell, strings, days, began)
        yield last, cells


def column_of(place: str, otherwise: int) -> int:
    """2 for C7; a cell that does not say stands next to the one before."""
    letters = "".join(c for c in place if c.isalpha()).upper()
    at = 0
    for letter in letters[:3]:
        at = at * 26 + ord(letter) - 64
    return at - 1 if letters else otherwise


def cell_text(cell: Any, strings: list[str], days: set[int], began: datetime) -> str:
    """What the cell shows; of a formula, what it last came to."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return text_of(cell)
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    if kind != "n":
        return "" if kind == "e" else _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
    return number_text(value, int(cell.get("s") or 0) in days, began)


def number_text(value: str, is_day: bool, began: datetime) -> str:
    """A number as people write it: days as 10/05/2019, whole numbers without a point."""
    try:
        number = float(value)
    except ValueError:
        return value
    if is_day and 1 <= number < 2_958_466:
        return (began + timedelta(days=number)).strftime("%d/%m/%Y")
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
