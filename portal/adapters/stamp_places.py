"""Where on a page the signature and the seal go: read from its words, and never over them.

Runs in the sandbox child.  Boxes are fractions of the page as it is seen, origin top left.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import hypot
from typing import Any

from PIL import Image

from portal.adapters.letter_places import Letter, Page, read_page
from portal.adapters.pdf_text import open_pdf
from portal.rules.folding import fold

Box = tuple[float, float, float, float]

_MM = 72 / 25.4
_SIGNATURE_MM, _LEAST_MM = (50.0, 26.0), 12.0
_CLEAR = 2.0  # points between the signature and the words around it
_SHARES = (1 / 3, 0.3, 0.36, 0.27, 0.4, 0.24, 0.2, 0.15, 0.1, 0.05, 0.0)  # of the signature, under the seal
_HIGHER = 18  # steps of a millimetre by which the seal may stand higher or lower than the signature


def signature_place(path: str, signatory: str, above: Sequence[str], picture: str = "") -> dict[str, Any]:
    """Where ``signatory`` signs, below the lines ``above`` (capacity, position), in the proportions of ``picture``.

    ``found`` is false when the name stands on no line of its own: then the lower right of the last page.
    """
    document = open_pdf(path)
    name = _bare(signatory)
    ratio = _ratio(picture)
    for number in range(len(document), 0, -1):
        page = read_page(document, number)
        parts = [part for line in page.lines for part in _parts(line)]
        named = [part for part in parts if name and _text(part) == name]
        if named:
            room = _room(named[-1], parts, [_bare(text) for text in above])
            return {"found": True, **_told(page, _within(page, room, ratio))}
    page = read_page(document, len(document))
    middle, top = page.width * 0.68, page.height * 0.75
    return {"found": False, **_told(page, _within(page, (middle, top, top + _SIGNATURE_MM[1] * _MM), ratio))}


def seal_place(
    path: str, page: int, box: Sequence[float], millimetres: float, hand: str = "", picture: str = ""
) -> dict[str, Any]:
    """Where the seal goes when the signature stands in ``box``: over its left third, in true size, clear of words.

    It stands beside the signature unless both are pictures: text can neither lie on text nor under a seal.
    ``hand`` is the picture of the signature, which may not fill its box.
    """
    sheet = read_page(open_pdf(path), page)
    size = millimetres * _MM
    points = (box[0] * sheet.width, box[1] * sheet.height, box[2] * sheet.width, box[3] * sheet.height)
    left, top, right, bottom = _drawn(points, _ratio(hand))
    is_round = bool(picture)
    near = [letter for line in sheet.lines for letter in line if _touches(letter, _around(left, top, bottom, size))]
    best: tuple[float, Box] | None = None
    for share in _SHARES if picture and hand else (0.0,):
        edge = left + share * (right - left)
        for step in sorted(range(-_HIGHER, _HIGHER + 1), key=abs):
            middle = (top + bottom) / 2 + step * _MM
            tried = (edge - size, middle - size / 2, edge, middle + size / 2)
            cost = 1000.0 * _hidden(near, tried, is_round) + abs(step) + 100 * abs(share - _SHARES[0])
            if _is_on(sheet, tried) and (best is None or cost < best[0]):
                best = cost, tried
    if best is None:  # the signature stands at the very edge of the page
        best = 1000.0, _pushed(sheet, (left - size, top, left, top + size))
    return {**_told(sheet, best[1]), "free": best[0] < 1000.0}


def _room(
    name: Sequence[Letter], parts: Sequence[Sequence[Letter]], above: Sequence[str]
) -> tuple[float, float, float]:
    """The middle, top and bottom of the empty space over the name."""
    left, right = name[0].x0, name[-1].x1
    bottom = min(letter.y0 for letter in name)
    middle = (left + right) / 2
    over = [
        part for part in parts
        if max(letter.base for letter in part) < bottom and part[0].x0 < middle < part[-1].x1
    ]
    titles = [part for part in over if _text(part) in above]
    ends = [max(letter.y1 for letter in part) for part in (titles or over)]
    return middle, max(ends, default=bottom - _SIGNATURE_MM[1] * _MM), bottom


def _within(page: Page, room: tuple[float, float, float], ratio: float) -> Box:
    """The largest box of that width to height in the middle of the room, between the words beside it."""
    middle, top, bottom = room
    height = min(max(bottom - top - 2 * _CLEAR, _LEAST_MM * _MM), _SIGNATURE_MM[1] * _MM)
    centre = (top + bottom) / 2
    band = [
        letter for line in page.lines for letter in line
        if letter.y1 > centre - height / 2 and letter.y0 < centre + height / 2
    ]
    sides = [abs(edge - middle) for letter in band for edge in (letter.x0, letter.x1)]
    half = min([_SIGNATURE_MM[0] * _MM / 2, *(max(side - _CLEAR, _LEAST_MM * _MM / 2) for side in sides)])
    width = 2 * half
    if ratio:
        width = min(width, height * ratio)
        height = width / ratio
    return _pushed(page, (middle - width / 2, centre - height / 2, middle + width / 2, centre + height / 2))


def _ratio(picture: str) -> float:
    """Width to height of a picture; nothing where text is drawn."""
    if not picture:
        return 0.0
    with Image.open(picture) as image:
        return image.width / image.height


def _drawn(box: Box, ratio: float) -> Box:
    """The part of the box that a picture of that width to height fills."""
    if not ratio:
        return box
    width, height = box[2] - box[0], box[3] - box[1]
    wide, high = min(width, height * ratio), min(height, width / ratio)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _around(left: float, top: float, bottom: float, size: float) -> Box:
    """Wherever a seal that is tried may reach."""
    middle, far = (top + bottom) / 2, size + _HIGHER * _MM
    return left - size, middle - far, left + size, middle + far


def _touches(letter: Letter, box: Box) -> bool:
    return letter.x0 < box[2] and letter.x1 > box[0] and letter.y0 < box[3] and letter.y1 > box[1]


def _hidden(letters: Iterable[Letter], box: Box, is_round: bool) -> int:
    """How many letters lie under what is drawn in the box."""
    under = [letter for letter in letters if _touches(letter, box)]
    if not is_round:
        return len(under)
    x, y, radius = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, (box[2] - box[0]) / 2
    return sum(
        hypot(x - min(max(x, letter.x0), letter.x1), y - min(max(y, letter.y0), letter.y1)) < radius
        for letter in under
    )


def _is_on(page: Page, box: Box) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= page.width and box[3] <= page.height


def _pushed(page: Page, box: Box) -> Box:
    """The box moved until it lies on the page."""
    right = max(-box[0], 0.0) or min(page.width - box[2], 0.0)
    down = max(-box[1], 0.0) or min(page.height - box[3], 0.0)
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down


def _told(page: Page, box: Box) -> dict[str, Any]:
    return {"page": page.number, "box": page.fraction(box)}


def _parts(line: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    """A line cut where a gap is wider than any space between words: the columns of the foot."""
    start = 0
    for at in range(1, len(line)):
        if line[at].x0 - line[at - 1].x1 > 1.5 * line[at].size:
            yield line[start:at]
            start = at
    yield line[start:]


def _text(part: Iterable[Letter]) -> str:
    return "".join(letter.bare for letter in part)


def _bare(text: str) -> str:
    return "".join(fold(text).split())
