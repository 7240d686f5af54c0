"""The check tries parts for real, and a part that fails is a line, not the end."""

from pathlib import Path

import pytest

from portal import config, wording
from portal.flows import checking
from tests.office_fixtures import NOW


@pytest.mark.slow
def test_everything_the_program_needs_works_here() -> None:
    lines = checking.check(config.shipped("templates"), config.shipped("static"), at=NOW)
    assert [line for line in lines if not (line.ok or line.optional)] == []
    assert [line.name for line in lines] == list(checking.NAMES)


def test_what_can_be_done_without_is_marked() -> None:
    assert {line.name for line in checking.outside() if line.optional} == {"tesseract", "libreoffice"}


def test_a_folder_that_did_not_come_along_is_named(tmp_path: Path) -> None:
    line = checking.tried("templates", lambda: checking.has_files(tmp_path / "templates"))
    assert not line.ok
    assert str(tmp_path) in line.detail


def test_an_old_database_library_is_told_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking.sqlite3, "sqlite_version_info", (3, 34, 1))
    line = checking.tried("sqlite", checking.sqlite)
    assert not line.ok
    assert line.detail


def test_a_library_that_does_not_load_is_one_line() -> None:
    line = checking.tried("tool", lambda: checking.tool("portal.adapters.nowhere"))
    assert (line.ok, line.optional) == (False, False)
    assert "nowhere" in line.detail


def test_every_part_has_its_words_and_every_optional_one_says_what_is_lost() -> None:
    assert set(checking.NAMES) == set(wording.LABELS["check"])
    assert set(checking.OUTSIDE) == set(wording.LABELS["check_step"])


@pytest.mark.slow
def test_a_page_that_is_not_well_formed_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "good.html").write_text("{% if x %}{% endif %}")
    assert checking.tried("templates", lambda: checking.has_files(folder)).ok
    (folder / "bad.html").write_text("{% if x %}")
    assert not checking.tried("templates", lambda: checking.has_files(folder)).ok


@pytest.mark.slow
def test_migrations_that_do_not_run_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "0001_bad.py").write_text("def up(migrator, database):\n    database.execute_sql('CREATE')\n")
    monkeypatch.setattr(checking.db, "MIGRATIONS", tmp_path)
    assert not checking.tried("migrations", checking.migrations).ok
    (tmp_path / "0001_bad.py").unlink()
    assert not checking.tried("migrations", checking.migrations).ok
