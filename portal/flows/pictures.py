"""Page pictures kept in ``data/pages``: a cache that can be drawn anew, and that forgets what may not be kept.

A DOCX has no pages of its own: the worker prints it to a PDF that stands beside the pictures and is nothing
but what they are drawn from.  The letter stays the DOCX as it came.
"""

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.adapters import convert
from portal.adapters.tools import printing_missing
from portal.durable import make_durable
from portal.flows import reading
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle, nothing
from portal.office import files, holding, outbox
from portal.office.documents import Document, PageText, load
from portal.rules import errors
from portal.rules.filetypes import DOCX, IMAGES, PDF
from portal.rules.states import HELD, REMOVED

NOT_CONVERTED = "not converted"
WAITING, FAILED, MISSING = "waiting", "failed", "missing"


def folder_of(sha256: str, premises: Premises) -> Path:
    """Where the pictures of one file stand."""
    return premises.data / "pages" / sha256


def view_of(sha256: str, premises: Premises) -> Path:
    """Where a DOCX printed for viewing stands."""
    return folder_of(sha256, premises) / "view.pdf"


def source_of(sha256: str, premises: Premises) -> tuple[Path, str] | None:
    """The file that pages are drawn from and its type; None where there is nothing to draw."""
    media_type = files.media_type(sha256)
    if media_type == DOCX:
        view = view_of(sha256, premises)
        return (view, PDF) if view.exists() else None
    return (premises.store.path(sha256), media_type) if media_type in {PDF, *IMAGES} else None


def progress(document: Document, premises: Premises) -> str:
    """Why a letter that came as DOCX shows no pages yet: waiting, failed or missing; else nothing."""
    original, read = document.original, document.reading
    if original is None or original.role != "original" or files.media_type(original.sha256) != DOCX:
        return ""
    if read is None or read.problem or (document.pages and view_of(original.sha256, premises).exists()):
        return ""
    if NOT_CONVERTED in read.notes:
        return FAILED
    return MISSING if printing_missing() else WAITING


def ask_for_view(document: Document) -> None:
    """Have the worker print a DOCX: when it was read, and again where the cache was lost."""
    outbox.put("prepare_view", document.id, dedup=f"view:{document.id}")


def prepare_view(document_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: the DOCX as PDF beside its pictures; the answer notes its pages, or that there are none."""
    document = load(document_id)
    original = document.original
    if original is None or document.state in (HELD, REMOVED) or not has_room(premises):
        return nothing
    try:
        found = printed(original.sha256, premises)
    except errors.ToolMissing:
        return nothing  # nothing to note: the page says so until the program is installed
    except (errors.Unreadable, errors.FileRefused):
        return lambda: files.add_note(original.sha256, NOT_CONVERTED)
    if found.secret:
        return lambda: holding.hold(document, at=at)
    return lambda: note_pages(document, original.sha256, found)


def printed(sha256: str, premises: Premises) -> reading.ReadFile:
    """What the printed pages say; the PDF is kept unless they bear a secret mark that the DOCX hid."""
    view = view_of(sha256, premises)
    if view.exists():
        return reading.read_file(view, view.name, ocr=False)
    with work_folder(premises) as folder:
        made = folder / view.name
        convert.to_pdf(premises.store.path(sha256), made)
        found = reading.read_file(made, made.name, ocr=False)
        if not found.secret:
            keep(made.read_bytes(), view, premises=premises)
    return found


def note_pages(document: Document, sha256: str, found: reading.ReadFile) -> None:
    """The number of pages, their words page by page, and where on them the fields stand that the DOCX told."""
    Document.update(pages=found.page_count).where(Document.id == document.id).execute()
    if any(found.texts):
        PageText.put(document, "\f".join(found.texts))
        outbox.put("index", document.id)
    read = files.Reading.of(sha256)
    if read is not None:
        fields = placed(read.fields, found.reading)
        files.keep_reading(sha256, fields, pages=found.page_count, notes=read.notes, at=read.read_at)


def placed(fields: dict[str, Any], on_paper: dict[str, Any]) -> dict[str, Any]:
    """The fields as they were read, with the places of those that the printed pages show alike."""
    places = on_paper.get("sources", {})
    sources = {
        name: {**source, "page": places[name]["page"], "box": places[name]["box"]}
        if name in places and fields.get(name) == on_paper.get(name) else source
        for name, source in fields.get("sources", {}).items()
    }
    return {**fields, "sources": sources}


def has_room(premises: Premises) -> bool:
    """Whether the disk has room for what can be made again."""
    return shutil.disk_usage(premises.data).free >= premises.free_space_limit


def keep(drawn: bytes, file: Path, *, premises: Premises) -> None:
    """Keep what was drawn, whole or not at all; while the disk is nearly full nothing is kept."""
    if not has_room(premises):
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f"{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(drawn)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
        make_durable(file.parent)
    finally:
        temporary.unlink(missing_ok=True)


def keep_page(drawn: bytes, number: int, document: Document, sha256: str, *, premises: Premises) -> None:
    """Keep the picture of a page, unless the letter was held apart while it was drawn: what forgets has then passed."""
    keep(drawn, folder_of(sha256, premises) / f"{number}.png", premises=premises)
    if load(document.id).state in (HELD, REMOVED):
        forget(sha256, premises=premises)


def forget(*sha256: str, premises: Premises) -> Settle:
    """Remove the pictures of these files; where a file may still be shown they are drawn again."""
    for digest in sha256:
        folder = folder_of(digest, premises)
        if folder.exists():
            shutil.rmtree(folder)
    return nothing


def sweep(premises: Premises) -> None:
    """Remove pictures that a power cut left half written."""
    for left in premises.data.glob("pages/*/*.tmp"):
        left.unlink(missing_ok=True)
