"""A made-up signature and a made-up seal, drawn for the demonstration office (Decree 30/2020 Annex I, 8)."""

import math
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

BLUE, RED = (20, 60, 170, 255), (205, 25, 30, 235)
FONT = Path(__file__).parent / "fonts" / "cong-van-serif.ttf"
SCALE = 4  # drawn larger, then made smooth


def signature(name: str, width: int = 420, height: int = 200) -> bytes:
    """A blue flourish on nothing, different for each name, as transparent PNG."""
    chance = Random(name)
    sheet = Image.new("RGBA", (width * SCALE, height * SCALE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    points, loops = [], chance.uniform(4.2, 5.8)
    for step in range(260):
        t = step / 259
        x = width * (0.06 + 0.8 * t) + 26 * math.sin(loops * 2 * math.pi * t + 1)
        lift = 0.32 * math.sin(loops * 2 * math.pi * t) * (1 - 0.6 * t) + 0.05 * math.sin(19 * t)
        points.append((x * SCALE, height * (0.5 + lift - 0.1 * t) * SCALE))
    pen.line(points, fill=BLUE, width=4 * SCALE, joint="curve")
    under = [(width * (0.12 + 0.8 * t / 40), height * (0.86 - 0.18 * (t / 40) ** 2)) for t in range(41)]
    pen.line([(x * SCALE, y * SCALE) for x, y in under], fill=BLUE, width=3 * SCALE, joint="curve")
    return png(sheet.resize((width, height), Image.Resampling.LANCZOS))


def seal(around: str, across: str, side: int = 420) -> bytes:
    """A red round seal with words around a star and a line across, as transparent PNG."""
    size = side * SCALE
    sheet = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    for radius, line in ((0.485, 0.016), (0.455, 0.006), (0.30, 0.006)):
        edge = (0.5 - radius) * size
        pen.ellipse((edge, edge, size - edge, size - edge), outline=RED, width=int(line * size))
    star(pen, size)
    pen.text((size / 2, size * 0.66), across, fill=RED, font=ImageFont.truetype(FONT, int(size * 0.05)), anchor="mm")
    write_around(sheet, f"{around} ★ ", size)
    return png(sheet.resize((side, side), Image.Resampling.LANCZOS))


def star(pen: ImageDraw.ImageDraw, size: int) -> None:
    """Five points in the middle."""
    corners = []
    for corner in range(10):
        radius = size * (0.15 if corner % 2 == 0 else 0.06)
        angle = math.pi * corner / 5 - math.pi / 2
        corners.append((size / 2 + radius * math.cos(angle), size * 0.47 + radius * math.sin(angle)))
    pen.polygon(corners, fill=RED)


def write_around(sheet: Image.Image, words: str, size: int) -> None:
    """Letters on a circle, their feet to the middle."""
    font = ImageFont.truetype(FONT, int(size * 0.075))
    words = words.replace("★", "·")
    widths = [font.getlength(letter) for letter in words]
    turn = 360 / sum(widths)
    angle = -90.0 - sum(widths[: len(words.rstrip(" ·"))]) * turn / 2
    for letter, width in zip(words, widths, strict=True):
        middle = math.radians(angle + width * turn / 2)
        tile = Image.new("RGBA", (int(size * 0.14),) * 2, (0, 0, 0, 0))
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), letter, fill=RED, font=font, anchor="mm")
        turned = tile.rotate(-math.degrees(middle) - 90, Image.Resampling.BICUBIC)
        x, y = size / 2 + size * 0.378 * math.cos(middle), size / 2 + size * 0.378 * math.sin(middle)
        sheet.alpha_composite(turned, (int(x - tile.width / 2), int(y - tile.height / 2)))
        angle += width * turn


def png(picture: Image.Image) -> bytes:
    """The bytes of a PNG."""
    stored = BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()
