"""The file store: whole or not at all, the same bytes once."""

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.adapters import blobs
from portal.adapters.blobs import Blob, BlobStore, TooLarge, digest_of

ROOT = Path(__file__).resolve().parents[2]
BYTES = b"m\xc3\xb4\xcc\xa3t t\xe1\xbb\x87p" * 1000


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def files_in(store: BlobStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_bytes_come_back_under_their_hash(store: BlobStore):
    blob = store.put(BYTES)
    assert blob == Blob(hashlib.sha256(BYTES).hexdigest(), len(BYTES))
    assert store.read(blob.sha256) == BYTES
    assert digest_of(store.path(blob.sha256)) == blob.sha256
    assert store.path(blob.sha256).relative_to(store.folder).parts == (blob.sha256[:2], blob.sha256)


def test_the_same_bytes_are_stored_once(store: BlobStore):
    first = store.put(BYTES)
    moment = store.path(first.sha256).stat().st_mtime_ns
    assert store.put(io.BytesIO(BYTES)) == first
    assert store.path(first.sha256).stat().st_mtime_ns == moment
    assert list(store.all()) == [first.sha256]
    assert len(files_in(store)) == 1


@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "unread"])
def test_a_good_copy_takes_the_place_of_a_damaged_one(store: BlobStore, damage: str) -> None:
    blob = store.put(BYTES)
    path = store.path(blob.sha256)
    if damage == "unread":
        path.unlink()
        path.symlink_to(path)  # there, and nobody can open it
    else:
        path.write_bytes({"flipped": b"x" + BYTES[1:], "cut": BYTES[:-1], "empty": b""}[damage])
    assert store.put(io.BytesIO(BYTES)) == blob
    assert store.read(blob.sha256) == BYTES
    assert [file.name for file in files_in(store)] == [blob.sha256]


def test_nothing_is_a_thing_too(store: BlobStore):
    assert store.read(store.put(b"").sha256) == b""


def test_a_stream_longer_than_one_piece_is_whole(store: BlobStore):
    long = os.urandom(blobs.CHUNK) * 2 + b"end"
    assert store.read(store.put(io.BytesIO(long)).sha256) == long


def test_the_limit_itself_is_allowed_and_one_byte_more_is_not(store: BlobStore):
    store.put(b"12345", limit=5)
    with pytest.raises(TooLarge):
        store.put(b"123456", limit=5)
    assert len(files_in(store)) == 1


class Breaking(io.BytesIO):
    """A connection that is cut after the first piece."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError("cut")
        return super().read(size)


def test_a_stream_that_breaks_leaves_nothing(store: BlobStore):
    with pytest.raises(ConnectionResetError):
        store.put(Breaking(b"x" * (blobs.CHUNK + 1)))
    assert files_in(store) == []


def test_a_disk_that_fills_up_leaves_nothing(store: BlobStore, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(blobs.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(BYTES)
    assert files_in(store) == []


def test_a_kill_in_the_middle_leaves_only_what_the_sweep_removes(store: BlobStore):
    kept = store.put(b"kept")
    program = (
        "import sys, time, io\nfrom pathlib import Path\nfrom portal.adapters.blobs import BlobStore\n"
        "class Slow(io.RawIOBase):\n"
        "    def read(self, size=-1):\n        time.sleep(0.01)\n        return b'x' * 1000\n"
        "BlobStore(Path(sys.argv[1])).put(Slow())\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(store.folder)], cwd=ROOT)
    deadline = time.monotonic() + 300
    while not list(store.folder.glob("*.tmp")) and time.monotonic() < deadline:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert len(files_in(store)) == 2
    assert list(store.all()) == [kept.sha256]
    assert store.sweep() == 1
    assert [path.name for path in files_in(store)] == [kept.sha256]
    assert store.sweep() == 0


def test_what_must_not_be_kept_is_gone(store: BlobStore):
    secret, other = store.put(b"secret"), store.put(b"other")
    path = store.path(secret.sha256)
    with path.open("rb") as still_open:
        store.forget(secret.sha256)
        assert still_open.read() == b"\0" * 6  # overwritten, not only unlinked
    assert not store.has(secret.sha256)
    assert store.has(other.sha256)
    with pytest.raises(FileNotFoundError):
        store.read(secret.sha256)
    store.forget(secret.sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "G" * 64, "A" * 64, "a" * 65, "../" + "a" * 61])
def test_only_a_hash_is_a_name(store: BlobStore, name: str):
    for ask in (store.path, store.has, store.read, store.forget):
        with pytest.raises(ValueError, match=f"^{re.escape(name)}$"):
            ask(name)


def test_an_empty_store_has_nothing(store: BlobStore):
    assert list(store.all()) == []
    assert store.sweep() == 0
    assert not store.has("a" * 64)


def test_others_on_the_machine_do_not_look_in(store: BlobStore):
    blob = store.put(BYTES)
    for folder in (store.folder, store.path(blob.sha256).parent):
        assert folder.stat().st_mode & 0o077 == 0
