"""Thể thức: what of a printed letter is otherwise than Decree 30/2020/NĐ-CP Annex I asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.rules import layout_foot, layout_head, layout_text
from portal.rules.layout_page import Printed, Row
from portal.rules.layout_parts import Parts, find
from portal.rules.layout_rules import RULES, Rule

_SHOWN = 80
_CHECKS: tuple[Callable[[Printed, Parts], Iterator[tuple[str, Row | None, str]]], ...] = (
    layout_text.sheets, layout_head.country, layout_head.issuer, layout_head.number, layout_head.day,
    layout_head.what, layout_head.addressed, layout_text.body, layout_text.letters, layout_foot.signature,
    layout_foot.recipients, layout_foot.annexes, layout_text.page_numbers,
)


@dataclass(frozen=True)
class Finding:
    """One rule that is not kept, where, and what stands there instead; of a DOCX the line is the paragraph."""

    rule: Rule
    page: int | None = None
    line: int | None = None
    words: str = ""
    found: str = ""


def judge(printed: Printed) -> tuple[Finding, ...]:
    """All findings in the order of the page; a document of the Party follows rules of its own, which is told."""
    parts = find(printed.rows)
    if parts.party:
        return (_finding(RULES["check.party"], parts.party, ""),)
    day = layout_head.printed_day(parts)
    told = [
        _finding(RULES[code], row, found) for check in _CHECKS for code, row, found in check(printed, parts)
        if _holds(RULES[code], day)
    ]
    return tuple(dict.fromkeys(told))


def _holds(rule: Rule, day: date | None) -> bool:
    """A document that bears a day is held to the rules of that day."""
    return day is None or day >= rule.since


def _finding(rule: Rule, row: Row | None, found: str) -> Finding:
    if row is None:
        return Finding(rule, found=found)
    return Finding(rule, row.page, row.number or None, row.text[:_SHOWN], found)
