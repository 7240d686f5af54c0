"""The text layer gives words where they are seen; pages without one, or with a useless one, say so."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import pdf_drafts, pdf_text
from portal.flows.reading import SAMPLE_PDF, SAMPLE_SCAN
from portal.rules.errors import Unreadable
from portal.rules.page_lines import Page
from tests.adapters.letter_files import draw
from tests.letters import FONTS, LETTERS, as_pdf


def page_of(path: Path) -> dict[str, object]:
    return pdf_text.read(str(path))["pages"][0]


def texts(path: Path) -> list[str]:
    return [line["text"] for line in pdf_text.read(str(path))["pages"][0]["lines"]]


def canvas(path: Path) -> Canvas:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Serif", str(FONTS / "LiberationSerif-Regular.ttf")))
    made = Canvas(str(path), A4)
    made.setFont("Serif", 13)
    return made


@pytest.mark.slow
def test_the_columns_of_head_and_foot_stay_apart() -> None:
    first = texts(SAMPLE_PDF)
    assert first[:5] == [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN SƠN ĐỘNG",
        "Số: 536/UBND-TH",
        "V/v phân loại, xử lý văn bản điện tử",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
    ]


@pytest.mark.slow
def test_number_and_day_filled_into_a_form_are_read_where_they_stand(tmp_path: Path) -> None:
    draft, ready, numbered = (tmp_path / f"{name}.pdf" for name in ("draft", "ready", "numbered"))
    pdf_drafts.make_room(str(draw(draft)), str(ready))
    pdf_drafts.fill(str(ready), str(numbered), number="12", day="05", month="11", year="2026")
    lines = texts(numbered)
    assert "Số: 12 /UBND-KT" in lines
    assert "Tân Hòa, ngày 05 tháng 11 năm 2026" in lines
    assert "Số: /UBND-KT" in texts(ready)


def test_a_scan_has_no_useful_text(tmp_path: Path) -> None:
    assert not page_of(SAMPLE_SCAN)["useful"]


def test_an_english_layer_over_a_picture_is_useless(tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    for at in range(30):
        made.drawString(60, 780 - 20 * at, "UY BAN NHAN DAN HUYEN SON DONG so 536 va cac don vi")
    made.save()
    assert not page_of(tmp_path / "a.pdf")["useful"]


def test_a_seal_of_text_on_a_scanned_page_does_not_make_it_useful(tmp_path: Path) -> None:
    Image.new("L", (800, 1100), 250).save(tmp_path / "page.png")
    made = canvas(tmp_path / "a.pdf")
    made.drawImage(str(tmp_path / "page.png"), 0, 0, *A4)
    made.drawString(300, 820, "Người ký: Ủy ban nhân dân huyện Sơn Động, tỉnh Bắc Giang, Việt Nam")
    made.save()
    assert not page_of(tmp_path / "a.pdf")["useful"]


def test_the_last_page_with_only_a_name_needs_no_recognition(tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    made.drawString(300, 700, "PHÓ CHỦ TỊCH")
    made.drawString(300, 600, "Giáp Văn Tâm")
    made.showPage()
    made.showPage()
    made.save()
    assert [page["useful"] for page in pdf_text.read(str(tmp_path / "a.pdf"))["pages"]] == [True, True]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_turned_by_the_viewer_is_read_as_it_is_seen(turn: int, tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    made.drawString(60, 780, "Ủy ban nhân dân huyện")
    made.save()
    document = PdfDocument(tmp_path / "a.pdf")
    document[0].set_rotation(turn)
    document.save(tmp_path / "b.pdf")
    upright, turned = page_of(tmp_path / "a.pdf"), page_of(tmp_path / "b.pdf")
    x0, y0, x1, y1 = upright["lines"][0]["box"]  # type: ignore[index]
    expected = {90: (1 - y1, x0, 1 - y0, x1), 180: (1 - x1, 1 - y1, 1 - x0, 1 - y0), 270: (y0, 1 - x1, y1, 1 - x0)}
    boxes = [line["box"] for line in turned["lines"]]  # type: ignore[attr-defined]
    left, top, right, bottom = zip(*boxes, strict=True)
    assert (min(left), min(top), max(right), max(bottom)) == pytest.approx(expected[turn], abs=0.002)


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_whole_page_that_lies_is_read_upright_and_its_places_told_as_it_lies(turn: int, tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    made.drawString(60, 780, "Ủy ban nhân dân huyện Sơn Động")
    for at in range(4):
        made.drawString(90, 700 - 20 * at, "Các đơn vị báo cáo kết quả thực hiện về Ủy ban nhân dân huyện.")
    made.save()
    document = PdfDocument(tmp_path / "a.pdf")
    document[0].set_rotation(turn)
    document.save(tmp_path / "b.pdf")
    upright, lying = page_of(tmp_path / "a.pdf"), page_of(tmp_path / "b.pdf")
    assert texts(tmp_path / "b.pdf") == texts(tmp_path / "a.pdf")
    assert lying["useful"]
    assert lying["turned"] == turn
    box, straight = lying["lines"][0]["box"], upright["lines"][0]["box"]  # type: ignore[index]
    assert box == pytest.approx(straight, abs=0.002)
    x0, y0, x1, y1 = straight
    expected = {90: (1 - y1, x0, 1 - y0, x1), 180: (1 - x1, 1 - y1, 1 - x0, 1 - y0), 270: (y0, 1 - x1, y1, 1 - x0)}
    page = Page(float(lying["width"]), float(lying["height"]), (), turn)  # type: ignore[arg-type]
    assert page.as_it_lies(tuple(box)) == pytest.approx(expected[turn], abs=0.002)


def test_letters_drawn_one_by_one_are_words(tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    at = 60.0
    for letter in "kế hoạch và việc các":
        if letter != " ":
            made.drawString(at, 700, letter)
        at += made.stringWidth(letter) + 1.5
    made.save()
    assert texts(tmp_path / "a.pdf") == ["kế hoạch và việc các"]


def test_letters_in_an_order_of_their_own_are_a_useless_layer(tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    letters = [(column, row) for row in range(4) for column in range(30)]
    for column, row in sorted(letters, key=lambda place: (place[0] * 7 + place[1] * 11) % 31):
        made.drawString(60 + 14 * column, 700 - 20 * row, "kếhoạch"[column % 7])
    made.save()
    assert not page_of(tmp_path / "a.pdf")["useful"]


def test_what_stands_in_a_form_field_is_read(tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    made.drawString(60, 780, "Số:")
    made.acroForm.textfield(name="number", value="536", x=85, y=775, width=40, height=16, fontSize=12)
    made.drawString(128, 780, "/UBND-TH")
    made.save()
    assert "536" in " ".join(texts(tmp_path / "a.pdf"))


def test_a_reference_broken_at_the_end_of_a_line_is_two_lines(tmp_path: Path) -> None:
    made = canvas(tmp_path / "a.pdf")
    made.drawString(400, 780, "Thông báo số 71/TB-")
    made.drawString(60, 764, "UBND ngày 25/3/2019")
    made.save()
    assert texts(tmp_path / "a.pdf") == ["Thông báo số 71/TB-", "UBND ngày 25/3/2019"]


def test_locked_and_damaged_files_are_unreadable(tmp_path: Path) -> None:
    made = Canvas(str(tmp_path / "a.pdf"), encrypt="secret")
    made.drawString(60, 700, "x")
    made.save()
    with pytest.raises(Unreadable, match="password"):
        pdf_text.read(str(tmp_path / "a.pdf"))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(Unreadable, match="damaged"):
        pdf_text.read(str(tmp_path / "b.pdf"))


@pytest.mark.slow
def test_bold_is_known(tmp_path: Path) -> None:
    lines = pdf_text.read(str(as_pdf(LETTERS[0], tmp_path / "a.pdf")))["pages"][0]["lines"]
    bold = {line["text"]: line["bold"] for line in lines}
    assert bold["QUYẾT ĐỊNH"] is True
    assert bold["Số: 05/2024/QĐ-UBND"] is False


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", min_size=1, max_size=60))
def test_printed_words_come_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "words.pdf"
    made = canvas(path)
    made.drawString(40, 700, " ".join(text.split()))
    made.save()
    assert " ".join(texts(path)) == " ".join(text.split())
