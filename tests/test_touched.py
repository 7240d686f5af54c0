"""The connection notes what an act writes, once every guarded table is there."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

from peewee import SqliteDatabase
from playhouse.migrations import Runner

from portal import db, touched, wording
from portal.flows import kept_rows
from portal.flows.bad_places import kind_of
from portal.office.outlines import Outlined
from portal.office.recipients import Recipient
from portal.office.senders import SenderMark
from tests.office_fixtures import NOW, Staff, drafted


def test_a_database_that_lacks_a_guarded_table_is_not_watched() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE office (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE unit (id INTEGER PRIMARY KEY)")
        touched.watch(connection)
        assert not touched.is_watched(connection)
        assert touched.take(connection) == {}


def test_every_held_column_has_its_words() -> None:
    """A place names each column of a row that was altered, as far as it can be told."""
    words = wording.LABELS["bad_field"]
    called = [(kept_rows.BY_NAME[table], kept_rows.CALLED.get(column, column))
              for table, columns in touched.HELD.items() for column in columns]
    assert [(table, column) for table, column in called
            if column not in words and f"{kind_of(table)}.{column}" not in words] == []
    assert {kind_of(table) for table, _ in called} <= set(wording.LABELS["bad_place"])


def test_a_migration_that_writes_held_rows_has_the_next_seal_count_them(tmp_path: Path) -> None:
    assert not_counted(db.MIGRATIONS) == {}
    folder = copytree(db.MIGRATIONS, tmp_path / "migrations")
    (folder / "0999_renaming.py").write_text(
        "def up(migrator, database):\n    database.execute_sql('UPDATE unit SET name = upper(name)')\n", "utf-8"
    )
    assert not_counted(folder) == {"unit": 999}


def not_counted(folder: Path) -> dict[str, int]:
    """By table the newest migration after the marks that writes held rows and is not the one told of the table."""
    base: Any = SqliteDatabase(":memory:")
    runner = Runner(base, str(folder))
    steps = [one.name for one in runner.migrations()]
    first = next(name for name in steps if int(name[:4]) == touched.FIRST)
    runner.up(first)
    found: dict[str, int] = {}
    for name in steps[steps.index(first) + 1:]:
        written: set[str] = set()
        base.connection().set_authorizer(lambda *asked, written=written: noted(written, *asked))
        runner.up(name)
        found |= {table: int(name[:4]) for table in written if touched.SINCE.get(table, 0) < int(name[:4])}
    base.close()
    return found


def noted(written: set[str], action: int, table: str | None, column: str | None, *_: Any) -> int:
    """Let SQLite do all it wants to, and keep of which table it writes what is held."""
    held = touched.HELD.get(table or "")
    if held and (action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE)
                 or (action == sqlite3.SQLITE_UPDATE and column in ("id", *held))):
        written.add(str(table))
    return sqlite3.SQLITE_OK


def test_a_mark_does_not_prove_what_a_sender_was_known_by(people: Staff) -> None:
    """What a letter that is held apart taught is taken out; who guesses it finds nothing in the trail to try it on."""
    marks = set()
    for _ in range(2):
        agency = kept_rows.BY_NAME["agency"].create(id=1, name="Sở", folded="so")
        SenderMark.create(id=1, agency=agency, kind="mail", value="so@tinh.vn", at=NOW)
        marks |= set(touched.marks_of(db.database.connection(), "sender_mark"))
        SenderMark.delete().execute()
        agency.delete_instance()
    assert len(marks) == 2


def test_a_mark_does_not_prove_to_whom_a_letter_held_apart_went(people: Staff) -> None:
    marks = set()
    for _ in range(2):
        letter = drafted(people)
        marks |= {dict(touched.marks_of(db.database.connection(), name))["1"] for name in ("recipient", "outlined")}
        for table in (Recipient, Outlined):
            table.delete().execute()
        assert Recipient.select().where(Recipient.document == letter).count() == 0
    assert len(marks) == 4
