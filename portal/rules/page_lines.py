"""Words with places become lines in reading order: columns of a letter's head and foot stay apart."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.rules.folding import fold, nfc
from portal.rules.syllables import has_marks, is_syllable

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the page."""

TEXT_LAYER, DOCX, OCR = "text layer", "docx", "ocr"


@dataclass(frozen=True)
class Word:
    """One printed word; ``confidence`` below 1 comes from text recognition, ``bold`` is None if unknown."""

    text: str
    box: Box
    confidence: float = 1.0
    bold: bool | None = None


@dataclass(frozen=True)
class Line:
    """One line of one column, or one paragraph of a DOCX, which has neither page nor place.

    ``parts`` and ``surety`` are the places of its words and how surely each was recognised, of recognised
    lines only: elsewhere the file tells them again.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    confidence: float = 1.0
    weakest: float = 1.0
    source: str = TEXT_LAYER
    bold: bool | None = None
    centered: bool | None = None
    parts: tuple[Box, ...] = ()
    surety: tuple[float, ...] = ()

    def weakest_in(self, start: int, end: int) -> float:
        """How surely the least sure word between two places of the text was recognised."""
        words = self.text.split(" ")
        if len(words) != len(self.surety):
            return self.weakest
        weakest, at = 1.0, 0
        for word, sure in zip(words, self.surety, strict=True):
            if at < end and at + len(word) > start:
                weakest = min(weakest, sure)
            at += len(word) + 1
        return weakest

    @property
    def printed(self) -> list[tuple[str, Box]]:
        """Its words with their places; the whole line where they do not go together."""
        words = self.text.split(" ")
        if self.box is None or not self.parts:
            return []
        return list(zip(words, self.parts, strict=True)) if len(words) == len(self.parts) else [(self.text, self.box)]


@dataclass(frozen=True)
class Page:
    """Lines in reading order and the size of the sheet in points; nothing for a DOCX.

    ``turned`` are the degrees, counter-clockwise, by which a scan was turned before it was read; the lines
    stand where they are on the straight page.
    """

    width: float
    height: float
    lines: tuple[Line, ...]
    turned: float = 0.0

    def as_it_lies(self, box: Box) -> Box:
        """The place on the page as the file shows it, which may lie on its side or not quite straight."""
        quarters = round(self.turned / 90)
        angle = math.radians(self.turned - quarters * 90)
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        if angle:
            corners = [self._turned_back(x, y, angle) for x, y in corners]
        corners = [_QUARTERS[quarters % 4](x, y) for x, y in corners]
        across, down = ([min(max(at, 0.0), 1.0) for at in ats] for ats in zip(*corners, strict=True))
        return min(across), min(down), max(across), max(down)

    def _turned_back(self, x: float, y: float, angle: float) -> tuple[float, float]:
        """A point turned clockwise around the middle of the sheet."""
        across, down = (x - 0.5) * self.width, (y - 0.5) * self.height
        there = across * math.cos(angle) - down * math.sin(angle), across * math.sin(angle) + down * math.cos(angle)
        return there[0] / self.width + 0.5, there[1] / self.height + 0.5

    def lying(self) -> "Page":
        """The page as the file shows it, its lines with their places there."""
        if not self.turned:
            return self
        swapped = round(self.turned / 90) % 2
        width, height = (self.height, self.width) if swapped else (self.width, self.height)
        return Page(width, height, tuple(self._lying(line) for line in self.lines))

    def _lying(self, line: Line) -> Line:
        box = self.as_it_lies(line.box) if line.box else None
        return replace(line, box=box, parts=tuple(map(self.as_it_lies, line.parts)))


def turned_by(quarters: int, box: Box) -> Box:
    """Where a place comes to stand when its page is turned counter-clockwise by so many quarters."""
    back = _QUARTERS[-quarters % 4]
    (x0, y0), (x1, y1) = back(box[0], box[1]), back(box[2], box[3])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# From a page turned counter-clockwise by so many quarters back to where the point lay.
_QUARTERS: tuple[Callable[[float, float], tuple[float, float]], ...] = (
    lambda x, y: (x, y),
    lambda x, y: (1 - y, x),
    lambda x, y: (1 - x, 1 - y),
    lambda x, y: (y, 1 - x),
)


_WIDEST_SPACE = 1.2  # in letter heights; a wider gap parts two columns
_WIDEST_BLANK = 14.0  # the room left on paper for a number or a day written by hand
_OPENS_BLANK = re.compile(r"^(so:?|ngay|thang|nam|[.…_]+)$")
_CLOSES_BLANK = re.compile(r"^([/.…_-].*|thang|nam)$")
_RIGHT_HEADS = (("cong", "hoa", "xa"), ("doc", "lap"), ("dang", "cong", "san"))
_WIDEST_NAM = 0.15
_HEAD, _WIDER = 0.4, 1.6  # of the page's height; of the usual gap between words
_LEAST_BEFORE_DAY = 4  # words: something, and the place
_LETTERS = re.compile(r"[^\W\d_]+")
FEW_WORDS = 60
_LEAST_SHARE = 0.3
_FEW_SYLLABLES = 20
_LEAST_SYLLABLES = 0.7
_MOST_APART = 40
_ADDRESSED = re.compile(r"^\W*kính\s+gửi", re.IGNORECASE)  # stands below both columns, however short it is
_RECIPIENTS = re.compile(r"^\W*nơi\s+nhận", re.IGNORECASE)  # opens the left column of the foot
_NARROWEST_GUTTER = 0.015
_LEFTMOST_GUTTER = 0.25
_FOOT_SIDE = 0.4  # what stands above Nơi nhận and begins further left is no part of the foot
_TALLEST_GAP = 0.14


def is_useful(words: Iterable[Word], *, pictured: bool) -> bool:
    """Whether a page's text layer can be read, or the page must be recognised from its image.

    A scanner's English layer has hardly a word with a mark; old 8-bit fonts and fonts without a table give
    letters that make no syllables; on a page that a picture fills, a few words are the text of a signature
    and not of the letter.
    """
    texts = [nfc(word.text) for word in words]
    letters = [text for text in texts if sum(c.isalpha() for c in text) > 1]
    apart = sum(sum(c.isalpha() for c in text) == 1 for text in texts)
    if apart > _MOST_APART and apart > 2 * len(letters):
        return False  # every letter by itself, in an order of its own
    if not letters:
        return not pictured
    if pictured and len(letters) < FEW_WORDS:
        return False
    if sum(map(has_marks, letters)) < _LEAST_SHARE * len(letters):
        return False
    small = [part for text in texts for part in _LETTERS.findall(text) if not part.isupper()]
    return len(small) < _FEW_SYLLABLES or sum(map(is_syllable, small)) >= _LEAST_SYLLABLES * len(small)


def lines(words: Iterable[Word], page: int, aspect: float, source: str = TEXT_LAYER) -> list[Line]:
    """The lines of a page in reading order; ``aspect`` is its height over its width."""
    strings = _strings(_once(words), aspect)
    return in_reading_order([_line(part, page, source) for string in strings for part in _parted(string)])


def _once(words: Iterable[Word]) -> list[Word]:
    """Each word once: some programs print bold by printing twice."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for word in words:
        place = (word.text, round(word.box[0] * 400), round(word.box[1] * 400))
        if word.text.strip() and place not in seen:
            seen.add(place)
            kept.append(word)
    return kept


def _strings(words: list[Word], aspect: float) -> list[list[Word]]:
    """Words strung together from left to right; each joins the nearest string it can follow."""
    if not words:
        return []
    usual = sorted(word.box[3] - word.box[1] for word in words)[len(words) * 4 // 5]
    strings: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box[0]):
        near = [string for string in strings if _follows(string[-1], word, usual, aspect)]
        if near:
            max(near, key=lambda string: (string[-1].box[2], string[-1].box[0])).append(word)
        else:
            strings.append([word])
    return strings


def _follows(last: Word, word: Word, usual: float, aspect: float) -> bool:
    if not _same_height(last.box, word.box):
        return False
    letter = max(usual, last.box[3] - last.box[1], word.box[3] - word.box[1]) * aspect
    gap = word.box[0] - last.box[2]
    blank = _OPENS_BLANK.match(fold(last.text)) and _CLOSES_BLANK.match(fold(word.text))
    return -0.5 * letter <= gap <= letter * (_WIDEST_BLANK if blank else _WIDEST_SPACE)


def _same_height(one: Box, other: Box) -> bool:
    """Side by side: the middle of one lies between top and bottom of the other."""
    return one[1] <= _middle(other) <= one[3] or other[1] <= _middle(one) <= other[3]


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _parted(string: list[Word]) -> list[list[Word]]:
    """A crowded head leaves hardly a gap before the country's name or the day; its words tell where they begin."""
    folded = [fold(word.text).strip(" -–—_.,") for word in string]
    for start in range(1, len(string)):
        if any(tuple(folded[start : start + len(head)]) == head for head in _RIGHT_HEADS):
            return [string[:start], string[start:]] if string[start].text[0].isupper() else [string]
    if string[-1].text == "NAM" and string[-1].box[2] - string[-1].box[0] > _WIDEST_NAM:
        return [string[:-1], string[-1:]]  # the end of the country's name, seen with the gap before it
    end, place = _gap_before_place(string, folded)
    return [string[:end], string[place:]] if place else [string]


def _gap_before_place(string: list[Word], folded: list[str]) -> tuple[int, int]:
    """Where the one wide gap before "Sơn Động, ngày … tháng …" begins and ends; (0, 0) if all stand equally close."""
    day = folded.index("ngay") if "ngay" in folded else 0
    if day < _LEAST_BEFORE_DAY or "thang" not in folded[day:] or string[0].box[1] > _HEAD:
        return 0, 0
    gaps = [word.box[0] - last.box[2] for last, word in pairwise(string)]
    end = start = max(range(1, day), key=lambda at: gaps[at - 1])
    while folded[start] == "" and start < day:
        start += 1  # dirt in the gap
    wide = gaps[end - 1] > _WIDER * sorted(gaps)[len(gaps) // 2]
    return (end, start) if wide and string[start].text[0].isupper() else (0, 0)


def _line(words: list[Word], page: int, source: str) -> Line:
    lettered = [word for word in words if any(c.isalnum() for c in word.text)] or words
    bold = [word.bold for word in lettered]
    return Line(
        text=nfc(" ".join(word.text for word in words)),
        page=page,
        box=around([word.box for word in words]),
        confidence=sum(word.confidence for word in lettered) / len(lettered),
        weakest=min(word.confidence for word in lettered),
        source=source,
        bold=None if None in bold else sum(map(bool, bold)) * 2 > len(bold),
        parts=tuple(word.box for word in words) if source == OCR else (),
        surety=tuple(round(word.confidence, 2) for word in words) if source == OCR else (),
    )


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def in_reading_order(found: list[Line]) -> list[Line]:
    """Rows from the top; where two columns stand side by side, the left one first, then the right."""
    return [line for block in blocks(found) for column in block for line in column]


def blocks(found: list[Line]) -> list[tuple[list[Line], ...]]:
    """The page from top to bottom: rows of one column each, and pairs of columns side by side."""
    rows = _rows([line for line in found if line.box and line.text])
    parts: list[tuple[list[Line], ...]] = []
    at = 0
    while at < len(rows):
        pair, end = _columns(rows, at)
        parts.append(pair or (rows[at],))
        at = end
    return parts


def _rows(found: list[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(found, key=lambda line: _middle(_box(line))):
        if rows and all(_apart(line, other) for other in rows[-1]) and any(
            _same_height(_box(line), _box(other)) for other in rows[-1]
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: _box(line)[0]) for row in rows]


def _box(line: Line) -> Box:
    return line.box or (0.0, 0.0, 1.0, 1.0)


def _apart(one: Line, other: Line) -> bool:
    return _box(one)[2] <= _box(other)[0] or _box(other)[2] <= _box(one)[0]


def _columns(rows: list[list[Line]], start: int) -> tuple[tuple[list[Line], list[Line]] | None, int]:
    """The two columns that begin at this row, if they do, and the row after them."""
    ahead = start
    while ahead < len(rows) and len(rows[ahead]) == 1 and ahead - start < 3:
        ahead += 1  # one column may begin a little higher than the other
    if ahead >= len(rows) or len(rows[ahead]) < 2:
        return None, start + 1
    if ahead > start and _opens_foot(rows[ahead]) and any(_box(row[0])[0] < _FOOT_SIDE for row in rows[start:ahead]):
        return None, start + 1  # the last line of the body
    gutter: tuple[float, float] | None = _widest_gap(rows[ahead])
    if gutter and not _LEFTMOST_GUTTER < sum(gutter) / 2 < 1 - _LEFTMOST_GUTTER:
        return None, start + 1  # a wide space in a line of the body
    for row in rows[start:ahead]:
        gutter = gutter and _narrowed(gutter, row)
    if gutter is None:
        return None, start + 1
    end, last_bottom = start, _box(rows[start][0])[1]
    while end < len(rows) and min(_box(line)[1] for line in rows[end]) - last_bottom < _TALLEST_GAP:
        narrower = _narrowed(gutter, rows[end])
        if narrower is None or (end > start and _ADDRESSED.match(rows[end][0].text)):
            break
        if end > ahead and _opens_foot(rows[end]):
            break
        gutter = narrower
        last_bottom = max(_box(line)[3] for line in rows[end])
        end += 1
    if end <= ahead:
        return None, start + 1  # the columns were never reached
    here = [line for row in rows[start:end] for line in row]
    left = [line for line in here if _box(line)[2] <= gutter[1]]
    return (left, [line for line in here if line not in left]), end


def _opens_foot(row: list[Line]) -> bool:
    return any(_RECIPIENTS.match(line.text) for line in row)


def _widest_gap(row: list[Line]) -> tuple[float, float]:
    gaps = [(_box(left)[2], _box(right)[0]) for left, right in pairwise(row)]
    return max(gaps, key=lambda gap: gap[1] - gap[0])


def _narrowed(gutter: tuple[float, float], row: list[Line]) -> tuple[float, float] | None:
    """The gutter that this row leaves free too, or None when a line runs across it."""
    left, right = gutter
    for line in row:
        box = _box(line)
        if box[2] < right and (box[0] + box[2]) / 2 < (left + right) / 2:
            left = max(left, box[2])
        else:
            right = min(right, box[0])
    return (left, right) if right - left >= _NARROWEST_GUTTER else None


def moved(line: Line, within: Box) -> Line:
    """A line found on a cut-out, with its place on the whole page."""
    if line.box is None:
        return line
    width, height = within[2] - within[0], within[3] - within[1]

    def there(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return within[0] + x0 * width, within[1] + y0 * height, within[0] + x1 * width, within[1] + y1 * height

    return replace(line, box=there(line.box), parts=tuple(map(there, line.parts)))
