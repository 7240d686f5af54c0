"""The database: one SQLite file, one writer at a time, every write an immediate transaction."""

import errno
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

from peewee import SCOPE_VALUES, AutoField, Context, Field, Model, PeeweeException, SqliteDatabase, TextField
from playhouse.migrations import Runner

from portal import locks, touched
from portal.durable import make_durable

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # a number stamped on paper must survive a power cut
    "foreign_keys": 1,
    "secure_delete": 1,  # what is deleted or written over leaves no words in the file (domain.md §6)
    "busy_timeout": 15_000,
    "cache_size": -8_000,
}


class Statement(Context):
    """A statement being written; the name of a plain column goes into it at once.

    Peewee makes six objects for every column of every ``SELECT``, which was most of the time of a short one.
    """

    __slots__ = ()

    def sql(self, obj: Any) -> Any:
        """Write a part of the statement."""
        if isinstance(obj, Field) and type(obj).__sql__ is Field.__sql__ and self.state.scope != SCOPE_VALUES:
            return self.literal(f'"{self.alias_manager[obj.model._meta.table]}"."{obj.column_name}"')
        return super().sql(obj)  # type: ignore[no-untyped-call]


class Database(SqliteDatabase):
    """One SQLite file."""

    context_class = Statement

    def __init__(self, *args: Any, **options: Any) -> None:
        self._asked = threading.local()
        super().__init__(*args, **options)

    def cursor(self, named_cursor: Any = None) -> Any:
        """A statement of this thread; ``rest`` ends those that were not read to their end."""
        made = super().cursor(named_cursor)  # type: ignore[no-untyped-call]
        if not hasattr(self._asked, "cursors"):
            self._asked.cursors = WeakSet()
        self._asked.cursors.add(made)
        return made

    def rest(self, *, failed: bool = False) -> None:
        """Leave nothing open but the connection, for the next request of this thread.

        A new connection reads the whole schema, which takes longer than most pages.  A statement read in part would
        hold the connection to what the database was then, so it ends here; so does a transaction nobody ended.  After
        a failure the next request begins with a connection of its own.
        """
        for one in list(getattr(self._asked, "cursors", ())):
            with suppress(sqlite3.ProgrammingError):  # its connection was closed before it, by who changed the file
                one.close()
        self._asked.cursors = WeakSet()
        if self.is_closed() or self.database == ":memory:":  # which would be gone with its connection
            return
        connection = self.connection()  # type: ignore[no-untyped-call]
        if connection.in_transaction:
            connection.rollback()
        if failed:
            self.close()


database = Database(None, pragmas=PRAGMAS)
_writer = threading.RLock()
LARGEST_ID = 2**63 - 1  # what SQLite can number
FIRST_COUNT, NEWEST_COUNT = touched.FIRST, touched.NEWEST  # what an event says that counts the guarded rows
TURN_WAIT = 15.0  # seconds; then SQLite waits on by itself, and refuses


FAILURES = (PeeweeException, sqlite3.DatabaseError)  # what a damaged or unusable database raises


FULL, DAMAGED = "full", "damaged"  # what may ail a database, as words
_AILMENTS = {sqlite3.SQLITE_FULL: FULL, sqlite3.SQLITE_CORRUPT: DAMAGED, sqlite3.SQLITE_NOTADB: DAMAGED}


class NotAnOffice(sqlite3.DatabaseError):
    """A file at the place of the database that is empty or another program's; nothing was written to it."""


class NewerSchema(Exception):
    """The database was written by a newer program; its name of the last migration is the argument."""


class MomentField(TextField):
    """A moment as ISO 8601 text with its zone; the zone never varies, so text order is time order."""

    def db_value(self, value: datetime | str | None) -> str | None:
        return value.isoformat() if isinstance(value, datetime) else value

    def python_value(self, value: str | None) -> datetime | None:
        return datetime.fromisoformat(value) if value else None


class JsonField(TextField):
    """Plain data as JSON text."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


class Record(Model):
    """A row with an ``id``; every table of the office derives from it."""

    id: Any = AutoField()

    if TYPE_CHECKING:  # Peewee adds foreign key ids and back references at run time

        def __getattr__(self, name: str) -> Any: ...

    def again(self) -> Self:
        """The same row, with the rows joined to it, as objects of their own."""
        made: Any = copy(self)
        made.__data__, made._dirty = dict(made.__data__), set(made._dirty)
        made.__rel__ = {name: row.again() if isinstance(row, Record) else row for name, row in made.__rel__.items()}
        found: Self = made
        return found

    class Meta:
        database = database
        legacy_table_names = False


def open_file(path: Path) -> None:
    """Use the database at ``path``; connections open per thread when first needed."""
    database.init(str(path), pragmas=PRAGMAS)


def ailment(error: BaseException) -> str:
    """Whether a failure means that the disk is full or the database damaged; empty for everything else.

    What it came of counts too: on a full disk SQLite takes back what it was doing by itself, and what is told then is
    that there is nothing left to take back.
    """
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL
    inner = getattr(error, "orig", error)  # Peewee wraps what it meets
    code = getattr(inner, "sqlite_errorcode", 0) & 0xFF if isinstance(inner, sqlite3.Error) else 0
    return _AILMENTS.get(code) or (ailment(error.__context__) if error.__context__ else "")


def is_sound(table: str = "") -> bool:
    """Whether every page of the database, or of one table, can be read and fits the others; seconds for a large one."""
    base: Any = database
    asked = f'"{table}"' if table else 1
    try:
        return bool(base.execute_sql(f"PRAGMA quick_check({asked})").fetchone() == ("ok",))
    except FAILURES as error:
        if ailment(error) != DAMAGED:
            raise
        return False


def require_office(path: Path) -> None:
    """Refuse a file that the portal did not make, before anything is written to it."""
    with reading(path) as found:
        if not schema_of(found):
            raise NotAnOffice("not an office")


def add_rows(table: type[Record], rows: Iterable[dict[str, Any]]) -> None:
    """Add many rows that all name the same fields: one statement, built once and run for each.

    Peewee's ``insert_many`` puts every value into the tree of the query, which is most of an import's time.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    meta: Any = table._meta
    defaults = {name: value for name, value in meta.get_default_dict().items() if name not in first}
    fields = [meta.fields[name] for name in (*defaults, *first)]
    statement, _ = table.insert_many([(*defaults.values(), *first.values())], fields=fields).sql()
    to_columns = [field.db_value for field in fields]
    connection: Any = meta.database.connection()
    connection.executemany(
        statement,
        ([f(v) for f, v in zip(to_columns, (*defaults.values(), *row.values()), strict=True)]
         for row in chain([first], rows)),
    )


def migrate() -> list[str]:
    """Bring the schema forward; the names of the migrations applied, in order.

    A database that knows migrations this program does not is newer than the program: it is refused.  One that has
    to go forward is kept beside itself first, as it was.
    """
    if not is_behind():
        return []
    if last := max(Runner(database, str(MIGRATIONS)).applied(), default=""):
        keep_before(last)
    return forward(database)


def is_behind() -> bool:
    """Whether the database lacks a migration; raises NewerSchema when it has one this program does not know."""
    status = Runner(database, str(MIGRATIONS)).status()
    if unknown := [m.name for m in status if m.path is None]:
        raise NewerSchema(unknown[-1])
    return any(m.applied is None for m in status)


def forward(base: SqliteDatabase) -> list[str]:
    """Apply what a database lacks in one transaction: a kill or a failure at the last of them leaves none."""
    keys = base.pragma("foreign_keys")  # a table that is made anew would take its rows along; not to be changed within
    base.pragma("foreign_keys", 0)
    try:
        with base.atomic("IMMEDIATE"):
            return list(Runner(base, str(MIGRATIONS)).up())
    finally:
        base.pragma("foreign_keys", keys)


def keep_before(last: str) -> None:
    """A copy named after the last migration it has, in the folder of the database; one in memory has no folder."""
    file = Path(str(database.database))
    if not file.is_file():
        return
    part = file.with_name(f"{kept_name(last)}.part")
    part.unlink(missing_ok=True)
    snapshot(part)
    part.chmod(0o600)
    make_durable(part)
    part.replace(part.with_suffix(""))
    make_durable(file.parent)


def kept_name(last: str) -> str:
    """What the copy is called that is kept of a database with that migration as its last."""
    return f"before-{last[:4]}.db"


def copies_in(folder: Path) -> list[Path]:
    """Every other copy of the database there: kept before a migration, set aside or tried by an upgrade, or cut off."""
    names = (kept_name("*"), f"{kept_name('*')}.*", f"{set_aside('*')}*", "upgrade/portal.db*", "portal.db.part")
    return sorted(path for name in names for path in folder.glob(name))


def set_aside(n: object) -> str:
    """What the database is called that a newer program had made and an older one does not take."""
    return f"undone-{n}.db"


def newest() -> str:
    """The last migration this program knows."""
    return max(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))


def snapshot(path: Path) -> None:
    """Write the database as it is at this moment into a new file, while others go on writing."""
    base: Any = database
    base.execute_sql("VACUUM INTO ?", (str(path),))


def empty_log() -> bool:
    """Bring all that was written into the file and empty the log beside it; false while somebody reads an old state.

    Until then the log holds pages as they were before something was deleted from them.
    """
    base: Any = database
    busy, _, _ = base.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


@contextmanager
def reading(path: Path) -> Iterator[SqliteDatabase]:
    """Another database file, to bind queries to; nothing is written to it."""
    other = SqliteDatabase(str(path), pragmas={"query_only": 1})
    with other:
        yield other


def schema_of(other: SqliteDatabase) -> str:
    """Name of the last migration the database has."""
    return max(Runner(other, str(MIGRATIONS)).applied(), default="")


@contextmanager
def atomic() -> Iterator[None]:
    """All or nothing.

    SQLite lets waiting writers starve each other, so threads of this process queue on a lock first, and processes
    on another; ``BEGIN IMMEDIATE`` then keeps out whoever knows of neither.  Inside another it is a savepoint: who
    catches the refusal of an inner act keeps nothing of it, no number either.
    """
    with _writer:
        if database.in_transaction():
            with database.savepoint():
                yield
        else:
            touched.watch(database.connection())  # type: ignore[no-untyped-call]
            with turn(), database.atomic("IMMEDIATE"):
                yield


def take_touched() -> touched.Marks:
    """The marks of the guarded rows that were written since the last time they were taken, for the event of the act."""
    return touched.take(database.connection())  # type: ignore[no-untyped-call]


def fresh_salt() -> str:
    """128 random bits in a held row that may have to be forgotten: with them gone, its mark proves no guess right."""
    return secrets.token_hex(16)


def touch_all(counted: int = 0) -> None:
    """Have the next event keep the marks of every guarded row that was not counted yet."""
    touched.touch_all(database.connection(), counted)  # type: ignore[no-untyped-call]


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other process writes: SQLite alone looks every tenth of a second, and may never be in luck."""
    file = Path(str(database.database))
    if not file.is_file():  # in memory: no other process knows it
        yield
        return
    with file.with_name(f"{file.name}-lock").open("a") as handle:
        locks.wait(handle, TURN_WAIT)
        yield  # closing the file gives the lock back
