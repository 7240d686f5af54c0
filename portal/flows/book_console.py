"""Nhập sổ cũ on the console: the worker's steps one after the other, with the headings taken as guessed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path

from portal import db
from portal.flows import book_files, old_books
from portal.flows.book_checks import GAP, JUMP
from portal.flows.old_books import Progress, Tried
from portal.flows.premises import Premises, work_folder
from portal.office import book_imports
from portal.office.book_imports import BookImport, ImportTrouble
from portal.office.series import Series
from portal.rules import book_columns, errors
from portal.rules.book_rows import SecretRow, Trouble

KEPT = ("font", "heading", "heads", "columns", "sheet", "total", "year")


def rehearse(
    file: Path, register: str, *, year: int | None, files: Path | None, at: datetime, premises: Premises,
    progress: Progress,
) -> tuple[BookImport, list[Tried]]:
    """Read and try the whole book; nothing is written, neither to the database nor to the store."""
    require_register(register)
    book = BookImport(
        name=file.name, sha256="", register=register, year=year, files=str(files or ""), at=at
    )
    with rows_aside(file, premises) as table:
        found = book_files.described(table, book.form)
        take_as_guessed(book, {**found, "year": year or found["year"]})
        return book, tried(book, table, at, progress)


def require_register(code: str) -> None:
    """Refuse a word that is no register of the office, naming those it has."""
    known = [series.code for series in Series.listed()]
    if code not in known:
        raise errors.Invalid(code, why="register_unknown", known=", ".join(known))


@contextmanager
def rows_aside(file: Path, premises: Premises) -> Iterator[Path]:
    """The rows of a file in a folder that goes afterwards."""
    if not book_files.has_ending(file.name):
        raise errors.FileRefused(file.name, why="book_type")
    with work_folder(premises) as folder:
        book_files.written(file, file.name, folder / "table", premises)
        yield folder / "table"


def take_as_guessed(book: BookImport, found: dict[str, object]) -> None:
    """The columns as their headings say; what no row can do without must be among them."""
    book.__data__.update(found)
    if lacking := book_columns.lacking(book.columns, book.form):
        raise errors.Invalid(", ".join(lacking), why="columns_missing")


def tried(book: BookImport, table: Path, at: datetime, progress: Progress) -> list[Tried]:
    """Every row tried; a book that names a secret is refused as a whole."""
    try:
        return list(chain.from_iterable(old_books.trial(book, table, at, progress)))
    except SecretRow as secret:
        raise errors.SecretMark(str(secret), why="book_secret", line=str(secret)) from secret


def take(
    file: Path, register: str, *, year: int | None, files: Path | None, at: datetime, premises: Premises,
    progress: Progress, jump_is_right: bool = False,
) -> tuple[BookImport, list[Tried]]:
    """Take a book: tried first, then written batch by batch; one that was cut off goes on where it stood."""
    require_register(register)
    with file.open("rb") as stream:
        blob = old_books.keep_book(stream, file.name, at=at, premises=premises)
    book = BookImport.unfinished(blob.sha256, register)
    said: list[Tried] = []
    if book is None:
        book = book_imports.bring(
            file.name, blob.sha256, register, by=None, at=at, year=year, files=str(files or "")
        )
        said = prepare(book, at, premises, progress, jump_is_right)
    while old_books.take_batch(book, at=at, premises=premises):
        progress(book)
    with db.atomic():
        old_books.finish(book, at, premises)
    gaps = [(GAP, None, (Trouble(gap.why, gap.field, gap.value),)) for gap in ImportTrouble.gaps(book)]
    return book, [*(one for one in said if one[0] != GAP), *gaps]


def prepare(
    book: BookImport, at: datetime, premises: Premises, progress: Progress, jump_is_right: bool
) -> list[Tried]:
    """From the bytes to a book that may run; what does not come so far leaves no bytes behind."""
    try:
        take_as_guessed(book, old_books.understood(book, premises))
        said = tried(book, old_books.rows_of(book, premises), at, progress)
        if not jump_is_right:
            refuse_jump(said)
    except errors.SecretMark as secret:
        with db.atomic():
            old_books.give_up(book, int(str(secret.details[0])), at)
        old_books.forget(book.sha256, premises=premises)
        raise
    except errors.Invalid as problem:
        with db.atomic():
            old_books.put(book, state=book_imports.FAILED, problem=str(problem), ended_at=at)
        raise
    with db.atomic():
        old_books.settle_check(book, said)
        begun = {"state": book_imports.RUNNING, "row": 0, "offset": 0, "count": 0, "skipped": 0, "refused": 0}
        old_books.put(book, **{**begun, **{name: book.__data__[name] for name in KEPT}})
    return said


def refuse_jump(said: list[Tried]) -> None:
    """This year's count does not jump far by a slip of the pen."""
    for fate, line, troubles in said:
        if fate == JUMP:
            raise errors.Invalid(str(line), why="number_jump", line=line, number=troubles[0].value)
