"""Dọn bản đọc được: what is held or restricted later goes from the yearly copies; what is out of reach is told once."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from portal.flows import guarding, readable_copy, scrubbing
from portal.flows.backup import clearing, making, yearly
from portal.flows.premises import Premises
from portal.office import holding, rights
from portal.office.alerts import Alert
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.outbox import Job
from portal.office.registers import Register
from portal.rules.errors import Unreadable
from portal.rules.roles import Scope
from tests.flows.test_backup import arrives, premises
from tests.office_fixtures import NOW, Staff, entered, facts, later

__all__ = ["premises"]
SUBJECT = facts().subject


@pytest.fixture
def office(premises: Premises, tmp_path: Path) -> Premises:
    (tmp_path / "share").mkdir()
    return replace(premises, copy_folder=tmp_path / "share")


def told(verb: str) -> list[tuple[str, list[int]]]:
    return [(Path(e.data["place"]).name, e.data["ids"]) for e in Event.select().where(Event.verb == verb)]


def files(place: Path) -> list[bytes]:
    return sorted(path.read_bytes() for path in place.rglob("*.pdf"))


def rows_of(place: Path) -> str:
    (table,) = place.rglob(readable_copy.TABLE)
    with ZipFile(table) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.slow
@pytest.mark.parametrize("how", ["held", "restricted"])
def test_what_is_hidden_later_goes_from_the_copy_with_its_words(office: Premises, people: Staff, how: str) -> None:
    stays, goes = arrives(office, b"one", people.clerk), arrives(office, b"two", people.clerk)
    Document.update(subject="V/v chuyện riêng").where(Document.id == goes.id).execute()
    folder, _ = yearly.make(office, at=NOW)
    assert "chuyện riêng" in rows_of(folder)
    arrives(office, b"three", people.clerk)
    Job.delete().execute()
    if how == "held":
        holding.hold(goes, at=later(days=1))
    else:
        rights.set_scope(goes, Scope.RESTRICTED, by=people.clerk, at=later(days=1))
    assert len(list(Job.of_kind(clearing.JOB))) == 1
    clearing.look(office, at=later(days=1))
    assert files(folder) == [b"one"]
    words = rows_of(folder)
    assert "chuyện riêng" not in words
    assert stays.subject in words
    assert told("copy_cleared") == [(folder.name, [goes.id])]
    clearing.look(office, at=later(days=2))
    assert (len(told("copy_cleared")), told("copy_left")) == (1, [])
    assert clearing.out_of_reach(goes, office) == []


@pytest.mark.slow
def test_a_clerk_named_for_a_letter_puts_its_words_into_no_copy(office: Premises, people: Staff) -> None:
    letter = arrives(office, b"one", people.clerk)
    rights.set_scope(letter, Scope.RESTRICTED, by=people.clerk, at=NOW)
    folder, copied = yearly.make(office, at=later(hours=1))
    assert copied.restricted_left_out == 1
    assert SUBJECT not in rows_of(folder)
    clearing.look(office, at=later(days=1))
    assert (told("copy_cleared"), told("copy_left")) == ([], [])


@pytest.mark.slow
def test_a_disk_that_is_away_is_told_once_and_cleared_when_it_is_back(office: Premises, people: Staff) -> None:
    letter = arrives(office, b"one", people.clerk)
    folder, _ = yearly.make(office, at=NOW)
    away = folder.parent.rename(folder.parent.with_name("away"))
    holding.hold(letter, at=later(days=1))
    for days in (1, 2):
        clearing.look(office, at=later(days=days))
    assert (told("copy_left"), told("copy_cleared")) == ([(folder.name, [letter.id])], [])
    assert [copy.place for copy in clearing.out_of_reach(letter, office)] == [folder]
    away.rename(folder.parent)
    clearing.look(office, at=later(days=3))
    assert told("copy_cleared") == [(folder.name, [letter.id])]
    assert files(folder) == []


@pytest.mark.slow
def test_what_was_copied_by_hand_is_told_and_let_be(office: Premises, people: Staff, tmp_path: Path) -> None:
    guarding.look(at=NOW, premises=office)  # the watch begins here
    held, closed = arrives(office, b"one", people.clerk), arrives(office, b"two", people.clerk)
    plain, whole = tmp_path / "plain", tmp_path / "whole"
    readable_copy.copy(office, plain, with_restricted=False, at=NOW)
    readable_copy.copy(office, whole, with_restricted=True, at=NOW)
    after = entered(people, at=later(hours=1))
    for one in (held, after):
        holding.hold(one, at=later(days=1))
    rights.set_scope(closed, Scope.RESTRICTED, by=people.clerk, at=later(days=1))
    clearing.look(office, at=later(days=1))
    assert told("copy_left") == [("plain", [held.id, closed.id]), ("whole", [held.id])]
    assert files(plain) == [b"one", b"two"]
    assert [copy.place for copy in clearing.out_of_reach(closed, office)] == [plain]
    assert clearing.out_of_reach(after, office) == []
    guarding.look(at=later(days=1), premises=office)
    assert [alert.count for alert in Alert.open() if alert.kind == "copy_left"] == [2]


@pytest.mark.slow
def test_a_copy_that_made_room_for_newer_ones_is_no_place_to_look(office: Premises, people: Staff) -> None:
    letter = arrives(office, b"one", people.clerk)
    for years in range(3):
        yearly.make(office, at=later(days=366 * years))
    holding.hold(letter, at=later(days=800))
    clearing.look(office, at=later(days=800))
    assert len(told("copy_cleared")) == yearly.KEPT
    assert told("copy_left") == []


@pytest.mark.slow
def test_a_share_that_refuses_is_out_of_reach(
    office: Premises, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = arrives(office, b"one", people.clerk)
    yearly.make(office, at=NOW)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(shutil, "rmtree", refuse)
    holding.hold(letter, at=later(days=1))
    clearing.look(office, at=later(days=1))
    assert [ids for _, ids in told("copy_left")] == [[letter.id]]
    assert told("copy_cleared") == []


@pytest.mark.slow
def test_a_table_that_cannot_be_written_is_told_and_the_other_copies_are_cleared(
    office: Premises, people: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = arrives(office, b"one", people.clerk)
    first, _ = yearly.make(office, at=NOW)
    second, _ = yearly.make(office, at=later(days=366))
    write = readable_copy.write_table

    def too_slow(register: Register, file: Path, *more: object) -> None:
        if file.is_relative_to(first):
            raise Unreadable("timeout")
        write(register, file, *more)

    monkeypatch.setattr(readable_copy, "write_table", too_slow)
    holding.hold(letter, at=later(days=367))
    clearing.look(office, at=later(days=367))
    assert (told("copy_left"), told("copy_cleared")) == ([(first.name, [letter.id])], [(second.name, [letter.id])])
    monkeypatch.setattr(readable_copy, "write_table", write)
    clearing.look(office, at=later(days=368))
    assert told("copy_cleared")[1:] == [(first.name, [letter.id])]


def test_every_copy_of_the_database_goes_with_what_was_held(premises: Premises, people: Staff) -> None:
    letter = arrives(premises, b"one", people.clerk)
    old = premises.data / "before-0001.db"
    names = ("before-0002.db", "before-0003.db.part", "undone-1.db", "upgrade/portal.db", "upgrade/portal.db-wal",
             "portal.db.part", "backup-work/snapshot/portal.db")
    for path in (old, *(premises.data / name for name in names)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"the words")
    before = (letter.created_at.timestamp() - 3600,) * 2
    os.utime(old, before)
    scrubbing.forget_copies(premises, since=letter.created_at)
    assert [name for name in names if (premises.data / name).exists()] == []
    assert old.exists()
    assert (premises.data / "portal.db").exists()


def test_a_backup_that_is_being_made_is_let_go_on(premises: Premises, people: Staff) -> None:
    with making.alone(premises) as work:
        (work / "portal.db").write_bytes(b"x")
        scrubbing.forget_copies(premises, since=NOW)
        assert (work / "portal.db").exists()
