"""Packets between agencies: opened in the child process into plain data and files, and written as bytes."""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from portal.adapters import filetypes, packet_reading, packet_tree, packet_writing, sandbox
from portal.adapters.packet_tree import Node
from portal.rules import packets
from portal.rules.errors import FileRefused, Unreadable
from portal.rules.filetypes import DOCX, MOST_UNPACKED, PDF, ZIP, Unpacking, label
from portal.rules.packets import Enclosure, Message, Packet, Status

MOST_FILES = 100
PACKED = "application/zip"  # how a packet calls a file of a type it does not carry as it is
_SECONDS, _CHUNK = 60, 256 * 1024
_OFFICE_PARTS = ("word/document.xml", "xl/workbook.xml")
_AS_THEY_ARE = {PDF: "application/pdf", DOCX: "application/docx", ZIP: "application/zip"}


@dataclass(frozen=True)
class Opened:
    """What was found in a packet; ``files`` stand beside its enclosures, in their order.

    A file has a path, a name made safe and its type, or the word for what is wrong with it.
    """

    message: Message
    files: tuple[dict[str, str], ...]
    faults: tuple[str, ...]
    unpacked: int = 0


def open_packet(path: Path, folder: Path, most: int = MOST_UNPACKED) -> Opened:
    """Read a packet in a child; its files are written into ``folder``, which is the caller's to remove.

    ``Unreadable`` and ``FileRefused`` for what is no packet; what is wrong with one is among its faults.
    """
    args = {"path": str(path.resolve()), "folder": str(folder.resolve()), "most": most}
    return opened(cast(dict[str, Any], sandbox.call("portal.adapters.packets:unpack", args, seconds=_SECONDS)))


def opened(told: dict[str, Any]) -> Opened:
    """What the child found, as values."""
    message = packets.from_json(told["message"])
    return Opened(message, tuple(told["files"]), tuple(told["faults"]), told["unpacked"])


def write(message: Message, contents: Sequence[bytes] = ()) -> bytes:
    """The bytes of a packet with its enclosures, or of a status."""
    if isinstance(message, Status):
        return packet_writing.status(message)
    return packet_writing.packet(message, contents)


def content_type(media_type: str) -> str:
    """How a packet calls the type of a file that travels as it is; else an empty word: it is packed first."""
    return _AS_THEY_ARE.get(media_type, "")


def unpack(path: str, folder: str, most: int = MOST_UNPACKED) -> dict[str, Any]:
    """In the child: the message as plain data, the files written, the words for what is wrong."""
    counted = Unpacking(Path(path).stat().st_size, most=most)
    read = packet_tree.read(Path(path), Path(folder))
    message = packet_reading.message(read.root)
    if message is None:
        raise FileRefused(why="not_packet") if read.is_whole else Unreadable("damaged")
    faults = [] if read.is_whole else ["damaged"]
    files: list[dict[str, str]] = []
    if isinstance(message, Packet) and len(message.enclosures) > MOST_FILES:
        faults.append("too_many_files")
    elif isinstance(message, Packet):
        nodes = packet_reading.bytes_of(message.enclosures, read.root)
        files = [judged(*one, Path(folder), counted) for one in zip(message.enclosures, nodes, strict=True)]
        faults += [one["fault"] for one in files if one["fault"]]
    told = {"message": packets.to_json(message), "files": files, "faults": sorted(set(faults))}
    return {**told, "unpacked": counted.unpacked}


def judged(declared: Enclosure, node: Node | None, folder: Path, whole: Unpacking) -> dict[str, str]:
    """One enclosure: taken out of its wrapping, its type judged by content and name."""
    name = label(declared.name or (node.words("attachmentname") if node else ""))
    told = {"path": "", "name": name, "media_type": "", "fault": "", "why": ""}
    encoded = node.one(packet_tree.ENCODED) if node else Node("")
    path = Path(encoded.path) if encoded.path else None
    if encoded.problem:
        return {**told, "fault": encoded.problem}
    if path is None or not path.stat().st_size:
        return {**told, "fault": "missing_file"}
    try:
        path = unwrapped(path, name, folder, whole)
        media_type = str(filetypes.inspect(str(path), name, whole)["media_type"])
    except FileRefused as refusal:
        return {**told, "fault": "file_refused", "why": str(refusal.data.get("why", ""))}
    except Unreadable as refusal:
        return {**told, "fault": "file_refused", "why": str(refusal)}
    return {**told, "path": str(path), "media_type": media_type}


def unwrapped(path: Path, name: str, folder: Path, whole: Unpacking) -> Path:
    """The one file within a ZIP that carries the name of something else; all else stays as it is."""
    if name.lower().endswith(".zip") or not zipfile.is_zipfile(path):
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) != 1 or entries[0].filename in _OFFICE_PARTS:
                return path
            return taken_out(archive, entries[0], folder / f"{path.name}-unpacked", whole.inner(path.stat().st_size))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable("damaged") from error


def taken_out(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, counted: Unpacking) -> Path:
    """The bytes of an entry, counted while they come; its name within the archive is not used."""
    counted.next_entry()
    with archive.open(entry) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            counted.add(len(chunk))
            sink.write(chunk)
    return target


def packed(content: bytes, entry: str, target: Path) -> bytes:
    """Bytes of a type that packets do not carry as it is: a ZIP with one entry (edxml.md §4)."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, content)
    wrapped = target.read_bytes()
    target.unlink()
    return wrapped
