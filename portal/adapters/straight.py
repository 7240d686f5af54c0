"""A scanned page set straight before its text is recognised: lines level, quarter turns undone."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from PIL import Image

from portal.rules.page_lines import Box

_SMALL = 640  # dots across; enough to see lines of text
_STEEPEST = 3.0  # degrees
_STEP, _FINE_STEP = 0.5, 0.125
_LEVEL = 0.2  # less is not worth turning the picture
_INK = 0.75  # of the paper's brightness
_LEAST_ROW, _FAINT = 2, 24  # of 255: what a row of dots has at least, what a column has of chance
_LEAST_HEIGHT, _LEAST_WIDTH = 6, 24  # in dots of the small picture
_MARGIN, _AROUND = 2, 4
_THROUGH, _EDGE = 128, 1  # of 255; dots left and right of a drawn line


def lies_on_its_side(picture: Image.Image) -> bool:
    """Whether the lines of text run from top to bottom; a crooked page shows it when it is set level."""
    small = _ink(picture)
    turned = small.transpose(Image.Transpose.ROTATE_90)
    return _sharpest(turned) / turned.height > _sharpest(small) / small.height


def skew(picture: Image.Image) -> float:
    """Degrees, counter-clockwise, by which the picture must be turned so that its lines are level."""
    small = _ink(picture)
    rough = max(_steps(0.0, _STEEPEST, _STEP), key=lambda angle: _sharpness(small, angle))
    angle = max(_steps(rough, _STEP, _FINE_STEP), key=lambda angle: _sharpness(small, angle))
    return angle if abs(angle) >= _LEVEL else 0.0


def levelled(picture: Image.Image, angle: float) -> Image.Image:
    """The picture turned by the angle on paper of its own brightness."""
    if not angle:
        return picture
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_paper(picture))


def unread(picture: Image.Image, boxes: Sequence[Box]) -> list[Box]:
    """Where rows of ink stand that no box covers, from the top; in fractions of the picture."""
    small = _ink(picture)
    width, height = small.size
    for x0, y0, x1, y1 in boxes:
        left, top, right, bottom = int(x0 * width), int(y0 * height), int(x1 * width) + 1, int(y1 * height) + 1
        small.paste(0, (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN))
    rows = _runs(small.resize((1, height), Image.Resampling.BOX).tobytes(), _LEAST_ROW)
    found = [_inked(small, top, bottom) for top, bottom in rows if bottom - top >= _LEAST_HEIGHT]
    return [(x0 / width, y0 / height, x1 / width, y1 / height) for x0, y0, x1, y1 in found if x1 - x0 >= _LEAST_WIDTH]


def unframed(part: Image.Image) -> Image.Image:
    """A cut-out without the frame of a stamp: what runs through nearly a whole row or column is no letter."""
    whole, paper = part.copy(), _paper(part)
    ink = part.point([255 if value < paper * _INK else 0 for value in range(256)])
    for left, right in _runs(ink.resize((part.width, 1), Image.Resampling.BOX).tobytes(), _THROUGH):
        whole.paste(paper, (left - _EDGE, 0, right + _EDGE, part.height))
    for top, bottom in _runs(ink.resize((1, part.height), Image.Resampling.BOX).tobytes(), _THROUGH):
        whole.paste(paper, (0, top - _EDGE, part.width, bottom + _EDGE))
    return whole


def _inked(small: Image.Image, top: int, bottom: int) -> tuple[int, int, int, int]:
    """The part of a row from its first column with ink to its last, with a little room around it."""
    columns = small.crop((0, top, small.width, bottom)).resize((small.width, 1), Image.Resampling.BOX).tobytes()
    runs = list(_runs(columns, _FAINT)) or [(0, 0)]
    left, right = max(0, runs[0][0] - _AROUND), min(small.width, runs[-1][1] + _AROUND)
    return left, max(0, top - _AROUND), right, min(small.height, bottom + _AROUND)


def _runs(values: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Where values of so much and more follow each other, from and to."""
    at = 0
    for strong, run in groupby(values, key=lambda value: value >= least):
        length = len(list(run))
        if strong:
            yield at, at + length
        at += length


def _steps(middle: float, most: float, step: float) -> Iterator[float]:
    """The middle first, so that of equals the straightest wins."""
    yield middle
    for n in range(1, round(most / step) + 1):
        yield middle + n * step
        yield middle - n * step


def _ink(picture: Image.Image) -> Image.Image:
    """A small picture that is white where something is printed and black elsewhere."""
    scale = _SMALL / max(1, min(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = picture.convert("L").resize(size, Image.Resampling.BOX)
    dark = _paper(small) * _INK
    return small.point([255 if value < dark else 0 for value in range(256)])


def _paper(picture: Image.Image) -> int:
    """The brightness that most dots have at least: that of the paper."""
    counts = picture.histogram()
    most = max(range(128, 256), key=lambda value: counts[value])
    return most if counts[most] else 255


def _sharpness(small: Image.Image, angle: float) -> float:
    """How sharply printed rows part from empty ones over the whole width, turned by the angle."""
    return _energy(small.rotate(angle, Image.Resampling.NEAREST))


def _sharpest(small: Image.Image) -> float:
    return max(_sharpness(small, angle) for angle in _steps(0.0, _STEEPEST, _STEP))


def _energy(part: Image.Image) -> float:
    rows = part.resize((1, part.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in pairwise(rows)))
