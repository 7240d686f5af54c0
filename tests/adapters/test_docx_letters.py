"""Letters written as DOCX look like the Decree's and are read back as what they say."""

from pathlib import Path

import pytest
from docx import Document

from portal.adapters import convert, docx_letters, layout_pdf, letter_places, stamp_places
from portal.flows import reading
from portal.rules import recipients
from portal.rules.layout_page import from_plain
from portal.rules.layout_parts import find
from tests.adapters.letter_files import letter

SAMPLE = Path(__file__).resolve().parent.parent.parent / "portal" / "samples" / "cong-van-536-UBND-TH.docx"


def written(folder: Path, **changes: object) -> Path:
    path = folder / "thu.docx"
    path.write_bytes(docx_letters.write(letter(**changes)))
    return path


@pytest.mark.slow
def test_the_sheet_is_a4_with_the_margins_of_the_decree(tmp_path: Path) -> None:
    section = Document(str(written(tmp_path))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20


@pytest.mark.slow
def test_every_run_is_in_the_decrees_typeface(tmp_path: Path) -> None:
    document = Document(str(written(tmp_path)))
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert all(run.font.name is None for paragraph in document.paragraphs for run in paragraph.runs)


def block(path: Path) -> list[tuple[str, float, bool, bool]]:
    """Nơi nhận as it stands: the words, their size, bold, italic."""
    cell = Document(str(path)).tables[-1].rows[0].cells[0]
    runs = [paragraph.runs[0] for paragraph in cell.paragraphs if paragraph.text]
    return [(run.text, run.font.size.pt, bool(run.bold), bool(run.italic)) for run in runs]


@pytest.mark.slow
def test_the_recipients_of_the_seed_letter_make_its_own_block_again_and_are_read_back(tmp_path: Path) -> None:
    seed = block(SAMPLE)
    lines = recipients.parse("\n".join(text for text, *_ in seed))
    by_channel = {way: tuple(line.name for line in lines if line.channel == way) for way in ("paper", "electronic")}
    made = block(written(tmp_path, paper=by_channel["paper"], electronic=by_channel["electronic"]))
    assert made == seed
    assert recipients.parse("\n".join(text for text, *_ in made)) == lines
    assert (len(by_channel["paper"]), len(by_channel["electronic"])) == (1, 7)


@pytest.mark.ocr
def test_the_recipients_of_the_seed_letter_are_read_back_from_the_print(tmp_path: Path) -> None:
    seed = [text for text, *_ in block(SAMPLE)]
    lines = recipients.parse("\n".join(seed))
    by_channel = {way: tuple(line.name for line in lines if line.channel == way) for way in ("paper", "electronic")}
    pdf = tmp_path / "thu.pdf"
    convert.to_pdf(written(tmp_path, paper=by_channel["paper"], electronic=by_channel["electronic"]), pdf)
    printed = find(from_plain(layout_pdf.describe(str(pdf))).rows)
    assert printed.recipients is not None
    told = [printed.recipients.text, *(row.text for row in printed.listed)]
    assert told == seed
    assert recipients.parse("\n".join(told)) == lines
    read = reading.read_file(pdf, "thu.pdf", ocr=False).reading["recipients"]
    assert [(line["name"], line["channel"]) for line in read] == [(line.name, line.channel) for line in lines]


@pytest.mark.slow
def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    found = reading.read_file(written(tmp_path), "thu.docx").reading
    assert found["number"] is None
    assert found["symbol"] == "UBND-KT"
    assert found["kind"] == "Công văn"
    assert found["signatory"] == "Phạm Thị Phó"
    assert (found["capacity"], found["position"]) == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert found["addressees"] == ["UBND huyện Sơn Động"]
    assert {r["name"]: r["channel"] for r in found["recipients"]}["Phòng Kinh tế"] == "electronic"
    assert "536/UBND-TH" in [c["reference"] for c in found["citations"]]


@pytest.mark.slow
def test_a_decision_has_its_name_as_title_and_no_subject_under_the_number(tmp_path: Path) -> None:
    path = written(tmp_path, kind="Quyết định", symbol="QĐ-UBND", subject="Về việc ban hành Quy chế", addressees=())
    paragraphs = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    assert paragraphs[:2] == ["QUYẾT ĐỊNH", "Về việc ban hành Quy chế"]
    assert "V/v" not in Document(str(path)).tables[0].rows[0].cells[0].text


@pytest.mark.ocr
def test_printed_by_libreoffice_it_leaves_room_for_number_day_and_signature(tmp_path: Path) -> None:
    pdf = tmp_path / "thu.pdf"
    subject = "V/v báo cáo kết quả phân loại, xử lý văn bản điện tử trên địa bàn xã Tân Hòa"
    convert.to_pdf(written(tmp_path, subject=subject), pdf)
    found = letter_places.number_places(str(pdf))
    assert set(found["places"]) == {"number", "day", "month"}
    assert found["pages"] == 1
    assert stamp_places.signature_place(str(pdf), "Phạm Thị Phó", ["PHÓ CHỦ TỊCH"])["found"]
    assert reading.read_file(pdf, "thu.pdf").reading["subject"] == subject
