"""Thư bị trả lại: whether a message is a server's word that a mail of ours did not arrive, and about which one."""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from typing import Any

from portal.rules.folding import nfc

_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_SERVERS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon)$")
_LATE = re.compile(r"\b(delayed|delay|will be retried|not yet been delivered|warning|chậm)\b", re.IGNORECASE)
_ARRIVED = ("delivered", "relayed", "expanded")  # what a report says of a mail that is where it should be (RFC 3464)
_MOST_PARTS, _MOST_TEXT, _MOST_IDS, _LONGEST = 50, 100_000, 50, 500


def told_of(message: Message, sender: str) -> dict[str, Any] | None:
    """What came back and why: ids of messages named anywhere in it, whether it is final, the server's words.

    No words where the report says that it did arrive.  None for every other message; an answer of a person names
    ours as well, and is a letter.
    """
    parts = list(_parts(message))
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if report is None and not _is_from_a_server(message, sender):
        return None
    fields = _fields(report) if report is not None else {}
    text = "\n".join(_text(part) for part in parts if part.get_content_type() == "text/plain")[:_MOST_TEXT]
    has_arrived = fields.get("action", "").strip().lower() in _ARRIVED
    words = "" if has_arrived else fields.get("diagnostic-code") or fields.get("status") or _gist(text)
    return {
        "ids": _ids(message, parts, text), "words": nfc(words)[:_LONGEST],
        "is_final": _is_final(fields, str(message.get("Subject", "")), text),
    }


def _parts(message: Message) -> Iterator[Message]:
    """The message and what lies in it, not deeper and not more than a server writes."""
    for n, part in enumerate(message.walk()):
        if n == _MOST_PARTS:
            return
        yield part


def _is_from_a_server(message: Message, sender: str) -> bool:
    """Written by a mail server and not by a person."""
    local = sender.rpartition("<")[2].partition("@")[0].strip().lower()
    return bool(_SERVERS.match(local)) or "X-Failed-Recipients" in message


def _fields(report: Message) -> dict[str, str]:
    """The fields about the recipient, which stand in the later blocks of a report."""
    blocks = report.get_payload()
    fields: dict[str, str] = {}
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message):
            fields |= {name.lower(): str(value) for name, value in block.items()}
    return fields


def _is_final(fields: dict[str, str], subject: str, text: str) -> bool:
    """Whether the mail will not arrive any more; a warning that it is late is no end."""
    action = fields.get("action", "").strip().lower()
    if action:
        return action == "failed"
    return not _LATE.search(f"{subject}\n{text[:2000]}")


def _ids(message: Message, parts: list[Message], text: str) -> list[str]:
    """Names of messages: of the one it answers, of the one that lies in it whole or as its head, in its words."""
    named = [str(message.get(name, "")) for name in ("In-Reply-To", "References")]
    for part in parts[1:]:
        named.append(str(part.get("Message-ID", "")))
        if part.get_content_type() == "text/rfc822-headers":
            named.append(str(Parser().parsestr(_text(part), headersonly=True).get("Message-ID", "")))
    return list(dict.fromkeys(_ID.findall("\n".join((*named, text)))))[:_MOST_IDS]


def _text(part: Message) -> str:
    """The words of a part."""
    data = part.get_payload(decode=True)
    return data[:_MOST_TEXT].decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _gist(text: str) -> str:
    """The line of a server's letter that says most: the one with a code of failure, else the first."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    coded = (line for line in lines if re.search(r"\b[45]\d\d[ -]|\b[45]\.\d\.\d", line))
    return next(coded, next(iter(lines), ""))
