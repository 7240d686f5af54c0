"""The schema that migrations make is the schema the records describe."""

import importlib
import pkgutil
import sqlite3
from pathlib import Path

import pytest
from peewee import OperationalError, SqliteDatabase

from portal import db, office
from portal.flows import guarded_rows
from portal.office.tables import ADD_ONLY, TABLES

Column = tuple[str, str, int, str | None, int]


def describe(connection: sqlite3.Connection) -> dict[str, dict[str, object]]:
    """Tables with their columns, keys and indexes, whatever the order they were made in."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: table(connection, name) for name in names if name not in ("migratehistory", "migration_history")}


def table(connection: sqlite3.Connection, name: str) -> dict[str, object]:
    columns = {row[1]: row[2:] for row in connection.execute(f'PRAGMA table_info("{name}")')}
    keys = {row[2:5] for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')}
    indexes = {
        (row[1], row[2], row[4], tuple(c[2] for c in connection.execute(f'PRAGMA index_info("{row[1]}")')))
        for row in connection.execute(f'PRAGMA index_list("{name}")')
    }
    return {"columns": columns, "keys": keys, "indexes": indexes}


def of_records() -> dict[str, dict[str, object]]:
    own = SqliteDatabase(":memory:")
    with own.bind_ctx(TABLES):
        own.create_tables(TABLES, safe=False)
        return describe(own.connection())


def of_migrations() -> dict[str, dict[str, object]]:
    found = describe(db.database.connection())
    kept = {t._meta.table_name for t in TABLES}
    return {name: found[name] for name in found if name in kept or "migrat" not in name}


def test_migrations_equal_records(empty_database):
    made, described = of_migrations(), of_records()
    assert sorted(made) == sorted(described)
    for name in described:
        assert made[name] == described[name], name


@pytest.mark.slow
def test_a_column_or_an_index_too_few_is_noticed(empty_database):
    db.database.execute_sql("ALTER TABLE unit ADD COLUMN colour TEXT")
    db.database.execute_sql("DROP INDEX person_login")
    made, described = of_migrations(), of_records()
    assert {name for name in described if made[name] != described[name]} == {"unit", "person"}


def test_every_record_is_in_the_list():
    for module in pkgutil.iter_modules(office.__path__, "portal.office."):
        importlib.import_module(module.name)
    assert set(TABLES) == set(all_records(db.Record))


def all_records(parent: type[db.Record]) -> list[type[db.Record]]:
    return [each for child in parent.__subclasses__() for each in (child, *all_records(child))]


def test_the_guards_of_add_only_tables_are_made(empty_database):
    rows = db.database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    made = {row[0] for row in rows}
    wanted = {f"{t._meta.table_name}_refuses_{act}" for t in ADD_ONLY for act in ("update", "delete")}
    assert made == wanted | {
        "version_keeps_or_loses_its_name", "document_keeps_its_number", "numbered_document_stays", "counter_only_grows",
        "register_keeps_its_start", "register_stays", "register_stays_closed", "series_stays",
    }
    assert list(guarded_rows.bad_guards()) == []


def test_migrating_again_changes_nothing(empty_database):
    assert db.migrate() == []


def test_a_database_of_a_newer_program_is_refused(empty_database, tmp_path: Path, monkeypatch):
    for file in db.MIGRATIONS.glob("*.py"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "9999_future.py").write_text("def up(migrator, database):\n    pass\n", "utf-8")
    with monkeypatch.context() as newer:
        newer.setattr(db, "MIGRATIONS", tmp_path)
        assert db.migrate() == ["9999_future"]
    with pytest.raises(db.NewerSchema):
        db.migrate()


@pytest.mark.slow
def test_before_a_database_goes_forward_it_is_kept_as_it_was(tmp_path: Path, monkeypatch):
    older = tmp_path / "older"
    older.mkdir()
    files = sorted(db.MIGRATIONS.glob("0*.py"))
    for file in files[:-1]:
        (older / file.name).write_text(file.read_text("utf-8"), "utf-8")
    db.open_file(tmp_path / "portal.db")
    with monkeypatch.context() as earlier:
        earlier.setattr(db, "MIGRATIONS", older)
        db.migrate()
    assert list(tmp_path.glob("before-*")) == []  # a new database has nothing to keep
    assert db.migrate() == [files[-1].stem]
    db.migrate()
    db.database.close()
    kept = tmp_path / f"before-{files[-2].stem[:4]}.db"
    assert list(tmp_path.glob("before-*")) == [kept]
    with db.reading(kept) as other:
        assert db.schema_of(other) == files[-2].stem


@pytest.mark.slow
def test_what_the_last_migration_breaks_leaves_none_of_those_before_it(empty_database, tmp_path: Path, monkeypatch):
    newer = tmp_path / "newer"
    newer.mkdir()
    for file in db.MIGRATIONS.glob("[0-9]*.py"):
        (newer / file.name).write_bytes(file.read_bytes())
    (newer / "9998_more.py").write_text("def up(m, d):\n    d.execute_sql('CREATE TABLE more (id INTEGER)')\n", "utf-8")
    (newer / "9999_bad.py").write_text("def up(m, d):\n    d.execute_sql('CREATE TABLE unit (id INTEGER)')\n", "utf-8")
    before = describe(db.database.connection())
    monkeypatch.setattr(db, "MIGRATIONS", newer)
    with pytest.raises(OperationalError):
        db.migrate()
    assert describe(db.database.connection()) == before
    assert db.is_behind()
    assert db.database.pragma("foreign_keys") == 1
