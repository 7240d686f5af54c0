"""Văn bản đi: a draft becomes a PDF that can be signed, gets its number between the signatures, and is looked up."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from portal import db
from portal.adapters import convert, sandbox
from portal.adapters.blobs import Blob
from portal.flows import intake, layout, reading
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle, nothing
from portal.office import citations, drafting, early_numbers, files, holding, issuing, outbox
from portal.office.documents import Document, PageText, Version, load
from portal.office.drafting import Outline
from portal.office.people import Person
from portal.office.registers import Entry
from portal.rules import errors, filetypes, numbering
from portal.rules.filetypes import DOCX, PDF
from portal.rules.states import DRAFT, RETURNED

MOST_TRIES = 20  # numbers taken by others while this one was being written into its file


def start_draft(
    stream: BinaryIO, name: str, outline: Outline, *, by: Person, at: datetime, premises: Premises
) -> Document:
    """A draft from the drafter's PC: the bytes are kept, the worker makes the PDF."""
    by.require("draft")
    blob = keep_draft(stream, name, at=at, premises=premises)
    return drafting.draft(outline, blob.sha256, filetypes.label(name), "draft", by=by, at=at)


def revise_draft(
    document: Document, stream: BinaryIO, name: str, *, base_n: int, by: Person, at: datetime, premises: Premises
) -> None:
    """A newer file for a draft."""
    by.require("draft")
    blob = keep_draft(stream, name, at=at, premises=premises)
    label = filetypes.label(name)
    drafting.revise(document, blob.sha256, label, "draft", base_n=base_n, by=by, at=at)


def keep_draft(stream: BinaryIO, name: str, *, at: datetime, premises: Premises) -> Blob:
    """Store the bytes; only DOCX and PDF can become something to sign."""
    return intake.keep_bytes(stream, name, at=at, premises=premises, drafts=(DOCX, PDF))


def prepare_draft(document_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: the newest file of a draft as a PDF with room for number and day.

    What hinders is kept with the draft as a word, because only its drafter can mend it.
    """
    document = load(document_id)
    base = document.latest
    if base is None or base.role != "draft" or document.state not in (DRAFT, RETURNED):
        return nothing
    try:
        with work_folder(premises) as folder:
            return made_ready(document, base, folder, at=at, premises=premises)
    except (errors.Unreadable, errors.FileRefused) as problem:
        why = "unreadable" if files.media_type(base.sha256) == PDF else "not_convertible"
        word = "too_long" if "timeout" in problem.details else why
        return lambda: drafting.note_problem(document, base, word, at=at)
    except errors.ToolMissing:
        return lambda: drafting.note_problem(document, base, "no_converter", at=at)


def made_ready(document: Document, base: Version, folder: Path, *, at: datetime, premises: Premises) -> Settle:
    """Convert, read, make room; the answer stores the result or the problem."""
    brought = source = premises.store.path(base.sha256)
    media_type = files.media_type(base.sha256)
    paragraphs = layout.paragraphs_of(brought, media_type)
    if paragraphs and layout.is_scrambled(row.text for row in paragraphs.rows):
        return lambda: drafting.note_problem(document, base, "old_font", at=at)
    if media_type == DOCX:
        convert.to_pdf(source, folder / "draft.pdf")
        source = folder / "draft.pdf"
    found = reading.read_file(source, "du-thao.pdf", ocr=False)
    if found.secret:
        return lambda: holding.hold(document, at=at)
    if layout.is_scrambled(found.texts):
        return lambda: drafting.note_problem(document, base, "old_font", at=at)
    target = folder / "ready.pdf"
    room = child("pdf_drafts:make_room", source=str(source), target=str(target))
    if problem := hindrance(room):
        return lambda: drafting.note_problem(document, base, problem, at=at)
    room["layout"] = layout.of_draft(paragraphs, source)
    blob = keep_made(target, premises)
    return lambda: keep_ready(document, base, blob, found, room, at=at)


def hindrance(room: dict[str, Any]) -> str:
    """The word for what keeps the page from being signed and numbered, or nothing."""
    if not room["has_text"]:
        return "no_text"
    if room["signed"]:
        return "signed_already"
    if room["active"]:
        return "active"
    if "number" in room["printed"]:
        return "number_printed"
    if "number" in room["narrow"]:
        return "number_narrow"
    if "number" in room["missing"]:
        return "no_number_place"
    if set(room["missing"]) & set(room["narrow"]):
        return "day_narrow"
    return "no_day_place" if room["missing"] else ""


def keep_ready(
    document: Document, base: Version, blob: Blob, found: reading.ReadFile, room: dict[str, Any], *, at: datetime
) -> None:
    """Store the PDF as the next version, with the words of its pages and what it cites."""
    files.keep(blob.sha256, blob.size, PDF, at=at)
    printed = {name: value for name, value in room["printed"].items() if name != "year"}
    name = f"{Path(base.name).stem or 'du-thao'}.pdf"
    told = {"printed": printed, "layout": room["layout"], "blocks": layout.block(room["layout"])}
    if not drafting.note_ready(document, base, blob.sha256, name, at=at, **told):
        return
    files.keep_reading(blob.sha256, found.reading, pages=room["pages"], at=at)
    Document.update(pages=room["pages"]).where(Document.id == document.id).execute()
    PageText.put(document, "\f".join(found.texts))
    citations.replace(document, [intake.cited(c) for c in found.reading.get("citations") or []])
    outbox.put("index", document.id)


def number(document: Document, *, by: Person, at: datetime, request_id: str, premises: Premises) -> Document:
    """Cấp số: write the next number and the day into the signed file, then take that number with it.

    When another document takes the number in between, the next one is written; asked twice with one
    ``request_id`` (a double click), the first answer stands.
    """
    by.require("issue")
    return numbered(document, "signed", issuing.give_number, by=by, at=at, request_id=request_id, premises=premises)


def approve(
    document: Document, *, base_n: int, by: Person, at: datetime, request_id: str, premises: Premises
) -> Document:
    """Duyệt và cấp số, where the office numbers before signing: the same into the file that will be signed.

    ``base_n`` is the version the person saw; ``Superseded`` when it is not the newest.
    """
    by.require("approve")
    return numbered(
        document, "pdf", early_numbers.give, by=by, at=at, request_id=request_id, premises=premises, base_n=base_n
    )


def numbered(
    document: Document, role: str, give: Callable[..., Document], *, by: Person, at: datetime, request_id: str,
    premises: Premises, base_n: int | None = None,
) -> Document:
    """Try until no other document comes between the writing of a number and its taking."""
    for _ in range(MOST_TRIES):
        if earlier := Entry.of_request(request_id, document.id):
            return load(earlier.document)
        fresh = load(document.id)
        base = fresh.latest
        if base is None or base.role != role:
            raise errors.WrongState(fresh.state)
        if base_n not in (None, base.n):
            raise errors.Superseded(document.id)
        try:
            return number_once(fresh, base, give, by=by, at=at, request_id=request_id, premises=premises)
        except errors.Superseded as taken:
            last = taken
    raise last


def number_once(
    document: Document, base: Version, give: Callable[..., Document], *, by: Person, at: datetime, request_id: str,
    premises: Premises,
) -> Document:
    """One try; ``Superseded`` when the number or the version is no longer the newest."""
    expected = issuing.number_for(document, at)
    with work_folder(premises) as folder:
        target = folder / "numbered.pdf"
        day, month, year = numbering.written_day(at.date())
        answer = child(
            "pdf_drafts:fill", source=str(premises.store.path(base.sha256)), target=str(target),
            number=numbering.written_number(expected), day=day, month=month, year=year,
        )
        if "refused" in answer:
            raise errors.Conflict(document.id, why=answer["refused"])
        blob = keep_made(target, premises)
    files.keep(blob.sha256, blob.size, PDF, at=at)
    name = numbering.file_name(issuing.written_reference(document, expected, at.year))
    with db.atomic():
        made = give(
            document, expected, blob.sha256, name, base_n=base.n, by=by, at=at, request_id=request_id
        )
        outbox.put("check_signatures", blob.sha256, dedup=f"check:{blob.sha256}")
    return made


def child(function: str, **args: Any) -> Any:
    """A function of an adapter, in the limited child process."""
    return sandbox.call(f"portal.adapters.{function}", args)


def keep_made(path: Path, premises: Premises) -> Blob:
    """Put a file the portal made into the store."""
    with path.open("rb") as made:
        return premises.store.put(made)
