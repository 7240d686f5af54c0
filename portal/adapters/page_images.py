"""Pictures of pages: PDF by PDFium, JPEG, PNG and TIFF by Pillow; PNG out."""

import base64
import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from portal.adapters.pdf_text import open_pdf
from portal.rules.errors import Unreadable
from portal.rules.filetypes import IMAGES, MOST_PIXELS, PDF
from portal.rules.page_lines import Box

POINTS_PER_INCH = 72
MOST_DPI = 300
_MOST_SIDE = 6_000


def draw(path: str, media_type: str, page: int, dpi: int, box: Box | None = None) -> dict[str, Any]:
    """One page, or the cut-out of it that the box names, as PNG in base64 with its size in dots."""
    picture = render(path, media_type, page, dpi)
    if box:
        picture = cut(picture, box)
    stored = io.BytesIO()
    picture.save(stored, "PNG", compress_level=4)
    return {"png": base64.b64encode(stored.getvalue()).decode(), "width": picture.width, "height": picture.height}


def read(path: str) -> dict[str, Any]:
    """The pages of a picture as the readers of text give theirs: nothing on them before they are recognised."""
    with _opened(path) as picture:
        count = int(getattr(picture, "n_frames", 1))
    blank = {"width": 0, "height": 0, "useful": False, "lines": []}
    return {"page_count": count, "pages": [{**blank, "number": number + 1} for number in range(count)]}


def render(path: str, media_type: str, page: int, dpi: int) -> Image.Image:
    """The page as a picture; a page that is not there is ``Unreadable``."""
    dpi = max(10, min(dpi, MOST_DPI))
    if media_type == PDF:
        return _pdf_page(path, page, dpi)
    if media_type in IMAGES:
        return _image_page(path, page)
    raise Unreadable("no pages")


def _pdf_page(path: str, number: int, dpi: int) -> Image.Image:
    document = open_pdf(path)
    if not 1 <= number <= len(document):
        raise Unreadable("no such page")
    page = document[number - 1]
    longest = max(page.get_size()) or 1.0
    scale = min(dpi / POINTS_PER_INCH, _MOST_SIDE / longest)
    return page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")


def _image_page(path: str, number: int) -> Image.Image:
    with _opened(path) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable("memory")
        try:
            picture.seek(number - 1)
        except EOFError as error:
            raise Unreadable("no such page") from error
        whole = ImageOps.exif_transpose(picture).convert("RGB")
        whole.thumbnail((_MOST_SIDE, _MOST_SIDE))
        return whole


def _opened(path: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # counted above, with our own refusal
    return Image.open(Path(path))


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """The part of a picture that a box in fractions names, with a little room around it."""
    room = 0.006
    left, top = max(0.0, box[0] - room), max(0.0, box[1] - room)
    right, bottom = min(1.0, box[2] + room), min(1.0, box[3] + room)
    edges = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
    x0, y0, x1, y1 = (int(edge) for edge in edges)
    return picture.crop((x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)))
