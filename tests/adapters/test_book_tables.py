"""Old books as plain rows: what Excel shows, text in any of the old encodings, JSON lines."""

import json
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from portal.adapters import book_tables, sandbox
from portal.rules.errors import Unreadable

HEADS = ["Ngày đến", "Số đến", "Tác giả"]


def rows_of(path: Path) -> list[list[Any]]:
    target = path.with_name("rows")
    book_tables.write_rows(str(path), path.name, str(target))
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def workbook(path: Path, rows: list[list[Any]], **formats: str) -> Path:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Bìa")
    sheet = book.add_worksheet("Sổ đến")
    day = book.add_format({"num_format": formats.get("day", "dd/mm/yyyy")})
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif value is not None:
                sheet.write(line, column, value)
    book.close()
    return path


def test_a_workbook_gives_days_as_days_and_numbers_as_they_are_written(tmp_path: Path):
    path = workbook(tmp_path / "so.xlsx", [HEADS, [date(2019, 5, 10), 12, "Sở Nội vụ"], [43595, 13.5, "=1+1"]])
    assert rows_of(path) == [[1, HEADS], [2, ["10/05/2019", "12", "Sở Nội vụ"]], [3, ["43595", "13.5", "0"]]]


@pytest.mark.parametrize("shown", ["d-m-yy", "[$-42A]dd mmmm yyyy", "m/d/yyyy h:mm"])
def test_days_are_known_by_their_format(tmp_path: Path, shown: str):
    assert rows_of(workbook(tmp_path / "a.xlsx", [["x"], [date(2019, 5, 10)]], day=shown))[1] == [2, ["10/05/2019"]]


def test_empty_rows_and_missing_cells_keep_the_numbers_of_the_others(tmp_path: Path):
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], [], [None, "x"], [" "], ["y"]])
    assert rows_of(path) == [[1, ["a", "b"]], [3, ["", "x"]], [5, ["y"]]]


def test_signs_for_the_same_as_above_are_filled(tmp_path: Path):
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], ["10/5/2019", "Sở Nội vụ"], ['"', "-nt-"], ["11/5/2019", "nt"]])
    assert [cells for _, cells in rows_of(path)[2:]] == [["10/5/2019", "Sở Nội vụ"], ["11/5/2019", "Sở Nội vụ"]]


@pytest.mark.parametrize(("encoding", "separator"), [
    ("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1258", "|"),
])
def test_text_is_read_in_its_encoding_and_with_its_separator(tmp_path: Path, encoding: str, separator: str):
    words = "Nguyen Ân, tô" if encoding == "cp1258" else "Sở Nội vụ"
    path = tmp_path / "so.csv"
    path.write_bytes(separator.join(["10/5/2019", "12", f'"{words}"']).join(["a\n", "\n"]).encode(encoding))
    assert rows_of(path)[1] == [2, ["10/5/2019", "12", words]]


def test_text_of_an_old_font_keeps_its_codes(tmp_path: Path):
    path = tmp_path / "so.csv"
    path.write_bytes("12,ñy ban nh©n d©n huyÖn S¬n §éng".encode("latin-1"))
    assert rows_of(path) == [[1, ["12", "ñy ban nh©n d©n huyÖn S¬n §éng"]]]


def test_json_lines_have_their_keys_for_headings(tmp_path: Path):
    path = tmp_path / "so.jsonl"
    lines = [{"Số đến": 1, "Tác giả": "A"}, {"Số đến": 2, "Nơi nhận": ["X", "Y"], "Tác giả": None}]
    path.write_text("\n".join([json.dumps(lines[0]), "not json", json.dumps(lines[1])]), "utf-8")
    assert rows_of(path) == [
        [0, ["Số đến", "Tác giả", "Nơi nhận"]], [1, ["1", "A", ""]], [3, ["2", "", "X; Y"]],
    ]


@pytest.mark.slow
def test_a_damaged_or_swollen_workbook_is_refused_in_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "so.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Unreadable):
        sandbox.call("portal.adapters.book_tables:write_rows",
                     {"path": str(path), "name": "so.xlsx", "target": str(tmp_path / "rows")})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b" " * 2_000_000)
    monkeypatch.setattr(book_tables, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(Unreadable, match="too much"):
        book_tables.workbook_rows(path)


def test_entities_in_a_workbook_reach_no_file(tmp_path: Path):
    path = workbook(tmp_path / "so.xlsx", [["a", "b"], ["x", "y"]])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    evil = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    parts["xl/sharedStrings.xml"] = evil + parts["xl/sharedStrings.xml"].split(b"?>", 1)[1].replace(b"<t>x", b"<t>&e;")
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    path.write_bytes(held.getvalue())
    assert "root:" not in str(rows_of(path))
