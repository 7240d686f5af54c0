"""Nhập sổ cũ: a book is read, its columns confirmed, every row checked, and then taken in whole batches.

Each batch is one transaction that also says how far the book is: after a crash the next run begins behind the
last whole batch.  The same book again changes nothing, for a row that stands in the register is left alone.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from portal import db
from portal.adapters.blobs import Blob, TooLarge
from portal.flows import book_checks, book_files, importing, intake
from portal.flows.book_checks import ALREADY, OUT, TAKE, UNNUMBERED, Judged, Seen
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import book_imports, events, files, outbox, receiving
from portal.office.book_imports import BookImport
from portal.office.documents import Document, add_version, stored_as
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules import book_columns, book_rows, errors, filetypes
from portal.rules.book_rows import Book, BookRow, SecretRow, Trouble
from portal.rules.old_fonts import to_unicode

BATCH = 500
AT_A_TIME = 3.0  # seconds of one job; then the other work has its turn
FEW = 2_000  # documents up to which the index takes them one by one instead of being written anew
Progress = Callable[[BookImport], None]
Tried = tuple[str, int | None, tuple[Trouble, ...]]  # what becomes of a row, its line, what is said of it


def files_folder(premises: Premises) -> Path:
    """The one folder from which files named in a book are taken, when it comes through a page."""
    return premises.data / "tep-so-cu"


def keep_book(stream: BinaryIO, name: str, *, at: datetime, premises: Premises, limit: int | None = None) -> Blob:
    """The bytes of a book in the store, before anyone looks into them."""
    if not book_files.has_ending(name):
        raise errors.FileRefused(name, why="book_type")
    intake.require_space(premises)
    try:
        blob = premises.store.put(stream, limit)
    except TooLarge as error:
        raise errors.FileRefused(name, why="too_large") from error
    if not blob.size:
        intake.forget_refused(blob, premises)
        raise errors.FileRefused(name, why="empty")
    files.keep(blob.sha256, blob.size, "text/csv" if not name.lower().endswith(("x", "m")) else filetypes.XLSX, at=at)
    return blob


def bring(
    stream: BinaryIO, name: str, register: str, *, by: Person, at: datetime, premises: Premises
) -> BookImport:
    """A book brought by the clerk: kept, and next read by the worker."""
    by.require("enter")
    blob = keep_book(stream, name, at=at, premises=premises, limit=premises.upload_limit)
    folder = str(files_folder(premises))
    return book_imports.bring(filetypes.label(name), blob.sha256, register, by=by, at=at, files=folder)


def read(import_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's first part: rows out of the file, and what their headings mean."""
    book = BookImport.load(import_id)
    if book.state != book_imports.READING:
        return nothing
    try:
        found = understood(book, premises)
    except (errors.Unreadable, errors.FileRefused) as problem:
        why = str(problem.data.get("why") or (problem.details[0] if problem.details else "damaged"))
        return lambda: put(book, state=book_imports.FAILED, problem=why, ended_at=at)
    return lambda: put(book, state=book_imports.MAPPING, **found)


def understood(book: BookImport, premises: Premises) -> dict[str, Any]:
    """Make the rows and say what the first of them tell."""
    made = book_files.make(book, premises)
    found = book_files.described(book_files.rows_file(book.sha256, premises), book.form)
    year = book.year or found.pop("year")
    sheet = to_unicode(made["sheet"], found["font"])
    return {**found, "sheet": sheet, "total": max(0, made["rows"] - found["heading"]), "year": year}


def put(book: BookImport, **values: Any) -> None:
    """Write how the book stands."""
    BookImport.update(**values).where(BookImport.id == book.id).execute()
    book.__data__.update(values)


def manner(book: BookImport, at: datetime) -> Book:
    """How its rows are to be read."""
    series = Series.coded(book.register)
    return Book(
        register=series.code, form=series.form, columns=tuple(book.columns), today=at.date(),
        marks=book_columns.marks_among(book.heads),
        office=Office.current().name, organ=series.organ or None, year=book.year, font=book.font, source=book.source,
    )


def check(import_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's second part: every row is tried, nothing is written but what is to be said of it."""
    book = BookImport.load(import_id)
    if book.state != book_imports.CHECKING:
        return nothing
    try:
        tried = list(chain.from_iterable(trial(book, rows_of(book, premises), at, tell_row)))
    except SecretRow as secret:
        line = int(str(secret))
        return lambda: give_up(book, line, at)
    return lambda: settle_check(book, tried)


def tell_row(book: BookImport) -> None:
    """How far the check is, for the page that shows it."""
    with db.atomic():
        BookImport.update(row=book.row).where(BookImport.id == book.id).execute()


def trial(book: BookImport, table: Path, at: datetime, progress: Progress) -> Iterator[list[Tried]]:
    """Batches of rows tried, without anything being written."""
    seen, how = Seen(), manner(book, at)
    rows = book_files.below_heading(table, book.heading)
    done = 0
    while part := list(islice(rows, BATCH)):
        read_rows = [book_rows.read(line, cells, how) for line, cells, _ in part]
        judged = book_checks.judge(read_rows, book.register, how.form, seen, folder_of(book))
        done += len(part)
        book.row = done
        progress(book)
        yield [(each.fate, each.row.line, each.row.troubles) for each in judged]
    yield [(said.why, line, (said,)) for line, said in book_checks.foreseen(book.register, seen, at.date())]


def rows_of(book: BookImport, premises: Premises) -> Path:
    """The file of rows, made again where it was lost."""
    rows = book_files.rows_file(book.sha256, premises)
    if not rows.exists():
        book_files.make(book, premises)
    return rows


def folder_of(book: BookImport) -> Path | None:
    """Where the files the book names may stand."""
    return Path(book.files) if book.files else None


def settle_check(book: BookImport, tried: list[Tried]) -> None:
    """Keep the report: how many rows go in, are there already, stay out, and what is said of them."""
    fates = [fate for fate, _, _ in tried]
    book_imports.forget_troubles(book)
    book_imports.note(book, (as_row(line, t) for _, line, troubles in tried for t in troubles if t.why != "already"))
    put(
        book, state=book_imports.CHECKED, row=book.row, count=fates.count(TAKE) + fates.count(UNNUMBERED),
        skipped=fates.count(ALREADY), refused=fates.count(OUT),
    )


def as_row(line: int | None, trouble: Trouble) -> dict[str, Any]:
    """A trouble as its table takes it."""
    return {
        "line": line, "why": trouble.why, "field": trouble.field, "value": trouble.value, "refuses": trouble.refuses
    }


def give_up(book: BookImport, line: int, at: datetime) -> None:
    """A row names a secret: nothing of the book stays but the number of the row (domain.md §6).

    Bytes that are a letter's too are the letter's: they leave as letters do.
    """
    book_imports.forget_troubles(book)
    put(book, state=book_imports.SECRET, problem=str(line), name="", heads=[], samples=[], columns=[], ended_at=at)
    if not book.is_a_letter_too():
        files.StoredFile.delete().where(files.StoredFile.sha256 == book.sha256).execute()
    outbox.put("forget_book", book.sha256)


def forget(sha256: str, *, premises: Premises) -> Settle:
    """Remove the bytes of a book and the rows made of them."""
    book_files.rows_file(sha256, premises).unlink(missing_ok=True)
    return intake.forget_files(sha256, premises=premises)


def run(import_id: int, *, at: datetime, premises: Premises) -> Settle:
    """The worker's third part: batches for a few seconds; the rest queues behind the other work."""
    book = BookImport.load(import_id)
    until = time.monotonic() + AT_A_TIME
    while book.state == book_imports.RUNNING:
        if not take_batch(book, at=at, premises=premises):
            return lambda: finish(book, at, premises)
        if time.monotonic() > until:
            return lambda: outbox.put("run_book", book.id, dedup=f"run_book:{book.id}")
    return nothing


def take_batch(book: BookImport, *, at: datetime, premises: Premises) -> bool:
    """Take the next rows in one transaction; whether there were any."""
    rows = book_files.below_heading(rows_of(book, premises), book.heading, book.offset)
    part = list(islice(rows, BATCH))
    if not part:
        return False
    how = manner(book, at)
    stored = [with_file(book_rows.read(line, cells, how), book, at, premises) for line, cells, _ in part]
    with db.atomic():
        judged = book_checks.judge([row for row, _ in stored], book.register, how.form, Seen(), folder_of(book))
        advance(book, judged, len(part), part[-1][2])
        write(book, judged, {row.line: blob for row, blob in stored if blob}, at)
        refused = ((row.line, t) for row, _ in stored for t in row.troubles if t.why == "file_refused")
        book_imports.note(book, (as_row(line, trouble) for line, trouble in refused))  # no check looks into files
    return True


def with_file(row: BookRow, book: BookImport, at: datetime, premises: Premises) -> tuple[BookRow, Blob | None]:
    """The row with the bytes of its file in the store; a file that is not taken keeps the row out."""
    folder = folder_of(book)
    if row.old is None or not row.path or folder is None or book_checks.wrong_file(row.path, folder):
        return row, None
    path = book_checks.file_in(folder, row.path)
    assert path is not None
    try:
        with path.open("rb") as stream:
            return row, intake.keep_bytes(stream, path.name, at=at, premises=premises)
    except (errors.FileRefused, errors.Unreadable, OSError):
        troubles = (*row.troubles, Trouble("file_refused", "path", row.path[:60]))
        return BookRow(row.line, None, troubles), None


def advance(book: BookImport, judged: list[Judged], rows: int, offset: int) -> None:
    """Say how far the book is, unless somebody else took these rows meanwhile."""
    fates = [each.fate for each in judged]
    values = {
        "row": book.row + rows, "offset": offset, "count": book.count + fates.count(TAKE) + fates.count(UNNUMBERED),
        "skipped": book.skipped + fates.count(ALREADY), "refused": book.refused + fates.count(OUT),
    }
    here = BookImport.update(**values).where(
        BookImport.id == book.id, BookImport.offset == book.offset, BookImport.state == book_imports.RUNNING
    )
    if not here.execute():
        raise errors.Conflict(book.id, why="book_moved")
    book.__data__.update(values)


def write(book: BookImport, judged: list[Judged], blobs: dict[int, Blob], at: datetime) -> None:
    """Documents, register rows and event of one batch, and the files that belong to them."""
    going = [each for each in judged if each.fate in (TAKE, UNNUMBERED) and each.row.old]
    registers = {
        year: Register.of_year(book.register, datetime(year, 1, 1, tzinfo=at.tzinfo).date(), at=at, by=book.by)
        for year in book_checks.years_of(each.row for each in going)
    }
    taken: list[importing.Taken] = []
    for each in going:
        old = each.row.old
        assert old is not None
        taken.append((registers[old.year], old, old.number if each.fate == TAKE else None))
    importing.write(taken, importing.Run(book.by, at))
    for each in going:
        if blob := blobs.get(each.row.line):
            attach(f"{book.source}:{each.row.line}", blob, Path(each.row.path.replace("\\", "/")).name, book, at)


def attach(source_id: str, blob: Blob, name: str, book: BookImport, at: datetime) -> None:
    """The file of a row as the original of its document, to be read like any other."""
    document: Document = Document.get(Document.source_id == source_id)
    label = filetypes.label(name)
    add_version(document, blob.sha256, "original", label, base_n=0, by=book.by, at=at)
    events.record("book_file_taken", document, by=book.by, at=at, **stored_as(blob.sha256, label))
    receiving.ask_reading(document)


def finish(book: BookImport, at: datetime, premises: Premises) -> None:
    """The last row is in: name the gaps, tell the index, let the rows go."""
    found = list(book.documents().select(Document.id, Document.register).tuples())
    gaps = importing.gaps({register for _, register in found})
    said = (book_checks.gap(gap.data["year"], gap.data["first"], gap.data["last"]) for gap in gaps)
    book_imports.forget_gaps(book)  # those the check foresaw
    book_imports.note(book, (as_row(None, trouble) for trouble in said))
    put(book, state=book_imports.FINISHED, samples=[], ended_at=at)
    if len(found) > FEW:
        outbox.put("reindex", dedup="reindex")
    for start in range(0, len(found) if len(found) <= FEW else 0, BATCH):
        outbox.put("index", *(document for document, _ in found[start : start + BATCH]))
    book_files.rows_file(book.sha256, premises).unlink(missing_ok=True)
