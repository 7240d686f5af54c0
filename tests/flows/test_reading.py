"""The letter of the demonstration office is read alike from print, from the word processor's file and from a scan."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from portal.adapters import tools
from portal.flows import reading
from portal.flows.reading import SAMPLE_DOCX, SAMPLE_PDF, SAMPLE_SCAN, as_json, crop, page_image, read_file
from portal.rules.errors import FileRefused, SecretMark, Unreadable
from tests.letters import LETTERS, as_pdf

ELECTRONIC = [
    "Sở TT&TT",
    "TT HU, HĐND huyện",
    "Ban Chỉ đạo huyện",
    "Chủ tịch, các PCT UBND huyện",
    "Các cơ quan, đơn vị thuộc UBND huyện",
    "UBND các xã, thị trấn",
    "LĐVP, CVTH",
]
LETTER = {
    "issuer": "UBND huyện Sơn Động",
    "issuer_printed": "ỦY BAN NHÂN DÂN HUYỆN SƠN ĐỘNG",
    "reference": "536/UBND-TH",
    "number": 536,
    "symbol": "UBND-TH",
    "dated_on": "2019-05-10",
    "kind": "Công văn",
    "subject": "V/v phân loại, xử lý văn bản điện tử",
    "urgency": None,
    "capacity": "KT. CHỦ TỊCH",
    "position": "PHÓ CHỦ TỊCH",
    "signatory": "Giáp Văn Tâm",
    "addressees": ["Các cơ quan, đơn vị thuộc UBND huyện", "UBND các xã, thị trấn"],
    "recipients": [
        {"name": "Lưu: VT", "channel": "paper"},
        *({"name": name, "channel": "electronic"} for name in ELECTRONIC),
    ],
    "citations": [
        {"reference": "71/TB-UBND", "dated_on": "2019-03-25"},
        {"reference": "230/STTTT-CNTT", "dated_on": "2019-03-29"},
        {"reference": "28/2018/QĐ-TTg", "dated_on": "2018-07-12"},
        {"reference": "133/2015/QĐ-UBND", "dated_on": "2015-04-10"},
        {"reference": "02/2019/TT-BNV", "dated_on": "2019-01-24"},
        {"reference": "330/2016/QĐ-UBND", "dated_on": "2016-06-09"},
    ],
}


def told(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in LETTER}


@pytest.mark.slow
def test_the_printed_letter_is_read_whole() -> None:
    found = as_json(SAMPLE_PDF)
    assert told(found) == LETTER
    number, signatory = found["sources"]["number"], found["sources"]["signatory"]
    assert (number["from"], number["page"], number["confidence"]) == ("text layer", 1, 1.0)
    assert number["box"] == pytest.approx([0.246, 0.133, 0.416, 0.145], abs=0.002)
    assert signatory["page"] == 3


@pytest.mark.slow
def test_the_written_letter_is_read_whole() -> None:
    found = as_json(SAMPLE_DOCX)
    assert told(found) == LETTER
    assert found["sources"]["number"] == {"from": "docx", "confidence": 1.0, "page": None, "box": None}


@pytest.mark.ocr
def test_the_scanned_letter_is_read_whole() -> None:
    found = as_json(SAMPLE_SCAN)
    assert told(found) == LETTER
    source = found["sources"]["dated_on"]
    assert source["from"] == "ocr"
    assert 0.7 < source["confidence"] < 1
    assert source["box"] == pytest.approx([0.54, 0.133, 0.9, 0.15], abs=0.01)


@pytest.mark.slow
def test_the_object_has_the_fields_of_the_contract_in_order() -> None:
    found = as_json(SAMPLE_DOCX)
    assert [name for name in found if name not in ("issuer_printed", "issuer_parent", "reference")] == [
        *("issuer", "number", "symbol", "dated_on", "kind", "subject", "urgency", "capacity", "position"),
        *("signatory", "addressees", "recipients", "citations", "due_on", "sources"),
    ]


@pytest.mark.slow
def test_text_pages_and_type_come_with_the_fields() -> None:
    found = read_file(SAMPLE_PDF, "thu.pdf")
    assert (found.media_type, found.page_count, found.secret, found.notes) == ("application/pdf", 3, False, ())
    assert len(found.texts) == 3
    assert "Kính gửi:" in found.texts[0]
    assert found.texts[2].endswith("Giáp Văn Tâm")


@pytest.mark.slow
def test_a_scan_without_recognition_has_no_fields_and_says_so() -> None:
    found = read_file(SAMPLE_SCAN, "scan.pdf", ocr=False)
    assert found.notes == (reading.OCR_LATER,)
    assert found.reading == reading.NO_FIELDS
    assert found.page_count == 3


@pytest.mark.slow
def test_without_the_program_the_portal_works_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools.recognition_missing() == "tesseract"
    assert read_file(SAMPLE_SCAN, "scan.pdf").notes == (reading.OCR_MISSING,)


@pytest.mark.slow
def test_of_a_secret_nothing_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("ỦY BAN NHÂN DÂN\nTỐI MẬT\nSố: 01/BC-UBND\n", "utf-8")
    found = read_file(file, "a.txt")
    assert found.secret
    assert (found.reading, found.texts, found.notes) == (reading.NO_FIELDS, (), ())
    with pytest.raises(SecretMark):
        as_json(file)


@pytest.mark.slow
def test_the_sample_letter_speaks_of_secrets_and_is_none() -> None:
    assert not read_file(SAMPLE_DOCX, "a.docx").secret


@pytest.mark.slow
def test_a_page_and_a_place_on_it_can_be_seen() -> None:
    page = Image.open(io.BytesIO(page_image(SAMPLE_PDF, 1)))
    assert page.size == (893, 1263)
    box = as_json(SAMPLE_PDF)["sources"]["number"]["box"]
    cut = Image.open(io.BytesIO(crop(SAMPLE_PDF, 1, box)))
    assert cut.width < 300
    assert cut.convert("L").getextrema()[0] < 60
    with pytest.raises(Unreadable):
        page_image(SAMPLE_PDF, 4)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.png", "a.zip"])
def test_noise_is_refused_or_unreadable(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bytes(range(256)) * 40)
    with pytest.raises((FileRefused, Unreadable)):
        read_file(tmp_path / name, name)


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 900, 30_000])
def test_a_torn_pdf_is_read_or_unreadable(size: int, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(SAMPLE_PDF.read_bytes()[:size])
    with pytest.raises(Unreadable):
        read_file(tmp_path / "a.pdf", "a.pdf", ocr=False)


@pytest.mark.ocr
def test_a_photographed_letter_is_read_too(tmp_path: Path) -> None:
    letter = LETTERS[0]
    printed = as_pdf(letter, tmp_path / "letter.pdf")
    (tmp_path / "letter.png").write_bytes(page_image(printed, 1, 200))
    found = as_json(tmp_path / "letter.png")
    for name in ("issuer", "number", "symbol", "dated_on", "kind", "position", "signatory"):
        assert found[name] == letter.expected[name]
