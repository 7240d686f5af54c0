"""A badly lit, speckled or stamped page is made readable, a good one stays as it is."""

from random import Random

import pytest
from PIL import Image, ImageChops, ImageDraw

from portal.adapters.cleaning import clean, unstamped


@pytest.fixture(scope="module")
def sheet() -> Image.Image:
    """Rows of black bars on nearly white paper."""
    picture = Image.new("L", (320, 440), 245)
    draw = ImageDraw.Draw(picture)
    for row in range(18):
        draw.rectangle((40, 30 + row * 22, 280, 36 + row * 22), fill=20)
    return picture


def ink(picture: Image.Image) -> list[bool]:
    return [value < 128 for value in picture.tobytes()]


def test_a_good_page_stays_as_it_is(sheet: Image.Image) -> None:
    assert clean(sheet) is sheet
    assert unstamped(sheet.convert("RGB")) is None


def test_a_page_darker_above_than_below_is_evenly_lit(sheet: Image.Image) -> None:
    shade = Image.linear_gradient("L").resize(sheet.size).point([80 + value * 175 // 255 for value in range(256)])
    dark = ImageChops.multiply(sheet, shade)
    assert ink(dark) != ink(sheet)
    assert ink(clean(dark)) == ink(sheet)


def test_specks_go_and_bars_stay(sheet: Image.Image) -> None:
    random, speckled = Random(3), sheet.copy()
    for _ in range(700):
        speckled.putpixel((random.randrange(320), random.randrange(440)), random.choice((0, 255)))
    before, after = (
        sum(one != other for one, other in zip(ink(picture), ink(sheet), strict=True))
        for picture in (speckled, clean(speckled))
    )
    assert after * 4 < before  # the corners of the bars are rounded


def test_under_a_red_seal_the_print_is_whole(sheet: Image.Image) -> None:
    page = sheet.convert("RGB")
    seal = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(seal).ellipse((60, 200, 200, 340), outline=(210, 30, 40), width=6)
    black = unstamped(ImageChops.multiply(page, seal))
    assert black is not None
    assert ink(black) == ink(sheet)
