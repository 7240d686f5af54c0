"""From a door to the queue Chờ vào sổ: bytes are kept first, then interpreted in a child by the worker."""

import shutil
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from portal.adapters import archives
from portal.adapters.blobs import Blob, TooLarge
from portal.flows import page_words, pictures, reading
from portal.flows.premises import Premises, work_folder
from portal.flows.settling import Settle, nothing
from portal.office import arrivals, citations, files, holding, outbox, receiving
from portal.office.documents import Attachment, Document, EnclosedText, PageText, Version, load
from portal.office.people import Person
from portal.rules import errors, filetypes, references
from portal.rules.states import HELD, REMOVED


def keep_bytes(
    stream: BinaryIO, name: str, *, at: datetime, premises: Premises, drafts: Collection[str] = ()
) -> Blob:
    """Store bytes from outside and note of what type they are; raises ``FileRefused`` with the reason as a word.

    ``drafts`` are the types a draft may have.  Nothing is kept of what is refused.
    """
    blob, media_type = take_bytes(stream, name, premises=premises, drafts=drafts)
    files.keep(blob.sha256, blob.size, media_type, at=at)
    return blob


def take_bytes(
    stream: BinaryIO, name: str, *, premises: Premises, drafts: Collection[str] = ()
) -> tuple[Blob, str]:
    """The same without a row that names them yet: whoever refuses them later forgets them (``forget_refused``)."""
    require_space(premises)
    try:
        blob = premises.store.put(stream, premises.upload_limit)
    except TooLarge as error:
        raise errors.FileRefused(name, why="too_large") from error
    try:
        media_type = judged(blob, name, premises)
        if drafts and media_type not in drafts:
            raise errors.FileRefused(name, why="not_a_draft")
    except (errors.FileRefused, errors.Unreadable):
        forget_refused(blob, premises)
        raise
    return blob, media_type


def judged(blob: Blob, name: str, premises: Premises) -> str:
    """The type of stored bytes, looked at in a child."""
    if not blob.size:
        raise errors.FileRefused(name, why="empty")
    return reading.inspect(premises.store.path(blob.sha256), name)


def forget_refused(blob: Blob, premises: Premises) -> None:
    """Remove bytes that were not taken, unless they were taken before under a better name."""
    if not is_stored(blob.sha256):
        premises.store.forget(blob.sha256)


def is_stored(sha256: str) -> bool:
    """Whether a row names these bytes."""
    return bool(files.StoredFile.select().where(files.StoredFile.sha256 == sha256).exists())


def require_space(premises: Premises) -> None:
    """Refuse new bytes while the disk is nearly full; reading and logging go on (threats.md §6)."""
    folder = premises.data if premises.data.exists() else premises.data.parent
    if shutil.disk_usage(folder).free < premises.free_space_limit:
        raise errors.FileRefused("", why="disk_full")


def take_upload(
    stream: BinaryIO, name: str, *, by: Person, at: datetime, premises: Premises, channel: str = "electronic"
) -> Document:
    """A file brought by the clerk: kept, and waiting to be read and entered."""
    blob = keep_bytes(stream, name, at=at, premises=premises)
    return receiving.receive(blob.sha256, filetypes.label(name), by=by, at=at, channel=channel)


def read(document_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: read the original in a child; what to store is done by the answer, in one transaction."""
    document = load(document_id)
    original = document.original
    if original is None or document.state in (HELD, REMOVED):
        return nothing
    if document.attachments.exists():
        receiving.ask_enclosed(document)
    path = premises.store.path(original.sha256)
    try:
        found = reading.read_file(path, original.name)
    except (errors.Unreadable, errors.FileRefused) as problem:
        why = reason_of(problem)
        return lambda: note_problem(original.sha256, why, at=at)
    if found.secret or bears_mark_within(path, found.media_type, premises):
        return lambda: holding.hold(document, at=at)
    page_words.keep(original.sha256, found.recognised, premises=premises)
    return lambda: keep(document, original.sha256, found, at=at)


def read_enclosed(document_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: the words of annexes and newer versions, for search; a secret mark there holds the letter."""
    document = load(document_id)
    if document.state in (HELD, REMOVED):
        return nothing
    try:
        found = {f.sha256: words_of(premises.store.path(f.sha256), f.name, premises) for f in lying_with(document)}
    except errors.SecretMark:
        return lambda: holding.hold(document, at=at)
    return lambda: keep_enclosed(document, found)


def lying_with(document: Document) -> tuple[Attachment | Version, ...]:
    """The files that came with a letter or after it."""
    return (*document.attachments, *document.versions.where(Version.role == "updated"))


def keep_enclosed(document: Document, found: dict[str, str]) -> None:
    """Store the words of the files that still lie with the letter, unless it was set apart meanwhile."""
    if load(document.id).state in (HELD, REMOVED):
        return
    here = {file.sha256 for file in lying_with(document)}
    EnclosedText.replace_all(document, {sha256: body for sha256, body in found.items() if body and sha256 in here})
    outbox.put("index", document.id)


def words_of(path: Path, name: str, premises: Premises) -> str:
    """The words of a file, page by page, and of those packed in it; ``SecretMark`` where a page bears one.

    What nobody can read has none that we know of.
    """
    try:
        found = reading.read_file(path, name)
    except (errors.Unreadable, errors.FileRefused):
        return ""
    if found.secret:
        raise errors.SecretMark
    return "\f".join((*found.texts, *words_within(path, found.media_type, premises)))


def words_within(path: Path, media_type: str, premises: Premises) -> list[str]:
    """The words of the files in an archive; none of any other file."""
    if media_type != filetypes.ZIP:
        return []
    with work_folder(premises) as folder:
        try:
            entries, _ = archives.unpack(path, folder)
        except (errors.Unreadable, errors.FileRefused):
            return []
        return [words_of(Path(entry.path), entry.name, premises) for entry in entries if not entry.why]


def bears_mark(path: Path, name: str, premises: Premises) -> bool:
    """Whether a page of the file, or of one packed in it, bears a secret mark."""
    try:
        words_of(path, name, premises)
    except errors.SecretMark:
        return True
    return False


def words_bear_mark(files: Iterable[tuple[str, str, str]], premises: Premises) -> bool:
    """Whether a file of words without a page, of those told by path, name and type, bears a secret mark."""
    words = [(Path(path), name) for path, name, media_type in files if media_type in (filetypes.TEXT, filetypes.XML)]
    return any(bears_mark(path, name, premises) for path, name in words)


def bears_mark_within(path: Path, media_type: str, premises: Premises) -> bool:
    """Whether a file in an archive that comes as a letter bears a secret mark."""
    try:
        words_within(path, media_type, premises)
    except errors.SecretMark:
        return True
    return False


def note_problem(sha256: str, why: str, *, at: datetime) -> None:
    """Why the page could not be read; its signatures may be judged all the same."""
    files.keep_reading(sha256, {}, pages=None, problem=why, at=at)
    outbox.put("check_signatures", sha256, dedup=f"check:{sha256}")


def give_up(document_id: int, *, at: datetime) -> None:
    """Nobody reads the letter any more: its form says so instead of waiting for it."""
    document = load(document_id)
    original = document.original
    if original is not None and document.reading is None and document.state not in (HELD, REMOVED):
        note_problem(original.sha256, arrivals.GIVEN_UP, at=at)


def reason_of(problem: errors.Refusal) -> str:
    """Why a file could not be read, as a word."""
    return str(problem.data.get("why") or (problem.details[0] if problem.details else "unreadable"))


def keep(document: Document, sha256: str, found: reading.ReadFile, *, at: datetime) -> None:
    """Store what was read: fields with their places, the words of the pages, the citations."""
    files.keep_reading(sha256, found.reading, pages=found.page_count, notes=list(found.notes), at=at)
    Document.update(pages=found.page_count).where(Document.id == document.id).execute()
    PageText.put(document, "\f".join(found.texts))
    citations.replace(document, [cited(c) for c in found.reading.get("citations") or []])
    outbox.put("check_signatures", sha256, dedup=f"check:{sha256}")
    outbox.put("index", document.id)
    if found.media_type == filetypes.DOCX:
        pictures.ask_for_view(document)


def cited(citation: dict[str, Any]) -> tuple[str, str, date | None]:
    """A citation of the reading as (reference, key, day)."""
    parsed = references.parse(citation["reference"])
    day = date.fromisoformat(citation["dated_on"]) if citation.get("dated_on") else None
    return citation["reference"], parsed.key if parsed else "", day


def forget_files(*sha256: str, premises: Premises) -> Settle:
    """Remove bytes of a held document with their pictures, unless another document has the same."""
    for digest in sha256:
        if not is_stored(digest):
            premises.store.forget(digest)
            pictures.forget(digest, premises=premises)
    return nothing
