"""What is kept of the database holds until anybody commits anything."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from portal import db
from portal.kept import Kept
from portal.office.people import Unit
from tests.office_fixtures import Staff, moved_into_a_file


@pytest.fixture
def file(people: Staff, tmp_path: Path) -> Path:
    """The office in a file."""
    return moved_into_a_file(tmp_path / "portal.db")


@pytest.fixture
def kept() -> Iterator[Kept]:
    """With nothing in it."""
    made = Kept()
    yield made
    made.forget()


def names(kept: Kept) -> list[str]:
    """Units as they are answered."""
    return kept("units", lambda: [unit.name for unit in Unit.select().order_by(Unit.id)])


def test_a_question_is_asked_once_while_nobody_writes(file: Path, kept: Kept) -> None:
    assert names(kept) is names(kept)


def test_what_another_connection_wrote_is_seen_at_once(file: Path, kept: Kept) -> None:
    names(kept)
    with sqlite3.connect(file) as other:
        other.execute("INSERT INTO unit (name, is_active) VALUES ('Tổ một cửa', 1)")
    other.close()
    assert "Tổ một cửa" in names(kept)


@pytest.mark.slow
def test_what_another_process_wrote_is_seen_at_once(file: Path, kept: Kept) -> None:
    for name in ("Tổ một", "Tổ hai"):
        names(kept)
        code = f"import sqlite3; c = sqlite3.connect({str(file)!r}); c.execute(" \
               f"\"INSERT INTO unit (name, is_active) VALUES ('{name}', 1)\"); c.commit()"
        subprocess.run([sys.executable, "-c", code], check=True)
        assert name in names(kept)


def test_what_this_thread_or_another_one_wrote_is_seen_at_once(file: Path, kept: Kept) -> None:
    names(kept)
    Unit.create(name="Tổ một cửa")
    assert "Tổ một cửa" in names(kept)

    def write() -> None:
        Unit.create(name="Tổ hai")
        db.database.close()

    thread = Thread(target=write)
    thread.start()
    thread.join()
    assert "Tổ hai" in names(kept)


@pytest.mark.parametrize("is_in_file", [True, False], ids=["file", "memory"])
def test_what_is_taken_back_is_kept_by_nobody(people: Staff, tmp_path: Path, kept: Kept, is_in_file: bool) -> None:
    if is_in_file:
        moved_into_a_file(tmp_path / "portal.db")
    before = list(names(kept))
    with suppress(ZeroDivisionError), db.atomic():
        Unit.create(name="Tổ một cửa")
        assert "Tổ một cửa" in names(kept)
        raise ZeroDivisionError
    assert names(kept) == before


def test_a_database_in_memory_tells_its_own_changes(people: Staff, kept: Kept) -> None:
    assert names(kept) is names(kept)
    Unit.create(name="Tổ một cửa")
    assert "Tổ một cửa" in names(kept)


def test_a_thread_that_rests_sees_what_was_written_meanwhile(file: Path) -> None:
    half_read = iter(db.database.execute_sql("SELECT name FROM unit"))
    next(half_read)
    db.database.rest()
    with sqlite3.connect(file) as other:
        other.execute("INSERT INTO unit (name, is_active) VALUES ('Tổ một cửa', 1)")
    other.close()
    assert "Tổ một cửa" in [unit.name for unit in Unit.select()]


def test_a_thread_that_rests_ends_what_nobody_ended(file: Path) -> None:
    db.database.execute_sql("BEGIN IMMEDIATE")
    Unit.create(name="Tổ một cửa")
    db.database.rest()
    assert "Tổ một cửa" not in [unit.name for unit in Unit.select()]
