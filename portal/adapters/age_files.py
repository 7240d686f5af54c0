"""age (age-encryption.org/v1): files that only the holder of a key kept elsewhere opens, with any program for it."""

import hashlib
import os
from pathlib import Path
from typing import Any, BinaryIO

from portal.adapters.blobs import Blob

ENDING = ".age"


class BadKey(ValueError):
    """What was typed is no recovery key: a letter is missing or mistaken."""


class Unopened(Exception):
    """The file was not locked to this key, or is not as it was written."""


class Counted:
    """A stream that hashes and counts what passes."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """Bytes on their way in."""
        return self.noted(self.stream.read(size))

    def write(self, piece: bytes) -> int:
        """Bytes on their way out."""
        return self.stream.write(self.noted(piece))

    def flush(self) -> None:
        """The library ends with it."""
        self.stream.flush()

    def noted(self, piece: bytes) -> bytes:
        """Count a piece."""
        self.digest.update(piece)
        self.size += len(piece)
        return piece

    @property
    def blob(self) -> Blob:
        """What has passed."""
        return Blob(self.digest.hexdigest(), self.size)


def new_key() -> tuple[str, str]:
    """A pair: the key that opens, and the key that locks."""
    from pyrage import x25519

    pair = x25519.Identity.generate()
    return str(pair), str(pair.to_public())


def locking_key(secret: str) -> str:
    """The key that locks what this one opens; raises ``BadKey``, which a single mistaken letter does too."""
    from pyrage import IdentityError, x25519

    try:
        return str(x25519.Identity.from_str(secret).to_public())
    except IdentityError as cause:
        raise BadKey from cause


def require_locking_key(text: str) -> str:
    """The key that locks, if it is one; raises ``BadKey``."""
    from pyrage import RecipientError, x25519

    try:
        return str(x25519.Recipient.from_str(text))
    except RecipientError as cause:
        raise BadKey from cause


def lock(source: Path, target: Path, key: str) -> tuple[Blob, Blob]:
    """Write the file locked to a new one, on disk when this returns; what went in and what came out; raises OSError."""
    import pyrage

    try:
        return passed(source, target, pyrage.encrypt_io, [pyrage.x25519.Recipient.from_str(key)])
    except pyrage.EncryptError as cause:  # reading or writing failed on the way; the library keeps only the words
        raise OSError(str(cause)) from cause


def unlock(source: Path, target: Path, secret: str) -> Blob:
    """Write the file opened to a new one, on disk when this returns; raises ``Unopened``, leaving nothing."""
    import pyrage

    try:
        _, opened = passed(source, target, pyrage.decrypt_io, [pyrage.x25519.Identity.from_str(secret)])
    except (pyrage.DecryptError, OSError) as cause:
        target.unlink(missing_ok=True)
        if isinstance(cause, OSError) and cause.errno is not None:  # the system's; the library's has no number
            raise
        raise Unopened(source.name) from cause
    return opened


def passed(source: Path, target: Path, turn: Any, keys: list[Any]) -> tuple[Blob, Blob]:
    """Have the library read one file and write the other."""
    with source.open("rb") as read, target.open("xb") as written:
        coming, going = Counted(read), Counted(written)
        turn(coming, going, keys)
        written.flush()
        os.fsync(written.fileno())
    return coming.blob, going.blob
