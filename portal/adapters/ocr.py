"""Text recognition by Tesseract with its Vietnamese model: a page image becomes lines with places and confidences."""

import csv
import os
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from tempfile import NamedTemporaryFile
from typing import Any

from PIL import Image

from portal.adapters.page_images import render
from portal.adapters.tools import LANGUAGE
from portal.rules.errors import ToolMissing, Unreadable
from portal.rules.page_lines import OCR, Box, Line, Word, around, blocks, lines, moved

DPI = 200
_SECONDS = 45
_BLOCK = "6"  # one block of text, for the columns cut out
_PAGE = "3"
_ROOM = 0.006
_SURE = 0.6  # a line with a weaker word in it is worth a second look


def read(path: str, media_type: str, page: int) -> dict[str, Any]:
    """The lines of one page, as the text layer would give them."""
    picture = render(path, media_type, page, DPI).convert("L")
    found = _lines(picture, page, _PAGE)
    found = _columns_again(picture, found, page)
    return {
        "number": page,
        "width": picture.width * 72 / DPI,
        "height": picture.height * 72 / DPI,
        "useful": True,
        "lines": [asdict(line) for line in found],
    }


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
