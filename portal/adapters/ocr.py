"""Text recognition by Tesseract with its Vietnamese model: a page image becomes lines with places and confidences."""

import csv
import os
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from tempfile import NamedTemporaryFile
from typing import Any

from PIL import Image

from portal.adapters.page_images import render
from portal.adapters.straight import levelled, lies_on_its_side, skew
from portal.adapters.tools import LANGUAGE
from portal.rules.errors import ToolMissing, Unreadable
from portal.rules.page_lines import OCR, Box, Line, Word, around, blocks, lines, moved
from portal.rules.reading_parts import CERTAIN_ENOUGH

DPI = 200
_SECONDS = 45
_BLOCK = "6"  # one block of text, for the columns cut out
_PAGE = "3"
_LINE = "7"
_HEAD = 0.35
_MOST_LOOKS = 4
_ROOM = 0.006
_TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
_LEGIBLE = 0.7  # below this the page may be upside down
_FEW_LETTERS = 5
_SURE = 0.6  # a line with a weaker word in it is worth a second look


def read(path: str, media_type: str, page: int) -> dict[str, Any]:
    """The lines of one page, as the text layer would give them."""
    seen = render(path, media_type, page, DPI).convert("L")
    picture, found, turned = _upright(seen, page)
    found = _numbers_again(picture, _columns_again(picture, found, page), page)
    return {
        "number": page,
        "width": picture.width * 72 / DPI,
        "height": picture.height * 72 / DPI,
        "useful": True,
        "turned": turned,
        "lines": [asdict(line) for line in found],
    }


def _upright(seen: Image.Image, page: int) -> tuple[Image.Image, list[Line], float]:
    """The picture as one reads it, its lines, and the degrees by which it was turned, counter-clockwise.

    Whether a page lies on its side is seen from its rows; which way up it is, only from what can be read.
    """
    quarter = 90 if lies_on_its_side(seen) else 0
    best: tuple[float, Image.Image, list[Line], float] | None = None
    for turn in (quarter, quarter + 180):
        turned = seen.transpose(_TURNS[turn]) if turn else seen
        angle = skew(turned)
        picture = levelled(turned, angle)
        found = _lines(picture, page, _PAGE)
        worth = _legible(found)
        if best is None or worth > best[0]:
            best = (worth, picture, found, turn + angle)
        if worth >= _LEGIBLE:
            break
    return best[1:] if best else (seen, [], 0.0)


def _legible(found: list[Line]) -> float:
    """How surely the words of letters, not signs and single letters, were recognised."""
    letters = [(line.confidence, sum(c.isalpha() for c in line.text)) for line in found]
    total = sum(count for _, count in letters)
    return sum(confidence * count for confidence, count in letters) / total if total >= _FEW_LETTERS else 0.0


def _columns_again(picture: Image.Image, found: list[Line], page: int) -> list[Line]:
    """Two columns of different letter sizes spoil each other's lines; alone, each is read well."""
    whole: list[Line] = []
    for block in blocks(found):
        if len(block) == 2:
            left, right = (around([line.box for line in column if line.box]) for column in block)
            middle = (left[2] + right[0]) / 2
            whole += _column(picture, block[0], (0.0, left[1], middle, left[3]), page)
            whole += _column(picture, block[1], (middle, right[1], 1.0, right[3]), page)
        else:
            whole += block[0]
    return whole


def _column(picture: Image.Image, column: list[Line], box: Box, page: int) -> list[Line]:
    """The column as it was read, or read again alone when a line of it is weak and that goes better."""
    if min(line.weakest for line in column) >= _SURE:
        return column
    top, bottom = max(0.0, box[1] - _ROOM), min(1.0, box[3] + _ROOM)
    area = (int(box[0] * picture.width), int(top * picture.height), int(box[2] * picture.width))
    part = picture.crop((*area, int(bottom * picture.height) + 1))
    again = [moved(line, (box[0], top, box[2], bottom)) for line in _lines(part, page, _BLOCK)]
    return again if again and _surety(again) > _surety(column) else column


def _numbers_again(picture: Image.Image, found: list[Line], page: int) -> list[Line]:
    """Weak lines with figures in the head, looked at alone and larger: what is read alike twice is sure enough.

    Number and symbol are no words, so recognition is never as sure of them as of the text around.
    """
    weak = [line for line in found if line.box and line.box[1] < _HEAD and line.weakest < CERTAIN_ENOUGH]
    weak = [line for line in weak if any(c.isdigit() for c in line.text)][:_MOST_LOOKS]
    return [_looked_at_again(picture, line, page) if line in weak else line for line in found]


def _looked_at_again(picture: Image.Image, line: Line, page: int) -> Line:
    left, top, right, bottom = line.box or (0.0, 0.0, 1.0, 1.0)
    x0, x1 = int((left - _ROOM) * picture.width), int((right + _ROOM) * picture.width)
    y0, y1 = int((top - _ROOM / 2) * picture.height), int((bottom + _ROOM / 2) * picture.height)
    part = picture.crop((x0, y0, x1, y1))
    larger = part.resize((part.width * 2, part.height * 2), Image.Resampling.LANCZOS)
    again = " ".join(word.text for word in _words(_table(larger, _LINE), larger.width, larger.height))
    if _bare(again) != _bare(line.text):
        return line
    sure = tuple(max(one, CERTAIN_ENOUGH) for one in line.surety)
    return replace(line, weakest=max(line.weakest, CERTAIN_ENOUGH), surety=sure)


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum() or c in "/-")


def _surety(column: list[Line]) -> float:
    return sum(line.confidence * len(line.text) for line in column) / sum(len(line.text) for line in column)


def _lines(picture: Image.Image, page: int, mode: str) -> list[Line]:
    aspect = picture.height / picture.width
    return lines(_words(_table(picture, mode), picture.width, picture.height), page, aspect, OCR)


def _table(picture: Image.Image, mode: str) -> str:
    with NamedTemporaryFile(suffix=".png") as stored:
        picture.save(stored, "PNG", compress_level=1)
        stored.flush()
        command = ["tesseract", stored.name, "-", "-l", LANGUAGE, "--dpi", str(DPI), "--psm", mode, "tsv"]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, env=environment)
        except FileNotFoundError as error:
            raise ToolMissing("tesseract") from error
        except subprocess.TimeoutExpired as error:
            raise Unreadable("timeout") from error
    if done.returncode != 0:
        raise Unreadable("not recognised")
    return done.stdout.decode("utf-8", "replace")


def _words(table: str, width: int, height: int) -> Iterator[Word]:
    """Rows of the fifth level are words; -1 is the confidence of what is none."""
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text, confidence = (row.get("text") or "").strip(), float(row.get("conf") or -1)
        if row.get("level") == "5" and text and confidence >= 0:
            left, top = int(row["left"]), int(row["top"])
            right, bottom = left + int(row["width"]), top + int(row["height"])
            yield Word(text, (left / width, top / height, right / width, bottom / height), confidence / 100)
