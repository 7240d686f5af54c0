"""A DOCX is read in the order in which it is printed, with what Word draws and without what was struck out."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from portal.adapters import docx_text
from portal.rules.errors import Unreadable


def texts(document: Any, folder: Path) -> list[str]:
    document.save(str(folder / "a.docx"))
    return [line["text"] for line in docx_text.read(str(folder / "a.docx"))["pages"][0]["lines"]]


def added(document: Any, xml: str) -> None:
    document.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


@pytest.mark.slow
def test_cells_follow_one_another_and_breaks_part_lines(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Trước")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Trái 1\nTrái 2", "Phải 1\nPhải 2"
    document.add_paragraph("Sau")
    assert texts(document, tmp_path) == ["Trước", "Trái 1", "Trái 2", "Phải 1", "Phải 2", "Sau"]


def test_columns_made_with_spaces_are_columns_but_room_for_the_pen_is_none(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("UBND XÃ AN CHÂU              CỘNG HÒA")
    document.add_paragraph("Số:           /UBND-TH          An Châu, ngày        tháng 5")
    document.add_paragraph("Kính gửi:          Sở Nội vụ")
    assert texts(document, tmp_path) == [
        *("UBND XÃ AN CHÂU", "Số: /UBND-TH", "CỘNG HÒA", "An Châu, ngày tháng 5", "Kính gửi: Sở Nội vụ"),
    ]


def test_columns_made_with_tabs_are_columns(tmp_path: Path) -> None:
    document = Document()
    for line in ("ỦY BAN NHÂN DÂN\t\tCỘNG HÒA", "XÃ AN CHÂU\t\tĐộc lập", "Kính gửi: Sở Nội vụ", "1.\tMục một"):
        document.add_paragraph(line)
    assert texts(document, tmp_path) == [
        *("ỦY BAN NHÂN DÂN", "XÃ AN CHÂU", "CỘNG HÒA", "Độc lập", "Kính gửi: Sở Nội vụ", "1. Mục một"),
    ]


def test_the_dash_that_word_draws_is_written(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("UBND các xã", style="List Bullet")
    document.add_paragraph("Thường")
    paragraph = document.add_paragraph("Có dấu")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    assert texts(document, tmp_path)[-2:] == ["Thường", "- Có dấu"]


def test_struck_out_words_are_gone_and_inserted_ones_are_there(tmp_path: Path) -> None:
    document = Document()
    added(
        document,
        "<w:p><w:r><w:t>Số: </w:t></w:r><w:del w:id='1' w:author='a'><w:r><w:delText>12</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='a'><w:r><w:t>536</w:t></w:r></w:ins>"
        "<w:r><w:t>/UBND</w:t><w:noBreakHyphen/><w:t>TH</w:t></w:r></w:p>",
    )
    assert texts(document, tmp_path) == ["Số: 536/UBND-TH"]


def test_controls_and_boxes_are_read_too(tmp_path: Path) -> None:
    document = Document()
    added(
        document,
        "<w:p><w:r><w:t>Ngoài</w:t><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r></w:p>",
    )
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Trong ô</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(1, parse_xml(control))
    assert texts(document, tmp_path) == ["Ngoài", "Trong khung", "Trong ô"]


def test_bold_and_centred_are_known(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("QUYẾT ĐỊNH", level=0).alignment = 1
    document.add_paragraph("Thường")
    document.save(str(tmp_path / "a.docx"))
    first, second = docx_text.read(str(tmp_path / "a.docx"))["pages"][0]["lines"]
    assert (first["centered"], second["centered"], second["bold"]) == (True, False, False)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + bytes(50), b"not a package"])
def test_what_is_no_docx_is_unreadable(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(Unreadable):
        docx_text.read(str(tmp_path / "a.docx"))
