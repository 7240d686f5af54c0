"""Where the flows work: the file store, the index and the scratch folder, as one value made at the door."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.adapters.blobs import BlobStore


@dataclass(frozen=True)
class Premises:
    """Folders and limits handed to every flow."""

    data: Path
    store: BlobStore
    search_index: Path
    scratch: Path
    upload_limit: int
    free_space_limit: int = 0

    @property
    def heartbeat(self) -> Path:
        """Touched by the worker whenever it looks for work."""
        return self.data / "worker.alive"


def store_in(folder: Path) -> BlobStore:
    """The file store of a folder, for the doors, which know the flows but not the adapters."""
    return BlobStore(folder)


@contextmanager
def work_folder(premises: Premises) -> Iterator[Path]:
    """A folder of its own for unfinished work, gone afterwards."""
    premises.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=premises.scratch) as folder:
        yield Path(folder).resolve()
