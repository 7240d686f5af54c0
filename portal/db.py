"""The database: one SQLite file, one writer at a time, every write an immediate transaction."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peewee import SCOPE_VALUES, AutoField, Context, Field, Model, PeeweeException, SqliteDatabase, TextField
from playhouse.migrations import Runner

from portal import locks

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


database = Database(None, pragmas=PRAGMAS)
_writer = threading.RLock()
LARGEST_ID = 2**63 - 1  # what SQLite can number
TURN_WAIT = 15.0  # seconds; then SQLite waits on by itself, and refuses


FAILURES = (PeeweeException, sqlite3.DatabaseError)  # what a damaged or unusable database raises


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

    class Meta:
        database = database
        legacy_table_names = False


def open_file(path: Path) -> None:
    """Use the database at ``path``; connections open per thread when first needed."""
    database.init(str(path), pragmas=PRAGMAS)


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
    runner = Runner(database, str(MIGRATIONS))
    unknown = [m.name for m in runner.status() if m.path is None]
    if unknown:
        raise NewerSchema(unknown[-1])
    last = max(runner.applied(), default="")
    if last and any(m.applied is None for m in runner.status()):
        keep_before(last)
    return list(runner.up())


def keep_before(last: str) -> None:
    """A copy named after the last migration it has, in the folder of the database; one in memory has no folder."""
    file = Path(str(database.database))
    if not file.is_file():
        return
    part = file.with_name(f"before-{last[:4]}.db.part")
    part.unlink(missing_ok=True)
    snapshot(part)
    part.chmod(0o600)
    part.replace(part.with_suffix(""))


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
            with turn(), database.atomic("IMMEDIATE"):
                yield


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
