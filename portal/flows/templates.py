"""Mẫu văn bản: a draft begins as the template of its form, the portal's or the office's own."""

from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from portal.adapters import sandbox
from portal.flows import intake
from portal.flows.premises import Premises, work_folder
from portal.office import drafting, files, templates
from portal.office.drafting import Outline
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.templates import LetterTemplate
from portal.rules import capacities, errors, filetypes, numbering
from portal.rules.filetypes import DOCX
from portal.rules.kinds import BY_NAME, COMMITTEE, COUNCIL, LETTER, ORGANS
from portal.rules.letter_forms import COLLECTIVE, Form, form_of
from portal.rules.recipients import ELECTRONIC, PAPER, Line, is_clerk_copy

DOTS = "…………………………"
UNIT = "VP"


def made(outline: Outline, *, at: datetime, premises: Premises, **written: Any) -> bytes:
    """A DOCX in the layout of the Decree with what is known filled in, for the drafter to write on.

    ``written`` is what of the letter stands already: addressees, body, a table.
    """
    form = form_of(outline.kind, is_normative=outline.is_normative)
    return filled(form, {**values_of(outline, form, at.year), **written}, premises)


def sample(form: Form, *, at: datetime, premises: Premises) -> bytes:
    """The template of a form as it is in use, filled as for a letter."""
    return filled(form, sample_values(form, at.year), premises)


def filled(form: Form, values: dict[str, Any], premises: Premises) -> bytes:
    """A letter of the form, by the template in use."""
    own = LetterTemplate.in_use().get(form.name)
    template = str(premises.store.path(own.sha256).resolve()) if own else ""
    with work_folder(premises) as folder:
        child("write_file", target=str(folder / "mau.docx"), values=values, template=template)
        return (folder / "mau.docx").read_bytes()


def blank(form: Form, *, premises: Premises, own: bool = True) -> bytes:
    """The template of a form with its fields: the office's if it has one, else the portal's."""
    row = LetterTemplate.in_use().get(form.name) if own else None
    if row is not None:
        return premises.store.path(row.sha256).read_bytes()
    with work_folder(premises) as folder:
        child("template_file", target=str(folder / "mau.docx"), code=form.code)
        return (folder / "mau.docx").read_bytes()


def bring(stream: BinaryIO, name: str, form: Form, *, by: Person, at: datetime, premises: Premises) -> None:
    """The office's own template: tried with sample values first; nothing is kept of one that cannot be used."""
    by.require("administer")
    blob, media_type = intake.take_bytes(stream, name, premises=premises)
    try:
        if media_type != DOCX:
            raise errors.FileRefused(name, why="template_docx")
        try_out(premises.store.path(blob.sha256), form, year=at.year, premises=premises)
    except errors.Refusal:
        intake.forget_refused(blob, premises)
        raise
    files.keep(blob.sha256, blob.size, media_type, at=at)
    templates.bring(form.name, blob.sha256, filetypes.label(name), by=by, at=at)


def try_out(path: Path, form: Form, *, year: int, premises: Premises) -> None:
    """``Invalid`` with what is wrong, unless the template can be filled for a full letter and for a bare one."""
    full = sample_values(form, year)
    bare = {**full, "parent": "", "capacity": "", "addressees": [], "paper": [], "electronic": []}
    with work_folder(premises) as folder:
        for values in (full, bare):
            try:
                told = child("try_out", path=str(path.resolve()), values=values, target=str(folder / "thu.docx"))
            except errors.Unreadable as problem:
                raise errors.Invalid(form.name, why="template_broken") from problem
            if told["unknown"]:
                raise errors.Invalid(form.name, why="template_unknown", names=", ".join(told["unknown"])[:200])
            if told["missing"]:
                raise errors.Invalid(form.name, why="template_missing", names=", ".join(told["missing"]))


def values_of(outline: Outline, form: Form, year: int) -> dict[str, Any]:
    """What the outline says, as ``docx_letters.Letter`` takes it."""
    lines = with_clerk_copy(outline.recipients, outline.unit_symbol)
    return {
        **of_office(form, outline.organ, year), "symbol": symbol_on_page(outline, year),
        "subject": outline.subject or DOTS, "capacity": outline.capacity, "position": outline.position,
        "signatory": outline.signer.name,
        "paper": [line.name for line in lines if line.channel == PAPER],
        "electronic": [line.name for line in lines if line.channel == ELECTRONIC],
    }


def of_office(form: Form, organ: str, year: int) -> dict[str, Any]:
    """What every letter of a form says of the office."""
    office = Office.current()
    return {
        "issuer": capacities.issuer_of(office.name, ORGANS[organ]), "parent": office.parent, "place": office.place,
        "year": year, "kind": form.kind, "is_normative": form.is_normative,
        "addressees": [DOTS] if form.is_addressed else [],
    }


def sample_values(form: Form, year: int) -> dict[str, Any]:
    """A letter of the form that nobody wrote: its number, its signer and its recipients are examples."""
    organ = COUNCIL if form.kind in COLLECTIVE else COMMITTEE
    symbol = numbering.symbol(BY_NAME[form.kind], organ.letters, UNIT)
    return {
        **of_office(form, organ.code, year), "symbol": f"{year}/{symbol}" if form.is_normative else symbol,
        "subject": "Về việc điền thử mẫu" if form.kind != LETTER.name else "V/v điền thử mẫu",
        "capacity": f"TM. {organ.name.upper()}", "position": "Chủ tịch", "signatory": "Nguyễn Văn Mẫu",
        "paper": [f"Lưu: VT, {UNIT}"], "electronic": ["UBND tỉnh", "Sở Nội vụ"],
    }


def with_clerk_copy(lines: tuple[Line, ...], unit: str) -> tuple[Line, ...]:
    """Lưu: VT with the drafting unit, where the drafter did not write the line; what is written stays."""
    if any(is_clerk_copy(line.name) for line in lines):
        return lines
    return (*lines, Line(f"Lưu: VT, {unit}" if unit else "Lưu: VT", PAPER))


def symbol_on_page(outline: Outline, year: int) -> str:
    """What is printed behind the gap for the number: a normative document's year comes first."""
    symbol = drafting.symbol_of(outline)
    return f"{year}/{symbol}" if outline.is_normative else symbol


def child(function: str, **args: Any) -> Any:
    """A function of the letters' adapter, in the limited child process."""
    return sandbox.call(f"portal.adapters.docx_letters:{function}", args)
