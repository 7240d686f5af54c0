"""A draft gets empty fields, and after the signature they take number and day."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import letter_places, pdf_drafts, pdf_fields
from portal.rules.errors import Unreadable
from tests.adapters.letter_files import draw


def ink(path: Path, box: list[float]) -> int:
    """How many dark dots a place on the first page shows."""
    document = pdfium.PdfDocument(path)
    document.init_forms()
    picture = document[0].render(scale=2, may_draw_forms=True).to_pil().convert("L")
    width, height = picture.size
    cut = picture.crop((int(box[0] * width), int(box[1] * height), int(box[2] * width), int(box[3] * height)))
    return sum(cut.histogram()[:128])


def ready(folder: Path, **lines: str) -> Path:
    target = folder / "ready.pdf"
    assert pdf_drafts.make_room(str(draw(folder / "draft.pdf", **lines)), str(target))["ready"]
    return target


def test_the_file_keeps_its_bytes_and_gains_three_empty_fields(tmp_path: Path) -> None:
    target = ready(tmp_path)
    assert target.read_bytes().startswith((tmp_path / "draft.pdf").read_bytes())
    assert pdf_fields.empty_number_fields(str(target)) == ["number", "day", "month"]
    assert len(pdfium.PdfDocument(target)) == 1


@pytest.mark.slow
def test_number_and_day_stand_on_the_page_afterwards(tmp_path: Path) -> None:
    source, target = ready(tmp_path), tmp_path / "numbered.pdf"
    places = letter_places.number_places(str(source))["places"]
    pdf_drafts.fill(str(source), str(target), number="07", day="05", month="11", year="2026")
    for place in places.values():
        assert ink(source, place["box"]) < 5  # the edge of a neighbour at most
        assert ink(target, place["box"]) > 20


@pytest.mark.slow
@pytest.mark.parametrize("size", [11, 13, 14])
def test_the_number_is_as_large_as_the_letters_beside_it(tmp_path: Path, size: int) -> None:
    sheet = Canvas(str(tmp_path / "a.pdf"), pagesize=A4)
    pdfmetrics.registerFont(TTFont("Letter", str(pdf_fields.UPRIGHT)))
    sheet.setFont("Letter", size)
    sheet.drawString(120, 735, "Số:            /UBND-KT")
    sheet.drawString(320, 735, "Tân Hòa, ngày       tháng       năm 2026")
    sheet.save()
    assert pdf_drafts.make_room(str(tmp_path / "a.pdf"), str(tmp_path / "r.pdf"))["ready"]
    pdf_drafts.fill(str(tmp_path / "r.pdf"), str(tmp_path / "n.pdf"), number="7", day="05", month="11", year="2026")
    box = letter_places.number_places(str(tmp_path / "a.pdf"))["places"]["number"]["box"]
    document = pdfium.PdfDocument(tmp_path / "n.pdf")
    document.init_forms()
    page = document[0].render(scale=8, may_draw_forms=True).to_pil().convert("L")
    edges = [round(edge * side) for edge, side in zip(box, page.size * 2, strict=True)]
    digit = page.crop((edges[0] + 8, edges[1], edges[2] - 8, edges[3])).point(lambda light: 255 if light < 128 else 0)
    top, bottom = digit.getbbox()[1], digit.getbbox()[3]
    assert (bottom - top) / 8 == pytest.approx(0.66 * size, rel=0.06)  # the height of a digit of this face
    assert (edges[1] + bottom) / 8 == pytest.approx(841.89 - 735, abs=0.4)  # on the line of its neighbours


@pytest.mark.slow
def test_a_printed_month_is_left_as_it_is(tmp_path: Path) -> None:
    source, target = ready(tmp_path, date="Tân Hòa, ngày        tháng 11 năm 2026"), tmp_path / "numbered.pdf"
    assert pdf_drafts.fill(str(source), str(target), number="1234", day="05", month="11", year="2026") == {
        "filled": ["day", "number"],
    }


def test_a_day_printed_by_the_drafter_must_be_the_day_of_the_number(tmp_path: Path) -> None:
    source, target = ready(tmp_path, date="Tân Hòa, ngày 05 tháng 11 năm 2026"), tmp_path / "numbered.pdf"
    answer = pdf_drafts.fill(str(source), str(target), number="07", day="06", month="11", year="2026")
    assert answer["refused"] == "printed_day"
    assert not target.exists()


@pytest.mark.slow
def test_a_number_is_written_once(tmp_path: Path) -> None:
    source, once = ready(tmp_path), tmp_path / "once.pdf"
    pdf_drafts.fill(str(source), str(once), number="07", day="05", month="11", year="2026")
    with pytest.raises(Unreadable):
        pdf_drafts.fill(str(once), str(tmp_path / "twice.pdf"), number="08", day="05", month="11", year="2026")


@pytest.mark.parametrize(("lines", "missing"), [
    ({"number": "Số: 12/UBND-KT"}, ["number"]),
    ({"number": "Kính gửi:"}, ["number"]),
    ({"date": "Tân Hòa, năm 2026"}, ["day", "month"]),
])
def test_without_room_nothing_is_written(tmp_path: Path, lines: dict[str, str], missing: list[str]) -> None:
    target = tmp_path / "ready.pdf"
    found = pdf_drafts.make_room(str(draw(tmp_path / "draft.pdf", **lines)), str(target))
    assert (found["ready"], found["missing"]) == (False, missing)
    assert not target.exists()


def test_a_file_that_was_made_ready_before_is_no_draft(tmp_path: Path) -> None:
    again = pdf_drafts.make_room(str(ready(tmp_path)), str(tmp_path / "again.pdf"))
    assert (again["signed"], again["ready"]) == (True, False)


ACTS = {
    "script": {"/OpenAction": generic.DictionaryObject({
        generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("x()"),
    })},
    "event": {"/AA": generic.DictionaryObject()},
    "hidden layer": {"/OCProperties": generic.DictionaryObject({
        generic.pdf_name("/D"): generic.DictionaryObject({
            generic.pdf_name("/OFF"): generic.ArrayObject([generic.NumberObject(1)]),
        }),
    })},
    "place to begin": {"/OpenAction": generic.ArrayObject([generic.NumberObject(0), generic.pdf_name("/Fit")])},
}


@pytest.mark.parametrize("name", ACTS)
def test_what_acts_by_itself_or_hides_a_layer_is_no_draft(tmp_path: Path, name: str) -> None:
    source, target = draw(tmp_path / "draft.pdf"), tmp_path / "acting.pdf"
    with source.open("rb") as file, target.open("wb") as out:
        writer = IncrementalPdfFileWriter(file)
        for key, value in ACTS[name].items():
            writer.root[generic.pdf_name(key)] = value
        writer.update_root()
        writer.write(out)
    found = pdf_drafts.make_room(str(target), str(tmp_path / "ready.pdf"))
    is_harmless = name == "place to begin"
    assert (found["active"], found["ready"], (tmp_path / "ready.pdf").exists()) == (
        not is_harmless, is_harmless, is_harmless
    )
