"""Layout rules of a letter's foot: capacity, signatory, Nơi nhận, and the head lines of annexes."""

import re
from collections.abc import Iterator
from itertools import pairwise

from portal.rules.layout_looks import Fault, looks
from portal.rules.layout_page import Printed, Row
from portal.rules.layout_parts import Parts
from portal.rules.layout_rules import NO_RECIPIENTS, TWO_PARTIES, WITH_AUTHORITY
from portal.rules.recipients import bare, is_clerk_copy

_SHORT = re.compile(r"^(t\s*/?\s*m|k\s*/?\s*t|t\s*/?\s*l|t\s*/?\s*u\s*/?\s*q|q)\b\s*[./]?", re.IGNORECASE)
_RIGHT_SHORT = re.compile(r"^(TM|KT|TL|TUQ|Q)\. \S", re.IGNORECASE)
_HONOURS = re.compile(
    r"^(gs|pgs|ts|ths|thạc sĩ|tiến sĩ|cn|ks|kỹ sư|cử nhân|bs|bác sĩ|ds|luật sư|nhà giáo|nghệ sĩ|anh hùng|ông|bà)"
    r"\b[.\s]", re.IGNORECASE,
)
_DEPUTY = re.compile(r"^pho chu tich($|\s+(ubnd|uy ban|hdnd|hoi dong))")
_FOR_ANOTHER = re.compile(r"^(k\s*/?\s*t|t\s*/?\s*l|t\s*/?\s*u\s*/?\s*q)\b|^tm\. thuong truc")
_AUTHORITY = re.compile(r"^(chu tich\s+)?(ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan)\b")
_CHANNEL = re.compile(r"^bản (điện tử|giấy)\b.*:", re.IGNORECASE)
_ITEM = re.compile(r"^\s*-\s?\S")
_ANNEX = re.compile(r"^Phụ lục(?:\s+(?:số\s+)?(\S+?))?[.:]?$", re.IGNORECASE)
_ROMAN = re.compile(r"^[IVXLC]+$")


def signature(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """TM., KT., TL., TUQ., Q. over the position, and the plain name."""
    if parts.kind in TWO_PARTIES or parts.two_sign:
        return
    if not parts.capacity:
        yield "capacity.missing", None, ""
    yield from looks("capacity", parts.capacity)
    yield from _capacity(parts.capacity)
    yield from _authority(parts)
    if parts.signatory is None:
        yield "signatory.missing", None, ""
        return
    if _HONOURS.match(parts.signatory.text):
        yield "signatory.honours", parts.signatory, parts.signatory.text.split(" ")[0]
    if parts.signatory.is_upper:
        yield "signatory.case", parts.signatory, ""
    yield from looks("signatory", [parts.signatory])


def _capacity(rows: list[Row]) -> Iterator[Fault]:
    for row in rows:
        if _SHORT.match(row.bare) and not _RIGHT_SHORT.match(row.text):
            yield "capacity.form", row, row.text
    deputies = [(row, after) for row, after in pairwise(rows) if re.match(r"^k\s*/?\s*t\b", row.bare)]
    deputies += [(rows[-1], rows[-1])] if rows and re.match(r"^k\s*/?\s*t\b", rows[-1].bare) else []
    for row, after in deputies:
        if not re.search(r"\bpho\b|^thu truong", after.bare):
            yield "capacity.deputy", row, after.text if after is not row else ""


def _authority(parts: Parts) -> Iterator[Fault]:
    """A deputy signs for the head, which is said; and who issues by the line over Căn cứ is who signs."""
    bare = [row.bare for row in parts.capacity]
    deputy = next((row for row in parts.capacity if _DEPUTY.match(row.bare)), None)
    if deputy and not any(_FOR_ANOTHER.match(text) for text in bare):
        yield "capacity.kt", deputy, ""
    over = next((row for row in parts.body[:3] if row.is_upper and not row.side and _AUTHORITY.match(row.bare)), None)
    if over and bare and parts.kind in WITH_AUTHORITY and over.bare.startswith("chu tich") == bare[0].startswith("tm"):
        yield "capacity.authority", parts.capacity[0], over.text


def recipients(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Nơi nhận: each with a dash and a semicolon, “Lưu: VT” among them, a full stop at the end."""
    if parts.recipients is None:
        if parts.kind not in NO_RECIPIENTS:
            yield "recipients.missing", None, ""
        return
    if not parts.recipients.text.startswith("Nơi nhận:"):
        yield "recipients.colon", parts.recipients, ""
    yield from looks("recipients", [parts.recipients])
    names = [row for row in parts.listed if not _CHANNEL.match(bare(row.text))]
    yield from looks("recipient", parts.listed)
    yield from _plain(names)
    if not any(is_clerk_copy(bare(row.text)) for row in names):
        yield "recipients.clerk", parts.recipients, ""
    if wrong := _wrong_end(parts.listed):
        yield "recipients.list", wrong, ""


def _plain(rows: list[Row]) -> Iterator[Fault]:
    """The names themselves are upright and light; the headings between them may be bold."""
    for aspect in ("bold", "italic"):
        hit = next((row for row in rows if any(getattr(run, aspect) for run in row.lettered)), None)
        if hit:
            yield f"recipient.{aspect}", hit, ""


def _wrong_end(rows: list[Row]) -> Row | None:
    """The first row before another item that does not end the item, or the last without a full stop."""
    for before, row in pairwise(rows):
        if _ITEM.match(row.text) and not _CHANNEL.match(bare(before.text)) and not before.text.endswith((";", ".")):
            return before
    unlisted = next((row for row in rows[:1] if not _ITEM.match(row.text) and not _CHANNEL.match(row.text)), None)
    if unlisted:
        return unlisted
    return rows[-1] if rows and not rows[-1].text.endswith((".", "/.")) else None


def annexes(printed: Printed, parts: Parts) -> Iterator[Fault]:
    """Phụ lục, numbered in Roman figures if there are several, and below its name what it belongs to."""
    heads = [(at, match) for at, row in enumerate(parts.annexes) if (match := _ANNEX.match(row.text))]
    yield from looks("annex", [parts.annexes[at] for at, _ in heads])
    for at, match in heads:
        row = parts.annexes[at]
        if (match[1] or len(heads) > 1) and not _ROMAN.match(match[1] or ""):
            yield "annex.roman", row, match[1] or ""
        if not any(after.bare.startswith("(kem theo") for after in parts.annexes[at + 1:at + 6]):
            yield "annex.reference", row, ""
