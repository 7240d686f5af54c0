"""The database: one SQLite file, one writer at a time, every write an immediate transaction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from peewee import AutoField, Model, SqliteDatabase

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",  # a number stamped on paper must survive a power cut
    "foreign_keys": 1,
    "busy_timeout": 15_000,
    "cache_size": -8_000,
}

database = SqliteDatabase(None, pragmas=PRAGMAS)
_writer = threading.RLock()


class Record(Model):
    """A row with an ``id``; every table of the office derives from it."""

    id: Any = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


def open_file(path: Path) -> None:
    """Use the database at ``path``; connections open per thread when first needed."""
    database.init(str(path), pragmas=PRAGMAS)


@contextmanager
def atomic() -> Iterator[None]:
    """All or nothing.

    SQLite lets waiting writers starve each other, so threads of this process queue on a lock first;
    ``BEGIN IMMEDIATE`` then keeps other processes out until the commit.
    """
    with _writer:
        if database.in_transaction():
            yield
            return
        with database.atomic("IMMEDIATE"):
            yield
