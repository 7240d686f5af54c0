"""What is in the files, for whoever must know: a bill of materials (CycloneDX) and the SHA-256 of each."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from portal.packing.workshop import LOCK, Workshop

BILL, SUMS = "portal.cdx.json", "SHA256SUMS"


def bill(shop: Workshop, target: Path) -> Path:
    """Every library of the lock with its version and hashes, as CycloneDX 1.6 in JSON."""
    file = target / BILL
    shop.run(
        "cyclonedx_py", "requirements", "--spec-version", "1.6", "--output-format", "JSON",
        "--output-reproducible", "--output-file", str(file), str(LOCK),
    )
    return file


def sums(files: Iterable[Path], target: Path) -> Path:
    """A line for each file, as ``sha256sum -c`` reads it."""
    lines = [f"{sha256_of(file)}  {file.name}\n" for file in sorted(files)]
    written = target / SUMS
    written.write_text("".join(lines), "utf-8")
    return written


def sha256_of(file: Path) -> str:
    """The hash of a file, read in parts."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
