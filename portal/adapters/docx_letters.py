"""Letters as DOCX: the template of their form, or the office's own, filled with what the letter says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.adapters import docx_filling, docx_forms, docx_letter_tables
from portal.rules import capacities
from portal.rules.folding import nfc
from portal.rules.kinds import LETTER
from portal.rules.letter_forms import BY_CODE, COLLECTIVE, form_of

NUMBER_GAP = "\u00a0" * 12  # as wide as a number of four digits, with air on both sides
DAY_GAP = "\u00a0" * 6
_ABOUT = re.compile(r"(v/v|về việc)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """What stands on the page; number, day and month stay empty until the letter is signed."""

    issuer: str
    parent: str
    symbol: str
    place: str
    year: int
    subject: str
    position: str
    signatory: str
    capacity: str = ""
    kind: str = "Công văn"
    addressees: tuple[str, ...] = ()
    body: tuple[str, ...] = ()  # one paragraph of it may be the place of the table
    paper: tuple[str, ...] = ()
    electronic: tuple[str, ...] = ()
    month: int | None = None
    is_normative: bool = False
    table: tuple[tuple[str, ...], ...] = ()  # the heads, then the rows
    widths: tuple[int, ...] = ()  # of its columns, as shares


def write(letter: Letter, template: bytes = b"") -> bytes:
    """The letter as the bytes of a DOCX file, by the portal's template of its form unless another is given."""
    form = form_of(letter.kind, is_normative=letter.is_normative)
    filled = docx_filling.fill(template or docx_forms.build(form), fields(letter))
    return docx_letter_tables.put(filled, letter.table, letter.widths) if letter.table else filled


def write_file(target: str, values: Mapping[str, Any], template: str = "") -> int:
    """As ``write``, for the child process: plain values in, a file out; its size."""
    own = Path(template).read_bytes() if template else b""
    return Path(target).write_bytes(write(told(values), own))


def template_file(target: str, code: str) -> int:
    """The portal's template of a form, with its fields; its size."""
    return Path(target).write_bytes(docx_forms.build(BY_CODE[code]))


def try_out(path: str, values: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Whether a template can be used for a letter such as this one."""
    return docx_filling.try_out(path, fields(told(values)), target)


def told(values: Mapping[str, Any]) -> Letter:
    """A letter from plain values."""
    plain: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in values.items()}
    return Letter(**plain)


def fields(letter: Letter) -> dict[str, Any]:
    """What the fields of a template (``letter_forms.FIELDS``) say for this letter."""
    authority = capacities.authority(letter.issuer, letter.capacity)
    if letter.is_normative or letter.kind in COLLECTIVE:  # never the head's own
        authority = nfc(letter.issuer)
    return {
        "co_quan_chu_quan": nfc(letter.parent), "co_quan": nfc(letter.issuer),
        "co_quan_dong": list(capacities.head_lines(letter.issuer)), "so": NUMBER_GAP, "ky_hieu": letter.symbol,
        "dia_danh": nfc(letter.place), "ngay": DAY_GAP, "thang": _month(letter), "nam": str(letter.year),
        "ten_loai": letter.kind, "trich_yeu": _subject(letter), "tham_quyen": authority.upper(),
        "tham_quyen_thuong": authority, "kinh_gui": list(map(nfc, letter.addressees)),
        "noi_dung": list(map(nfc, letter.body)), "noi_nhan_giay": list(map(nfc, letter.paper)),
        "noi_nhan_dien_tu": list(map(nfc, letter.electronic)), "quyen_han": list(capacities.lines(letter.capacity)),
        "chuc_vu": nfc(letter.position).upper(), "chuc_vu_thuong": nfc(letter.position).capitalize(),
        "nguoi_ky": nfc(letter.signatory),
    }


def _month(letter: Letter) -> str:
    if not letter.month:
        return DAY_GAP
    return f" {letter.month:02d} " if letter.month < 3 else f" {letter.month} "


def _subject(letter: Letter) -> str:
    """What it is about; of a công văn it opens with V/v."""
    subject = nfc(letter.subject)
    opened = letter.kind != LETTER.name or not subject or _ABOUT.match(subject)
    return subject if opened else f"V/v {subject}"
