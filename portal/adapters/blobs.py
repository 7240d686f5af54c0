"""The file store: bytes under their SHA-256, whole or not at all, even across a power cut."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from portal.durable import make_durable

CHUNK = 1 << 20


@dataclass(frozen=True)
class Blob:
    """What was stored: 64 hex digits and the number of bytes."""

    sha256: str
    size: int


class TooLarge(Exception):
    """More bytes came than the limit allows; nothing was kept."""


def is_name(text: str) -> bool:
    """Whether a file of the store could be called so."""
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


class BlobStore:
    """Files in ``folder/ab/abcd…``; the same bytes are stored once, and again where they were damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, source: BinaryIO | bytes, limit: int | None = None) -> Blob:
        """Store bytes: hash while writing, fsync, rename, fsync the folder; raises ``TooLarge`` or OSError."""
        stream = BytesIO(source) if isinstance(source, bytes) else source
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self.folder / f"incoming-{secrets.token_hex(8)}.tmp"
        try:
            blob = copy_hashed(stream, temporary, limit)
            self._settle(temporary, blob.sha256)
        finally:
            temporary.unlink(missing_ok=True)
        return blob

    def path(self, sha256: str) -> Path:
        """Where the bytes stand; whether they do is the caller's question."""
        if not is_name(sha256):
            raise ValueError(sha256)
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """All the bytes; raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def forget(self, sha256: str) -> None:
        """Overwrite and remove bytes that may not be kept (a secret document's)."""
        path = self.path(sha256)
        if path.exists():
            with path.open("r+b") as f:
                f.write(b"\0" * path.stat().st_size)
                f.flush()
                os.fsync(f.fileno())
            path.unlink()
            make_durable(path.parent)

    def all(self) -> Iterator[str]:
        """Every SHA-256 in the store."""
        for path in sorted(self.folder.glob("??/*")):
            yield path.name

    def sweep(self) -> int:
        """Remove what a power cut left half written; how many."""
        left = list(self.folder.glob("incoming-*.tmp"))
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _settle(self, temporary: Path, sha256: str) -> None:
        final = self.path(sha256)
        if is_file_of(final, sha256):
            return
        is_new = not final.parent.exists()
        final.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(temporary, final)
        make_durable(final.parent)
        if is_new:
            make_durable(self.folder)


def copy_hashed(stream: BinaryIO, target: Path, limit: int | None) -> Blob:
    """Copy a stream to a file, counting what really comes; the file is on disk when this returns."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as f:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if limit is not None and size > limit:
                raise TooLarge(size)
            digest.update(chunk)
            f.write(chunk)
        f.flush()
        os.fsync(f.fileno())
    return Blob(digest.hexdigest(), size)


def is_file_of(path: Path, digest: str) -> bool:
    """Whether the file is there with these bytes; a disk that does not give them has them no more."""
    try:
        return path.is_file() and digest_of(path) == digest
    except OSError:
        return False


def digest_of(path: Path) -> str:
    """SHA-256 of a file as it stands on disk."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
