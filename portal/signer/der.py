"""As much of DER as the signer needs to check and rebuild the signed attributes."""

from collections.abc import Iterator

OCTETS, OID, SEQUENCE, SET = 0x04, 0x06, 0x30, 0x31


class BadDer(ValueError):
    """Not the one allowed encoding."""


def element(tag: int, *contents: bytes) -> bytes:
    """Tag, length and contents."""
    body = b"".join(contents)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body



def only(data: bytes, tag: int) -> bytes:
    """The contents of the single element that ``data`` is, with the tag expected."""
    found = list(elements(data))
    if len(found) != 1 or found[0][0] != tag:
        raise BadDer("one element with another tag expected")
    return found[0][1]


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements that follow one another in ``data``."""
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise BadDer("cut short")
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            width = size & 0x7F
            size = int.from_bytes(data[at : at + width], "big")
            if not 1 <= width <= 4 or size < 0x80 or size.bit_length() <= 8 * (width - 1):
                raise BadDer("length not in its shortest form")
            at += width
        if at + size > len(data):
            raise BadDer("cut short")
        yield tag, data[at : at + size]
        at += size
