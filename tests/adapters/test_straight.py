"""A crooked page is levelled, a page on its side is seen to be, and places are told for the page as it lies."""

import pytest
from PIL import Image, ImageDraw

from portal.adapters.straight import levelled, lies_on_its_side, skew, unread
from portal.rules.page_lines import Line, Page


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    """Words as black bars in lines."""
    picture = Image.new("L", (413, 585), 250)
    draw = ImageDraw.Draw(picture)
    for row in range(34):
        for word in range(9):
            left = 45 + word * 37
            draw.rectangle((left, 40 + row * 15, left + 25 + (row * word) % 10, 46 + row * 15), fill=20)
    return picture


@pytest.mark.slow
@pytest.mark.parametrize("angle", [-2.0, 0.0, 1.25])
def test_the_skew_is_found_and_undone(sheet: Image.Image, angle: float) -> None:
    crooked = sheet.rotate(angle, Image.Resampling.BICUBIC, fillcolor=250)
    assert skew(crooked) == pytest.approx(-angle, abs=0.26)
    assert abs(skew(levelled(crooked, skew(crooked)))) <= 0.26


@pytest.mark.slow
@pytest.mark.parametrize("angle", [-2.0, 1.5])
def test_a_page_on_its_side_is_known_also_when_crooked(sheet: Image.Image, angle: float) -> None:
    assert not lies_on_its_side(sheet.rotate(angle, fillcolor=250))
    assert lies_on_its_side(sheet.transpose(Image.Transpose.ROTATE_90).rotate(angle, fillcolor=250))


def test_rows_of_ink_that_no_box_covers_are_found(sheet: Image.Image) -> None:
    rows = [(0.1, (39 + row * 15) / 585, 0.95, (47 + row * 15) / 585) for row in range(34)]
    assert unread(sheet, rows) == []
    found = unread(sheet, [*rows[:7], *rows[8:]])
    assert len(found) == 1
    left, top, right, bottom = found[0]
    assert left < 45 / 413
    assert right > 340 / 413
    assert rows[6][3] < top < rows[7][1]
    assert rows[7][3] < bottom < rows[8][1]


@pytest.mark.slow
def test_an_empty_page_is_straight() -> None:
    blank = Image.new("L", (600, 800), 255)
    assert not lies_on_its_side(blank)
    assert skew(blank) == 0.0
    assert unread(blank, []) == []


@pytest.mark.parametrize("turned", [0, 90, 180, 270, 1.5, 88.5, 181.0])
def test_a_place_on_the_straight_page_is_told_where_it_lies(turned: float) -> None:
    lying = Image.new("L", (400, 600) if round(turned / 90) % 2 == 0 else (600, 400), 255)
    ImageDraw.Draw(lying).rectangle((100, 200, 139, 219), fill=0)
    quarters = round(turned / 90) % 4
    turns = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    turn = turns[quarters]
    straight = lying.transpose(turn) if turn is not None else lying
    straight = straight.rotate(turned - round(turned / 90) * 90, fillcolor=255)
    left, top, right, bottom = straight.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
    box = left / straight.width, top / straight.height, right / straight.width, bottom / straight.height
    page = Page(straight.width, straight.height, (Line("x", 1, box),), turned)
    found = page.lying().lines[0].box
    width, height = lying.size
    assert found == pytest.approx((100 / width, 200 / height, 140 / width, 220 / height), abs=0.02)
    assert (page.lying().width, page.lying().height) == lying.size
