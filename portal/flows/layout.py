"""Thể thức: a DOCX or PDF held against the layout rules, its findings kept as plain data with the draft."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portal.adapters import sandbox, tools
from portal.flows import reading
from portal.rules import errors
from portal.rules.filetypes import DOCX, PDF
from portal.rules.layout import Finding, judge
from portal.rules.layout_page import Printed, Row, from_plain
from portal.rules.layout_rules import RULES
from portal.rules.old_fonts import font_of, syllables

_READERS = {DOCX: "portal.adapters.layout_docx:describe", PDF: "portal.adapters.layout_pdf:describe"}
_LONGEST = 40
_TOLD_APART = 24  # letters that tell one row from another


@dataclass(frozen=True)
class Checked:
    """The findings of one file."""

    media_type: str
    findings: tuple[Finding, ...]

    @property
    def blocks(self) -> bool:
        return any(finding.rule.blocks for finding in self.findings)


def check(path: Path, name: str) -> Checked:
    """The findings of a file; ``FileRefused`` for another kind, ``Unreadable`` for a damaged one."""
    media_type = reading.inspect(path, name)
    described = printed(path, media_type)
    if not described.rows:
        raise errors.Unreadable(why="layout_no_text")
    return Checked(media_type, judge(described))


def printed(path: Path, media_type: str) -> Printed:
    """How a file is printed, as the limited child process describes it."""
    if media_type not in _READERS:
        raise errors.FileRefused(why="not_a_draft")
    return from_plain(sandbox.call(_READERS[media_type], {"path": str(path.resolve())}))


def paragraphs_of(source: Path, media_type: str) -> Printed | None:
    """How a DOCX would be printed; None for a PDF, and for what only LibreOffice can open: its print is judged."""
    try:
        return printed(source, DOCX) if media_type == DOCX else None
    except errors.Unreadable:
        return None


def is_scrambled(texts: Iterable[str]) -> bool:
    """Typed in an old font (TCVN3, VNI, VPS), most of it; a few such words among others are a finding."""
    told = list(texts)
    return bool(font_of(told)) and syllables(" ".join(told)) <= 0


def of_draft(paragraphs: Printed | None, pdf: Path) -> list[dict[str, Any]]:
    """The findings of a draft as they are kept; those of a DOCX with their places on the pages made of it.

    The check advises: pages that nobody could describe in time keep no draft from its way, and this is told.
    """
    try:
        pages = printed(pdf, PDF)
    except errors.Unreadable:
        unplaced = [*judge(paragraphs), *absent_fonts(paragraphs)] if paragraphs else []
        return [kept(finding) for finding in (*unplaced, Finding(RULES["check.unfinished"]))]
    if paragraphs is None:
        return [kept(finding) for finding in judge(pages)]
    return [kept(placed(finding, pages.rows)) for finding in (*judge(paragraphs), *absent_fonts(paragraphs))]


def absent_fonts(paragraphs: Printed) -> Iterator[Finding]:
    """Each font that this machine has neither itself nor a twin of, at its first words: another is printed instead."""
    first: dict[str, Row] = {}
    for row in paragraphs.rows:
        for run in row.lettered:
            first.setdefault(run.font, row)
    for font in tools.fonts_missing(first):
        row = first[font]
        yield Finding(RULES["text.absent_font"], row.page, row.number or None, row.text[:_LONGEST], font)


def placed(finding: Finding, rows: Sequence[Row]) -> Finding:
    """A paragraph's finding with the page and line on which its words are printed."""
    wanted = _letters(finding.words)[:_TOLD_APART]
    row = next((row for row in rows if wanted and _letters(row.text)[:_TOLD_APART] == wanted), None)
    if row is None and wanted:  # a paragraph's first line may be shorter than that
        row = next((row for row in rows if len(_letters(row.text)) > 3 and wanted.startswith(_letters(row.text))), None)
    return replace(finding, page=row.page, line=row.number) if row else finding


def _letters(text: str) -> str:
    return "".join(text.split())


def kept(finding: Finding) -> dict[str, Any]:
    """A finding as plain data; the words of the page stay on the page."""
    return {"rule": finding.rule.code, "page": finding.page, "line": finding.line, "found": finding.found[:_LONGEST]}


def told(rows: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Kept findings again; a rule that is no more says nothing."""
    return tuple(
        Finding(RULES[row["rule"]], row["page"], row["line"], found=row["found"])
        for row in rows if row["rule"] in RULES
    )


def block(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many of the kept findings must be mended before the draft is submitted."""
    return sum(finding.rule.blocks for finding in told(rows))
