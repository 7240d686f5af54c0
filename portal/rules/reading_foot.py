"""The foot of a letter: recipients on paper and electronic, capacity, post and name of the signer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.rules.folding import fold
from portal.rules.page_lines import OCR, Line
from portal.rules.reading_parts import DASH, Found, bare_name, is_post, is_upper, spelt
from portal.rules.reading_repair import is_name_in_capitals, repaired_name

_RECIPIENTS = re.compile(r"^\W*nơi\s+nhận\s*[:;.]?\s*", re.IGNORECASE)
_ELECTRONIC = re.compile(r"^\W*(?:gửi\s+)?(?:bản\s+)?điện\s+tử\s*[:;.]\s*", re.IGNORECASE)
_PAPER = re.compile(r"^\W*(?:gửi\s+)?bản\s+giấy\s*[:;.]\s*", re.IGNORECASE)
_CAPACITY = re.compile(r"^(?P<form>TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|TƯQ|Q)(?:\s*[./]\s*|\s+)(?P<whose>\S.*)$")
_ACTING = "Q"
_NAME = re.compile(r"^[^\W\d_]+(?:[-'’.][^\W\d_]+)*$")
_DIRT = re.compile(r"^\W+|\s[a-z](?=\s)")  # 'Ths. Phạm Văn n Thọ
_WITHIN = 30
_ABOVE = 8
_NEXT_PART = re.compile(r"^(?:(?:[IVX]+|\d+)\.\s|(?:phụ lục|biểu mẫu|biểu số|mẫu số)\b)", re.IGNORECASE)
_LIST_WIDTH = 0.2  # lines that begin further to the right belong to the signature
_TOP = 0.2
_LONGEST_OF_FOOT = 60
_POST_WIDTH = 0.2
_PARTS = re.compile(r";\s*[-–]?\s*")
_FILE_COPY = re.compile(r"^\W*lưu\b", re.IGNORECASE)  # Lưu: VT; TH. is one line for the clerk
_CHAIRS = ("chu toa", "chu tri")
_NAME_CONFIDENCE = 0.6
_WEAKEST_OF_NAME = 0.45


@dataclass(frozen=True)
class Recipient:
    """One line of Nơi nhận; the channel is None where the letter does not say."""

    name: str
    channel: str | None


@dataclass(frozen=True)
class Signature:
    """KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / Giáp Văn Tâm."""

    capacity: Found[str] | None
    position: Found[str] | None
    signatory: Found[str] | None


@dataclass(frozen=True)
class Foot:
    """What stands below the body."""

    recipients: Found[tuple[Recipient, ...]] | None
    signature: Signature
    starts: int


def read_foot(lines: Sequence[Line]) -> Foot:
    """The foot among all lines of the letter; an example inside the body is not it."""
    start, recipients = _list_of_recipients(lines)
    if start is None:
        return Foot(None, _signature(lines, None, ()), len(lines))
    return Foot(recipients, _signature(lines, start, recipients.lines if recipients else ()), start)


def _list_of_recipients(lines: Sequence[Line]) -> tuple[int | None, Found[tuple[Recipient, ...]] | None]:
    """The list that names somebody, keeps a copy and stands by a signature; of equals the first after "./."."""
    ended = next((at for at, line in enumerate(lines) if "./." in line.text), -1)
    best: tuple[tuple[int, int, int], int, Found[tuple[Recipient, ...]]] | None = None
    for start, line in enumerate(lines):
        if not _RECIPIENTS.match(line.text) or not (found := _recipients(lines, start)):
            continue
        keeps = any(fold(one.name).startswith("luu") for one in found.value)
        near = lines[max(0, start - _ABOVE) : start + len(found.lines) + _ABOVE]
        signed = any(_is_capacity(one) or is_post(one.text) for one in near)
        worth = (keeps + signed, int(start > ended), -start if start > ended >= 0 else start)
        if best is None or worth > best[0]:
            best = (worth, start, found)
    return (best[1], best[2]) if best else (None, None)


def _recipients(lines: Sequence[Line], start: int) -> Found[tuple[Recipient, ...]] | None:
    channel: str | None = None
    splits = False
    items: list[list[str | None]] = []
    listed = _lines_of_list(lines, start)
    texts = [(_RECIPIENTS.sub("", lines[start].text), lines[start]), *((line.text, line) for line in listed)]
    for (text, line), above in zip(texts, ("", *(text for text, _ in texts)), strict=False):
        for mark, named in ((_ELECTRONIC, "electronic"), (_PAPER, "paper")):
            if mark.match(text):
                channel, splits, text = named, True, mark.sub("", text)
                break
        else:
            if items and _is_continuation(text, line, above):
                items[-1][0] = f"{items[-1][0]} {text}"
                continue
        parts = [text] if _FILE_COPY.match(text) else _PARTS.split(text)
        items += [[part, channel] for part in parts if any(c.isalnum() for c in part)]
    bare = [(_bare(name or ""), named) for name, named in items]
    found = tuple(Recipient(name, named or ("paper" if splits else None)) for name, named in bare if name)
    return Found(found, (lines[start], *listed)) if found else None


def _lines_of_list(lines: Sequence[Line], start: int) -> tuple[Line, ...]:
    """The lines below Nơi nhận in its column, past those of the signature beside it, also on the next page."""
    opening, used = lines[start], [lines[start]]
    for line in lines[start + 1 : start + 1 + _WITHIN]:
        if _is_elsewhere(line, opening):
            continue
        if _is_outside(line, used[-1]):
            break
        used.append(line)
    return tuple(used[1:])


def _is_elsewhere(line: Line, opening: Line) -> bool:
    """In the column of the signature, or the number of the next page."""
    if line.box is None or opening.box is None:
        return False
    return line.box[0] > opening.box[0] + _LIST_WIDTH or bool(line.page != opening.page and line.text.isdigit())


def _is_outside(line: Line, last: Line) -> bool:
    """What is no longer of the list: the signature, a heading, a far place, a page that begins with another thing."""
    text = line.text
    if (_CAPACITY.match(text) and is_upper(text)) or is_post(text) or _RECIPIENTS.match(text):
        return True
    if _NEXT_PART.match(text):
        return True
    if line.box is None or last.box is None:
        return is_upper(text) and not DASH.match(text) and len(text) > 6
    if line.page != last.page:
        above = last.text.rstrip()
        goes_on = bool(DASH.match(text)) or not above.endswith((".", ":", ";", ","))
        goes_on |= above.endswith((";", ",")) and not is_upper(text)  # more is to come, though its dash was lost
        return not (goes_on and line.page == (last.page or 0) + 1 and line.box[1] < _TOP)
    return line.box[1] < last.box[1] - 0.005 or line.box[1] - last.box[3] > 0.05


def _is_continuation(text: str, line: Line, above: str) -> bool:
    """The rest of a name too long for its column; nothing goes on after an end mark, though the dash may be lost."""
    return line.box is not None and not DASH.match(text) and not above.rstrip().endswith((";", ".", ",", ":"))


def _bare(name: str) -> str:
    return DASH.sub("", name).strip(" .;,:-–")


def _signature(lines: Sequence[Line], start: int | None, listed: Sequence[Line]) -> Signature:
    """Beside or below the recipients; without a list, the last one of the letter."""
    taken = {id(line) for line in listed}
    if start is None:
        near = list(_after_body(lines))
    else:
        stop = max((at for at, line in enumerate(lines) if id(line) in taken), default=start) + 1
        above = lines[max(0, start - _ABOVE) : start]
        body = max((at + 1 for at, line in enumerate(above) if _is_of_body(line)), default=0)
        near = [line for line in (*above[body:], *lines[start : stop + _WITHIN]) if id(line) not in taken]
    first = _start_of_signature(near, last=start is None)
    if first is None:
        return Signature(None, None, None)
    below = [near[first]]
    below += [line for line in near[first + 1 :] if _below(line, near[first]) and not line.text.isdigit()]
    capacity, position, rest = _posts(below)
    return Signature(capacity, position, _signatory(rest, near[first]))


def _after_body(lines: Sequence[Line]) -> Sequence[Line]:
    """What follows the mark at the end of the text; without one the last lines."""
    ended = next((at for at, line in enumerate(lines) if "./." in line.text), None)
    return lines[-_WITHIN:] if ended is None else lines[ended + 1 :]


def _is_of_body(line: Line) -> bool:
    """A sentence, or the rest of one: capacity, post and name have no end mark."""
    return len(line.text) > _LONGEST_OF_FOOT or line.text.rstrip().endswith((".", ";", ":"))


def _start_of_signature(near: Sequence[Line], *, last: bool) -> int | None:
    """The line on which capacity or post begins; who takes the minutes of a meeting does not issue them."""
    capacities = [at for at, line in enumerate(near) if _is_capacity(line)]
    posts = [at for at, line in enumerate(near) if is_post(line.text)]
    chairs = [at for at in posts if fold(near[at].text).startswith(_CHAIRS)]
    starts = capacities or chairs or posts
    if not starts:
        return None
    if not last:
        return starts[0]
    return next(at for at in starts if at >= starts[-1] - 2)


def _is_capacity(line: Line) -> bool:
    return bool(_CAPACITY.match(line.text)) and is_upper(line.text)


def _posts(lines: Sequence[Line]) -> tuple[Found[str] | None, Found[str] | None, Sequence[Line]]:
    """The lines in capitals: those of the capacity first, then those of the post."""
    capacity: list[Line] = []
    position: list[Line] = []
    tiers: list[str] = []
    capitals = _capitals(lines)
    for line in capitals:
        if _is_capacity(line) and not position:
            capacity.append(line)
            tiers.append(line.text)
        elif is_post(line.text) or not capacity or position:
            position.append(line)
        else:  # a capacity too long for its column: TL. CHỦ TỊCH / ỦY BAN NHÂN DÂN
            capacity.append(line)
            tiers[-1] = f"{tiers[-1]} {line.text}"
    post = " ".join(spelt(line) for line in position) or _acting(tiers)
    found_capacity = Found(" / ".join(_spaced(tier) for tier in tiers), tuple(capacity)) if capacity else None
    found_position = Found(post, tuple(position or capacity)) if post else None
    return found_capacity, found_position, lines[len(capitals) :]


def _capitals(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines over the signature; under PHƯỜNG BÌNH the line LỤC THƯỢNG is no name, as that stands below."""
    for at, line in enumerate(lines):
        if not is_upper(line.text) or (is_name_in_capitals(line.text) and not _ends_post(lines, at)):
            return lines[:at]
    return lines


def _ends_post(lines: Sequence[Line], at: int) -> bool:
    """Close below the line above, without the room for a signature, which a name below has."""
    line, above, below = lines[at].box, lines[at - 1].box if at else None, lines[at + 1 : at + 2]
    if line is None or above is None or not below or below[0].page != lines[at].page:
        return False
    name = bare_name(below[0].text)
    return line[1] - above[3] < line[3] - line[1] and (_is_name(name) or is_name_in_capitals(name))


def _acting(tiers: Sequence[str]) -> str:
    """Q. CHỦ TỊCH is both: the capacity and, without "Q.", the post."""
    match = _CAPACITY.match(tiers[-1]) if tiers else None
    return match["whose"] if match and match["form"] == _ACTING else ""


def _spaced(tier: str) -> str:
    """KT.CHỦ TỊCH and KT CHỦ TỊCH are printed KT. CHỦ TỊCH; the Party's T/M stays."""
    match = _CAPACITY.match(tier)
    if not match:
        return tier
    return f"{match['form']}{' ' if '/' in match['form'] else '. '}{match['whose']}"


def _signatory(lines: Sequence[Line], post: Line) -> Found[str] | None:
    """The first name below the post, in its column."""
    for line in lines:
        if line.page != post.page and line.page is not None and post.page is not None and line.page > post.page + 1:
            break
        name = bare_name(_without_dirt(line))
        if is_name_in_capitals(name):
            name = name.title()
        if _is_name(name):
            if line.source != OCR:
                return Found(name, (line,))
            sure = line.confidence >= _NAME_CONFIDENCE and line.weakest >= _WEAKEST_OF_NAME
            return Found(repaired_name(name), (line,)) if sure else None
    return None


def _without_dirt(line: Line) -> str:
    """The line without signs before the name and single letters inside, if it was recognised."""
    return _DIRT.sub("", line.text) if line.source == OCR else line.text


def _is_name(text: str) -> bool:
    words = text.split()
    capitalised = all(word[0].isupper() and word[1:] == word[1:].lower() for word in words)
    return 2 <= len(words) <= 6 and capitalised and all(_NAME.match(word) for word in words)


def _below(line: Line, post: Line) -> bool:
    """In the column of the post, under it or on the next page."""
    if line.box is None or post.box is None:
        return True
    middle, middle_of_post = (line.box[0] + line.box[2]) / 2, (post.box[0] + post.box[2]) / 2
    return (line.page != post.page or line.box[1] >= post.box[1]) and abs(middle - middle_of_post) < _POST_WIDTH
