"""The first page of an annex in a file of its own: whether the agency can sign it, and where (Decree 30/2020 Annex I).

Runs in the sandbox child; files go by path, answers are plain data.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import ImageFont
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from portal.adapters import pdf_drafts
from portal.adapters.pdf_fields import UPRIGHT
from portal.adapters.pdf_places import at
from portal.adapters.pdf_text import open_pdf
from portal.rules.errors import Unreadable
from portal.rules.signing import SEAL

SIZE, LEADING = 10, 12  # as pdf_signing writes
_MM = 72 / 25.4
_RIGHT, _TOP = 15 * _MM, 9 * _MM  # within the margin that the law keeps free of words
_AROUND = 6.0  # so that whole points and the edge of the box never make the letters smaller
_LEAST = 340.0, 120.0  # points: room for the longest symbol in use


def examine(path: str) -> dict[str, Any]:
    """``problem`` is a word for what would keep the agency from signing it later, or empty."""
    width, height = _size(path)
    if width < _LEAST[0] or height < _LEAST[1]:
        return {"problem": "annex_small"}
    if pdf_drafts.is_signed(path):
        return {"problem": "annex_signed"}
    if pdf_drafts.is_active(path):
        return {"problem": "annex_active"}
    with open(path, "rb") as file:  # tried once now: later its letter would wait for it
        writer = IncrementalPdfFileWriter(file, strict=False)
        if writer.prev.encrypted:
            writer.encrypt("")
        if _is_taken(writer, SEAL.field):
            return {"problem": "annex_signed"}
        fields.append_signature_field(writer, fields.SigFieldSpec(SEAL.field, on_page=0, box=(10, 10, 60, 20)))
        writer.write(BytesIO())
    return {"problem": ""}


def _is_taken(writer: IncrementalPdfFileWriter, name: str) -> bool:
    """Whether the file has a field of the name the signature will bear."""
    tops = at(at(writer.root, "/AcroForm", {}), "/Fields", ())
    return any(str(at(field.get_object(), "/T", "")) == name for field in tops)


def place(path: str, lines: Sequence[str]) -> dict[str, Any]:
    """The top right of page 1 as people see it, just as large as the lines need."""
    width, height = _size(path)
    font = ImageFont.truetype(str(UPRIGHT), 100 * SIZE)
    wide = max(font.getlength(line) for line in lines) / 100 + _AROUND
    high = LEADING * len(lines) + _AROUND
    left, top = width - _RIGHT - wide, _TOP
    if left < 0 or top + high > height:
        raise Unreadable("no room on the page")
    box = (left / width, top / height, (left + wide) / width, (top + high) / height)
    return {"page": 1, "box": [round(edge, 5) for edge in box]}


def _size(path: str) -> tuple[float, float]:
    """Width and height of the first page as it is shown, in points."""
    width, height = open_pdf(path)[0].get_size()
    return width, height
