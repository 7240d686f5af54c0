"""A message taken apart in the child: its headers, its text and its parts as files, however badly it is made."""

import email.message
import re
from collections.abc import Callable
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import Any

from portal.adapters import filetypes, mail_returns, tnef
from portal.adapters.html_text import text_of
from portal.rules.errors import FileRefused, Unreadable
from portal.rules.filetypes import MOST_UNPACKED, Unpacking, label
from portal.rules.folding import clean, nfc
from portal.rules.mail import MOST_DEPTH, MOST_MESSAGE, MOST_PARTS, MOST_TEXT

Message = email.message.Message
# What the library's parser of headers raises on headers that are none; seen in the wild, each of them.
_ODD = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, HeaderParseError)
_LONGEST_HEADER = 1000
_TEXTS = ("text/plain", "text/html", "multipart/mixed", "multipart/alternative")
_BOUNDARY = re.compile(rb"^--([^\s\"]{1,70})\r?$", re.MULTILINE)
_MULTIPART = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n'
_SUFFIXES = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".zip"), (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG", ".png"))


def unpack(path: str, folder: str, most: int = MOST_UNPACKED) -> dict[str, Any]:
    """Headers and text as plain data, every part as a file in the folder; ``Unreadable`` when it is no message."""
    with open(path, "rb") as file:
        message = parsed(file.read(MOST_MESSAGE + 1))
    if not message.keys() and not message.is_multipart():
        raise Unreadable("damaged")
    opened = _Opened(Path(folder), Unpacking(Path(path).stat().st_size, most=most))
    opened.open(message, 0)
    return {
        "from": addresses(message, "From"), "reply_to": addresses(message, "Reply-To"),
        "subject": header(message, "Subject"), "message_id": header(message, "Message-ID"), "date": day_of(message),
        "text": opened.text, "parts": opened.parts, "notes": sorted(opened.notes),
        "unpacked": opened.counted.unpacked, "returned": returned(message),
    }


def returned(message: Message) -> dict[str, Any] | None:
    """What a server says of a mail that came back, if the message is such a word."""
    sender = next((where for _, where in addresses(message, "From")), "")
    return safely(lambda: mail_returns.told_of(message, sender), None)


def parsed(data: bytes) -> Message:
    """The message; where the strict reading of its headers fails the lenient one is taken."""
    try:
        return BytesParser(policy=policy.default).parsebytes(data)
    except _ODD:
        return BytesParser(policy=policy.compat32).parsebytes(data)


class _Opened:
    """Collects what stands in a message and in the messages inside it."""

    def __init__(self, folder: Path, counted: Unpacking) -> None:
        self.folder, self.counted = folder, counted
        self.texts: list[str] = []
        self.parts: list[dict[str, Any]] = []
        self.notes: set[str] = set()
        self.seen = 0

    @property
    def text(self) -> str:
        return "\n\n".join(text for text in self.texts if text)[:MOST_TEXT]

    def open(self, message: Message, depth: int, *, related: bool = False) -> None:
        """Go through a part and everything inside it."""
        self.seen += 1
        if self.seen > MOST_PARTS or depth > MOST_DEPTH:
            self.notes.add("too_many_parts" if self.seen > MOST_PARTS else "too_deep")
            return
        kind = safely(message.get_content_type, "application/octet-stream")
        inside = message.get_payload()
        if isinstance(inside, list) and kind.startswith("message/"):
            self.open_nested(inside, depth)
        elif isinstance(inside, list):
            self.open_all(inside, kind, depth)
        else:
            self.open_leaf(message, kind, depth, related)

    def open_all(self, inside: list[Any], kind: str, depth: int) -> None:
        """The parts of a multipart; of alternatives that are text the first good one is enough."""
        before = len(self.texts)
        for part in inside:
            is_html = safely(part.get_content_type, "") == "text/html"
            if not (kind == "multipart/alternative" and is_html and len(self.texts) > before):
                self.open(part, depth + 1, related=kind == "multipart/related")

    def open_nested(self, inside: list[Any], depth: int) -> None:
        """Messages inside a message; what they say follows under their own headers."""
        self.notes.add("nested")
        for part in inside:
            heads = (header(part, "From"), header(part, "Subject"))
            self.texts.append("----- " + " – ".join(head for head in heads if head))
            self.open(part, depth + 1)

    def open_leaf(self, part: Message, kind: str, depth: int, related: bool) -> None:
        """Text, another message in disguise, Outlook's bag, or a file."""
        name = label(given) if (given := safely(part.get_filename, "") or "") else ""
        data = payload(part)
        attached = safely(part.get_content_disposition, "") == "attachment"
        if data[:4] == tnef.SIGNATURE:
            self.open_bag(data, depth)
        elif kind == "message/rfc822" or name.lower().endswith(".eml"):
            self.open_nested([parsed(data)], depth)
        elif kind.startswith("multipart/") and (found := _BOUNDARY.search(data)):
            self.open(parsed(_MULTIPART % found[1] + data), depth + 1)  # its header did not say where it is divided
        elif kind in _TEXTS and not name and not attached:
            text = decoded(data, safely(part.get_content_charset, "") or "")
            self.texts.append(readable(text_of(text) if kind == "text/html" else text))
        elif data:
            inline = bool(part.get("Content-ID")) and (related or not attached)
            self.keep(name, data, inline=inline)
        elif kind.startswith("message/"):
            self.notes.add("elsewhere")  # message/partial, message/external-body: the rest is not here

    def open_bag(self, data: bytes, depth: int) -> None:
        """The attachments of winmail.dat; a damaged one is kept as it is."""
        self.notes.add("tnef")
        try:
            text, found = tnef.read(data)
        except Unreadable:
            self.keep("winmail.dat", data, inline=False)
            return
        self.texts.append(readable(text))
        for each in found:
            self.seen += 1
            if self.seen > MOST_PARTS:
                self.notes.add("too_many_parts")
                return
            if each.name.lower().endswith(".eml") and depth < MOST_DEPTH:
                self.open_nested([parsed(each.data)], depth + 1)
            else:
                self.keep(label(each.name), each.data, inline=False)

    def keep(self, name: str, data: bytes, *, inline: bool) -> None:
        """Write a part as a file and say what it is, or why nobody takes such a file."""
        file = self.folder / f"{len(self.parts) + 1:03}"
        file.write_bytes(data)
        name = named(name, data)
        media_type, why = "", ""
        try:
            media_type = str(filetypes.inspect(str(file), name, self.counted)["media_type"])
        except (FileRefused, Unreadable) as refusal:
            why = str(refusal.data.get("why") or refusal)
        self.parts.append(
            {"name": name, "file": file.name, "size": len(data), "type": media_type, "why": why, "inline": inline}
        )


def named(name: str, data: bytes) -> str:
    """The name of a part; one without a suffix gets that of what its bytes begin with."""
    if "." in name[1:]:
        return name
    return (name or "tep") + next((suffix for start, suffix in _SUFFIXES if data.startswith(start)), "")


def safely(ask: Callable[[], Any], otherwise: str | None) -> Any:
    """An answer of the library, which stumbles over some headers."""
    try:
        return ask()
    except _ODD:
        return otherwise


def payload(part: Message) -> bytes:
    """The bytes of a part; what is not the base64 it says is kept as it is written."""
    try:
        data = part.get_payload(decode=True)
    except _ODD:
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


def decoded(data: bytes, charset: str) -> str:
    """Text by the charset that is named, else by the one that fits."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    almost = data.decode("utf-8", "replace")
    letters, strays = sum(not c.isascii() for c in almost), almost.count("\ufffd")
    return almost if letters > 2 * strays else data.decode("cp1258", "replace")


def readable(text: str) -> str:
    """Clean text with line breaks as they are."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n")).replace("\x1b", "").strip()


def header(message: Message, name: str) -> str:
    """A header as one clean line."""
    return nfc(raw_header(message, name))[:_LONGEST_HEADER]


def raw_header(message: Message, name: str) -> str:
    """A header's words; where the library stumbles, its encoded words one by one."""
    value = str(safely(lambda: message[name], "") or "")
    if value and "=?" not in value and not has_escapes(value):
        return value
    return unfolded(as_written(message, name))


def as_written(message: Message, name: str) -> str:
    """A header before anything in it is decoded."""
    return next((str(v) for n, v in message.raw_items() if n.lower() == name.lower()), "")


def unfolded(written: str) -> str:
    """Encoded words and bare bytes of a header as text."""
    if has_escapes(written):
        written = decoded(written.encode("utf-8", "surrogateescape"), "")
    try:
        pieces = decode_header(re.sub(r"\?=(?==\?)", "?= ", written))
    except _ODD:
        return written
    return "".join(decoded(piece, charset or "") if isinstance(piece, bytes) else piece for piece, charset in pieces)


def has_escapes(text: str) -> bool:
    """Whether bytes that are no ASCII stand in it undecoded."""
    return any("\udc80" <= c <= "\udcff" for c in text)


def addresses(message: Message, name: str) -> list[list[str]]:
    """Names and addresses of a header, told apart before a name is decoded: an address hidden in a name is none."""
    written = re.sub(r"[\r\n]+", "", as_written(message, name))[:_LONGEST_HEADER]
    try:
        return [[nfc(unfolded(who)), nfc(unfolded(where))] for who, where in getaddresses([written])][:20]
    except _ODD:
        return [["", header(message, name)]]


def day_of(message: Message) -> str:
    """The moment the sender says, with its zone, or nothing."""
    try:
        moment = parsedate_to_datetime(raw_header(message, "Date"))
    except _ODD:
        return ""
    return moment.isoformat() if moment.tzinfo else ""
