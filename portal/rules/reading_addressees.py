"""To whom a letter is addressed: Kính gửi on one line or over a list, and "điện:" of a telegram."""

import re
from collections.abc import Sequence
from itertools import pairwise

from portal.rules.page_lines import OCR, Line
from portal.rules.reading_parts import DASH, Found, begins_body

TELEGRAM = "Công điện"
ADDRESSED = re.compile(r"^\W*k[íi]nh\s+g[ửu]i\s*[:;.\s]*", re.IGNORECASE)
_WIRED = re.compile(r"^[^;:.]{3,90}\sđiện\s*:\s*$", re.IGNORECASE)


def read_addressees(lines: Sequence[Line], *, by_wire: bool) -> Found[tuple[str, ...]] | None:
    """Kính gửi: one on the same line, or several with dashes; a full stop or the body ends them.

    ``by_wire``: Công điện says "… điện:" instead (Decree 30, form 1.6).
    """
    opens = ADDRESSED
    start = next((at for at, line in enumerate(lines) if opens.match(line.text)), None)
    if start is None and by_wire:
        opens = _WIRED
        pairs = enumerate(pairwise(lines))
        start = next((at for at, (line, below) in pairs if opens.match(line.text) and DASH.match(below.text)), None)
    if start is None:
        return None
    used = [lines[start]]
    items: list[str] = []
    first = opens.sub("", lines[start].text)
    if first:
        items.append(DASH.sub("", first))
    listed = not first or bool(DASH.match(first)) or first.rstrip().endswith((";", ":"))
    for line in lines[start + 1 :]:
        unfinished = bool(items) and items[-1].rstrip().endswith(";")
        dashed = listed and ((bool(DASH.match(line.text)) and _in_list(line, used)) or unfinished)
        closed = bool(items) and used[-1].text.rstrip().endswith(".")
        further = bool(items) and not listed and _is_further(used[-1], line)
        if closed or (not dashed and not further and items and not _continues(used[-1], line, items[-1])):
            break
        if dashed or further or not items:
            items.append(DASH.sub("", line.text))
        else:
            items[-1] = f"{items[-1]} {line.text}"
        used.append(line)
    between = re.compile("[;:]" if used[0].source == OCR else ";")  # recognition takes one for the other
    names = tuple(name for item in items for part in between.split(item) if (name := DASH.sub("", part).strip(" .,;")))
    return Found(names, tuple(used)) if names else None


def _in_list(line: Line, used: Sequence[Line]) -> bool:
    """A dash below the other dashes; those of the body stand nearer to the margin."""
    dashed = [one for one in used if DASH.match(one.text) and one.box]
    if line.box is None or not dashed or dashed[0].box is None:
        return True
    return abs(line.box[0] - dashed[0].box[0]) < 0.03


def _is_further(last: Line, line: Line) -> bool:
    """Another one on the line below, where they stand one behind the other and a line ends with a semicolon."""
    return last.text.rstrip().endswith(";") and _is_below(last, line) and not begins_body(line)


def _continues(last: Line, line: Line, item: str) -> bool:
    """The second line of one addressee: not closed yet, and not pulled back to the margin of the body."""
    if last.box is None or line.box is None or item.rstrip().endswith((";", ".")) or begins_body(line):
        return False
    return line.box[0] >= last.box[0] - 0.01 and _is_below(last, line)


def _is_below(last: Line, line: Line) -> bool:
    return last.box is not None and line.box is not None and line.box[1] - last.box[3] < 0.02
