"""Files held against the layout rules: the sample, the templates, planted faults, in DOCX and in PDF."""

import subprocess
import sys
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.document import Document as DocumentObject

from portal.adapters import docx_letters, layout_docx, layout_pdf, tools
from portal.adapters.docx_letters import Letter
from portal.flows import layout, reading, templates
from portal.rules import capacities, errors, numbering
from portal.rules.filetypes import DOCX, PDF
from portal.rules.folding import nfc
from portal.rules.kinds import BY_NAME, LETTER
from portal.rules.layout import Finding, judge
from portal.rules.layout_page import Printed, from_plain
from portal.rules.layout_rules import RULES
from portal.rules.letter_forms import COLLECTIVE, FORMS, Form
from tests.layout_faults import FAULTS, REPORT, Fault, good, looks
from tests.layout_faults import LETTER as GOOD_LETTER

SAMPLES = Path(__file__).resolve().parent.parent.parent / "portal" / "samples"
SIGNERS = (
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
    ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ"), ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"), ("", "CHỦ TỊCH"),
)


def judged(told: dict[str, Any]) -> list[str]:
    return [finding.rule.code for finding in judge(from_plain(told))]


def in_docx(document: DocumentObject, folder: Path) -> list[str]:
    """The rules a DOCX breaks."""
    document.save(str(folder / "thu.docx"))
    return judged(layout_docx.describe(str(folder / "thu.docx")))


def signers(form: Form) -> list[tuple[str, str]]:
    """Who may sign it: what a body issues nobody signs by order."""
    collective = form.is_normative or form.kind in COLLECTIVE
    return [signer for signer in SIGNERS if signer[0].startswith("TM.") or not collective]


def template(form: Form, capacity: str, position: str, **known: Any) -> Letter:
    """What a drafter is handed out."""
    told = {"subject": templates.DOTS, "parent": "UBND tỉnh Bắc Ninh", **known}
    symbol = numbering.symbol(BY_NAME[form.kind], "UBND", "VP")
    return Letter(
        issuer="Ủy ban nhân dân xã Tân Hòa", symbol=f"2026/{symbol}" if form.is_normative else symbol,
        place="Tân Hòa", year=2026, capacity=capacity, position=position, signatory="Phạm Thị Phó", kind=form.kind,
        is_normative=form.is_normative, addressees=(templates.DOTS,) if form.is_addressed else (),
        paper=("Lưu: VT, VP",), electronic=("Sở Nội vụ", "Phòng Kinh tế"), **told,
    )


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_sample_letter_keeps_every_rule(ending: str) -> None:
    describe = layout_docx.describe if ending == "docx" else layout_pdf.describe
    assert judged(describe(str(SAMPLES / f"cong-van-536-UBND-TH.{ending}"))) == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.code)
def test_a_template_keeps_every_rule_whoever_signs(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    parents, subjects = ("", "UBND tỉnh Bắc Ninh"), ("trả lời đơn", templates.DOTS)
    for at, signer in enumerate(signers(form)):
        letter = template(form, *signer, parent=parents[at % 2], subject=subjects[at // 2 % 2])
        path.write_bytes(docx_letters.write(letter))
        assert judged(layout_docx.describe(str(path))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Giấy mời", "Quyết định", "Công văn"])
def test_a_template_filled_in_part_shows_what_is_left(name: str, tmp_path: Path) -> None:
    document = Document(BytesIO(docx_letters.write(template(FORMS[name], *SIGNERS[0], subject="Họp giao ban"))))
    blank = next(row for row in document.paragraphs[1:] if "……" in row.text and not row.text.startswith("Kính gửi"))
    blank.insert_paragraph_before("Ủy ban nhân dân xã tổ chức họp giao ban công tác tháng 11 năm 2026.")
    assert "text.blank" in in_docx(document, tmp_path)


@pytest.mark.slow
def test_one_fault_in_each_part_of_a_letter_is_found_alone(tmp_path: Path) -> None:
    firsts = {fault.code.partition(".")[0]: fault for fault in FAULTS}
    for fault in list(firsts.values())[::4]:
        document = good(fault.base)
        fault.plant(document)
        assert in_docx(document, tmp_path) == [fault.code]


def test_forty_faults_and_more_are_known() -> None:
    assert len({fault.code for fault in FAULTS}) >= 40
    assert {fault.code for fault in FAULTS} <= set(RULES)
    assert len({fault.code for fault in FAULTS if fault.printed}) >= 40


@pytest.mark.slow
@pytest.mark.parametrize("base", [GOOD_LETTER, REPORT])
def test_what_faults_are_planted_in_has_none(base: str, tmp_path: Path) -> None:
    assert in_docx(good(base), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_planted_fault_is_found_alone(fault: Fault, tmp_path: Path) -> None:
    document = good(fault.base)
    fault.plant(document)
    assert in_docx(document, tmp_path) == [fault.code]


def handed_out() -> dict[str, Letter]:
    """A template of every form, each signed by another."""
    parents = ("", "UBND tỉnh Bắc Ninh")
    return {
        form.code: template(form, *signers(form)[at % len(signers(form))], parent=parents[at % 2])
        for at, form in enumerate(FORMS.values())
    }


def long_letter() -> DocumentObject:
    """The sound letter with much more to say."""
    document = good(GOOD_LETTER)
    before = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("Trên đây"))
    for _ in range(34):
        before.insert_paragraph_before("Ủy ban nhân dân xã Tân Hòa đã thực hiện đầy đủ các nội dung được giao. " * 9)
    return document


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sound and faulty documents, and templates, printed by one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("prints")
    for base in (GOOD_LETTER, REPORT):
        good(base).save(str(folder / f"{base}.docx"))
    for at, fault in enumerate(FAULTS):
        if fault.printed:
            document = good(fault.base)
            fault.plant(document)
            document.save(str(folder / f"fault-{at}.docx"))
    for form, letter in handed_out().items():
        (folder / f"template-{form}.docx").write_bytes(docx_letters.write(letter))
    long_letter().save(str(folder / "long.docx"))
    files = sorted(map(str, folder.glob("*.docx")))
    command = [tools.office() or "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    subprocess.run([*command, "--convert-to", "pdf", "--outdir", str(folder), *files], check=True, capture_output=True)
    return folder


@pytest.mark.ocr
def test_every_fault_is_found_alone_in_the_pdf_too(prints: Path) -> None:
    found = {
        (at, fault.code): judged(layout_pdf.describe(str(prints / f"fault-{at}.pdf")))
        for at, fault in enumerate(FAULTS) if fault.printed
    }
    assert {key: codes for key, codes in found.items() if codes != [key[1]]} == {}
    assert len(found) >= 40


@pytest.mark.ocr
def test_printed_templates_and_sound_letters_keep_every_rule(prints: Path) -> None:
    sound = [prints / f"{base}.pdf" for base in (GOOD_LETTER, REPORT)]
    sound += sorted(prints.glob("template-*.pdf"))
    assert len(sound) == 2 + len(FORMS)
    found = {path.name: judged(layout_pdf.describe(str(path))) for path in sound}
    assert {name: codes for name, codes in found.items() if codes} == {}


@pytest.mark.ocr
def test_what_a_template_says_is_read_from_its_print(prints: Path) -> None:
    wrong = {}
    for form, letter in handed_out().items():
        found = reading.read_file(prints / f"template-{form}.pdf", f"{form}.pdf", ocr=False).reading
        over = [*capacities.lines(letter.capacity), *([letter.position] if letter.position[:2] == "Q." else [])]
        told = {
            "issuer": "UBND xã Tân Hòa", "number": None, "symbol": letter.symbol.removeprefix("2026/"),
            "kind": letter.kind, "signatory": letter.signatory, "capacity": " / ".join(over) or None,
            "position": letter.position.removeprefix("Q. "),
            "recipients": [(name, "paper") for name in letter.paper] + [(n, "electronic") for n in letter.electronic],
        }
        found["recipients"] = [(line["name"], line["channel"]) for line in found["recipients"]]
        wrong |= {(form, name): found[name] for name, value in told.items() if found[name] != value}
    assert wrong == {}


@pytest.mark.ocr
def test_a_template_prints_whole_letters_of_one_font(prints: Path) -> None:
    for form, letter in handed_out().items():
        pdf = pdfium.PdfDocument(prints / f"template-{form}.pdf")
        text = nfc(" ".join(page.get_textpage().get_text_range() for page in pdf))
        for part in (letter.issuer.split(" xã ")[0].upper(), letter.kind.upper(), letter.signatory, "Bản điện tử:"):
            assert part in text or letter.kind == LETTER.name, (form, part)
        assert "\ufffd" not in text
        runs = [run for row in layout_pdf.describe(str(prints / f"template-{form}.pdf"))["rows"] for run in row["runs"]]
        assert {run["font"] for run in runs if any(map(str.isalnum, run["text"]))} == {"LiberationSerif"}, form


@pytest.mark.ocr
@pytest.mark.parametrize(("ending", "most"), [("docx", 500_000), ("pdf", 8_000_000)])
def test_more_than_ten_pages_take_a_limited_number_of_calls(prints: Path, ending: str, most: int) -> None:
    """The same on every machine, however busy; some 100,000 and 3,000,000 with their returns when it was written."""
    assert len(layout_pdf.describe(str(prints / "long.pdf"))["sheets"]) > 10
    describe, calls = layout_docx.describe if ending == "docx" else layout_pdf.describe, count()
    sys.setprofile(lambda *_: next(calls) and None)
    try:
        found = judged(describe(str(prints / f"long.{ending}")))
    finally:
        sys.setprofile(None)
    assert "body.end" not in found
    assert 50_000 < next(calls) < most


@pytest.mark.slow
def test_a_file_without_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.Unreadable) as refusal:
        layout.check(SAMPLES / "cong-van-536-UBND-TH.scan.pdf", "quet.pdf")
    assert refusal.value.data["why"] == "layout_no_text"


@pytest.mark.slow
def test_the_finding_of_a_paragraph_is_placed_on_its_page() -> None:
    pages = from_plain(layout_pdf.describe(str(SAMPLES / "cong-van-536-UBND-TH.pdf")))
    finding = Finding(RULES["body.end"], None, 40, "Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện./.")
    placed = layout.placed(finding, pages.rows)
    assert placed.page == 3
    assert next(row.text for row in pages.rows if (row.page, row.number) == (3, placed.line)).startswith("Yêu cầu")


def test_kept_findings_are_told_again_without_the_words_of_the_page() -> None:
    finding = Finding(RULES["number.zero"], 1, 6, "Số: 5/UBND-VP", "5")
    assert "words" not in layout.kept(finding)
    assert layout.told([layout.kept(finding), {"rule": "no.more"}]) == (Finding(RULES["number.zero"], 1, 6, found="5"),)
    assert layout.block([layout.kept(finding)]) == 0
    assert layout.block([layout.kept(Finding(RULES["title.missing"]))]) == 1


@pytest.mark.slow
def test_only_a_pdf_or_docx_is_described(tmp_path: Path) -> None:
    assert isinstance(layout.printed(SAMPLES / "cong-van-536-UBND-TH.pdf", PDF), Printed)
    with pytest.raises(errors.FileRefused):
        layout.printed(tmp_path, "text/plain")


@pytest.mark.slow
def test_a_font_this_machine_lacks_is_told_at_its_first_words(tmp_path: Path) -> None:
    document = good(GOOD_LETTER)
    looks("Thực hiện", name="Chữ Của Xã")(document)
    document.save(str(tmp_path / "thu.docx"))
    paragraphs = layout.paragraphs_of(tmp_path / "thu.docx", DOCX)
    assert paragraphs is not None
    (finding,) = layout.absent_fonts(paragraphs)
    assert (finding.rule.code, finding.found) == ("text.absent_font", "Chữ Của Xã")
    assert finding.words.startswith("Thực hiện")


@pytest.mark.slow
def test_pages_nobody_could_describe_stop_no_draft(tmp_path: Path) -> None:
    damaged, docx = tmp_path / "hong.pdf", tmp_path / "thu.docx"
    damaged.write_bytes(b"%PDF-1.4 nothing")
    assert [row["rule"] for row in layout.of_draft(None, damaged)] == ["check.unfinished"]
    good(GOOD_LETTER).save(str(docx))
    found = layout.of_draft(layout.paragraphs_of(docx, DOCX), damaged)
    assert [row["rule"] for row in found] == ["check.unfinished"]
    assert layout.block(found) == 0


@pytest.mark.slow
def test_the_numbers_of_every_section_are_looked_at(tmp_path: Path) -> None:
    document = good(GOOD_LETTER)
    section = document.add_section()
    section.header.is_linked_to_previous = False
    assert in_docx(document, tmp_path) == ["page_number.missing"]
    section.header.is_linked_to_previous = True
    assert in_docx(document, tmp_path) == []
