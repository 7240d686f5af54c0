"""Reading a file: what it is, its pages, its fields; everything foreign is interpreted in the child process."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from portal.adapters import sandbox
from portal.adapters.tools import recognition_missing
from portal.rules import reading as rules
from portal.rules.errors import SecretMark, Unreadable
from portal.rules.filetypes import PDF
from portal.rules.page_lines import Box, Line, Page
from portal.rules.secrets import secret_mark

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SAMPLE_PDF = SAMPLES / "cong-van-536-UBND-TH.pdf"
SAMPLE_DOCX = SAMPLES / "cong-van-536-UBND-TH.docx"
SAMPLE_SCAN = SAMPLES / "cong-van-536-UBND-TH.scan.pdf"

MOST_OCR_PAGES = 40
OCR_MISSING, OCR_FAILED, OCR_LATER, OCR_CUT = "ocr missing", "ocr failed", "ocr later", "ocr cut"
_SECONDS_FOR_OCR = 240  # a page is looked at several times, by a worker that lets everyone else go first
_MEMORY_FOR_OCR = 768 * sandbox.MEGABYTE

NO_FIELDS = rules.to_json(rules.Reading())


@dataclass(frozen=True)
class ReadFile:
    """What a file says; with ``secret`` set, nothing of it is kept here (domain.md §6).

    ``notes`` are words for what is missing: OCR_MISSING (the program is not installed), OCR_FAILED,
    OCR_LATER (a scan, and recognition was not asked for), OCR_CUT (more pages than are recognised).
    ``recognised`` are the pages, by number, whose words stand nowhere but here.
    """

    media_type: str
    page_count: int | None
    reading: dict[str, Any] = field(default_factory=lambda: dict(NO_FIELDS))
    texts: tuple[str, ...] = ()
    recognised: dict[int, Page] = field(default_factory=dict)
    secret: bool = False
    notes: tuple[str, ...] = ()


def as_json(path: Path | str, *, ocr: bool = True) -> dict[str, Any]:
    """The object of ``portal read FILE --json``."""
    found = read_file(Path(path), Path(path).name, ocr=ocr)
    if found.secret:
        raise SecretMark(Path(path).name)
    return found.reading


def read_file(path: Path, name: str, *, ocr: bool = True) -> ReadFile:
    """Fields and text of a file; ``FileRefused`` for a wrong kind, ``Unreadable`` for a damaged one."""
    answer = sandbox.call("portal.adapters.file_pages:read", {"path": str(path.resolve()), "name": name})
    media_type = str(answer["media_type"])
    notes: list[str] = []
    pages = [_recognised_if_needed(path, media_type, page, ocr, notes) for page in answer["pages"]]
    if secret_mark(line for page in pages for line in page.lines):
        return ReadFile(media_type, answer["page_count"], secret=True)
    return ReadFile(
        media_type=media_type,
        page_count=answer["page_count"],
        reading=rules.to_json(rules.read(pages)),
        texts=tuple("\n".join(line.text for line in page.lines) for page in pages),
        recognised={n: page.lying() for n, page in enumerate(pages, 1) if any(line.parts for line in page.lines)},
        notes=tuple(dict.fromkeys(notes)),
    )


def inspect(path: Path, name: str) -> str:
    """The media type of an acceptable file, judged by content and name."""
    answer = sandbox.call("portal.adapters.filetypes:inspect", {"path": str(path.resolve()), "name": name})
    return str(answer["media_type"])


def _recognised_if_needed(path: Path, media_type: str, page: dict[str, Any], ocr: bool, notes: list[str]) -> Page:
    """The page as its text layer says, or as recognition reads it when that layer is of no use."""
    if page["useful"]:
        return _page(page)
    if reason := _why_not(page["number"], ocr):
        notes.append(reason)
        return _page({**page, "lines": []})
    try:
        return _page(recognise(path, media_type, page["number"]))
    except Unreadable:
        notes.append(OCR_FAILED)
        return _page({**page, "lines": []})


def _why_not(number: int, ocr: bool) -> str | None:
    if not ocr:
        return OCR_LATER
    if recognition_missing():
        return OCR_MISSING
    return OCR_CUT if number > MOST_OCR_PAGES else None


def recognise(path: Path, media_type: str, page: int) -> dict[str, Any]:
    """One page read by text recognition."""
    args = {"path": str(path.resolve()), "media_type": media_type, "page": page}
    answer = sandbox.call("portal.adapters.ocr:read", args, seconds=_SECONDS_FOR_OCR, memory=_MEMORY_FOR_OCR)
    return cast(dict[str, Any], answer)


def _page(page: dict[str, Any]) -> Page:
    lines = tuple(_line(line) for line in page["lines"])
    return Page(page["width"], page["height"], lines, page.get("turned", 0.0))


def _line(told: dict[str, Any]) -> Line:
    parts = tuple(_box(part) for part in told["parts"])
    box = _box(told["box"]) if told["box"] else None
    return Line(**{**told, "box": box, "parts": parts, "surety": tuple(told["surety"])})


def _box(told: Sequence[float]) -> Box:
    return told[0], told[1], told[2], told[3]


def printed_words(path: Path, page: int) -> dict[str, Any]:
    """The words of one page of a PDF with their places, and the size of the page."""
    args = {"path": str(path.resolve()), "page": page}
    return cast(dict[str, Any], sandbox.call("portal.adapters.pdf_text:page_words", args))


def page_image(path: Path, page: int, dpi: int = 108, *, media_type: str = PDF, box: Box | None = None) -> bytes:
    """The page, or the part of it in the box, as PNG; a DOCX is converted first (``portal.adapters.convert``)."""
    args = {"path": str(path.resolve()), "media_type": media_type, "page": page, "dpi": dpi, "box": box}
    answer = sandbox.call("portal.adapters.page_images:draw", args)
    return base64.b64decode(answer["png"])


def crop(path: Path, page: int, box: Box, dpi: int = 150, *, media_type: str = PDF) -> bytes:
    """The place on the page where a field was read, as PNG."""
    return page_image(path, page, dpi, media_type=media_type, box=box)
