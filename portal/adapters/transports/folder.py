"""A folder as transport: packets wait in it for the agent of the axis, each written whole and once.

What the agent brings is taken by the watch over its folder.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from portal.durable import make_durable

SUFFIX = ".edxml"
_DONE = ".sent"  # an empty file for each parcel that left, so that none leaves twice
_UNSAFE = re.compile(r"[^0-9A-Za-zÀ-ỹ._-]+")
_LONGEST = 150


@dataclass(frozen=True)
class Parcel:
    """A packet ready to leave: a name of its own, and its bytes."""

    name: str
    content: bytes


def send(folder: Path, parcel: Parcel) -> Path:
    """Put the parcel into the folder whole, once: again with the same name changes nothing.

    The order makes it safe to be killed anywhere: the bytes are on disk before the receipt, the receipt before
    the name that the agent sees; a receipt with unfinished bytes is finished, one without has left.
    """
    target = folder / file_name(parcel.name)
    receipts, part = folder / _DONE, folder / f".{target.name}.part"
    receipts.mkdir(parents=True, exist_ok=True)
    receipt = receipts / target.name
    if not receipt.exists():
        write_through(part, parcel.content)
        make_durable(folder)
        write_through(receipt, b"")
        make_durable(receipts)
    if part.exists():
        os.replace(part, target)
        make_durable(folder)
    return target


def write_through(path: Path, content: bytes) -> None:
    """The bytes on disk when this returns, whatever stood there before."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def file_name(name: str) -> str:
    """A name for a parcel that is one file in one folder, whatever its id holds."""
    return (_UNSAFE.sub("_", name).strip("._") or "packet")[:_LONGEST] + SUFFIX
