"""A place that takes backups: its folders, and the files they share, in clear or locked to a recovery key."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal import locks
from portal.adapters import age_files
from portal.adapters.age_files import ENDING
from portal.adapters.blobs import BlobStore, copy_hashed, digest_of, is_file_of
from portal.durable import make_durable
from portal.flows.backup.manifests import MANIFEST, Manifest, files_of, seal_of
from portal.rules.errors import BackupRefused

BLOBS = "blobs"
LOCK, PART = "backup.lock", ".part"
NAME = re.compile(r"\d{8}-\d{6}(-\d+)?")  # of a backup's folder: its moment
SPARE = 64 << 20  # left free on the disk that takes a backup

Locked = dict[str, list[str | int]]  # SHA-256 and size, as it lies there, of each file by its name in clear


@dataclass(frozen=True)
class Box:
    """How files lie in a place: as they are, or locked to a key; ``secret`` is there only while somebody restores."""

    place: Path
    key: str = ""
    secret: str = ""

    @property
    def blobs(self) -> BlobStore:
        """The files all backups share; those locked to another key lie elsewhere."""
        of_key = f"-{hashlib.sha256(self.key.encode()).hexdigest()[:12]}" if self.key else ""
        return BlobStore(self.place / f"{BLOBS}{of_key}")

    def blob(self, sha256: str) -> Path:
        """Where the file of a hash lies; the hash is that of its bytes in clear."""
        return self.named(self.blobs.path(sha256))

    def named(self, path: Path) -> Path:
        """A file's name in the place."""
        return path.with_name(path.name + ENDING) if self.key else path

    def put(self, source: Path, target: Path, sha256: str, *, scratch: Path) -> tuple[str, int] | None:
        """Bring one file in, whole or not at all: hash and size as it lies there; None when its bytes are not those.

        A source that cannot be read is one that is not there; other errors are those of the place.
        """
        temporary = scratch / f"incoming-{secrets.token_hex(8)}.tmp"
        try:
            if not source.is_file():
                return None
            if self.key:
                read, written = age_files.lock(source, temporary, self.key)
            else:
                with source.open("rb") as stream:
                    read = written = copy_hashed(stream, temporary, None)
        except OSError:
            if is_readable(source):
                raise
            temporary.unlink(missing_ok=True)
            return None
        if not settled(temporary, target, is_right=read.sha256 == sha256):
            return None
        return written.sha256, written.size

    def take(self, source: Path, target: Path, sha256: str, *, scratch: Path) -> bool:
        """Bring one file back, whole or not at all; False when it is missing, altered, cut or cannot be read."""
        temporary = scratch / f"incoming-{secrets.token_hex(8)}.tmp"
        try:
            if not source.is_file():
                return False
            if self.key:
                read = age_files.unlock(source, temporary, self.secret)
            else:
                with source.open("rb") as stream:
                    read = copy_hashed(stream, temporary, None)
        except age_files.Unopened:
            return False
        except OSError:
            if is_readable(source):
                raise
            temporary.unlink(missing_ok=True)
            return False
        return settled(temporary, target, is_right=read.sha256 == sha256)

    def altered(self, folder: Path, manifest: Manifest) -> list[str]:
        """The files of a backup that do not lie there as they were written; no key is needed."""
        return [path.name for path, digest in self.lying(folder, manifest) if not is_file_of(path, digest)]

    def lying(self, folder: Path, manifest: Manifest) -> Iterator[tuple[Path, str]]:
        """Every file of a backup, with the SHA-256 it has there."""
        locked: Locked = manifest.get("locked", {})
        own = {self.named(folder / name): (name, digest) for name, digest in files_of(manifest).items()}
        shared = {self.blob(sha256): (sha256, sha256) for sha256 in manifest["blobs"]}
        for path, (name, digest) in {**own, **shared}.items():
            yield path, str(locked[name][0]) if self.key else digest
        for name, digest in seal_of(manifest).items():
            yield folder / name, digest


def settled(temporary: Path, target: Path, *, is_right: bool) -> bool:
    """Give a written file its name, or take it away when it is not what it should be."""
    if not is_right:
        temporary.unlink()
        return False
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(temporary, target)
    make_durable(target.parent)
    return True


def size_of(path: Path) -> int | None:
    """Bytes of a file as the disk tells them, None where there is none or the disk does not tell."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def is_readable(path: Path) -> bool:
    """Whether the bytes can be read to the end, so that an error on the way was another's."""
    try:
        digest_of(path)
    except OSError:
        return False
    return True


@contextmanager
def alone_in(place: Path) -> Iterator[None]:
    """Nobody else writes a backup there meanwhile; what one that was killed left half made is removed."""
    with (place / LOCK).open("a") as handle:
        if not locks.take(handle):
            raise BackupRefused(why="backup_busy", folder=str(place))
        for left in place.glob(f"*{PART}"):
            if NAME.fullmatch(left.stem):
                shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def becoming(folder: Path) -> Iterator[Path]:
    """A folder that takes its name when all went well, and is removed when not.

    Where one of that name is there, which may be a disk of its own, it lies within and what is in it moves up.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    is_there = folder.exists()
    part = folder / f"dang-chep{PART}" if is_there else folder.with_name(f"{folder.name}{PART}")
    if part.exists():
        raise BackupRefused(why="unfinished", folder=str(part))
    part.mkdir(mode=0o700)
    try:
        yield part
        for source, target in [(path, folder / path.name) for path in part.iterdir()] if is_there else [(part, folder)]:
            os.replace(source, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    make_durable(folder if is_there else folder.parent)


def free_name(place: Path, at: datetime) -> Path:
    """A folder named by the moment; a second backup in the same second gets a number."""
    stem, n = at.strftime("%Y%m%d-%H%M%S"), 1
    folder = place / stem
    while folder.exists() or folder.with_name(f"{folder.name}{PART}").exists():
        n += 1
        folder = place / f"{stem}-{n}"
    return folder


def require_space(folder: Path, size: int, why: str = "no_space") -> None:
    """Refuse what would fill the disk: that of a place, or with the word for it the server's own."""
    if shutil.disk_usage(folder).free < size + SPARE:
        raise BackupRefused(why=why, folder=str(folder))


def finished(place: Path) -> list[Path]:
    """The whole backups of a place, the oldest first."""
    return sorted(path.parent for path in place.glob(f"*/{MANIFEST}") if path.parent.suffix != PART)


def held_in(place: Path) -> list[Path]:
    """The whole backups of a place, if it can be said which these are; a folder nobody may look into is named."""
    held, unread = finished(place), []
    for path in sorted(path for path in place.iterdir() if path.name != "lost+found"):
        try:
            has_manifest(path)
        except BackupRefused as refusal:
            unread += [refusal] if NAME.fullmatch(path.name) or not held else []
    if unread:
        raise unread[-1]
    return held


def has_manifest(folder: Path) -> bool:
    """Whether a folder is a backup; refused where the system does not say."""
    try:
        return (folder / MANIFEST).exists()
    except OSError as cause:
        raise BackupRefused(why="place_unread", folder=str(folder)) from cause


def chosen(folder: Path) -> Path:
    """The backup meant by a folder: itself, or the only one in it; of several the refusal names them."""
    if has_manifest(folder):
        return folder
    held = held_in(folder)
    if len(held) > 1:
        names = [path.name for path in held]
        raise BackupRefused(", ".join(names), why="several", folder=str(folder), newest=names[-1])
    return held[0] if held else folder
