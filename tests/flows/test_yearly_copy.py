"""Bản đọc được hằng năm: made by itself once a year into the place named for it, and only there."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal import config, db
from portal.cli.backups import copy_of_the_year
from portal.flows import readable_copy
from portal.flows.backup import nightly, yearly
from portal.flows.backup.standing import Standing
from portal.flows.premises import Premises
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.profile import Office
from portal.rules.backups import is_copy_due
from portal.rules.errors import BackupRefused, Unreadable
from tests.flows.test_backup import arrives, premises
from tests.office_fixtures import NOW, Staff, later

__all__ = ["premises"]


@pytest.fixture
def office(premises: Premises, people: Staff, tmp_path: Path) -> Premises:
    """An office with a letter, and a place named for the copy."""
    (tmp_path / "share").mkdir()
    arrives(premises, b"one", people.clerk)
    return replace(premises, copy_folder=tmp_path / "share")


def laid(office: Premises) -> list[str]:
    assert office.copy_folder
    return sorted(path.name.rpartition("-")[2] for path in office.copy_folder.glob("ban-doc-*"))


def test_it_is_due_once_a_year_where_a_place_is_named(office: Premises) -> None:
    assert is_copy_due(None, NOW)
    assert not is_copy_due(NOW, NOW.replace(month=12, day=31))
    assert is_copy_due(NOW, NOW.replace(year=NOW.year + 1, month=1, day=1))
    assert yearly.is_due(office, NOW)
    assert not yearly.is_due(replace(office, copy_folder=None), NOW)


def test_tables_that_cannot_be_made_are_told_in_the_trail(office: Premises, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise Unreadable("timeout")

    monkeypatch.setattr(yearly.readable_copy, "copy", late)
    with pytest.raises(BackupRefused):
        yearly.make(office, at=NOW)
    failed = Event.newest("copy_failed")
    assert failed
    assert failed.data["why"] == "table_unmade"
    assert yearly.is_due(office, NOW)


@pytest.mark.slow
def test_each_year_has_one_and_the_newest_two_stay(office: Premises) -> None:
    assert office.copy_folder
    theirs = office.copy_folder / "ban-doc-khac-20200101"
    theirs.mkdir()
    for years in range(3):
        at = NOW + timedelta(days=366 * years)
        (office.copy_folder / f"{yearly.stem()}{at:%Y}0101.part").mkdir()  # of one that was cut off
        folder, copied = yearly.make(office, at=at)
        assert (copied.documents, copied.files, copied.missing) == (1, 1, [])
        assert not yearly.is_due(office, at + timedelta(days=1))
        (letter,) = folder.rglob("*.pdf")
        assert letter.read_bytes() == b"one"
        assert len(list(folder.rglob("so-dang-ky.xlsx"))) == 1
    assert laid(office) == ["20200101", "20271124", "20281124"]
    assert not Standing(office, later(days=733)).is_copy_due
    assert Standing(office, NOW).copied_at == NOW + timedelta(days=732)


@pytest.mark.slow
def test_a_place_that_is_away_is_told_and_tried_again(office: Premises) -> None:
    assert office.copy_folder
    office.copy_folder.rmdir()
    with pytest.raises(BackupRefused):
        yearly.make(office, at=NOW)
    assert not office.copy_folder.exists()
    standing = Standing(office, later(hours=1))
    assert (standing.is_copy_due, standing.copy_fault, standing.copied_at) == (True, "place_away", None)
    office.copy_folder.mkdir()
    yearly.make(office, at=later(days=1))
    standing = Standing(office, later(days=1))
    assert (standing.is_copy_due, standing.copy_fault) == (False, "")


@pytest.mark.slow
def test_a_copy_that_lacks_a_file_is_told_by_its_code_until_one_has_all(
    office: Premises, people: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    path = office.store.path(arrives(office, b"two", people.clerk).original.sha256)
    lost = path.rename(path.with_suffix(".away"))
    settings = replace(config.load(office.data), copy_folder=str(office.copy_folder))
    assert copy_of_the_year(settings) == 1
    assert path.name in capsys.readouterr().err
    assert Standing(office, NOW).copy_missing == 1
    assert copy_of_the_year(settings) == 0  # once a year all the same
    lost.rename(path)
    assert office.copy_folder
    readable_copy.copy(office, office.copy_folder / "by-hand", with_restricted=False, at=later(days=1))
    assert Standing(office, later(days=1)).copy_missing == 0


@pytest.mark.slow
def test_the_child_that_backs_up_makes_it_after_the_backup(office: Premises, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    words = f'backup_folder = "{tmp_path / "disk"}"\ncopy_folder = "{office.copy_folder}"\n'
    (office.data / "portal.toml").write_text(words, "utf-8")
    program = (sys.executable, "-m", "portal.cli", "--data", str(office.data))
    for _ in range(2):
        nightly.start(None, replace(office, program=program))
        nightly.wait()
    db.open_file(office.data / "portal.db")
    assert [e.data["documents"] for e in Event.select().where(Event.verb == "copied_out")] == [1]
    assert Event.select().where(Event.verb == "backed_up").count() == 2
    assert Office.select().exists()
    assert len(laid(office)) == 1
    assert len(list(Job.of_kind("clear_copies"))) == 1
