"""Whether number and day were written after a signature as the law has it: into empty fields, once, and as they read.

The value of a field and what is drawn for it are two things in a PDF.  The fields are filled once more here, by our
own hand, and both drawings are laid over each other: a field that shows another number than it holds is a forgery.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from portal.adapters.pdf_changes import NUMBER_VALUES, marks, place_of, tree_pages, value_of
from portal.adapters.pdf_fields import write_values
from portal.adapters.pdf_places import at

NEVER = -1  # instead of a revision: changed in a way that no seal makes good
_SCALE = 4  # pixels to a point: what tells a 5 from a 6 is many of them
_DARK = 96
_SAME = 0.02  # the part of one digit's ink in which the drawings may differ
_DRAWN = {"/Type", "/Subtype", "/BBox", "/Resources", "/Matrix", "/Length", "/Filter", "/DecodeParms"}


@dataclass(frozen=True)
class Field:
    """A number field in one revision: what it holds, what is drawn, and where."""

    name: str
    value: str
    drawing: bytes
    page: int
    box: tuple[float, ...]


def number_fill(reader: PdfFileReader, signature: EmbeddedPdfSignature, content: bytes) -> int | None:
    """The revision in which number and day were filled in after this signature; None: they were not.

    ``NEVER`` when not all of the fields were empty before, when they changed more than once, or when they show
    something else than they hold.
    """
    known = before = _fields(reader.get_historical_root(signature.signed_revision))
    changes = []
    for revision in range(signature.signed_revision + 1, reader.xrefs.total_revisions):
        now = _fields(reader.get_historical_root(revision))
        if now != known:
            changes.append(revision)
            known = now
    if not changes:
        return None
    once = len(changes) == 1 and not any(field.value for field in before) and all(field.value for field in known)
    ranges = [int(number) for number in signature.byte_range]
    return changes[0] if once and _reads_as_it_holds(known, content[: ranges[2] + ranges[3]], content) else NEVER


def _fields(root: Any) -> list[Field]:
    """The number fields of a revision; two of one name, or one drawn in several places, are both there."""
    standing = {place_of(mark): n for n, page in enumerate(tree_pages(root)) for mark in marks(page)}
    found = []
    for field in at(at(root, "/AcroForm", {}), "/Fields", ()):
        field = field.get_object()
        if str(at(field, "/T", "")) in NUMBER_VALUES:
            for widget in (field, *(kid.get_object() for kid in at(field, "/Kids", ()))):
                page = standing.get(place_of(widget.container_ref), NEVER)
                box = tuple(float(number) for number in at(widget, "/Rect", ()))
                found.append(Field(str(field["/T"]), value_of(field), _drawing(widget), page, box))
    return found


def _drawing(widget: Any) -> bytes:
    """The operators of a plain picture of text; empty for whatever a viewer could show differently at times."""
    drawn = at(widget, "/AP", {})
    normal = at(drawn, "/N")
    if set(drawn) != {"/N"} or not isinstance(normal, StreamObject):
        return b""
    is_plain = set(normal) <= _DRAWN and set(at(normal, "/Resources", {})) <= {"/Font"}
    return bytes(normal.data) if is_plain else b""


def _reads_as_it_holds(fields: Sequence[Field], before: bytes, after: bytes) -> bool:
    values = {field.name: field.value for field in fields}
    is_plain = all(field.drawing and field.page != NEVER and len(field.box) == 4 for field in fields)
    if len(values) != len(fields) or not is_plain:
        return False
    try:
        with BytesIO() as own:
            write_values(BytesIO(before), own, values)
            ours = dict(_pictures(own.getvalue(), fields))
        empty, theirs = dict(_pictures(before, fields)), dict(_pictures(after, fields))
        return all(_alike(theirs[name], ours[name], empty[name], value) for name, value in values.items())
    except Exception:  # whatever stops either library on foreign bytes, nothing was shown to be honest
        return False


def _pictures(content: bytes, fields: Sequence[Field]) -> Iterator[tuple[str, Image.Image]]:
    """What a viewer shows in the place of each field."""
    document = pdfium.PdfDocument(content)
    document.init_forms()
    sheets: Mapping[int, Any] = {number: document[number] for number in {field.page for field in fields}}
    drawn = {
        number: page.render(scale=_SCALE, may_draw_forms=True, grayscale=True).to_pil()
        for number, page in sheets.items()
    }
    for field in fields:
        yield field.name, drawn[field.page].crop(_seen(sheets[field.page], drawn[field.page].size, field.box))


def _seen(page: Any, size: tuple[int, int], box: Sequence[float]) -> tuple[int, int, int, int]:
    """A rectangle of the page's own coordinates in its picture."""
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        across, down = raw.c_int(), raw.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        corners.append((across.value, down.value))
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _alike(theirs: Image.Image, ours: Image.Image, empty: Image.Image, value: str) -> bool:
    """Whether two drawings differ in less than would make another digit of one of theirs.

    Our own must show against the empty place: else both look at a place where nothing is drawn.
    """
    ink = _differing(ours, empty)
    return ink > 0 and _differing(theirs, ours) * len(value) <= _SAME * ink


def _differing(one: Image.Image, other: Image.Image) -> int:
    return sum(ImageChops.difference(one, other).histogram()[_DARK:])
