"""Fields read from the lines of a letter, each with the place it was read from; unknown is None, never a guess."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from portal.rules import references
from portal.rules.page_lines import Line, Page
from portal.rules.reading_deadline import deadline
from portal.rules.reading_foot import Foot, Recipient, read_foot
from portal.rules.reading_head import Head, read_head
from portal.rules.reading_marks import letter_alone
from portal.rules.reading_parts import DAY, DAY_IN_WORDS, Found, Source, day_of, doubtful, source_of
from portal.rules.reading_repair import repaired

_DATE_WITHIN = 60
_FAR = re.compile(r"[;.]\s|\bsố\s")


@dataclass(frozen=True)
class CitedDocument:
    """Another document named in the text, with its day where the text gives it."""

    reference: str
    dated_on: date | None


@dataclass(frozen=True)
class Reading:
    """What a letter says about itself."""

    issuer: str | None = None
    issuer_printed: str | None = None
    issuer_parent: str | None = None
    reference: str | None = None
    number: int | None = None
    symbol: str | None = None
    dated_on: date | None = None
    kind: str | None = None
    subject: str | None = None
    urgency: str | None = None
    capacity: str | None = None
    position: str | None = None
    signatory: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    citations: tuple[CitedDocument, ...] = ()
    due_on: date | None = None
    sources: dict[str, Source] = field(default_factory=dict)


def read(pages: Sequence[Page]) -> Reading:
    """The fields of a letter whose pages are given in order."""
    whole = letter_alone([[repaired(line) for line in page.lines] for page in pages])
    first = next((lines for lines in whole if lines), [])
    lines = [line for page in whole for line in page]
    head, foot = read_head(first), read_foot(lines)
    body = lines[: foot.starts]
    found = _reading(head, foot, _citations(body, head), _due_on(body, head))
    return replace(found, sources={name: _lying(source, pages) for name, source in found.sources.items()})


def _lying(source: Source, pages: Sequence[Page]) -> Source:
    """The source with its place on the page as the file shows it."""
    if source.box is None or source.page is None or not 1 <= source.page <= len(pages):
        return source
    page = pages[source.page - 1]
    return replace(source, box=page.as_it_lies(source.box)) if page.turned else source


def _reading(
    head: Head, foot: Foot, citations: Found[tuple[CitedDocument, ...]] | None, due_on: Found[date] | None
) -> Reading:
    issuer, reference, signature = head.issuer, head.reference, foot.signature
    return Reading(
        issuer=issuer.value.name if issuer else None,
        issuer_printed=issuer.value.printed if issuer else None,
        issuer_parent=issuer.value.parent if issuer else None,
        reference=reference.value.text if reference and reference.value.number is not None else None,
        number=reference.value.number if reference else None,
        symbol=reference.value.symbol if reference else None,
        dated_on=_value(head.dated_on),
        kind=_value(head.kind),
        subject=_value(head.subject),
        urgency=_value(head.urgency),
        capacity=_value(signature.capacity),
        position=_value(signature.position),
        signatory=_value(signature.signatory),
        addressees=_value(head.addressees) or (),
        recipients=_value(foot.recipients) or (),
        citations=_value(citations) or (),
        due_on=_value(due_on),
        sources=_sources(head, foot, citations, due_on),
    )


def _value(found: Found[Any] | None) -> Any:
    return found.value if found else None


def _sources(
    head: Head, foot: Foot, citations: Found[Any] | None, due_on: Found[date] | None
) -> dict[str, Source]:
    known_number = head.reference if head.reference and head.reference.value.number is not None else None
    found: dict[str, Found[Any] | None] = {
        "issuer": head.issuer,
        "number": known_number,
        "symbol": head.reference,
        "dated_on": head.dated_on,
        "kind": head.kind,
        "subject": head.subject,
        "urgency": head.urgency,
        "capacity": foot.signature.capacity,
        "position": foot.signature.position,
        "signatory": foot.signature.signatory,
        "addressees": head.addressees,
        "recipients": foot.recipients,
        "citations": citations,
        "due_on": due_on,
    }
    return {name: source_of(one.lines) for name, one in found.items() if one}


def cited_in(text: str, own: str = "") -> tuple[CitedDocument, ...]:
    """References in running text but the letter's own, each once for every day it is given."""
    cited: dict[tuple[str, date | None], CitedDocument] = {}
    dated: set[str] = set()
    for reference, _, end in references.find(text):
        if reference.key != own:
            day = _day_after(text[end : end + _DATE_WITHIN])
            cited.setdefault((reference.key, day), CitedDocument(reference.text, day))
            dated |= {reference.key} if day else set()
    return tuple(one for (key, day), one in cited.items() if day or key not in dated)


def _citations(lines: Sequence[Line], head: Head) -> Found[tuple[CitedDocument, ...]] | None:
    """What the letter cites, also where a line breaks inside a reference; the place of the first."""
    own = head.reference.value.key if head.reference else ""
    skipped = {id(line) for line in (head.reference.lines if head.reference else ())}
    kept = [line for line in lines if id(line) not in skipped]
    starts, text = _joined(kept)
    cited = cited_in(text, own)
    if not cited:
        return None
    start, end = next((start, end) for reference, start, end in references.find(text) if reference.key != own)
    return Found(cited, _between(kept, starts, start, end))


def _due_on(lines: Sequence[Line], head: Head) -> Found[date] | None:
    """The day by which an answer is asked for, where the text sets one and it is surely read."""
    starts, text = _joined(lines)
    found = deadline(text, _value(head.dated_on))
    if found is None:
        return None
    evidence = _between(lines, starts, found.start, found.end)
    before = starts[bisect_right(starts, found.start) - 1]
    weak = doubtful(evidence, found.start - before, found.end - before)
    return None if weak else Found(found.day, evidence)


def _between(lines: Sequence[Line], starts: Sequence[int], start: int, end: int) -> tuple[Line, ...]:
    """The lines on which a part of the joined text stands."""
    return tuple(lines[bisect_right(starts, start) - 1 : bisect_right(starts, end - 1)])


def _joined(lines: Sequence[Line]) -> tuple[list[int], str]:
    """The lines as one text, and where in it each begins."""
    starts, length = [], 0
    for line in lines:
        starts.append(length)
        length += len(line.text) + 1
    return starts, " ".join(line.text for line in lines)


def _day_after(text: str) -> date | None:
    """The day that belongs to a reference: before a semicolon, a full stop or the next number."""
    near = _FAR.split(text)[0] if _FAR.search(text) else text
    match = DAY.search(near) or DAY_IN_WORDS.search(near)
    return day_of(match) if match else None


def to_json(reading: Reading) -> dict[str, Any]:
    """The object of ``portal read --json``; days as ISO, places as lists."""
    return {
        "issuer": reading.issuer,
        "issuer_printed": reading.issuer_printed,
        "issuer_parent": reading.issuer_parent,
        "reference": reading.reference,
        "number": reading.number,
        "symbol": reading.symbol,
        "dated_on": reading.dated_on.isoformat() if reading.dated_on else None,
        "kind": reading.kind,
        "subject": reading.subject,
        "urgency": reading.urgency,
        "capacity": reading.capacity,
        "position": reading.position,
        "signatory": reading.signatory,
        "addressees": list(reading.addressees),
        "recipients": [{"name": one.name, "channel": one.channel} for one in reading.recipients],
        "citations": [
            {"reference": one.reference, "dated_on": one.dated_on.isoformat() if one.dated_on else None}
            for one in reading.citations
        ],
        "due_on": reading.due_on.isoformat() if reading.due_on else None,
        "sources": {name: _source_json(source) for name, source in reading.sources.items()},
    }


def _source_json(source: Source) -> dict[str, Any]:
    box = [round(edge, 4) for edge in source.box] if source.box else None
    return {"from": source.origin, "confidence": source.confidence, "page": source.page, "box": box}
