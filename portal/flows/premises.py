"""Where the flows work: the file store, the index and the scratch folder, as one value made at the door."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.adapters.blobs import BlobStore
from portal.adapters.transports.mailbox import Account
from portal.rules.register_pages import Label


def plain(word: object, group: str) -> str:
    """The word itself, where no door handed down its label."""
    return str(word)


@dataclass(frozen=True)
class Premises:
    """Folders, limits and words handed to every flow."""

    data: Path
    store: BlobStore
    search_index: Path
    scratch: Path
    upload_limit: int
    free_space_limit: int = 0
    mailbox: Account | None = None
    mail_minutes: int = 5
    packets_in: Path | None = None
    scan_folder: Path | None = None
    packets_out: Path | None = None
    tsa_url: str = ""
    digest_at: str = ""
    check_hours: tuple[str, ...] = ("11:00", "16:30")
    certificate: Path | None = None  # for HTTPS, once there is one
    backup_at: str = ""
    backup_places: tuple[Path, ...] = ()
    copy_folder: Path | None = None  # where a readable copy lies in clear
    program: tuple[str, ...] = ()  # how this program starts itself on the same data
    label: Label = plain  # words for people, for what the worker prints

    @property
    def heartbeat(self) -> Path:
        """Touched by the worker whenever it looks for work."""
        return self.data / "worker.alive"


def store_in(folder: Path) -> BlobStore:
    """The file store of a folder, for the doors, which know the flows but not the adapters."""
    return BlobStore(folder)


def is_open(folder: Path) -> bool:
    """Whether others on the machine may look into a folder; Windows keeps its rights elsewhere."""
    return os.name != "nt" and bool(folder.stat().st_mode & 0o077)


def close(folder: Path) -> bool:
    """Have nobody but its owner look in, where the folder is ours; whether that is so now."""
    if is_open(folder) and folder.stat().st_uid == os.geteuid():
        with suppress(OSError):
            folder.chmod(0o700)
    return not is_open(folder)


@contextmanager
def work_folder(premises: Premises) -> Iterator[Path]:
    """A folder of its own for unfinished work, gone afterwards."""
    premises.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=premises.scratch) as folder:
        yield Path(folder).resolve()


def mailbox_in(data: Path, *, host: str, password_file: str, ca_file: str, **words: Any) -> Account | None:
    """The agency's mailbox, or None where none is set; files are named as seen from the data folder."""
    if not host:
        return None
    ca_file = str(data / ca_file) if ca_file else ""
    return Account(host=host, password_file=data / password_file, ca_file=ca_file, **words)


def folder_in(data: Path, name: str) -> Path | None:
    """A folder named in the settings as seen from the data folder, or None where none is set."""
    return data / name if name else None
