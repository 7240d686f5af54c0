"""Layout rules of a letter's head: country, issuer, number, day, type and subject, Kính gửi."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from portal.rules.folding import fold, words
from portal.rules.kinds import BY_NAME, COMMITTEE, COPIES, COUNCIL, LETTER, kind_of_symbol
from portal.rules.layout_looks import Fault, looks
from portal.rules.layout_page import Printed, Row
from portal.rules.layout_parts import Parts
from portal.rules.layout_rules import NO_NUMBER, NO_SUBJECT, NORMATIVE, TWO_PARTIES

TITLE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_BLANK = r"[\s.…_]*"
_NUMBER = re.compile(rf"^Số(?P<colon>\s*:)?{_BLANK}(?P<number>\d*)[a-z]?{_BLANK}/(?P<symbol>.+)$", re.IGNORECASE)
_SYMBOL = re.compile(r"^(\d{4}/)?[A-ZĐƠƯĂÂÊÔ&.]+([-/][\w&.]+)*$")
_MIXED = re.compile(r"QyĐ|CTr|TTr|TrS|TTg")  # abbreviations with small letters, Annex III
_DAY = re.compile(
    rf"^(?P<place>.*?)(?P<comma>,?)\s*ngày{_BLANK}(?P<day>\d*){_BLANK}tháng{_BLANK}(?P<month>\d*){_BLANK}"
    r"năm\s*(?P<year>\d{4})?\s*\.?$", re.IGNORECASE,
)
_HIGHER = re.compile(r"^(ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan)\s+(tinh|thanh pho|huyen|quan|thi xa)\s+\S+")
_AGENCY = re.compile(r"^(ubnd|uy ban|hdnd|hoi dong|so|phong|van phong|ban|chi cuc|trung tam|truong|cong an)\b")
_OF_CENTRE = re.compile(r"^(TT|TTLT|NĐ|PL|L|LCT|QH\d*)\b")  # of ministries, the Government and the National Assembly
_DASH = re.compile(r"^\s*-\s")


def country(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Quốc hiệu and Tiêu ngữ."""
    if parts.title is None:
        yield "title.missing", None, ""
    else:
        if words(parts.title_words) != words(TITLE):
            yield "title.words", parts.title, ""
        yield from looks("title", [parts.title])
    if parts.motto is None:
        yield "motto.missing", None, ""
        return
    yield from _motto(parts.motto)
    yield from looks("motto", [parts.motto])
    if not parts.motto.ruled:
        yield "motto.line", parts.motto, ""


def _motto(row: Row) -> Iterator[Fault]:
    if words(row.text) != words(MOTTO):
        yield "motto.words", row, ""
    elif re.sub(r"\w", "", row.text) != re.sub(r"\w", "", MOTTO):
        yield "motto.dashes", row, ""
    elif [word[0].isupper() for word in row.text.split()] != [word[0].isupper() for word in MOTTO.split()] or (
        row.text != row.text.capitalize() and row.is_upper
    ):
        yield "motto.case", row, ""


def issuer(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """The superior in plain capitals, the issuer in bold ones with a line below."""
    rows = parts.issuer
    if not rows:
        yield "issuer.missing", None, ""
        return
    above = _superiors(rows)
    yield from looks("superior", above)
    yield from looks("issuer", [row for row in rows if row not in above])
    if not rows[-1].ruled:
        yield "issuer.line", rows[-1], ""


def _superiors(rows: list[Row]) -> list[Row]:
    return [row for row in rows[:-1] if _is_superior(row, rows)]


def _is_superior(row: Row, rows: list[Row]) -> bool:
    """Over the issuer stands its superior in light letters; a bold first row is the issuer's own name begun."""
    if not any(run.bold for run in row.lettered):
        return any(run.bold for run in rows[-1].lettered)
    return row is rows[0] and bool(_HIGHER.match(row.bare)) and bool(_AGENCY.match(rows[1].bare))


def number(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Số and ký hiệu; the number itself may still be a gap."""
    row = parts.number
    if row is None:
        if parts.kind not in NO_NUMBER:
            yield "number.missing", None, ""
        return
    match = _NUMBER.match(row.text)
    if match is None:
        yield "number.form", row, row.text
        return
    if not row.text.startswith("Số"):
        yield "number.word", row, row.text.split(":")[0]
    if not match["colon"]:
        yield "number.colon", row, ""
    if len(match["number"]) == 1:
        yield "number.zero", row, match["number"]
    yield from _symbol(row, match["symbol"].rstrip(" ."), parts)
    yield from looks("number", [row])


def _symbol(row: Row, symbol: str, parts: Parts) -> Iterator[Fault]:
    tight = re.sub(r"\s*([-–/])\s*", r"\1", symbol).strip()
    if tight != symbol:
        yield "number.spaces", row, symbol
    if _MIXED.sub("", tight) != _MIXED.sub("", tight).upper():
        yield "number.capitals", row, symbol
    elif not _SYMBOL.match(_MIXED.sub("X", tight)):
        yield "number.form", row, symbol
    elif _has_needless_year(tight):
        yield "number.year", row, symbol
    elif _is_others(tight, parts):
        yield "number.issuer", row, symbol
    elif (said := _wrong_kind(tight.upper() if not _MIXED.search(tight) else tight, parts)):
        yield "number.kind", row, said


def _wrong_kind(symbol: str, parts: Parts) -> str:
    """The symbol that disagrees with the type on the page: QĐ-UBND over a Báo cáo, CV-UBND anywhere."""
    plain = re.sub(r"^\d{4}/", "", symbol)
    first = plain.split("-")[0]
    if first in ("CV", "TC-CV"):
        return symbol
    named = kind_of_symbol(plain)
    if first in {kind.abbreviation for kind in COPIES.values()} or not parts.kind:
        return ""
    expected = BY_NAME[parts.kind].abbreviation
    return symbol if expected and named and named != parts.kind and first != expected else ""


def _has_needless_year(symbol: str) -> bool:
    """12/2026/UBND-VP: only what the law calls normative carries its year."""
    year = re.match(r"^\d{4}/", symbol)
    return bool(year) and kind_of_symbol(symbol[5:]) not in (None, *NORMATIVE) and not _OF_CENTRE.match(symbol[5:])


def _is_others(symbol: str, parts: Parts) -> bool:
    """The Council's head over the Committee's symbol, or the other way round."""
    name = " ".join(row.bare for row in parts.issuer if row not in _superiors(parts.issuer))
    groups = re.split(r"[-/]", symbol)
    pairs = ((COMMITTEE, COUNCIL), (COUNCIL, COMMITTEE))
    return any(
        name.startswith((fold(own.name), fold(own.letters))) and other.letters in groups and own.letters not in groups
        and fold(other.name) not in name for own, other in pairs
    )


def day(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Địa danh and the day, whose figures may still be gaps."""
    row = parts.date
    if row is None:
        yield "date.missing", None, ""
        return
    match = _DAY.match(row.text)
    if match is None or not match["place"].strip(" ,"):
        yield "date.form", row, row.text
        return
    if not match["comma"]:
        yield "date.comma", row, ""
    figure, month = match["day"], match["month"]
    if figure and len(figure) == 1:
        yield "date.day", row, figure
    if month and (len(month) > 1 and month[0] == "0") != (int(month) < 3):
        yield "date.month", row, month
    if figure and month and match["year"] and _date(match) is None:
        yield "date.impossible", row, row.text
    yield from looks("date", [row])


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None  # a gap, or a day that no month has


def printed_day(parts: Parts) -> date | None:
    """The day the page bears, if it bears a whole one."""
    match = _DAY.match(parts.date.text) if parts.date else None
    return _date(match) if match and match["year"] else None


def what(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """The name of the type with its subject; of a công văn what it is about, under the number."""
    if parts.kind_row:
        if not parts.kind:
            yield "kind.unknown", parts.kind_row, parts.kind_row.text
            return
        if re.match(r"^(\w\s)+\w\W*$", parts.kind_row.text):
            yield "kind.spaced", parts.kind_row, parts.kind_row.text
        yield from looks("kind", [parts.kind_row])
        yield from looks("subject", parts.subject)
        if parts.kind not in NO_SUBJECT:
            yield from _subject(parts)
        return
    named = _named(parts)
    if named:
        yield "kind.missing", None, named
        return
    if not parts.about:
        yield "about.missing", None, ""
    else:
        if not re.match(r"^V/v\s", parts.about[0].text):
            yield "about.form", parts.about[0], parts.about[0].text.split(" ")[0]
        yield from looks("about", parts.about)


def _subject(parts: Parts) -> Iterator[Fault]:
    if not parts.subject:
        yield "subject.missing", parts.kind_row, ""
    elif not parts.subject[-1].ruled:
        yield "subject.line", parts.subject[-1], ""


def _named(parts: Parts) -> str:
    """The type that the symbol names, if it is not a công văn's."""
    match = _NUMBER.match(parts.number.text) if parts.number else None
    named = kind_of_symbol(re.sub(r"^\d{4}/", "", match["symbol"].strip())) if match else None
    return named if named and named != LETTER.name else ""


def addressed(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Kính gửi: one on its row, several below with dashes, semicolons and a full stop at the end."""
    rows = parts.addressees
    if not rows:
        if not parts.kind_row and not _named(parts) and parts.kind not in TWO_PARTIES:
            yield "addressees.missing", None, ""
        return
    if not re.match(r"^Kính gửi\s?:", rows[0].text):
        yield "addressees.colon", rows[0], ""
    yield from looks("addressees", rows)
    items = [row for row in rows[1:] if _DASH.match(row.text)]
    before_next = [before for before, row in pairwise(rows[1:]) if _DASH.match(row.text)]
    wrong = next((row for row in before_next if not row.text.endswith(";")), None)
    if items and (wrong or not rows[-1].text.endswith(".")):
        yield "addressees.list", wrong or rows[-1], ""
