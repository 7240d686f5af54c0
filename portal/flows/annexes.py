"""Phụ lục là tệp riêng, from the drafter's PC: kept by the common door, and only what the agency can sign later."""

from datetime import datetime
from typing import BinaryIO

from portal import db
from portal.adapters import sandbox
from portal.flows import intake
from portal.flows.premises import Premises
from portal.office import authors, draft_annexes, files
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors, filetypes
from portal.rules.filetypes import PDF


def add(
    document: Document, stream: BinaryIO, name: str, *, by: Person, at: datetime, premises: Premises
) -> None:
    """Lay a PDF with a draft; nothing is kept of a file that is refused, and the worker looks for secret marks."""
    authors.require_author(document, by)
    blob, media_type = intake.take_bytes(stream, name, premises=premises)
    try:
        require_sealable(str(premises.store.path(blob.sha256)), name, media_type)
        with db.atomic():
            files.keep(blob.sha256, blob.size, media_type, at=at)
            draft_annexes.add(document, blob.sha256, filetypes.label(name), by=by, at=at)
    except errors.Refusal:
        intake.forget_refused(blob, premises)
        raise


def require_sealable(path: str, name: str, media_type: str) -> None:
    """Refuse what could not be signed once its letter is: then the letter could not go out."""
    if media_type != PDF:
        raise errors.FileRefused(name, why="annex_type")
    try:
        problem = sandbox.call("portal.adapters.annex_pages:examine", {"path": path})["problem"]
    except errors.Unreadable as cause:
        raise errors.FileRefused(name, why="annex_unreadable") from cause
    if problem:
        raise errors.FileRefused(name, why=problem)
