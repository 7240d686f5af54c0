"""How the machine and its office stand: each part is tried, and a bad one is a line with what was found."""

import errno
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, db
from portal.cli import checking
from portal.flows import founding, indexing, standing
from portal.flows.premises import Premises, store_in

NOW = clock.now()


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    data = tmp_path / "data"
    return Premises(data, store_in(data / "blobs"), data / "search_index", data / "scratch", 1 << 20)


@pytest.fixture
def database(premises: Premises):
    """A founded office."""
    file = premises.data / "portal.db"
    founding.found_office(
        file, name="UBND xã Thử", code="H99.01", place="Thử", admin="Lê Quản", login="quan",
        password="giấy trắng mực đen 73", at=NOW,
    )
    db.database.close()
    yield file
    db.database.close()


def found(premises: Premises, database: Path) -> dict[str, standing.Check]:
    return {line.name: line for line in standing.standing(premises, database, at=NOW)}


def test_without_an_office_the_machine_is_still_tried_and_nothing_is_made(premises: Premises) -> None:
    lines = found(premises, premises.data / "portal.db")
    assert [name for name, line in lines.items() if line.ok] == ["python", "data", "free_space"]
    assert lines["database"].optional
    assert not premises.data.exists()


def test_a_founded_office_stands_and_says_what_is_still_to_come(premises: Premises, database: Path) -> None:
    lines = found(premises, database)
    assert tuple(lines) == standing.NAMES
    assert [name for name, line in lines.items() if not line.ok] == ["index", "worker"]
    indexing.rebuild(premises=premises)
    premises.heartbeat.touch()
    assert [name for name, line in found(premises, database).items() if not line.ok] == []


def test_a_worker_that_fell_silent_is_told_with_its_hour(premises: Premises, database: Path) -> None:
    premises.heartbeat.touch()
    old = NOW - timedelta(hours=2)
    os.utime(premises.heartbeat, (old.timestamp(), old.timestamp()))
    line = found(premises, database)["worker"]
    assert (line.ok, line.detail) == (False, f"{old:%d/%m/%Y %H:%M}")


def test_a_disk_that_is_nearly_full_is_told(premises: Premises, database: Path) -> None:
    free = shutil.disk_usage(premises.data).free
    assert not found(replace(premises, free_space_limit=free * 2), database)["free_space"].ok


def test_a_folder_one_cannot_write_in_is_named(premises: Premises, tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("")
    line = found(replace(premises, data=tmp_path / "tep"), tmp_path / "tep" / "portal.db")["data"]
    assert (line.ok, line.detail) == (False, str(tmp_path / "tep"))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_does_not_keep_the_portal_from_starting_and_says_what_to_do(
    premises: Premises, database: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def full(**_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(standing.tempfile, "TemporaryFile", full)
    (line,) = [line for line in standing.able_to_start(premises.data, database) if not line.ok]
    assert (line.name, line.optional) == ("data", True)
    told = checking.told(line)
    assert told.startswith("chưa")
    assert "giải phóng chỗ" in told
    assert "Cấp quyền" not in told


def test_a_folder_one_cannot_write_in_keeps_the_portal_from_starting(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("")
    (line,) = [line for line in standing.able_to_start(tmp_path / "tep", tmp_path / "no") if not line.ok]
    assert not line.optional


def test_a_file_that_is_no_office_ends_the_list_and_is_let_be(premises: Premises) -> None:
    file = premises.data / "portal.db"
    file.parent.mkdir()
    file.touch()
    lines = found(premises, file)
    assert (lines["database"].ok, lines["database"].optional) == (False, False)
    assert "schema" not in lines
    assert file.stat().st_size == 0


@pytest.mark.parametrize(("last", "word"), [("0001_initial", "older"), ("9999_later", "newer")])
def test_data_of_another_version_are_told_and_not_touched(premises, database: Path, last: str, word: str) -> None:
    db.open_file(database)
    table = next(name for name in db.database.get_tables() if "migration" in name)
    db.database.execute_sql(f'DELETE FROM "{table}" WHERE name <> ?', ("0001_initial",))
    db.database.execute_sql(f'UPDATE "{table}" SET name = ?', (last,))
    db.database.close()
    line = found(premises, database)["schema"]
    assert (line.ok, line.detail) == (False, word)
    with db.reading(database) as other:
        assert db.schema_of(other) == last
