"""Sao lưu và phục hồi: what was backed up comes back whole, or the damage is named and nothing is touched."""

import errno
import io
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from portal import db
from portal.adapters.blobs import BlobStore, digest_of
from portal.flows import verifying
from portal.flows.backup import Backup, backup, keys, moving_in, places, restore
from portal.flows.health import Health
from portal.flows.premises import Premises
from portal.office import entering, events, files, holding, receiving
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.files import StoredFile
from portal.office.outbox import Job
from portal.office.people import Person
from portal.office.registers import Entry, Register
from portal.office.tables import TABLES
from portal.rules import chain
from portal.rules.errors import BackupDamaged, BackupRefused
from tests.office_fixtures import NOW, Staff, facts, later, request_id


@pytest.fixture
def premises(people: Staff, tmp_path: Path) -> Premises:
    """The office on disk, as it is in life."""
    data = tmp_path / "data"
    data.mkdir()
    db.snapshot(data / "portal.db")
    db.open_file(data / "portal.db")
    return Premises(data, BlobStore(data / "blobs"), data / "search_index", data / "scratch", upload_limit=10**6)


def arrives(premises: Premises, content: bytes, clerk: Person) -> Document:
    """A letter with its bytes in the store, entered."""
    blob = premises.store.put(content)
    files.keep(blob.sha256, blob.size, "application/pdf", at=NOW)
    waiting = receiving.receive(blob.sha256, "thư.pdf", by=clerk, at=NOW)
    return entering.enter(waiting, facts(), by=clerk, at=NOW, request_id=request_id())


def rows() -> dict[str, int]:
    return {table.__name__: table.select().count() for table in TABLES}


def destroy(premises: Premises) -> None:
    db.database.close()
    shutil.rmtree(premises.data)


def flip(path: Path) -> None:
    """One bit of one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def backed_up(premises: Premises, people: Staff, tmp_path: Path) -> Backup:
    for content in (b"one", b"two", b"three"):
        arrives(premises, content, people.clerk)
    return backup(premises, tmp_path / "copies", at=NOW, by=people.admin)


@pytest.mark.slow
def test_the_drill_back_up_destroy_restore(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    before, head = rows(), Event.select().order_by(Event.id.desc()).offset(1).first()
    hashes = {sha256: digest_of(premises.store.path(sha256)) for sha256 in premises.store.all()}
    destroy(premises)

    back = restore(made.folder, premises.data, at=later(hours=1))

    assert (back.documents, back.blobs, back.missing) == (3, 3, ())
    # The trail has gained "restored" where it had "backed_up" and its mark, and the outbox asks for the index.
    assert rows() == {**before, "Job": before["Job"] + 1, "Watermark": before["Watermark"] - 1}
    assert {sha256: digest_of(premises.store.path(sha256)) for sha256 in premises.store.all()} == hashes
    assert all(sha256 == digest for sha256, digest in hashes.items())
    assert Register.get(Register.kind == "incoming").last_number == 3
    assert [d.number for d in Document.select().order_by(Document.id)] == [1, 2, 3]
    assert Event.get_by_id(head.id).hash == head.hash
    assert Event.select().order_by(Event.id.desc()).get().verb == "restored"
    assert events.first_break() is None
    assert all(entry.hash == entry.digest() for entry in Entry.select())
    assert Job.select().where(Job.kind == "reindex").count() == 1
    assert arrives(premises, b"four", people.clerk).number == 4
    assert Health(premises, later(hours=1)).last_backup == NOW


@pytest.mark.slow
def test_the_trail_keeps_who_backed_up_what(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    event = Event.get(Event.verb == "backed_up")
    assert event.person == people.admin.id
    assert event.data == {
        "place": str(tmp_path / "copies"), "folder": made.folder.name, "is_locked": False, "last_event": event.id - 1,
        "documents": 3, "blobs": 3, "copied": 3,
    }


@pytest.mark.slow
def test_a_second_backup_copies_only_what_is_new(premises: Premises, people: Staff, tmp_path: Path):
    first = backed_up(premises, people, tmp_path)
    arrives(premises, b"four", people.clerk)
    second = backup(premises, tmp_path / "copies", at=later(hours=1))
    third = backup(premises, tmp_path / "copies", at=later(hours=1))
    assert (first.copied, second.copied, third.copied) == (3, 1, 0)
    assert [made.folder.name for made in (first, second, third)] == [
        "20261123-080000", "20261123-090000", "20261123-090000-2",
    ]
    restore(first.folder, tmp_path / "older", at=later(hours=2))
    assert Document.select().count() == 3
    restore(third.folder, tmp_path / "newer", at=later(hours=2))
    assert Document.select().count() == 4


@pytest.mark.slow
def test_a_file_cut_short_in_the_copies_is_copied_again(premises: Premises, people: Staff, tmp_path: Path):
    backed_up(premises, people, tmp_path)
    copy = BlobStore(tmp_path / "copies" / "blobs").path(StoredFile.get().sha256)
    copy.write_bytes(b"")
    assert backup(premises, tmp_path / "copies", at=later(hours=1)).copied == 1
    assert digest_of(copy) == copy.name


@pytest.mark.slow
def test_a_backup_is_database_manifest_settings_and_files_and_no_index(
    premises: Premises, people: Staff, tmp_path: Path
):
    premises.search_index.mkdir()
    (premises.search_index / "segment").write_bytes(b"pickled")
    (premises.data / "portal.toml").write_text("threads = 2\n", "utf-8")
    made = backed_up(premises, people, tmp_path)
    assert {p.name for p in made.folder.iterdir()} == {"portal.db", "manifest.json", "portal.toml", "seal.json"}
    assert {p.name for p in (tmp_path / "copies").iterdir()} == {made.folder.name, "blobs", "backup.lock"}
    assert {p.stat().st_mode & 0o077 for p in (made.folder, *made.folder.iterdir())} == {0}
    destroy(premises)
    restore(made.folder, premises.data, at=NOW)
    of_work = {"portal.db-wal", "portal.db-shm", "portal.db-lock", *moving_in.LOCKS}
    assert {p.name for p in premises.data.iterdir()} - of_work == {"portal.db", "portal.toml", "blobs"}


@pytest.mark.slow
def test_the_manifest_says_what_can_be_compared(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    manifest = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    assert manifest["schema"] == max(path.stem for path in db.MIGRATIONS.glob("0*.py"))
    assert manifest["registers"] == [["incoming", 2026, 3]]
    assert manifest["counts"]["document"] == 3
    assert manifest["database"] == digest_of(made.folder / "portal.db")
    assert manifest["blobs"] == sorted(premises.store.all())
    last = Event.select().where(Event.verb != "backed_up").order_by(Event.id.desc()).get()
    assert manifest["trail"] == [[last.id, last.hash]]


@pytest.mark.slow
def test_a_flipped_byte_is_named_and_nothing_is_left_behind(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    letter = BlobStore(tmp_path / "copies" / "blobs").path(StoredFile.get().sha256)
    for victim in (letter, made.folder / "portal.db", made.folder / "manifest.json"):
        flip(victim)
        with pytest.raises(BackupDamaged) as damaged:
            restore(made.folder, tmp_path / "new", at=NOW)
        assert damaged.value.data["names"] == [victim.name]
        flip(victim)
    assert not list(tmp_path.glob("new*"))
    assert restore(made.folder, tmp_path / "new", at=NOW).documents == 3


@pytest.mark.slow
def test_every_missing_file_of_a_backup_is_named(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    copies = BlobStore(tmp_path / "copies" / "blobs")
    gone = sorted(copies.all())[:2]
    for sha256 in gone:
        copies.path(sha256).unlink()
    with pytest.raises(BackupDamaged) as damaged:
        restore(made.folder, tmp_path / "new", at=NOW)
    assert damaged.value.data["names"] == gone


@pytest.mark.slow
@pytest.mark.parametrize("is_locked", [False, True])
def test_without_the_damaged_files_all_else_comes_back_and_they_are_named(
    premises: Premises, people: Staff, tmp_path: Path, is_locked: bool
):
    secret, public = keys.pair()
    if is_locked:
        keys.set_key(premises.data, public, at=NOW)
    whole, bad, gone = (arrives(premises, content, people.clerk) for content in (b"one", b"two", b"three"))
    made = backup(premises, tmp_path / "copies", at=NOW)
    box = places.Box(tmp_path / "copies", public if is_locked else "")
    flip(box.blob(bad.original.sha256))
    box.blob(gone.original.sha256).unlink()
    back = restore(made.folder, tmp_path / "new", at=NOW, secret=secret, as_it_is=True)
    assert {(place.id, place.why) for place in back.lost} == {
        (bad.original.sha256, "altered"), (gone.original.sha256, "missing"),
    }
    named = {holder["number"] for place in back.lost for holder in place.of["holders"]}
    assert named == {bad.number, gone.number}
    assert (back.documents, back.blobs, back.first_bad) == (3, 1, None)
    assert list(BlobStore(tmp_path / "new" / "blobs").all()) == [whole.original.sha256]
    assert set(Event.newest("restored").data["lost"]) == {bad.original.sha256, gone.original.sha256}


@pytest.mark.slow
def test_without_its_database_a_backup_never_comes_back(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    flip(made.folder / "portal.db")
    with pytest.raises(BackupDamaged):
        restore(made.folder, tmp_path / "new", at=NOW, as_it_is=True)
    assert not list(tmp_path.glob("new*"))


@pytest.mark.slow
def test_a_database_that_was_exchanged_is_not_taken(premises: Premises, people: Staff, tmp_path: Path):
    """A manifest written anew over another database still has to agree with what that database says."""
    made = backed_up(premises, people, tmp_path)
    arrives(premises, b"four", people.clerk)
    (made.folder / "portal.db").unlink()
    db.snapshot(made.folder / "portal.db")
    path = made.folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["hash"]
    manifest["database"] = digest_of(made.folder / "portal.db")
    path.write_text(json.dumps({**manifest, "hash": chain.link(chain.FIRST, manifest)}))
    with pytest.raises(BackupDamaged) as damaged:
        restore(made.folder, tmp_path / "new", at=NOW)
    assert damaged.value.data["names"] == ["counts", "registers", "trail"]
    assert not list(tmp_path.glob("new*"))


@pytest.mark.slow
def test_a_backup_of_a_newer_program_is_left_alone(premises: Premises, people: Staff, tmp_path: Path):
    db.Runner(db.database, str(db.MIGRATIONS)).History.create(name="9999_later")
    made = backed_up(premises, people, tmp_path)
    with pytest.raises(db.NewerSchema):
        restore(made.folder, tmp_path / "new", at=NOW)
    assert not list(tmp_path.glob("new*"))


@pytest.mark.slow
def test_restore_never_writes_over_anything(premises: Premises, people: Staff, tmp_path: Path):
    made = backed_up(premises, people, tmp_path)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "portal.db-wal").write_bytes(b"later rows")
    for folder in (premises.data, tmp_path / "used"):
        with pytest.raises(BackupRefused) as refused:
            restore(made.folder, folder, at=NOW)
        assert refused.value.data["why"] == "not_empty"
    assert (tmp_path / "used" / "portal.db-wal").read_bytes() == b"later rows"


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path):
    with pytest.raises(BackupRefused) as refused:
        restore(tmp_path, tmp_path / "new", at=NOW)
    assert refused.value.data["why"] == "no_manifest"
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_file_altered_in_the_store_is_named_and_not_passed_on(premises: Premises, people: Staff, tmp_path: Path):
    arrives(premises, b"one", people.clerk)
    altered, gone = arrives(premises, b"two", people.clerk), arrives(premises, b"three", people.clerk)
    flip(premises.store.path(altered.original.sha256))
    premises.store.path(gone.original.sha256).unlink()
    made = backup(premises, tmp_path / "copies", at=NOW)
    assert made.missing == tuple(sorted((altered.original.sha256, gone.original.sha256)))
    assert (made.blobs, made.copied) == (1, 1)
    assert restore(made.folder, tmp_path / "new", at=NOW).missing == made.missing


@pytest.mark.slow
@pytest.mark.parametrize("is_locked", [False, True])
def test_a_file_the_disk_does_not_give_is_missing_and_the_others_are_backed_up(
    premises: Premises, people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_locked: bool
):
    if is_locked:
        keys.set_key(premises.data, keys.pair()[1], at=NOW)
    arrives(premises, b"one", people.clerk)
    bad = premises.store.path(arrives(premises, b"two", people.clerk).original.sha256)
    unread(monkeypatch, bad)
    made = backup(premises, tmp_path / "copies", at=NOW)
    assert (made.blobs, made.missing) == (1, (bad.name,))
    assert not list(tmp_path.rglob("incoming-*"))


class Unread(io.RawIOBase):
    """A file that opens and whose bytes do not come."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise OSError(errno.EIO, "Input/output error")


def unread(monkeypatch: pytest.MonkeyPatch, bad: Path) -> None:
    """A disk that refuses one file, as a bad sector or another owner does; the tests may run as root."""
    whole = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path == bad:
            return Unread()
        return whole(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)


def test_a_place_that_cannot_be_written_is_no_missing_file(
    premises: Premises, people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    arrives(premises, b"one", people.clerk)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(places, "copy_hashed", full)
    with pytest.raises(OSError, match="No space left"):
        backup(premises, tmp_path / "copies", at=NOW)


def test_a_disk_without_room_is_refused_before_anything_is_written(
    premises: Premises, people: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(places, "SPARE", 1 << 62)
    with pytest.raises(BackupRefused) as refused:
        backup(premises, tmp_path / "copies", at=NOW)
    assert refused.value.data["why"] == "no_space"
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_backup_among_the_data_is_no_copy(premises: Premises, tmp_path: Path):
    (tmp_path / "link").symlink_to(premises.data)
    for among in (premises.data, premises.data / "blobs", premises.data / "copies", tmp_path / "link" / "copies"):
        with pytest.raises(BackupRefused) as refused:
            backup(premises, among, at=NOW)
        assert refused.value.data["why"] == "same_folder"
        assert among == premises.data or not among.exists()


@pytest.mark.slow
def test_a_backup_while_clerks_write_is_of_one_moment(premises: Premises, people: Staff, tmp_path: Path):
    clerk_id, begun, stop, wrong = people.clerk.id, threading.Event(), threading.Event(), []

    def write() -> None:
        try:
            clerk, n = Person.get_by_id(clerk_id), 0
            while not stop.is_set():
                n += 1
                arrives(premises, f"{threading.get_ident()} {n}".encode(), clerk)
                begun.set()
        except Exception as error:  # handed to the test, which fails on it
            wrong.append(error)
        finally:
            db.database.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        assert begun.wait(300)
        copies = [backup(premises, tmp_path / "copies", at=later(seconds=n)) for n in range(3)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert wrong == []
    lived = {event.id: event.hash for event in Event.select()}
    for made in copies:
        back = restore(made.folder, tmp_path / made.folder.name, at=later(hours=1))
        last = Register.get().last_number
        assert last > 0
        assert sorted(d.number for d in Document.select() if d.number) == list(range(1, last + 1))
        assert Entry.select().count() == last
        assert events.first_break() is None
        came = {event.id: event.hash for event in Event.select().where(Event.verb != "restored")}
        assert came == {number: lived[number] for number in came}
        assert len(came) == max(came)
        assert back.missing == ()
        assert back.blobs == StoredFile.select().count()


@pytest.mark.slow
def test_what_is_held_is_not_copied(premises: Premises, people: Staff, tmp_path: Path):
    kept, held = (arrives(premises, content, people.clerk) for content in (b"one", b"secret"))
    holding.hold(held, at=NOW)
    made = backup(premises, tmp_path / "copies", at=NOW)
    assert list(BlobStore(tmp_path / "copies" / "blobs").all()) == [kept.original.sha256]
    assert json.loads((made.folder / "manifest.json").read_text())["held_left_out"] == 1
    destroy(premises)
    assert restore(made.folder, premises.data, at=NOW).missing == ()
    assert verifying.wanted_files() == [kept.original.sha256]


def test_held_bytes_another_document_has_are_copied(premises: Premises, people: Staff, tmp_path: Path):
    shared = arrives(premises, b"one", people.clerk)
    holding.hold(receiving.receive(shared.original.sha256, "copy.pdf", by=people.clerk, at=NOW), at=NOW)
    backup(premises, tmp_path / "copies", at=NOW)
    assert list(BlobStore(tmp_path / "copies" / "blobs").all()) == [shared.original.sha256]


@pytest.mark.slow
def test_what_a_killed_backup_left_half_made_is_gone_with_the_next(premises: Premises, people: Staff, tmp_path: Path):
    left = tmp_path / "copies" / "20261122-030000.part"
    left.mkdir(parents=True)
    (left / "portal.db").write_bytes(b"half")
    backed_up(premises, people, tmp_path)
    assert not left.exists()


@pytest.mark.slow
def test_two_backups_at_once_into_one_place_are_one_too_many(premises: Premises, people: Staff, tmp_path: Path):
    backed_up(premises, people, tmp_path)
    with places.alone_in(tmp_path / "copies"), pytest.raises(BackupRefused) as refused:
        backup(premises, tmp_path / "copies", at=later(hours=1))
    assert refused.value.data["why"] == "backup_busy"
