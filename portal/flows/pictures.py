"""Page pictures kept in ``data/pages``: a cache that can be drawn anew, and that forgets what may not be kept."""

import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from portal.adapters.blobs import sync_folder
from portal.flows.premises import Premises

Settle = Callable[[], None]


def folder_of(sha256: str, premises: Premises) -> Path:
    """Where the pictures of one file stand."""
    return premises.data / "pages" / sha256


def keep(png: bytes, file: Path, *, premises: Premises) -> None:
    """Keep a drawn page, whole or not at all; while the disk is nearly full nothing is kept."""
    if shutil.disk_usage(premises.data).free < premises.free_space_limit:
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f"{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(png)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
        sync_folder(file.parent)
    finally:
        temporary.unlink(missing_ok=True)


def forget(*sha256: str, premises: Premises) -> Settle:
    """Remove the pictures of these files; where a file may still be shown they are drawn again."""
    for digest in sha256:
        folder = folder_of(digest, premises)
        if folder.exists():
            shutil.rmtree(folder)
    return nothing


def nothing() -> None:
    """No result to store."""


def sweep(premises: Premises) -> None:
    """Remove pictures that a power cut left half written."""
    for left in premises.data.glob("pages/*/*.tmp"):
        left.unlink(missing_ok=True)
