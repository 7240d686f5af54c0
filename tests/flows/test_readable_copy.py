"""Bản đọc được: what a person without the portal finds in the folder."""

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from portal.flows import readable_copy
from portal.flows.backup import yearly
from portal.flows.premises import Premises
from portal.office.documents import Document
from portal.office.events import Event
from portal.rules.errors import BackupRefused
from portal.rules.roles import Scope
from tests.flows.test_backup import arrives, flip, premises, unread
from tests.office_fixtures import NOW, Staff

__all__ = ["premises"]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_registers_are_tables_and_letters_lie_under_year_and_number(
    premises: Premises, people: Staff, tmp_path: Path
) -> None:
    arrives(premises, b"one", people.clerk)
    secret = arrives(premises, b"two", people.clerk)
    Document.update(scope=Scope.RESTRICTED).where(Document.id == secret.id).execute()
    done = readable_copy.copy(premises, tmp_path / "copy", with_restricted=False, at=NOW)
    assert (done.documents, done.files, done.restricted_left_out, done.missing) == (1, 1, 1, [])
    table, letter = sorted(names(tmp_path / "copy"), key=lambda name: not name.endswith(".xlsx"))
    assert table.endswith("/2026/so-dang-ky.xlsx")
    assert "/2026/00001-" in letter
    assert letter.endswith("/1-thu.pdf")
    assert (tmp_path / "copy" / letter).read_bytes() == b"one"
    rows = ZipFile(tmp_path / "copy" / table).read("xl/worksheets/sheet1.xml").decode()
    assert Document.get_by_id(1).subject in rows
    whole = readable_copy.copy(premises, tmp_path / "whole", with_restricted=True, at=NOW)
    assert (whole.documents, whole.restricted_left_out) == (2, 0)
    assert [e.data["with_restricted"] for e in Event.select().where(Event.verb == "copied_out")] == [False, True]


@pytest.mark.slow
def test_an_altered_file_is_named_and_not_passed_on(premises: Premises, people: Staff, tmp_path: Path) -> None:
    letter = arrives(premises, b"one", people.clerk)
    flip(premises.store.path(letter.original.sha256))
    done = readable_copy.copy(premises, tmp_path / "copy", with_restricted=False, at=NOW)
    assert (done.files, done.missing) == (0, [letter.original.sha256])
    assert [name for name in names(tmp_path / "copy") if name.endswith(".pdf")] == []


@pytest.mark.slow
def test_a_file_the_disk_does_not_give_is_named_and_the_others_are_copied(
    premises: Premises, people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = premises.store.path(arrives(premises, b"one", people.clerk).original.sha256)
    arrives(premises, b"two", people.clerk)
    unread(monkeypatch, bad)
    done = readable_copy.copy(premises, tmp_path / "copy", with_restricted=False, at=NOW)
    assert (done.documents, done.files, done.missing) == (2, 1, [bad.name])
    (letter,) = (tmp_path / "copy").rglob("*.pdf")
    assert letter.read_bytes() == b"two"
    assert not list((tmp_path / "copy").rglob("*.tmp"))


@pytest.mark.slow
def test_an_empty_disk_of_its_own_is_filled_and_nothing_is_laid_beside_it(
    premises: Premises, people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrives(premises, b"one", people.clerk)
    disk = tmp_path / "media" / "usb"
    (disk / "lost+found").mkdir(parents=True)
    made: list[Path] = []
    mkdir, rmdir = Path.mkdir, Path.rmdir

    def busy(path: Path) -> None:
        if path == disk:
            raise OSError(errno.EBUSY, "Device or resource busy", str(path))
        rmdir(path)

    def making(path: Path, *how: Any, **more: Any) -> None:
        made.append(path)
        mkdir(path, *how, **more)

    monkeypatch.setattr(Path, "rmdir", busy)
    monkeypatch.setattr(Path, "mkdir", making)
    assert readable_copy.copy(premises, disk, with_restricted=False, at=NOW).files == 1
    assert [path for path in made if path.parent == disk.parent] == []
    (letter,) = disk.rglob("*.pdf")
    assert letter.read_bytes() == b"one"
    assert not list(disk.rglob("*.part"))


@pytest.mark.slow
def test_nothing_is_written_over(premises: Premises, tmp_path: Path, people: Staff) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine.txt").write_text("x")
    with pytest.raises(BackupRefused) as refused:
        readable_copy.copy(premises, tmp_path / "copy", with_restricted=False, at=NOW)
    assert refused.value.data["why"] == "copy_not_empty"


@pytest.mark.parametrize(("why", "inside"), [("copy_in_data", "data"), ("copy_in_backups", "disk")])
@pytest.mark.parametrize("way", ["itself", "below", "by a link"])
def test_what_is_in_clear_is_not_laid_among_the_data_or_beside_the_backups(
    premises: Premises, tmp_path: Path, why: str, inside: str, way: str
) -> None:
    place = tmp_path / inside
    (place / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(place / "deep", target_is_directory=True)
    target = {"itself": place, "below": place / "deep" / "new", "by a link": tmp_path / "link" / "new"}[way]
    office = replace(premises, backup_places=(tmp_path / "disk",), copy_folder=target)
    with pytest.raises(BackupRefused) as refused:
        readable_copy.copy(office, target, with_restricted=False, at=NOW)
    assert refused.value.data["why"] == why
    target.mkdir(exist_ok=True)
    with pytest.raises(BackupRefused):
        yearly.make(office, at=NOW)
    assert Event.newest("copy_failed").data["why"] == why
    assert yearly.own(target) == []
