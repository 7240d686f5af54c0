"""Bản đọc được: the registers as tables and their files under names people read; opens without the portal.

It lies in clear, so its place must be one that is locked otherwise.  Drafts and what has no number are not in it.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import db
from portal.flows import register_books
from portal.flows.backup.places import Box, becoming
from portal.flows.premises import Premises, work_folder
from portal.office import events, outbox
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.registers import Register
from portal.rules.errors import BackupRefused
from portal.rules.plain_names import ending, plain_name
from portal.rules.roles import Role, Scope
from portal.rules.states import HELD, REMOVED

TABLE = "so-dang-ky.xlsx"
LONGEST = 60
READER = Person(id=0, name="", login="", role=Role.CLERK, is_active=True)  # a clerk to whom nothing was given by name


@dataclass
class Copied:
    """What was written, what was left out on purpose, and which files the store lacks or has altered."""

    documents: int
    files: int
    restricted_left_out: int
    missing: list[str]


def copy(premises: Premises, target: Path, *, with_restricted: bool, at: datetime) -> Copied:
    """Write every register into ``target/register/year/number``, whole or not at all; raises ``BackupRefused``.

    Rows of restricted documents say in the table only that they are; their files come only when asked for.
    """
    require_outside(premises, target)
    if target.exists() and any(path.name != "lost+found" for path in target.iterdir()):
        raise BackupRefused(why="copy_not_empty", folder=str(target))
    copied = Copied(0, 0, 0, [])
    with becoming(target) as fresh:
        for register in [r for r in Register.select().order_by(Register.id) if r.last_number >= r.start]:
            folder = folder_of(register, fresh)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_table(register, folder / TABLE, premises, register.last_number)
            write_documents(register, folder, copied, premises, with_restricted=with_restricted)
    with db.atomic():
        events.record(
            "copied_out", at=at, place=str(target), documents=copied.documents, files=copied.files,
            with_restricted=with_restricted, missing=copied.missing or None,
        )
        outbox.put("clear_copies", dedup="clear_copies")  # something may have been held while it was written
    return copied


def require_outside(premises: Premises, target: Path) -> None:
    """Refuse to lay what is in clear among the data or beside the backups, by whatever link it leads there."""
    place = target.resolve()
    if place.is_relative_to(premises.data.resolve()):
        raise BackupRefused(why="copy_in_data", folder=str(target))
    if any(place.is_relative_to(backups.resolve()) for backups in premises.backup_places):
        raise BackupRefused(why="copy_in_backups", folder=str(target))


def folder_of(register: Register, place: Path) -> Path:
    """Where a register lies in a copy."""
    return place / plain_name(register.title, LONGEST) / str(register.year)


def write_table(register: Register, file: Path, premises: Premises, last: int) -> None:
    """The register up to a number as one volume; an older table of that name is exchanged."""
    volume = register_books.Volume(register, 1, register.start, last)
    with work_folder(premises) as folder:
        shutil.move(register_books.made(volume, "xlsx", READER, folder, premises.label), file)


def write_documents(
    register: Register, folder: Path, copied: Copied, premises: Premises, *, with_restricted: bool
) -> None:
    """A folder for each number."""
    shown = Document.state.not_in((HELD, REMOVED))
    for document in Document.select().where(Document.register == register, shown).order_by(Document.number).iterator():
        if document.scope == Scope.RESTRICTED and not with_restricted:
            copied.restricted_left_out += 1
            continue
        words = plain_name(f"{document.reference} {document.subject}", LONGEST)
        place = folder / f"{document.number:05d}-{words}"
        copied.documents += 1
        for n, (sha256, name) in enumerate(files_of(document), 1):
            place.mkdir(exist_ok=True, mode=0o700)
            file = place / f"{n}-{plain_name(name.removesuffix(ending(name)), LONGEST)}{ending(name)}"
            write_file(sha256, file, copied, premises)


def files_of(document: Document) -> Iterator[tuple[str, str]]:
    """What came or was sent, the newest state of it, and the annexes; the same bytes once."""
    versions = [version for version in (document.original, document.latest) if version]
    found = {row.sha256: row.name for row in (*versions, *document.attachments)}
    yield from found.items()


def write_file(sha256: str, file: Path, copied: Copied, premises: Premises) -> None:
    """One file, its bytes checked on the way; one that the store does not give is named, and the others come."""
    if Box(file.parent).put(premises.store.path(sha256), file, sha256, scratch=file.parent):
        copied.files += 1
    else:
        copied.missing.append(sha256)
