"""Whoosh's folder of files, with the one thing it leaves out: what is closed is on the disk."""

import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from portal.search.pointer import Sync, sync_folder


class SyncedStorage(FileStorage):
    """Files are synced at close, names after a rename."""

    def __init__(self, folder: Path, sync: Sync = os.fsync) -> None:
        super().__init__(str(folder))
        self._sync = sync

    def create_file(self, name: str, **options: Any) -> StructFile:
        return super().create_file(name, onclose=self._settle, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        self.sync_names()

    def sync_names(self) -> None:
        """Which files there are is on the disk."""
        sync_folder(Path(self.folder), self._sync)

    def _settle(self, file: StructFile) -> None:
        file.flush()
        self._sync(file.fileno())
