"""Khóa bản sao lưu: only the key on paper opens it, nothing in clear leaves the server, and any damage is named."""

from pathlib import Path

import pytest

from portal import db
from portal.adapters import age_files
from portal.adapters.blobs import digest_of
from portal.flows import tls
from portal.flows.backup import backup, keys, manifests, restore
from portal.flows.backup.places import Box
from portal.flows.premises import Premises
from portal.office.documents import Document
from portal.office.events import Event
from portal.rules import recovery
from portal.rules.errors import BackupDamaged, BackupRefused
from portal.rules.tls import names_of
from tests.flows.test_backup import arrives, backed_up, destroy, flip, premises
from tests.office_fixtures import NOW, Staff, later

__all__ = ["premises"]


@pytest.fixture
def secret(premises: Premises) -> str:
    """An office with a recovery key; the half that opens is nowhere on its disk."""
    secret, public = keys.pair()
    keys.set_key(premises.data, public, at=NOW)
    return secret


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_paper_opens_what_the_server_locked(premises: Premises, people: Staff, tmp_path: Path, secret: str) -> None:
    made = backed_up(premises, people, tmp_path)
    assert made.is_locked
    hashes = sorted(premises.store.all())
    destroy(premises)
    typed = keys.typed(" ".join(recovery.grouped(secret)).lower())
    back = restore(made.folder, premises.data, at=later(hours=1), secret=typed)
    assert (back.documents, back.blobs, back.first_bad) == (3, 3, None)
    assert [digest_of(premises.store.path(sha256)) for sha256 in sorted(premises.store.all())] == hashes
    assert keys.locking_key(premises.data) == age_files.locking_key(secret)  # and goes on locking


@pytest.mark.slow
def test_nothing_in_clear_leaves_the_server(premises: Premises, people: Staff, tmp_path: Path, secret: str) -> None:
    (premises.data / "portal.toml").write_text("mail_user = 'vanthu@xa.gov.vn'\n", "utf-8")
    arrives(premises, b"noi dung rieng", people.clerk)
    backup(premises, tmp_path / "copies", at=NOW)
    everything = b"".join(path.read_bytes() for path in files_below(tmp_path / "copies"))
    for words in (b"noi dung rieng", b"vanthu@xa.gov.vn", b"SQLite format 3", "Nguyễn Thị Văn Thư".encode()):
        assert words not in everything
    assert secret.encode() not in b"".join(path.read_bytes() for path in files_below(tmp_path))
    assert not (premises.data / "backup-work").exists()


def test_the_keys_of_https_come_back_to_their_owner_alone_and_lie_nowhere_in_clear(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    tls.found(premises.data, names_of(["vanban.xa.lan"]), by=people.admin, at=NOW)
    folder = tls.folder_of(premises.data)
    before = {path.name: (path.read_bytes(), path.stat().st_mode & 0o777) for path in folder.iterdir()}
    made = backup(premises, tmp_path / "copies", at=NOW)
    everything = b"".join(path.read_bytes() for path in files_below(tmp_path / "copies"))
    assert b"PRIVATE KEY" not in everything
    destroy(premises)
    restore(made.folder, premises.data, at=later(hours=1), secret=secret)
    assert {path.name: (path.read_bytes(), path.stat().st_mode & 0o777) for path in folder.iterdir()} == before
    assert (before["root.key"][1], folder.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.slow
def test_in_a_backup_in_clear_the_keys_of_https_are_left_out(
    premises: Premises, people: Staff, tmp_path: Path
) -> None:
    tls.found(premises.data, names_of(["vanban.xa.lan"]), by=people.admin, at=NOW)
    made = backup(premises, tmp_path / "copies", at=NOW)
    assert not made.is_locked
    assert b"PRIVATE KEY" not in b"".join(path.read_bytes() for path in files_below(tmp_path / "copies"))
    destroy(premises)
    restore(made.folder, premises.data, at=later(hours=1))
    assert not tls.folder_of(premises.data).exists()


@pytest.mark.slow
def test_a_manifest_brings_no_file_to_another_place(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    made = backed_up(premises, people, tmp_path)
    manifest = manifests.read(made.folder)
    manifests.write(made.folder, {**manifest, "tls": {"../outside": manifest["database"]}})
    (made.folder / "../outside.age").write_bytes((made.folder / "portal.db.age").read_bytes())
    destroy(premises)
    restore(made.folder, premises.data, at=later(hours=1), secret=secret)
    assert not (premises.data.parent / "outside").exists()


@pytest.mark.slow
def test_any_program_for_age_opens_it(premises: Premises, people: Staff, tmp_path: Path, secret: str) -> None:
    import pyrage

    made = backed_up(premises, people, tmp_path)
    pyrage.decrypt_file(
        str(made.folder / "portal.db.age"), str(tmp_path / "portal.db"), [pyrage.x25519.Identity.from_str(secret)]
    )
    with db.reading(tmp_path / "portal.db") as copy:
        assert Document.select().bind(copy).count() == 3


@pytest.mark.slow
def test_another_key_none_and_a_mistyped_one_are_told_apart(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    made = backed_up(premises, people, tmp_path)
    other, _ = keys.pair()
    for given, why in (("", "key_wanted"), (other, "other_key")):
        with pytest.raises(BackupRefused) as refused:
            restore(made.folder, tmp_path / "new", at=NOW, secret=given)
        assert refused.value.data["why"] == why
    mistaken = secret[:-4] + ("Q" if secret[-4] != "Q" else "P") + secret[-3:]
    with pytest.raises(BackupRefused) as refused:
        keys.typed(mistaken)
    assert refused.value.data["why"] == "bad_key"
    assert not list(tmp_path.glob("new*"))


@pytest.mark.slow
def test_a_changed_byte_and_a_cut_file_are_named(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    made = backed_up(premises, people, tmp_path)
    box = Box(tmp_path / "copies", age_files.locking_key(secret))
    letter = box.blob(min(premises.store.all()))
    for victim in (letter, made.folder / "portal.db.age"):
        whole = victim.read_bytes()
        for damaged in ("flipped", "cut", "empty", "gone"):
            if damaged == "flipped":
                flip(victim)
            elif damaged == "gone":
                victim.unlink()
            else:
                victim.write_bytes(whole[: len(whole) // 2] if damaged == "cut" else b"")
            assert box.altered(made.folder, manifests.read(made.folder)) == [victim.name]  # found without the key too
            with pytest.raises(BackupDamaged) as told:
                restore(made.folder, tmp_path / "new", at=NOW, secret=secret)
            assert told.value.data["names"] == [victim.name]
            victim.write_bytes(whole)
    assert not list(tmp_path.glob("new*"))
    assert restore(made.folder, tmp_path / "new", at=NOW, secret=secret).documents == 3


@pytest.mark.slow
def test_locked_files_are_copied_once_and_again_when_cut(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    first = backed_up(premises, people, tmp_path)
    arrives(premises, b"four", people.clerk)
    second = backup(premises, tmp_path / "copies", at=later(hours=1))
    assert (first.copied, second.copied) == (3, 1)
    box = Box(tmp_path / "copies", age_files.locking_key(secret))
    box.blob(min(premises.store.all())).write_bytes(b"cut")
    assert backup(premises, tmp_path / "copies", at=later(hours=2)).copied == 1
    for made in (second, first):
        folder = tmp_path / f"back {made.folder.name}"
        assert restore(made.folder, folder, at=later(hours=3), secret=secret).missing == ()


@pytest.mark.slow
def test_a_new_key_locks_anew_and_the_old_paper_still_opens_the_old(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    first = backed_up(premises, people, tmp_path)
    newer, public = keys.pair()
    keys.set_key(premises.data, public, at=NOW)
    second = backup(premises, tmp_path / "copies", at=later(hours=1))
    assert second.copied == 3
    assert [e.data["mark"] for e in Event.select().where(Event.verb == "backup_key_set")][-1] == recovery.mark(public)
    for number, (made, opens) in enumerate(((first, secret), (second, newer))):
        assert restore(made.folder, tmp_path / str(number), at=later(hours=2), secret=opens).blobs == 3


@pytest.mark.slow
def test_a_file_that_is_no_key_stops_the_backup_rather_than_leaving_it_in_clear(
    premises: Premises, people: Staff, tmp_path: Path, secret: str
) -> None:
    (premises.data / keys.FILE).write_text("age1không phải khóa", "utf-8")
    with pytest.raises(BackupRefused) as refused:
        backup(premises, tmp_path / "copies", at=NOW)
    assert refused.value.data["why"] == "bad_public_key"
    assert files_below(tmp_path / "copies") == []
