"""Recognition of page images, and printing by LibreOffice: what the machine's programs are asked for."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from portal.adapters import convert, ocr, page_images, tools
from portal.flows.reading import as_json
from portal.rules.errors import ToolMissing, Unreadable
from tests.letters import LETTERS, as_docx, as_pdf, found_in

pytestmark = pytest.mark.ocr
SURE = ("issuer", "number", "symbol", "dated_on", "kind", "subject", "position", "signatory")


def test_the_programs_are_here() -> None:
    assert tools.recognition_missing() is None
    assert tools.printing_missing() is None


def test_a_turned_and_noisy_scan_of_a_letter_is_read(tmp_path: Path) -> None:
    letter = LETTERS[5]
    printed = as_pdf(letter, tmp_path / "letter.pdf")
    page = page_images.render(str(printed), "application/pdf", 1, 200).convert("L")
    noise = Image.effect_noise(page.size, 30)
    turned = Image.blend(page.rotate(0.7, fillcolor=255), noise, 0.12).filter(ImageFilter.GaussianBlur(0.6))
    turned.save(tmp_path / "scan.pdf", "PDF", resolution=200)
    found = as_json(tmp_path / "scan.pdf")
    expected = {name: letter.expected[name] for name in SURE}
    assert found_in(found, expected) == expected
    assert found["sources"]["number"]["from"] == "ocr"


def test_a_smudged_number_stays_empty(tmp_path: Path) -> None:
    letter = LETTERS[1]
    printed = as_pdf(letter, tmp_path / "letter.pdf")
    clean = ocr.read(str(printed), "application/pdf", 1)
    line = next(one for one in clean["lines"] if one["text"].startswith("Số: 71"))
    page = page_images.render(str(printed), "application/pdf", 1, 200)
    x0, y0, x1, y1 = line["box"]
    digits = (
        *(int((x0 + 0.2 * (x1 - x0)) * page.width), int((y0 - 0.004) * page.height)),
        *(int((x0 + 0.36 * (x1 - x0)) * page.width), int((y1 + 0.004) * page.height)),
    )
    smudge = page.crop(digits).rotate(37, fillcolor="white").filter(ImageFilter.GaussianBlur(3))
    page.paste(smudge, digits[:2])
    page.save(tmp_path / "scan.png")
    found = as_json(tmp_path / "scan.png")
    assert found["number"] in (None, 71)
    assert found["dated_on"] == "2019-03-25"


def test_a_stamp_in_its_frame_is_read(tmp_path: Path) -> None:
    page = page_images.render(str(as_pdf(LETTERS[1], tmp_path / "letter.pdf")), "application/pdf", 1, 200)
    left, top = int(0.1 * page.width), int(0.19 * page.height)
    draw = ImageDraw.Draw(page)
    draw.rectangle((left, top, left + 350, top + 56), fill="white", outline="red", width=3)
    draw.text((left + 110, top + 6), "KHẨN", fill="red", font=ImageFont.truetype("LiberationSerif-Bold.ttf", 38))
    page.save(tmp_path / "scan.png")
    assert as_json(tmp_path / "scan.png")["urgency"] == "urgent"


@pytest.mark.parametrize(("known", "best"), [("eng vie Vietnamese", "Vietnamese"), ("vie eng", "vie"), ("eng", None)])
def test_the_larger_model_reads_where_it_is_installed(
    known: str, best: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' {known}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert tools.language() == best
    assert tools.recognition_missing() == (None if best else "tesseract-ocr-script-viet")


def test_an_empty_page_has_no_lines(tmp_path: Path) -> None:
    Image.new("RGB", (800, 1100), "white").save(tmp_path / "a.png")
    assert ocr.read(str(tmp_path / "a.png"), "image/png", 1)["lines"] == []


def test_a_docx_is_printed_and_says_the_same(tmp_path: Path) -> None:
    letter = LETTERS[2]
    convert.to_pdf(as_docx(letter, tmp_path / "a.docx"), tmp_path / "a.pdf")
    found = as_json(tmp_path / "a.pdf")
    expected = {name: letter.expected[name] for name in (*SURE, "recipients", "citations", "addressees")}
    assert found_in(found, expected) == expected
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.docx", "a.pdf"]


def test_noise_is_not_printed(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 8)
    with pytest.raises(Unreadable):
        convert.to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_without_the_program_the_refusal_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing) as missing:
        convert.to_pdf(tmp_path / "a.docx", tmp_path / "a.pdf")
    assert missing.value.details[0] == "libreoffice"
