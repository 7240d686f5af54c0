"""Checks an exported dossier on any machine with Python 3.8 or newer, without the portal and without a network.

    python kiem_tra.py               in the folder the ZIP was unpacked to
    python kiem_tra.py ho-so.zip     the ZIP itself

Ends with 0 when every file is as it was exported; else with 1, after naming each file that is not.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Iterator

LIST, LINES = "SHA256SUMS.txt", "so-dang-ky.json"
CHUNK = 1 << 20
# What reading may end in where a byte of the ZIP itself is another; RuntimeError: it says of a file that it is locked,
# or packed in a way this Python does not know.
UNREADABLE = (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


class Folder:
    """The unpacked dossier."""

    def __init__(self, path: str) -> None:
        self.path = path

    def names(self) -> list[str]:
        found = []
        for folder, _, files in os.walk(self.path):
            for name in files:
                found.append(os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/"))
        return found

    def pieces(self, name: str) -> Iterator[bytes]:
        with open(os.path.join(self.path, *name.split("/")), "rb") as file:
            while piece := file.read(CHUNK):
                yield piece


class Archive:
    """The ZIP as it was handed over."""

    def __init__(self, path: str) -> None:
        self.zip = zipfile.ZipFile(path)

    def names(self) -> list[str]:
        return self.zip.namelist()

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.zip.open(name) as file:
            while piece := file.read(CHUNK):
                yield piece


def digest(dossier: Folder | Archive, name: str) -> str:
    """SHA-256 of one file; nothing for one that cannot be read."""
    total = hashlib.sha256()
    try:
        for piece in dossier.pieces(name):
            total.update(piece)
    except UNREADABLE:
        return ""
    return total.hexdigest()


def listed(text: bytes) -> tuple[dict[str, str], str] | None:
    """The hashes by name and the list's own hash, which stands in its last line; None where that is wrong."""
    body, mark, own = text.rpartition(b"# ")
    if not mark or hashlib.sha256(body).hexdigest().encode() != own.rstrip(b"\n") or not own.endswith(b"\n"):
        return None
    rows = (line.split("  ", 1) for line in body.decode("utf-8").splitlines())
    return {name: sha256 for sha256, name in rows}, own.decode().strip()


def wrong_lines(text: bytes) -> list[str]:
    """Register lines that are not what the register wrote: each carries the hash it was written with."""
    wrong = []
    for line in json.loads(text.decode("utf-8")):
        body = json.dumps(line["body"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
        if hashlib.sha256(body).hexdigest() != line["hash"]:
            wrong.append(f"số {line['body']['number']}")
    return wrong


def faults(dossier: Folder | Archive) -> Iterator[tuple[str, str]]:
    """Each file that is wrong, and what is wrong with it."""
    names: set[str] = set()
    for name in dossier.names():
        if name in names:
            yield name, "có hai lần"
        names.add(name)
    if LIST not in names:
        yield LIST, "không có"
        return
    try:
        found = listed(b"".join(dossier.pieces(LIST)))
    except UNREADABLE:
        found = None
    if found is None:
        yield LIST, "đã bị sửa"
        return
    sums, _ = found
    for name in sorted(sums):
        if name not in names:
            yield name, "không có"
        elif digest(dossier, name) != sums[name]:
            yield name, "đã bị sửa"
    for name in sorted(names - set(sums) - {LIST}):
        yield name, "không có trong bản kê"


def main(arguments: list[str]) -> int:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    here = os.path.dirname(os.path.abspath(__file__))
    try:
        dossier = Archive(arguments[0]) if arguments else Folder(here)
    except UNREADABLE as problem:
        print(f"Không mở được {arguments[0]}: {problem}")
        return 1
    wrong = list(faults(dossier))
    for name, why in wrong:
        print(f"SAI  {name}: {why}")
    if wrong:
        return 1
    lines = wrong_lines(b"".join(dossier.pieces(LINES)))
    if lines:
        print(f"SAI  {LINES}: {', '.join(lines)}")
        return 1
    sums, own = listed(b"".join(dossier.pieces(LIST))) or ({}, "")
    print(f"ĐÚNG  {len(sums)} tệp nguyên vẹn như lúc xuất.")
    print(f"Mã của bản kê: {own} (so với mã ghi trong biên bản)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
