"""Places on a page: fractions from the top left as people see it, turned into the page's own coordinates."""

from collections.abc import Mapping
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, NumberObject

Box = tuple[float, float, float, float]

_BACK = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}


def visible_box(page: Any) -> Box:
    """Crop box as far as it lies in the media box, inherited where the page has none: left, bottom, right, top."""
    crop, media = _box(page, "/CropBox"), _box(page, "/MediaBox")
    if crop is None or media is None:
        return crop or media or (0.0, 0.0, 595.0, 842.0)
    both = max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3])
    return both if both[0] < both[2] and both[1] < both[3] else media


def _box(page: Any, name: str) -> Box | None:
    value = inherited(page, name)
    if value is None:
        return None
    a, b, c, d = (float(number) for number in value)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def at(node: Any, name: str, default: Any = None) -> Any:
    """An entry of a dictionary with references followed; ``get`` of the library leaves them standing."""
    return node[name] if name in node else default  # noqa: SIM401


def inherited(page: Any, name: str) -> Any:
    """An attribute that a page may leave to the nodes above it."""
    node = page
    for _ in range(64):  # a damaged tree may run in a circle
        if name in node:
            return node[name]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def to_points(page: Any, box: Box) -> Box:
    """Fractions (x0, y0, x1, y1), origin top left as shown, to a rectangle in user space."""
    left, bottom, right, top = visible_box(page)
    turn = turn_of(page)
    corners = [_turned(x, y, turn) for x, y in ((box[0], box[1]), (box[2], box[3]))]
    xs = [left + x * (right - left) for x, _ in corners]
    ys = [top - y * (top - bottom) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def turn_of(page: Any) -> int:
    """By how many degrees a viewer turns the page, clockwise."""
    return int(inherited(page, "/Rotate") or 0) % 360


def upright(turn: int) -> ArrayObject:
    """The matrix that turns a drawing back, so that it stands upright on a page that is shown turned."""
    return ArrayObject(map(NumberObject, _BACK.get(turn, _BACK[0])))


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """From the page as shown, turned clockwise by /Rotate, back to the page as written."""
    return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}.get(turn, (x, y))


def read_place(place: Mapping[str, Any]) -> tuple[int, Box]:
    """``{"page": 1, "box": [x0, y0, x1, y1]}``: the page counted from 0, and the box; nonsense is a ValueError."""
    page, box = int(place["page"]), [float(number) for number in place["box"]]
    if page < 1 or len(box) != 4 or not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
        raise ValueError(f"no such place: {place}")
    return page - 1, (box[0], box[1], box[2], box[3])
