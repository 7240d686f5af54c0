"""The head of a letter in the layout of Decree 30/2020: issuer, number, day, type, subject, addressees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.rules import references
from portal.rules.folding import fold
from portal.rules.issuers import Issuer, issuer
from portal.rules.kinds import BY_ABBREVIATION, DOCUMENT_KINDS, LETTER
from portal.rules.page_lines import DOCX, OCR, Line
from portal.rules.reading_addressees import ADDRESSED, TELEGRAM, read_addressees
from portal.rules.reading_parts import (
    DAY,
    DAY_IN_WORDS,
    Found,
    alike,
    begins_body,
    day_of,
    doubtful,
    is_post,
    is_upper,
)
from portal.rules.references import Reference
from portal.rules.syllables import is_syllable

_LONGEST_HEAD = 34
_SUBJECT_LINES = 10
_AGENCY_CONFIDENCE = 0.75
_RIGHT = 0.4  # the right column begins after
_WIDE = 0.72
_COLUMN = 0.62  # the left column of the head ends before
# Printed types beyond the 29 of the decree: legal documents and those of the Party.
_OTHER_KINDS = ("Nghị định", "Thông tư", "Thông tư liên tịch", "Luật", "Pháp lệnh", "Lệnh", "Kết luận", "Thông tri")
_KINDS = {fold(name): name for name in (*(kind.name for kind in DOCUMENT_KINDS), *_OTHER_KINDS)}
_PARTY_KINDS = {"CV": LETTER.name, "KL": "Kết luận", "NĐ": "Nghị định", "TT": "Thông tư"}
_MOTTO = ("cong hoa xa hoi chu nghia viet nam", "doc lap - tu do - hanh phuc", "dang cong san viet nam",
          "cong hoa xa hoi", "chu nghia viet nam", "cong hoa xa hoi chu nghia", "doc lap - tu do", "hanh phuc")
_URGENCIES = {"khan": "urgent", "thuong khan": "very_urgent", "hoa toc": "express", "hoa toc hen gio": "express"}
_NUMBER = re.compile(r"^\W*(?:Số|SỐ(?=\s*[:.…/\d])|S[ôồổộóòo6]\s*[:.;])\s*[:.;]*\s*(?P<rest>.*)$")
# What is left of the line where "Số:" itself was lost.
_BARE_SYMBOL = re.compile(r"^[\s.…_]*(?P<rest>/\s?[A-ZĐ][\wĐđ&]*(?:\s?[-/]\s?[A-ZĐ][\w&]*)+)\s*$")
_OCR_NUMBER = re.compile(r"^0{0,3}\d{1,5}[a-zđ]?\s?[/-]")
_SYMBOL_ONLY = re.compile(  # in OCR, a slash behind dots may be a J
    r"(?:[/-][.…]?|(?<=[.…]{3})[JƑ]?)\s?(?P<symbol>[A-ZĐ][\wĐđ&]*(?:\s?[-/]\s?[A-ZĐ][\w&]*)*)\s*$"
)
_ABOUT = re.compile(r"^\W*V\s?/\s?v\b[:.]?\s*", re.IGNORECASE)
_OCR_ABOUT = re.compile(  # VIv, VK&:, VX
    r"^\W*V(?:\s?[/il1íI|]\s?v|[^\W_]?[/|&][^\W_]?[:;.]?|[^\W_][/|&:;.]{1,2}|[A-Z](?=\s[^\W\d_A-Z]))\s+"
)
_DATED = re.compile(rf"^(?P<place>[^\d:;]{{0,45}}?)[,.\s]*{DAY_IN_WORDS.pattern}\W*$", re.IGNORECASE)
_DATED_IN_NUMBERS = re.compile(rf"^(?:[^\W\d_a-zà-ỹ][^\d:;]{{1,40}},\s*)?[Nn]{DAY.pattern[1:]}\W*$")
_DAY_LINE = re.compile(r"^[^\d:;]{0,45}?[,.\s]*ngày\b[\s\d.…_]*tháng\b", re.IGNORECASE)
_YEARS = re.compile(r"(?<=\d{4}-)\s(?=(?:19|20)\d\d(?!\d))")  # 2026- / 2031, broken at the end of a line
_LETTERS = re.compile(r"[^\W\d_]+")
_CARRYING_OUT = re.compile(r"^(?:thực hiện|theo|căn cứ|ngày)\b(?!.*:$)", re.IGNORECASE)
_ABOUT_IN_WORDS = re.compile(r"^(?:Về việc\s*:?|Về)\s+", re.IGNORECASE)
# Who issues by the post alone: no agency of that name stands above.
_ISSUING_POSTS = ("thu tuong chinh phu", "chu tich nuoc", "tong bi thu", "chu tich quoc hoi")
_ENCLOSED = re.compile(r"^\(\s*(?:ban hành\s+)?(?:kèm|đính kèm|gửi kèm|phê duyệt|thay)", re.IGNORECASE)
_AUTHORITY = re.compile(
    r"^(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|CHÍNH PHỦ|QUỐC HỘI|BỘ CHÍNH TRỊ)"
)


@dataclass(frozen=True)
class Head:
    """What stands above the body; a field that is not there, or not surely read, is None."""

    issuer: Found[Issuer] | None
    reference: Found[Reference] | None
    dated_on: Found[date] | None
    kind: Found[str] | None
    subject: Found[str] | None
    urgency: Found[str] | None
    addressees: Found[tuple[str, ...]] | None


def read_head(first_page: Sequence[Line]) -> Head:
    """The fields of the first page's lines."""
    urgency, first_page = _urgency(first_page), [line for line in first_page if not _urgency_of(line)]
    top = first_page[: _end_of_head(first_page)]
    reference = _reference(top)
    title = _title(top, reference)
    subject_of_letter = _about(top[: title.at] if title else top)
    kind = _kind(title, subject_of_letter, reference, first_page)
    subject = subject_of_letter or (_below_title(first_page, title) if title else None)
    return Head(
        issuer=_issuer(top),
        reference=reference,
        dated_on=_dated_on(top),
        kind=kind,
        subject=subject,
        urgency=urgency,
        addressees=read_addressees(first_page, by_wire=bool(kind and kind.value == TELEGRAM)),
    )


def _end_of_head(lines: Sequence[Line]) -> int:
    """Where addressees or grounds begin; the title of the type still belongs to the head."""
    for at, line in enumerate(lines[:_LONGEST_HEAD]):
        if at > 1 and (ADDRESSED.match(line.text) or fold(line.text).lstrip("- ").startswith("can cu ")):
            return at
    return min(len(lines), _LONGEST_HEAD)


def _reference(top: Sequence[Line]) -> Found[Reference] | None:
    for line in top:
        match = _NUMBER.match(line.text) or _BARE_SYMBOL.match(line.text)
        if match and (found := _of_number_line(match["rest"], line)):
            return Found(found, (line,))
    return None


def _of_number_line(rest: str, line: Line) -> Reference | None:
    """The reference after "Số:"; a doubtful number is left out, its symbol may still be sure."""
    rest = _ABOUT.split(rest)[0] if _ABOUT.search(rest) else rest
    rest = re.split(r"\sV/v\b", rest)[0]
    found = next((found for found in references.find(rest) if found[1] == 0), None)
    whole = references.parse(rest) or (found[0] if found else None)
    before = line.text.find(rest) if rest in line.text else 0
    end = before + (found[2] if found else len(rest))
    if whole and (line.source != OCR or (_OCR_NUMBER.match(rest) and not doubtful([line], before, end))):
        return whole
    symbol = _SYMBOL_ONLY.search(rest)
    if symbol and (line.source != OCR or _is_whole(symbol)):
        return Reference(None, "", None, re.sub(r"\s", "", symbol["symbol"]))
    return None


def _is_whole(symbol: re.Match[str]) -> bool:
    """A recognised symbol is believed with a slash or the dots of a blank before it and a dash inside."""
    bare = re.sub(r"\s", "", symbol["symbol"])
    blank = symbol.string[: symbol.start()].endswith(("...", "…"))
    return (blank or symbol[0].startswith("/")) and "-" in bare and bare.replace("-", "").isalpha()


def _dated_on(top: Sequence[Line]) -> Found[date] | None:
    """Sơn Động, ngày 10 tháng 5 năm 2019; a narrow column breaks it in two."""
    lines = [line for line in top if not _is_motto(line)]
    alone = [(line,) for line in lines]
    for group in [*alone, *pairwise(lines)]:
        text = " ".join(line.text for line in group)
        match = _DATED.match(text) or (_DATED_IN_NUMBERS.match(text) if _is_on_the_right(group[0]) else None)
        if match and not doubtful(group, match.start("day"), match.end("year")) and (day := day_of(match)):
            return Found(day, tuple(group))
    return None


def _is_on_the_right(line: Line) -> bool:
    return line.box is None or line.box[0] > _RIGHT


def _issuer(top: Sequence[Line]) -> Found[Issuer] | None:
    named = []
    for line in top:
        if any(mark.match(line.text) for mark in (_NUMBER, _BARE_SYMBOL, _ABOUT)) or _title_of(line):
            break
        if _names_agency(line):
            named.append(line)
    found = issuer([line.text for line in named])
    if found is None:
        return None
    if any(line.source == OCR and line.confidence < _AGENCY_CONFIDENCE for line in named):
        return None
    own = [line for line in named if line.text in found.printed] or named
    return Found(found, tuple(own))


def _names_agency(line: Line) -> bool:
    """In capitals, and none of the other things that stand in capitals in a letterhead."""
    if not is_upper(line.text) or (line.source == OCR and line.confidence < 0.6):
        return False
    bare = fold(line.text).strip(" .*!|[]()_—-")
    if _is_motto(line) or line.text == "ĐẾN":
        return False
    return not is_post(line.text) or bare in _ISSUING_POSTS


def _is_motto(line: Line) -> bool:
    """The country's or the Party's name and the motto, whole or in the pieces a narrow column makes."""
    on_the_right = _is_on_the_right(line)
    bare = fold(line.text).strip(" -–.,*")
    return any(alike(line.text, motto) for motto in _MOTTO) or (on_the_right and bare in ("viet nam", "nam"))


@dataclass(frozen=True)
class _Title:
    """The line that names the type, the type, and what of the subject stands on the same line."""

    at: int
    kind: str
    rest: str = ""


def _title(top: Sequence[Line], reference: Found[Reference] | None) -> _Title | None:
    """The first line that is the name of a type, or begins with the one that the symbol names."""
    for at, line in enumerate(top):
        if at and (kind := _title_of(line)):
            return _Title(at, kind)
    known = BY_ABBREVIATION.get(re.split(r"[-/]", reference.value.symbol)[0]) if reference else None
    for at, line in enumerate(top):
        words = len(known.name.split()) if known else 0
        if at and known and is_upper(line.text) and fold(line.text).startswith(f"{fold(known.name)} "):
            return _Title(at, known.name, line.text.split(maxsplit=words)[words])
    return None


def _title_of(line: Line) -> str | None:
    return _KINDS.get(fold(line.text).strip(" *")) if is_upper(line.text) else None


def _kind(
    title: _Title | None,
    about: Found[str] | None,
    reference: Found[Reference] | None,
    lines: Sequence[Line],
) -> Found[str] | None:
    """The printed title; without one a letter shows itself by "V/v", and a symbol by its abbreviation."""
    if title:
        return Found(title.kind, (lines[title.at],))
    if about:
        return Found(LETTER.name, about.lines)
    if reference is None:
        return None
    first = re.split(r"[-/]", reference.value.symbol)[0]
    if first in BY_ABBREVIATION or first in _PARTY_KINDS:
        known = BY_ABBREVIATION.get(first)
        return Found(known.name if known else _PARTY_KINDS[first], reference.lines)
    addressed = next((line for line in lines if ADDRESSED.match(line.text)), None)
    return Found(LETTER.name, (addressed,)) if addressed else None


def _about(top: Sequence[Line]) -> Found[str] | None:
    """V/v …, below the number of a Công văn, over as many lines as its column gives it."""
    for at, line in enumerate(top):
        match = _ABOUT.match(line.text) or (_OCR_ABOUT.match(line.text) if line.source == OCR else None)
        in_words = None if match else _about_in_words(top, at)
        inside = re.search(r"\sV/v\s+", line.text) if _NUMBER.match(line.text) else None
        if not match and not inside and not in_words:
            continue
        start = match.end() if match else inside.end() if inside else in_words.end() if in_words else 0
        lines = [line]
        for further in top[at + 1 : at + _SUBJECT_LINES]:
            if not _goes_on(lines[-1], further):
                break
            lines.append(further)
        words = " ".join([line.text[start:], *(one.text for one in lines[1:])])
        return Found(f"{in_words[0].strip(' :') if in_words else 'V/v'} {_tidy(words)}", tuple(lines))
    return None


def _about_in_words(top: Sequence[Line], at: int) -> re.Match[str] | None:
    """Về việc … in the column of the number."""
    line = top[at]
    if not any(_NUMBER.match(one.text) for one in top[:at]):
        return None
    return _ABOUT_IN_WORDS.match(line.text) if line.box is None or line.box[2] < _COLUMN else None


def _goes_on(last: Line, line: Line) -> bool:
    """The next line of the same column, with nothing that begins another field."""
    if _DAY_LINE.match(line.text) or ADDRESSED.match(line.text) or _is_motto(line):
        return False
    if (is_upper(line.text) and not _is_code(line.text)) or not any(c.isalnum() for c in line.text):
        return False
    if last.box is None or line.box is None:
        return not begins_body(line)
    height = last.box[3] - last.box[1]
    near = line.box[1] - last.box[3] < 1.3 * max(height, 0.01)
    return near and line.box[0] < last.box[2] and line.box[2] < _COLUMN


def _is_code(text: str) -> bool:
    """ĐX.05, UBND, QL.1A: capitals that are no words, so no heading."""
    return not any(is_syllable(part) for part in _LETTERS.findall(text))


def _below_title(lines: Sequence[Line], title: _Title) -> Found[str] | None:
    """What stands beside the name of the type, and the centred lines below it."""
    head = lines[title.at]
    found: list[Line] = []
    for at, line in enumerate(lines[title.at + 1 : title.at + 1 + _SUBJECT_LINES], title.at + 1):
        if not any(c.isalnum() for c in line.text):
            if found:
                break
            continue
        short = not _fills(line) or _is_heading_after(at, lines, head)
        if _ENCLOSED.match(line.text) or _opens_body(line, head, may_go_on=short and not found):
            break
        if is_upper(line.text) and (_AUTHORITY.match(line.text) or is_post(line.text)):
            break
        if not _is_heading(line, head) or (found and not _belongs(found[-1], line)):
            break
        if found and is_upper(found[-1].text) and not is_upper(line.text):  # capitals go on in capitals
            break
        if _fills(line) and not line.bold and not _is_heading_after(at, lines, head):
            break
        found.append(line)
    words = _tidy(" ".join([title.rest, *(line.text for line in found)]))
    return Found(words, (head, *found) if title.rest else tuple(found)) if words else None


def _opens_body(line: Line, title: Line, *, may_go_on: bool) -> bool:
    """KẾ HOẠCH / Thực hiện Nghị quyết …, bold or centred, is a heading; the body may begin with the same words."""
    goes_on = is_upper(line.text) or may_go_on  # no body is printed in capitals
    as_printed = bool(title.bold and line.bold) or (goes_on and _is_heading(line, title))
    return begins_body(line) and not (_CARRYING_OUT.match(line.text) and as_printed)


def _is_heading(line: Line, title: Line) -> bool:
    """Bold as the title, or centred below it; the body's first line is pushed to the right by its indent."""
    if line.source == DOCX:
        return bool(line.centered or line.bold)
    if title.bold and line.bold:
        return True
    if line.box is None or title.box is None:
        return False
    return abs((line.box[0] + line.box[2]) - (title.box[0] + title.box[2])) / 2 < 0.02


def _fills(line: Line) -> bool:
    """From margin to margin, as the lines of the body."""
    return line.box is not None and line.box[2] - line.box[0] > _WIDE


def _is_heading_after(at: int, lines: Sequence[Line], title: Line) -> bool:
    """A heading that fills its line goes on below, centred and shorter; the body begins at its margin again."""
    line = lines[at]
    for below in lines[at + 1 : at + _SUBJECT_LINES]:
        if is_upper(line.text) or below.box is None or line.box is None:
            return True
        if begins_body(below) or not _near(line, below):
            return True
        if not (_fills(below) and _is_heading(below, title)):
            return _is_heading(below, title) and below.box[0] > line.box[0] + 0.01
        line = below
    return len(lines) == at + 1


def _belongs(last: Line, line: Line) -> bool:
    """Right below, and printed as strongly."""
    return _near(last, line) and bool(last.bold) == bool(line.bold)


def _near(last: Line, line: Line) -> bool:
    if last.box is None or line.box is None:
        return True
    return line.box[1] - last.box[3] < 1.5 * max(last.box[3] - last.box[1], 0.01)


def _tidy(text: str) -> str:
    """Without the rule that is drawn below, and without the end mark."""
    whole = _YEARS.sub("", text.strip())
    return re.sub(r"[\s_\-–*]{2,}$|[\s.;,]+$", "", whole)


def _urgency(lines: Sequence[Line]) -> Found[str] | None:
    top = lines[: _end_of_head(lines)]
    return next((Found(urgency, (line,)) for line in top if (urgency := _urgency_of(line))), None)


def _urgency_of(line: Line) -> str | None:
    """What a stamp says; it may stand anywhere, also between the lines of a heading."""
    return _URGENCIES.get(fold(line.text).strip(" .*!|[]()")) if is_upper(line.text) else None
