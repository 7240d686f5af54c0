"""Text recognition by Tesseract with its Vietnamese model: a page image becomes lines with places and confidences."""

import csv
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from tempfile import NamedTemporaryFile
from typing import Any

from PIL import Image

from portal.adapters.cleaning import clean, unstamped
from portal.adapters.page_images import render
from portal.adapters.straight import levelled, lies_on_its_side, skew, unframed, unread
from portal.adapters.tools import language
from portal.rules.errors import ToolMissing, Unreadable
from portal.rules.page_lines import OCR, Box, Line, Word, around, blocks, in_reading_order, lines, moved
from portal.rules.page_looks import once, same_place, surer
from portal.rules.reading_parts import CERTAIN_ENOUGH
from portal.rules.syllables import run_together

DPI = 200
_MOST_SIDE = 3_600  # dots: A4 at 300 dpi; finer pictures are read no better, only slower
_SECONDS = 120  # of one look at a page; a second on a good machine, many on a weak one that is busy
_BLOCK = "6"  # one block of text, for the columns cut out
_PAGE = "3"
_LINE = "7"
_HEAD = 0.35
_MOST_LOOKS, _MOST_AREAS = 4, 8
_SCALES, _BLOCK_SCALES = (2, 1.5, 3), (1, 1.5)
_PAGE_BOX = (0.0, 0.0, 1.0, 1.0)
_ROOM = 0.006
_TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
_LEGIBLE = 0.7  # below this the page may be upside down
_FEW_LETTERS, _LEAST_LETTERS, _MANY_LETTERS = 5, 4, 400
_SEEN = re.compile(r"[^\W_]|[-–—+*•.,;:/…_()]")  # letters, figures, and signs that letters have; the rest is dirt
_DASHED = re.compile(r"[-–][^\W\d_]{2}(?<=[a-zà-ỹ])")  # kinh tế -xã hội
_DIRT = re.compile("[\u02b0-\u02ff^`´¨]")  # marks without their letters
_TWICE = re.compile("Đ\u00d0|\u00d0Đ")  # one letter, seen as that of two languages
_BLANK = re.compile(r"[.…]{1,3}")  # dots between two columns join them
_ALIKE = str.maketrans("⁄∕Ññ", "//Nn")  # letters of other languages
_YEAR = re.compile(r"(?:19|20)\d\d\W?")  # alone on its line, below the day
_SURE = 0.75  # a line with a weaker word in it is worth a second look
_LEGIBLE_LINE, _LEAST_SURE = 0.6, 0.25
_SYMBOL = re.compile(r"\d|[A-ZĐ]{2,}-[A-ZĐ]|[.…]{3}")  # also of a number that is left blank
_NUMBERED = re.compile(r"^\W*S", re.IGNORECASE)
_BEFORE_SYMBOL = 0.14  # of the page's width: room for "Số:" and a blank
_AFTER_BLANK = re.compile(r"(?<=[.…])[/JƑ.…]+")  # what a slash behind dots is seen as


def read(path: str, media_type: str, page: int) -> dict[str, Any]:
    """The lines of one page, as the text layer would give them."""
    seen = render(path, media_type, page, DPI)
    seen.thumbnail((_MOST_SIDE, _MOST_SIDE))
    black, grey = unstamped(seen), clean(seen.convert("L"))
    picture, found, turned = _upright(black or grey, page)
    found = [line for line in found if line.confidence >= _LEAST_SURE]
    found = in_reading_order([*found, *_passed_over(picture, found, page)])
    if black:  # KHẨN and ĐẾN are stamped in red
        found = in_reading_order([*found, *_passed_over(_turned(grey, turned), found, page)])
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
        angle = skew(_turned(seen, turn))
        picture = _turned(seen, turn + angle)
        found = _lines(picture, page, _PAGE)
        worth = _legible(found)
        letters = _letters(found)
        if best is None or worth * letters > best[0]:
            best = (worth * letters, picture, found, turn + angle)
        if worth >= _LEGIBLE and letters >= _MANY_LETTERS:
            break  # of a page upside down a few words are read, and surely
    return best[1:] if best else (seen, [], 0.0)


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    """By quarters and by what is left to be level."""
    quarter = round(degrees / 90) * 90
    whole = picture.transpose(_TURNS[quarter % 360]) if quarter % 360 else picture
    return levelled(whole, degrees - quarter)


def _legible(found: list[Line]) -> float:
    """How surely the words of letters, not signs and single letters, were recognised."""
    total = _letters(found)
    return sum(line.confidence * _letters([line]) for line in found) / total if total >= _FEW_LETTERS else 0.0


def _letters(found: list[Line]) -> int:
    return sum(c.isalpha() for line in found for c in line.text)


def _columns_again(picture: Image.Image, found: list[Line], page: int) -> list[Line]:
    """Two columns of different letter sizes spoil each other's lines; alone, each is read well.

    So are the lines of the heading, which stand close above each other.
    """
    whole: list[Line] = []
    heading: list[Line] = []
    for block in [*blocks(found), ()]:
        if len(block) == 1 and page == 1 and (block[0][0].box or _PAGE_BOX)[1] < _HEAD:
            heading += block[0]
            continue
        if heading:
            box = around([line.box for line in heading if line.box])
            whole += _column(picture, heading, (0.0, box[1], 1.0, box[3]), page)
            heading = []
        if len(block) == 2:
            left, right = (around([line.box for line in column if line.box]) for column in block)
            middle = (left[2] + right[0]) / 2
            whole += _column(picture, block[0], (0.0, left[1], middle, left[3]), page)
            whole += _column(picture, block[1], (middle, right[1], 1.0, right[3]), page)
        elif block:
            whole += block[0]
    return once(whole)


def _column(picture: Image.Image, column: list[Line], box: Box, page: int) -> list[Line]:
    """The column as it was read, or, when a line of it is weak, the best of that and of looks at it alone."""
    if min(line.weakest for line in column) >= _SURE:
        return column
    area = box[0], max(0.0, box[1] - _ROOM), box[2], min(1.0, box[3] + _ROOM)
    best = column
    for scale in _BLOCK_SCALES:
        again = [moved(line, area) for line in _lines(_enlarged(_cut(picture, area), scale), page, _BLOCK)]
        best = surer(best, again) if again else best
    return best


def _passed_over(picture: Image.Image, found: list[Line], page: int) -> Iterator[Line]:
    """Lines that recognition left out: rows of ink where none of the lines stands, looked at alone."""
    taken = [line.box for line in found if line.box]
    for area in unread(picture, taken)[:_MOST_AREAS]:
        framed = area[0], max(0.0, area[1] - _ROOM), area[2], min(1.0, area[3] + _ROOM)
        yield from (
            [moved(line, area) for line in _plain(_cut(picture, area), page)]
            or [moved(line, framed) for line in _plain(unframed(_cut(picture, framed)), page)]
        )


def _plain(part: Image.Image, page: int) -> list[Line]:
    """The lines of a cut-out that are surely text."""
    seen = _lines(_enlarged(part, _BLOCK_SCALES[-1]), page, _BLOCK)
    sure = [line for line in seen if line.confidence >= _LEGIBLE_LINE]
    return [line for line in sure if _is_text(line) or _YEAR.fullmatch(line.text)]


def _is_text(line: Line) -> bool:
    seen = line.text.replace(" ", "")
    return _letters([line]) >= _LEAST_LETTERS and 2 * sum(c.isalnum() for c in seen) > len(seen)


def _numbers_again(picture: Image.Image, found: list[Line], page: int) -> list[Line]:
    """Weak lines with figures in the head, looked at alone and larger: what is read alike twice is sure enough.

    Number and symbol are no words, so recognition is never as sure of them as of the text around.
    """
    weak = [line for line in found if line.box and line.box[1] < _HEAD and line.weakest < CERTAIN_ENOUGH]
    weak = [line for line in weak if _SYMBOL.search(line.text)][:_MOST_LOOKS]
    again = [_looked_at_again(picture, line, page) for line in weak]
    return in_reading_order([line for line in found if not any(same_place(line, one) for one in again)] + again)


def _looked_at_again(picture: Image.Image, line: Line, page: int) -> Line:
    """The first of the readings that comes a second time, or the line as it was."""
    left, top, right, bottom = line.box or _PAGE_BOX
    left -= 0 if _NUMBERED.match(line.text) else _BEFORE_SYMBOL
    area = (max(0.0, left - _ROOM), max(0.0, top - _ROOM / 2), min(1.0, right + _ROOM), min(1.0, bottom + _ROOM / 2))
    part = _cut(picture, area)
    readings = [line]
    for scale in _SCALES:
        again = [moved(one, area) for one in _lines(_enlarged(part, scale), page, _LINE)]
        if len(again) != 1:
            continue
        if known := next((one for one in readings if _bare(one.text) == _bare(again[0].text)), None):
            sure = tuple(max(one, CERTAIN_ENOUGH) for one in known.surety)
            return replace(known, weakest=max(known.weakest, CERTAIN_ENOUGH), surety=sure)
        readings += again
    return line


def _enlarged(part: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return part
    return part.resize((int(part.width * scale), int(part.height * scale)), Image.Resampling.LANCZOS)


def _cut(picture: Image.Image, area: Box) -> Image.Image:
    left, top, right, bottom = area
    edges = left * picture.width, top * picture.height, right * picture.width, bottom * picture.height
    return picture.crop((int(edges[0]), int(edges[1]), int(edges[2]) + 1, int(edges[3]) + 1))


def _bare(text: str) -> str:
    """Letters, figures and slashes: two readings alike in them are the same."""
    return "".join(c for c in _AFTER_BLANK.sub("", text).lower() if c.isalnum() or c == "/")


def _lines(picture: Image.Image, page: int, mode: str) -> list[Line]:
    aspect = picture.height / picture.width
    return lines(_words(_table(picture, mode), picture.width, picture.height), page, aspect, OCR)


def _table(picture: Image.Image, mode: str) -> str:
    if (model := language()) is None:
        raise ToolMissing("tesseract")
    with NamedTemporaryFile(suffix=".png") as stored:
        picture.save(stored, "PNG", compress_level=1)
        stored.flush()
        command = ["tesseract", stored.name, "-", "-l", model, "--dpi", str(DPI), "--psm", mode, "tsv"]
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
        text, confidence = _DIRT.sub("", row.get("text") or "").strip(), float(row.get("conf") or -1)
        text = text.translate(_ALIKE)
        if row.get("level") == "5" and confidence >= 0 and _SEEN.search(text) and not _BLANK.fullmatch(text):
            left, top = int(row["left"]), int(row["top"])
            right, bottom = left + int(row["width"]), top + int(row["height"])
            box = left / width, top / height, right / width, bottom / height
            yield from _apart(Word(_TWICE.sub("Đ", text), box, confidence / 100), first=row["word_num"] == "1")


def _apart(word: Word, first: bool) -> Iterator[Word]:
    """One word, or the two that recognition ran together, each with its share of the place."""
    cut = 1 if not first and _DASHED.match(word.text) else run_together(word.text)
    if cut is None:
        yield word
        return
    left, top, right, bottom = word.box
    middle = left + (right - left) * cut / len(word.text)
    yield replace(word, text=word.text[:cut], box=(left, top, middle, bottom))
    yield from _apart(replace(word, text=word.text[cut:], box=(middle, top, right, bottom)), first=True)
