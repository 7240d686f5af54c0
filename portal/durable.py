"""Files and names that a power cut cannot take back."""

import os
from pathlib import Path


def make_durable(path: Path) -> None:
    """Have the bytes of a file, or the names in a folder, on the disk itself; raises OSError.

    Windows opens no folders: there the system sees to the names.
    """
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
