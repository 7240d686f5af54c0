"""winmail.dat (TNEF): the attachments and the text that Outlook packs where others use MIME; runs in the child.

Written here because the one library for it has stood still since 2021.  Format: MS-OXTNEF.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from portal.rules.errors import Unreadable

SIGNATURE = b"\x78\x9f\x3e\x22"
_TITLE, _DATA, _PROPERTIES, _RENDERING = 0x8010, 0x800F, 0x9005, 0x9002
_MESSAGE_PROPERTIES, _CODE_PAGE = 0x9003, 0x9007
_LONG_NAME, _BODY = 0x3707, 0x1000
# Bytes of a property value by its type; strings, bytes and objects carry their length instead.
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_COUNTED = (0x0D, 0x1E, 0x1F, 0x102)
_NARROW, _WIDE = 0x1E, 0x1F
_MANY, _NAMED = 0x1000, 0x8000


@dataclass
class Attachment:
    """A file inside, and what it is called."""

    name: str = ""
    data: bytes = b""


def read(data: bytes) -> tuple[str, list[Attachment]]:
    """The text of the message, if it has any, and its attachments."""
    if not data.startswith(SIGNATURE):
        raise Unreadable("damaged")
    text, encoding, found = "", "cp1258", list[Attachment]()
    try:
        for kind, value in attributes(data):
            if kind == _CODE_PAGE and len(value) >= 4:
                encoding = code_page(struct.unpack_from("<I", value)[0])
            elif kind == _RENDERING:
                found.append(Attachment())
            elif kind == _MESSAGE_PROPERTIES:
                text = properties(value, encoding).get(_BODY, text)
            elif found:
                describe(found[-1], kind, value, encoding)
    except (struct.error, IndexError) as cause:
        raise Unreadable("damaged") from cause
    return text, [each for each in found if each.data]


def describe(attachment: Attachment, kind: int, value: bytes, encoding: str) -> None:
    """What an attribute says of the attachment it follows; the long name counts more than the short."""
    if kind == _TITLE:
        attachment.name = attachment.name or decoded(value, encoding)
    elif kind == _DATA:
        attachment.data = value
    elif kind == _PROPERTIES:
        attachment.name = properties(value, encoding).get(_LONG_NAME) or attachment.name


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute's number and bytes; one that is cut off ends the reading."""
    at = 6
    while at + 9 <= len(data):
        number, length = struct.unpack_from("<xHxxI", data, at)
        value = data[at + 9 : at + 9 + length]
        if len(value) < length:
            raise Unreadable("damaged")
        yield number, value
        at += 9 + length + 2
    if data[at:].strip(b"\0"):
        raise Unreadable("damaged")


def properties(data: bytes, encoding: str) -> dict[int, str]:
    """The text properties of a list, by number; reading stops at a type nobody knows."""
    found: dict[int, str] = {}
    (count,), at = struct.unpack_from("<I", data), 4
    for _ in range(min(count, 1000)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= _NAMED:
            at = after_name(data, at)
        values, single = 1, kind & ~_MANY
        if kind & _MANY or single in _COUNTED:
            values, at = struct.unpack_from("<I", data, at)[0], at + 4
        for _ in range(values):
            if single in _COUNTED:
                length, at = struct.unpack_from("<I", data, at)[0], at + 4
                if single in (_NARROW, _WIDE):
                    found[number] = decoded(data[at : at + length], "utf-16-le" if single == _WIDE else encoding)
                at += padded(length)
            elif single in _FIXED:
                at += _FIXED[single]
            else:
                return found
            if at > len(data):
                raise Unreadable("damaged")
    return found


def after_name(data: bytes, at: int) -> int:
    """Past the name of a named property."""
    by_name, length = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (padded(length) if by_name else 0)


def padded(length: int) -> int:
    """Values stand at multiples of four."""
    return (length + 3) // 4 * 4


def code_page(number: int) -> str:
    """The name of a Windows code page; Vietnamese where it is none."""
    name = "utf-8" if number == 65001 else f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return "cp1258"
    return name


def decoded(value: bytes, encoding: str) -> str:
    """Text as written, up to its closing zero."""
    return value.decode(encoding, "replace").split("\0", 1)[0]
