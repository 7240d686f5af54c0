"""Tables as files: every letter, every row, heads on every page, and nothing a program would carry out."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from pypdfium2 import PdfDocument

from portal.adapters import table_docx, table_files, table_pdf
from portal.rules.tables import Cell, Table

LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậ bcdđ eèéẻẽẹêềếểễệ ghiìíỉĩị klmn oòóỏõọôồốổỗộơờớởỡợ pqrst uùúủũụưừứửữự vxyỳýỷỹỵ"
)
HEADS = ("Số đến", "Ngày đến", "Trích yếu", "Ghi chú")


def table(rows: list[list[Cell]]) -> Table:
    """A table of four columns."""
    notes = ("Tìm “văn bản”", "Lập ngày 23/11/2026")
    return Table("UBND xã Tân Hòa", "Kết quả tra cứu", notes, HEADS, (10, 20, 70, 30), rows)


def pages(data: bytes) -> list[str]:
    """The words of each page of a PDF, each run of blanks one."""
    document = PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_every_vietnamese_letter_is_in_the_pdf_with_its_font() -> None:
    data = table_pdf.write(table([[1, date(2019, 5, 9), LETTERS, LETTERS.upper()]]))
    (words,) = pages(data)
    assert set(LETTERS + LETTERS.upper()) - set(words) - {" "} == set()
    assert "09/05/2019" in words
    assert b"Helvetica" not in data  # a font that is named but not in the file


def test_rows_go_on_over_pages_under_the_same_heads() -> None:
    found = pages(table_pdf.write(table([[n, None, f"Văn bản thứ {n} hết", ""] for n in range(200)])))
    assert len(found) > 3
    assert all("Trích yếu" in page for page in found)
    assert all(f"Trang {n}" in page for n, page in enumerate(found, start=1))
    words = " ".join(found)
    assert [n for n in range(200) if f"Văn bản thứ {n} hết" not in words] == []


@pytest.mark.parametrize(
    "text", ["x" * 400, "từ " * 60 + "cuối", "văn bản " * 5000, "", "\t\n", "汉字 ← ✓ \ufffe \x07"]
)
def test_a_long_or_strange_cell_stays_inside_its_column(text: str) -> None:
    for line in table_pdf_lines(text, 100):
        assert table_pdf.width_of(line) <= 100
    assert pages(table_pdf.write(table([[1, None, text, text]])))


def table_pdf_lines(text: str, width: float) -> list[str]:
    table_pdf.write(table([]))  # the font is known from now on
    return table_pdf.wrapped(text, width)


def test_a_word_document_has_every_row_and_repeats_its_heads() -> None:
    rows: list[list[Cell]] = [[n, date(2019, 5, 9), f"<b>{LETTERS}</b> & {n}", None] for n in range(30)]
    document = docx.Document(BytesIO(table_docx.write(table(rows))))
    assert [p.text for p in document.paragraphs][:3] == ["UBND XÃ TÂN HÒA", "KẾT QUẢ TRA CỨU", "Tìm “văn bản”"]
    (found,) = document.tables
    assert tuple(cell.text for cell in found.rows[0].cells) == HEADS
    assert len(found.rows) == 31
    assert [c.text for c in found.rows[30].cells] == ["29", "09/05/2019", f"<b>{LETTERS}</b> & 29", ""]
    assert found.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert found._tbl.getnext().tag == qn("w:sectPr")


def test_characters_that_xml_has_none_for_are_left_out() -> None:
    document = docx.Document(BytesIO(table_docx.write(table([[1, None, "a\x00b\x0bc\ufffe", "d\ud800"]]))))
    assert [c.text for c in document.tables[0].rows[1].cells] == ["1", "", "abc", "d"]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "|calc", "\t=1"])
def test_a_workbook_carries_nothing_out(text: str) -> None:
    with ZipFile(BytesIO(table_files.WRITERS["xlsx"](table([[1, date(2019, 5, 9), text, "Ặ"]])))) as book:
        sheet, texts = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    assert "<f>" not in sheet
    assert f">'{text}<" in texts
    assert "Ặ" in texts


@pytest.mark.parametrize("kind", table_files.WRITERS)
def test_the_file_is_written_from_plain_values(kind: str, tmp_path: Path) -> None:
    target = tmp_path / f"a.{kind}"
    size = table_files.write_file(kind, str(target), table([[1, date(2019, 5, 9), LETTERS, None]]).as_values())
    assert target.stat().st_size == size > 1000


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 300])
def test_who_signs_stands_below_the_last_row_in_every_kind(rows: int, tmp_path: Path) -> None:
    signed = replace(table([[n, None, f"Việc {n}", ""] for n in range(rows)]), signers=("Bên giao", "Bên nhận"))
    for kind in ("pdf", "docx", "xlsx"):
        table_files.write_file(kind, str(tmp_path / f"t.{kind}"), signed.as_values())
    last = pages((tmp_path / "t.pdf").read_bytes())[-1]
    assert last.index("BÊN GIAO") > last.rfind("Việc")
    assert "BÊN NHẬN" in last
    written = docx.Document(str(tmp_path / "t.docx"))
    assert [cell.paragraphs[0].text for cell in written.tables[-1].rows[0].cells] == ["BÊN GIAO", "BÊN NHẬN"]
    assert b"B\xc3\xaan nh\xe1\xba\xadn" in ZipFile(tmp_path / "t.xlsx").read("xl/sharedStrings.xml")
