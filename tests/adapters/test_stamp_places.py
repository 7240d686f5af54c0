"""The signature between position and name, the seal over its left third: in true size and never over words."""

from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from portal.adapters import stamp_places
from portal.adapters.letter_places import read_page
from portal.adapters.pdf_text import open_pdf
from portal.flows.reading import SAMPLE_PDF
from tests.adapters.letter_files import draw

WIDTH, HEIGHT = 595.28, 841.89
ABOVE = ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
MM = 72 / 25.4


@pytest.fixture
def hand(tmp_path: Path) -> str:
    """A signature three times as wide as high."""
    Image.new("RGBA", (600, 200), (20, 60, 170, 200)).save(tmp_path / "hand.png")
    return str(tmp_path / "hand.png")


def letters_under(path: Path, box: list[float]) -> str:
    """What stands in a box of fractions."""
    page = read_page(open_pdf(str(path)), 1)
    x0, y0, x1, y1 = box[0] * page.width, box[1] * page.height, box[2] * page.width, box[3] * page.height
    under = [
        letter.bare for line in page.lines for letter in line
        if letter.x0 < x1 and letter.x1 > x0 and letter.y0 < y1 and letter.y1 > y0
    ]
    return "".join(under)


def test_the_signature_goes_between_position_and_name(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", pages=3)
    found = stamp_places.signature_place(str(path), "Phạm Thị Phó", ABOVE)
    x0, y0, x1, y1 = found["box"]
    assert (found["found"], found["page"]) == (True, 3)
    assert (x0 + x1) / 2 == pytest.approx(420 / WIDTH, abs=0.01)
    assert (HEIGHT - 284) / HEIGHT < y0 < y1 < (HEIGHT - 200) / HEIGHT


def test_a_picture_keeps_its_proportions_and_hides_no_word(tmp_path: Path, hand: str) -> None:
    path = draw(tmp_path / "a.pdf")
    box = stamp_places.signature_place(str(path), "Phạm Thị Phó", ABOVE, hand)["box"]
    assert (box[2] - box[0]) * WIDTH / ((box[3] - box[1]) * HEIGHT) == pytest.approx(3, abs=0.02)
    assert letters_under(path, box) == ""


def test_words_in_the_other_column_make_the_signature_narrower(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 13)
    canvas.drawCentredString(420, 284, "PHO CHU TICH")
    canvas.drawRightString(370, 245, "- a recipient with a name so long that it comes near;")
    canvas.drawCentredString(420, 200, "Pham Thi Pho")
    canvas.save()
    box = stamp_places.signature_place(str(path), "Phạm Thị Phó", ["PHÓ CHỦ TỊCH"])["box"]
    assert letters_under(path, box) == ""
    assert (box[0] + box[2]) / 2 == pytest.approx(420 / WIDTH, abs=0.01)


def test_a_name_in_another_case_is_the_same_name(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", name="PHẠM THỊ PHÓ")
    assert stamp_places.signature_place(str(path), "Phạm Thị Phó", [])["found"]


def test_a_name_inside_a_sentence_is_no_place_to_sign(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", name="Giao bà Phạm Thị Phó chủ trì")
    found = stamp_places.signature_place(str(path), "Phạm Thị Phó", [])
    assert (found["found"], found["page"]) == (False, 1)
    assert found["box"][0] > 0.4


def test_the_sample_letter_is_signed_on_its_last_page() -> None:
    found = stamp_places.signature_place(str(SAMPLE_PDF), "Giáp Văn Tâm", ABOVE)
    assert (found["found"], found["page"]) == (True, 3)


def test_the_seal_covers_the_left_third_of_the_signature_in_true_size(tmp_path: Path, hand: str) -> None:
    path = draw(tmp_path / "a.pdf")
    box = stamp_places.signature_place(str(path), "Phạm Thị Phó", ABOVE, hand)["box"]
    found = stamp_places.seal_place(str(path), 1, box, 36, hand, hand)
    seal = found["box"]
    assert found["free"]
    assert 0.2 <= (seal[2] - box[0]) / (box[2] - box[0]) <= 0.4
    assert (seal[2] - seal[0]) * WIDTH == pytest.approx(36 * MM, abs=0.1)
    assert (seal[3] - seal[1]) * HEIGHT == pytest.approx(36 * MM, abs=0.1)


def test_a_seal_steps_aside_for_a_word(tmp_path: Path, hand: str) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 13)
    canvas.drawString(300, 290, "A LONG LINE ABOVE THE SIGNATURE")
    canvas.save()
    box = [0.6, 0.68, 0.85, 0.75]  # its middle is 50 points below the line
    found = stamp_places.seal_place(str(path), 1, box, 36, hand, hand)
    middle = (found["box"][1] + found["box"][3]) / 2
    assert found["free"]
    assert middle > (box[1] + box[3]) / 2


@pytest.mark.slow
def test_where_words_are_everywhere_the_place_is_said_not_to_be_free(tmp_path: Path, hand: str) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    for line in range(60):
        canvas.drawString(60, 780 - 12 * line, "words and " * 9)
    canvas.save()
    assert not stamp_places.seal_place(str(path), 1, [0.6, 0.6, 0.8, 0.7], 36, hand, hand)["free"]


@pytest.mark.slow
def test_a_seal_stands_beside_a_signature_unless_both_are_pictures(tmp_path: Path, hand: str) -> None:
    path = draw(tmp_path / "a.pdf")
    box = stamp_places.signature_place(str(path), "Phạm Thị Phó", ABOVE)["box"]
    assert stamp_places.seal_place(str(path), 1, box, 36)["box"][2] == pytest.approx(box[0], abs=0.001)
    assert stamp_places.seal_place(str(path), 1, box, 36, "", hand)["box"][2] == pytest.approx(box[0], abs=0.001)


def test_a_seal_beside_a_signature_at_the_edge_stays_on_the_page(tmp_path: Path, hand: str) -> None:
    seal = stamp_places.seal_place(str(draw(tmp_path / "a.pdf")), 1, [0.0, 0.0, 0.1, 0.03], 36, "", hand)["box"]
    assert min(seal) >= 0
    assert max(seal) <= 1
