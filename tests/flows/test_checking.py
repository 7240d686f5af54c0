"""The check tries parts for real, and a part that fails is a line, not the end."""

from pathlib import Path

import pytest

from portal import config, wording
from portal.flows import checking
from tests.office_fixtures import NOW


def test_everything_the_program_needs_works_here() -> None:
    lines = checking.check(config.shipped("templates"), config.shipped("static"), at=NOW)
    assert [line for line in lines if not (line.ok or line.optional)] == []
    assert [line.name for line in lines] == list(checking.NAMES)


def test_what_can_be_done_without_is_marked() -> None:
    assert {line.name for line in checking.outside() if line.optional} == {"tesseract", "libreoffice"}


def test_a_folder_that_did_not_come_along_is_named(tmp_path: Path) -> None:
    found = {line.name: line for line in checking.check(tmp_path / "templates", at=NOW)}
    assert not found["templates"].ok
    assert str(tmp_path) in found["templates"].detail


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
