"""What a scanner makes of a printed letter: page images, turned a little or by a quarter, noisy, as JPEG in a PDF."""

from pathlib import Path
from random import Random

import pypdfium2 as pdfium
from PIL import Image, ImageFilter

DPI = 200
_TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def scan(printed: Path, target: Path, seed: str) -> None:
    """The pages as images, all lying the same way; one in five by a quarter or upside down."""
    random = Random(seed)
    turn = random.choice((90, 180, 270)) if random.random() < 0.2 else 0
    paper, quality = random.randint(225, 255), random.randint(45, 80)
    pages = [_seen(page, random, paper) for page in pdfium.PdfDocument(printed)]
    if turn:
        pages = [page.transpose(_TURNS[turn]) for page in pages]
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=quality)


def _seen(page: pdfium.PdfPage, random: Random, paper: int) -> Image.Image:
    """One page on grey paper, not quite straight, not quite sharp, with grains."""
    picture = page.render(scale=DPI / 72).to_pil().convert("L")
    picture = picture.point([int(value * (paper - 30) / 255) + 30 for value in range(256)])
    picture = picture.rotate(random.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=paper)
    picture = picture.filter(ImageFilter.GaussianBlur(random.uniform(0.2, 0.8)))
    grains = Image.frombytes("L", picture.size, random.randbytes(picture.width * picture.height))
    return Image.blend(picture, grains, random.uniform(0.02, 0.10)).convert("RGB")
