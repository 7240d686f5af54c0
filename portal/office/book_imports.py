"""Nhập sổ cũ: a book on its way into the registers, and what is to be said about its rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, fn

from portal import db
from portal.office import events, loading, outbox
from portal.office.arrivals import Arrival
from portal.office.documents import Attachment, Document, Version
from portal.office.people import Person
from portal.office.registers import Register
from portal.office.series import Series
from portal.rules import book_columns, errors
from portal.rules.states import REMOVED

READING, MAPPING, CHECKING, CHECKED, RUNNING, FINISHED, FAILED, SECRET = (
    "reading", "mapping", "checking", "checked", "running", "finished", "failed", "secret"
)
STATES = (READING, MAPPING, CHECKING, CHECKED, RUNNING, FINISHED, FAILED, SECRET)
AT_WORK = (READING, CHECKING, RUNNING)


class BookImport(db.Record):
    """One book brought as a file: how its columns are read, how far it is, and what came of it.

    ``row`` rows of ``total`` are done and ``offset`` bytes of the table read; both move in the transaction that
    writes the rows, so that whoever goes on after a crash begins exactly there.
    """

    name: Any = CharField()
    sha256: Any = CharField(index=True)
    register: Any = CharField()
    year: Any = IntegerField(null=True)
    files: Any = CharField(default="")
    state: Any = CharField(default=READING)
    sheet: Any = CharField(default="")
    font: Any = CharField(default="")
    heading: Any = IntegerField(default=0)
    heads: Any = db.JsonField(default=list)
    samples: Any = db.JsonField(default=list)
    columns: Any = db.JsonField(default=list)
    total: Any = IntegerField(default=0)
    row: Any = IntegerField(default=0)
    offset: Any = IntegerField(default=0)
    count: Any = IntegerField(default=0)
    skipped: Any = IntegerField(default=0)
    refused: Any = IntegerField(default=0)
    problem: Any = CharField(default="")
    by: Any = ForeignKeyField(Person, null=True)
    at: Any = db.MomentField()
    ended_at: Any = db.MomentField(null=True)

    @property
    def source(self) -> str:
        """What the ids of its documents begin with: so its documents can be told from all others."""
        return f"book-{self.id}"

    def documents(self) -> Any:
        """The documents it brought."""
        return Document.select().where(Document.source_id.between(f"{self.source}:", f"{self.source};"))

    def years(self, most: int = 5) -> list[int]:
        """The years of the registers it added to, newest first."""
        registers = self.documents().select(Document.register)
        found: Any = Register.select(Register.year).where(Register.id.in_(registers)).order_by(Register.year.desc())
        return [row[0] for row in found.limit(most).tuples()]

    def is_a_letter_too(self) -> bool:
        """Whether a letter or a thing that came has the very bytes of this file; what was removed by order has none."""
        for table in (Version, Attachment):
            same = table.select().join(Document).where(table.sha256 == self.sha256, Document.state != REMOVED)
            if same.exists():
                return True
        came = Arrival.with_bytes(self.sha256)
        letters = list(came.letters) if came else []
        return came is not None and not (letters and all(letter.state == REMOVED for letter in letters))

    @property
    def is_at_work(self) -> bool:
        """The worker has it in hand."""
        return self.state in AT_WORK

    @property
    def form(self) -> str:
        """The form of the law its register has."""
        return str(Series.coded(self.register).form)

    @classmethod
    def listed(cls) -> Any:
        """All books, the newest first."""
        return cls.select().order_by(cls.id.desc())

    @classmethod
    def load(cls, import_id: int) -> Self:
        """The book of that id; ``NotFound`` otherwise."""
        return loading.load(cls, import_id)

    @classmethod
    def unfinished(cls, sha256: str, register: str) -> Self | None:
        """The same file on its way into the same register, begun on the console and not ended."""
        same = (cls.sha256 == sha256) & (cls.register == register) & (cls.state == RUNNING) & cls.by.is_null()
        found: Self | None = cls.select().where(same).order_by(cls.id.desc()).first()
        return found


class ImportTrouble(db.Record):
    """One thing about one row, or about a register where ``line`` is None."""

    book: Any = ForeignKeyField(BookImport, backref="troubles")
    line: Any = IntegerField(null=True)
    why: Any = CharField()
    field: Any = CharField(default="")
    value: Any = CharField(default="")
    refuses: Any = BooleanField()

    @classmethod
    def of(cls, book: BookImport) -> Any:
        """What is to be said of a book, in the order of its rows; what keeps a row out first."""
        return cls.select().where(cls.book == book).order_by(cls.refuses.desc(), cls.line, cls.id)

    @classmethod
    def gaps(cls, book: BookImport) -> Any:
        """Numbers its registers lack."""
        return cls.select().where(cls.book == book, cls.line.is_null()).order_by(cls.id)

    @classmethod
    def jump(cls, book: BookImport) -> Self | None:
        """The first row after which this year's count would jump far, if there is one."""
        found: Self | None = cls.select().where(cls.book == book, cls.why == "jump").order_by(cls.line).first()
        return found

    @classmethod
    def counts(cls, book: BookImport) -> list[tuple[str, bool, int]]:
        """How often each thing is said: the word, whether it keeps rows out, how many rows."""
        rows: Any = (
            cls.select(cls.why, cls.refuses, fn.COUNT(cls.id)).where(cls.book == book)
            .group_by(cls.why, cls.refuses).order_by(cls.refuses.desc(), fn.COUNT(cls.id).desc()).tuples()
        )
        return list(rows)


def bring(
    name: str, sha256: str, register: str, *, by: Person | None, at: datetime, year: int | None = None, files: str = ""
) -> BookImport:
    """Take a stored file on as a book for a register; the worker reads it next."""
    if by is not None:
        by.require("enter")
    Series.coded(register)
    with db.atomic():
        book: BookImport = BookImport.create(
            name=name, sha256=sha256, register=register, year=year, files=files, by=by, at=at
        )
        events.record("book_brought", book, by=by, at=at, register=register, sha256=sha256)
        if by is not None:
            outbox.put("read_book", book.id, dedup=f"read_book:{book.id}")
    return book


def choose_columns(book: BookImport, columns: list[str], year: int | None, *, by: Person) -> None:
    """Confirm which field each column holds; the worker checks every row next, and nothing is written."""
    by.require("enter")
    known = [name if name in book_columns.FIELDS else "" for name in columns][: len(book.heads)]
    named = [name for name in known if name]
    if len(named) != len(set(named)):
        raise errors.Invalid(book.id, why="columns_twice")
    if book_columns.lacking(known, book.form):
        raise errors.Invalid(book.id, why="columns_lacking")
    move(book, (MAPPING, CHECKED), CHECKING, "check_book", columns=known, year=year, row=0, problem="")


def start(book: BookImport, *, by: Person, at: datetime, jump_is_right: bool = False) -> None:
    """Nhập: rows that were found good go into the register, batch by batch; a far jump must be said to be right."""
    by.require("enter")
    jump = ImportTrouble.jump(book)
    if jump is not None and not jump_is_right:
        raise errors.Invalid(book.id, why="number_jump", line=jump.line, number=jump.value)
    with db.atomic():
        move(book, (CHECKED,), RUNNING, "run_book", row=0, offset=0, count=0, skipped=0, refused=0, by=by)
        events.record("book_started", book, by=by, at=at, register=book.register, jump=jump.value if jump else None)


def move(book: BookImport, steps: tuple[str, ...], state: str, job: str, **values: Any) -> None:
    """From one of the steps to the next, with the job that does it; a second click finds it moved."""
    with db.atomic():
        here = BookImport.update(state=state, **values).where(BookImport.id == book.id, BookImport.state.in_(steps))
        if not here.execute():
            raise errors.Conflict(book.id, why="book_moved")
        outbox.put(job, book.id, dedup=f"{job}:{book.id}")


def note(book: BookImport, troubles: Iterable[dict[str, Any]]) -> None:
    """Keep what is to be said of rows."""
    db.add_rows(ImportTrouble, ({"book": book.id, **trouble} for trouble in troubles))


def forget_gaps(book: BookImport) -> None:
    """What was said of registers before the book was in."""
    ImportTrouble.delete().where(ImportTrouble.book == book, ImportTrouble.line.is_null()).execute()


def forget_troubles(book: BookImport) -> None:
    """A new check begins with nothing said."""
    ImportTrouble.delete().where(ImportTrouble.book == book).execute()
