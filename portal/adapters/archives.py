"""A ZIP from outside taken apart in the child process: names become labels, never paths, and all is counted."""

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from portal.adapters import filetypes, sandbox
from portal.rules.bundles import is_junk
from portal.rules.errors import FileRefused, Unreadable
from portal.rules.filetypes import MOST_BYTES, MOST_UNPACKED, Unpacking

_SECONDS, _CHUNK = 60, 256 * 1024
_UTF8_NAME, _UNICODE_PATH = 0x800, 0x7075
_ENCRYPTED = 1


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its bytes at ``path``, or the word for why it cannot be taken."""

    name: str
    path: str
    media_type: str
    why: str


def unpack(path: Path, folder: Path, most: int = MOST_UNPACKED) -> tuple[list[Entry], int]:
    """The files of an archive, written into ``folder``, and how many bytes of its budget that took.

    ``Unreadable`` or ``FileRefused`` when it is not safe.
    """
    args = {"path": str(path.resolve()), "folder": str(folder.resolve()), "most": most}
    answer = cast(dict[str, Any], sandbox.call("portal.adapters.archives:take_apart", args, seconds=_SECONDS))
    return [Entry(**entry) for entry in answer["entries"]], answer["unpacked"]


def take_apart(path: str, folder: str, most: int = MOST_UNPACKED) -> dict[str, Any]:
    """In the child: each entry written under a number and judged by content and name."""
    packed = Path(path)
    counted, found = Unpacking(packed.stat().st_size, most=most), []
    try:
        with zipfile.ZipFile(packed) as archive:
            for n, entry in enumerate(archive.infolist()):
                counted.next_entry()
                name = name_of(entry)
                if entry.is_dir() or is_junk(name) or stat.S_ISLNK(entry.external_attr >> 16):
                    continue
                if entry.flag_bits & _ENCRYPTED:
                    raise Unreadable("password")
                found.append(taken(archive, entry, name, Path(folder) / f"{n:04d}", counted))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable("damaged") from error
    return {"entries": found, "unpacked": counted.unpacked}


def taken(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, target: Path, counted: Unpacking
) -> dict[str, Any]:
    """One entry on disk, with its type or what is wrong with it."""
    size = 0
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            counted.add(len(chunk))
            size += len(chunk)
            file.write(chunk)
    told = {"name": name, "path": str(target), "media_type": "", "why": ""}
    if size > MOST_BYTES:
        return {**told, "why": "size"}
    try:
        return {**told, "media_type": filetypes.inspect(str(target), name, counted)["media_type"]}
    except FileRefused as refusal:
        return {**told, "why": str(refusal.data.get("why", ""))}
    except Unreadable as refusal:
        return {**told, "why": str(refusal)}


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: marked as UTF-8, in the extra field for it, or UTF-8 without saying so.

    What is none of these is read in the code page of Vietnamese Windows.
    """
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    if told := unicode_path(entry.extra):
        return told
    raw = entry.filename.encode("cp437", "replace")
    for coding in ("utf-8", "cp1258"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def unicode_path(extra: bytes) -> str:
    """The name in the Info-ZIP field for names in UTF-8, or an empty word."""
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and 5 < size <= len(extra) - 4:
            return extra[9 : 4 + size].decode("utf-8", "ignore")
        extra = extra[4 + size :]
    return ""
