"""What a file really is, by its content: known beginnings, then a look inside; runs in the child process."""

import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

import puremagic

from portal.rules.errors import FileRefused, Unreadable
from portal.rules.filetypes import (
    DOCX,
    IMAGES,
    JPEG,
    MOST_PIXELS,
    MOST_XML,
    PACKED,
    PDF,
    PNG,
    TEXT,
    TIFF,
    XLSX,
    XML,
    ZIP,
    Unpacking,
    admitted,
    check_size,
)

_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"PK\x03\x04", ZIP),
)
_MARK, _WIDE = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_OFFICE = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml)$|\.(?:docm|dotm|xlsm|xltm|xlam)$", re.IGNORECASE)
_NESTED = re.compile(r"\.(?:zip|rar|7z|gz|tgz|bz2|xz|tar|cab|iso|jar)$", re.IGNORECASE)
_ACTIVE = re.compile(rb"^\s*(?:#!|<!doctype html|<html|<svg|<script|<\?php|@echo|MZ|\x7fELF)", re.IGNORECASE)
_ACTIVE_ROOTS = ("html", "svg")
_PROGRAMS = (".exe", ".dll", ".msi", ".elf", ".class", ".jar", ".bat", ".lnk", ".hta", ".sh", ".scr", ".com", ".swf")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CHUNK = 256 * 1024
_HEAD = 4096


def inspect(path: str, name: str, whole: Unpacking | None = None) -> dict[str, int | str]:
    """Media type and size of an acceptable file; everything else is ``FileRefused``.

    ``whole`` is the count of what the file lies in.
    """
    file = Path(path)
    size = file.stat().st_size
    check_size(size)
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    media_type = _sniffed(head)
    if media_type == ZIP:
        media_type = _inside_archive(file, whole)
    elif media_type == XML:
        _check_xml(file, size)
    elif media_type in IMAGES:
        _check_image(file)
    return {"media_type": admitted(media_type, name), "size": size}


def _sniffed(head: bytes) -> str | None:
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if _ACTIVE.match(head) or _is_program(head):
        return None
    return _text_or_xml(head)


def _is_program(head: bytes) -> bool:
    """The library knows more beginnings of programs than we list."""
    try:
        return any(match.extension in _PROGRAMS and match.confidence >= 0.8 for match in puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return False


def _text_or_xml(head: bytes) -> str | None:
    if head.startswith(_WIDE):
        plain = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    else:
        plain = head.removeprefix(_MARK)
    if _CONTROL.search(plain) or _ACTIVE.match(plain):
        return None
    return XML if re.match(rb"\s*<(?:\?xml\b|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s/>])", plain) else TEXT


def _inside_archive(file: Path, whole: Unpacking | None) -> str:
    """DOCX, XLSX or ZIP, after every entry was unpacked once and counted."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if any(_MACROS.search(name) for name in names):
                raise FileRefused(why="macros")
            media_type = next((kind for part, kind in _OFFICE if part in names), ZIP)
            if media_type == ZIP and any(_NESTED.search(name) for name in names):
                raise FileRefused(why="nested")
            packed = file.stat().st_size
            _count(archive, whole.inner(packed) if whole else Unpacking(packed))
            if media_type in PACKED - {ZIP} and b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise FileRefused(why="macros")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    return media_type


def _count(archive: zipfile.ZipFile, counted: Unpacking) -> None:
    for entry in archive.infolist():
        counted.next_entry()
        if entry.flag_bits & 1:
            raise Unreadable("password")
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                counted.add(len(chunk))


def _check_xml(file: Path, size: int) -> None:
    """Well-formed, without any DOCTYPE, and not a page or a drawing that a browser would run."""
    check_size(size, MOST_XML)
    parser = expat.ParserCreate()
    roots: list[str] = []

    def refuse(*_: object) -> None:
        raise FileRefused(why="doctype")

    def first(name: str, _: object) -> None:
        if not roots:
            roots.append(name.rpartition(":")[2].lower())

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = first
    try:
        with file.open("rb") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise Unreadable("damaged") from error
    if roots[0] in _ACTIVE_ROOTS:
        raise FileRefused(why="type")


def _check_image(file: Path) -> None:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted here, with our own refusal
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(why="pixels")
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable("damaged") from error
