"""A packet's XML as a small tree, read under limits; bytes of enclosures go to files while they are read."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from portal.rules.errors import FileRefused, Unreadable
from portal.rules.filetypes import MOST_BYTES, check_size

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
ENCODED = "contenttransferencoded"
BAD_BASE64 = "bad_base64"
MOST_DEPTH, MOST_ELEMENTS, MOST_TEXT = 24, 20_000, 2 * 1024 * 1024
_MOST_ATTRIBUTES = 50
_BLANK = re.compile(r"\s+")
_FOREIGN = "?"  # an element of another namespace: read over, never understood


@dataclass
class Node:
    """An element: its name in small letters, what it holds, its text; an enclosure's bytes by path."""

    name: str
    children: list["Node"] = field(default_factory=list)
    text: str = ""
    path: str = ""
    problem: str = ""

    def all(self, name: str) -> list["Node"]:
        """The children of that name, in order."""
        return [child for child in self.children if child.name == name]

    def one(self, *names: str) -> "Node":
        """The first child of that name, then its child, and so on; an empty element where there is none."""
        found = self
        for name in names:
            found = next(iter(found.all(name)), Node(name))
        return found

    def words(self, *names: str) -> str:
        """The text of the element so reached."""
        return self.one(*names).text.strip()


@dataclass
class Read:
    """The tree, and whether the file ended before its elements did."""

    root: Node
    is_whole: bool


class _Reader:
    """Builds the tree from the parser's calls and counts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, Node("")
        self.open: list[Node] = [self.root]
        self.elements = self.text = self.files = 0
        self.stream: IO[bytes] | None = None
        self.left = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if len(self.open) > MOST_DEPTH or self.elements > MOST_ELEMENTS or len(attributes) > _MOST_ATTRIBUTES:
            raise FileRefused(why="entries")
        space, _, local = name.rpartition("}")
        node = Node(local.lower().replace("bussiness", "business") if space == NAMESPACE else _FOREIGN)
        self.open[-1].children.append(node)
        self.open.append(node)
        if node.name == ENCODED:
            self.begin_file(node)

    def begin_file(self, node: Node) -> None:
        self.finish_file()  # one within another is no packet's form; each is cut where the next begins
        self.files += 1
        path = self.folder / f"enclosure-{self.files}"
        self.stream, self.left, node.path = path.open("xb"), "", str(path)

    def words(self, text: str) -> None:
        node = self.open[-1]
        if node.name == ENCODED and self.stream is not None:
            self.decode(node, text)
            return
        self.text += len(text)
        if self.text > MOST_TEXT:
            raise FileRefused(why="size")
        node.text += text

    def decode(self, node: Node, text: str) -> None:
        """As many whole groups of four as have come; the rest waits."""
        held = self.left + _BLANK.sub("", text)
        whole = len(held) // 4 * 4
        self.left = held[whole:]
        self.write(node, held[:whole])

    def write(self, node: Node, encoded: str) -> None:
        if node.problem or self.stream is None or not encoded:
            return
        try:
            self.stream.write(base64.b64decode(encoded, validate=True))
        except (binascii.Error, ValueError):
            node.problem = BAD_BASE64

    def end(self, _: str) -> None:
        node = self.open.pop()
        if node.name == ENCODED:
            if self.left:
                node.problem = BAD_BASE64
            self.finish_file()

    def finish_file(self) -> None:
        if self.stream is not None:
            self.stream.close()
        self.stream, self.left = None, ""


def read(path: Path, folder: Path) -> Read:
    """The tree of a file; what it encloses is written into ``folder``.

    ``FileRefused`` for a DOCTYPE, which is the only door to entities, and for what exceeds the limits;
    ``Unreadable`` for what is no XML from the start.
    """
    check_size(path.stat().st_size, MOST_BYTES)
    reader, parser = _Reader(folder), expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.words
    is_whole = True
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        if not reader.root.children:
            raise Unreadable("damaged") from error
        is_whole = False
    finally:
        reader.finish_file()
    return Read(reader.root, is_whole)


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(why="doctype")
