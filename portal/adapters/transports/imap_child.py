"""The child that talks to an IMAP server: nothing the server says is believed, everything is counted.

A message is written beside its final name and renamed when it is whole, so that whatever ends this
process leaves whole messages only.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from imap_tools import BaseMailBox, ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from portal.rules.errors import MailFault, Unreadable

PIECE = 1024 * 1024
MOST_HEADER = 64 * 1024
_NO_HEAD = b"X-Server-Gave: nothing of message %d, which it says has %d bytes\r\n\r\n"  # it is set aside all the same
_AT_ONCE = 200
_TALK = 1024 * 1024  # what a server may say besides the messages asked for
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"\(.*?\bUID (\d+)\b.*?\bRFC822\.SIZE (\d+)|\(.*?\bRFC822\.SIZE (\d+)\b.*?\bUID (\d+)")
_UID = re.compile(rb"\bUID (\d+)")
_QUOTED = re.compile(rb'BODY\[[A-Z]*\]<\d+> "((?:[^"\\]|\\.)*)"')


def fetch(
    account: dict[str, Any], spool: str, validity: int, known: list[int], late: list[int], most: dict[str, int]
) -> dict[str, Any]:
    """Write the messages that are not ``known`` of this ``validity`` into the spool; those ``late`` come last."""
    with _session(account) as box:
        now = _open(box, account["folder"], readonly=True)
        done = set(known) if now == validity else set()
        new = [uid for uid in _numbers(box, account["since"]) if uid not in done]
        sizes = _sizes(box, new)
        order = sorted(sizes, key=lambda uid: (now == validity and uid in late, uid))
        budget, folder = most["session"], Path(spool)
        for n, uid in enumerate(order):
            if n and sizes[uid] <= most["message"] and sizes[uid] > budget:
                return {"validity": now, "found": len(order), "left": len(order) - n}
            budget -= _take(box, uid, sizes[uid], folder, f"{now}-{uid}", most["message"])
        return {"validity": now, "found": len(order), "left": 0}


def mark_seen(account: dict[str, Any], validity: int, uids: list[int]) -> int:
    """Mark messages as seen; none where the numbers have come to mean other messages.

    Not by ``BaseMailBox.flag``, which expunges what others have marked as deleted.
    """
    with _session(account) as box:
        if _open(box, account["folder"], readonly=False) != validity:
            return 0
        for some in _shares(uids):
            box.client.allow(_TALK)
            status, _ = box.client.uid("STORE", _listed(some), "+FLAGS.SILENT", r"(\Seen)")
            if status != "OK":
                raise MailFault("garbled")
    return len(uids)


class _Counted(imaplib.IMAP4):
    """A connection that reads no more than was asked for."""

    left = _TALK

    def allow(self, count: int) -> None:
        """From here on the server may say so much."""
        self.left = count

    def read(self, size: int) -> bytes:
        """A literal; its announced length is held against what was asked."""
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        """A line."""
        line: bytes = super().readline()
        self._spend(len(line))
        return line

    def _spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise MailFault("lies")


class _CountedOverTLS(_Counted, imaplib.IMAP4_SSL):
    """The same under TLS."""


class _Box(BaseMailBox):
    """The mailbox of ``imap_tools`` over a counted connection."""

    def __init__(self, account: dict[str, Any]) -> None:
        self._account = account
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        host, port, silence = (self._account[name] for name in ("host", "port", "silence"))
        if not self._account["tls"]:
            return _Counted(host, port, timeout=silence)
        context = ssl.create_default_context(cafile=self._account["ca_file"] or None)
        return _CountedOverTLS(host, port, ssl_context=context, timeout=silence)


@contextmanager
def _session(account: dict[str, Any]) -> Iterator[_Box]:
    """A mailbox one is signed in to; whatever goes wrong comes out as one ``Unreadable`` with a word of ``FAULTS``."""
    box = None
    try:
        box = _Box(account)
        _sign_in(box, account["user"], account["password"])
        yield box
        box.client.allow(_TALK)
        with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):  # everything is here already
            box.logout()
    except Exception as cause:  # the library raises what it likes on odd answers
        raise Unreadable(fault_of(cause)) from cause
    finally:
        if box is not None:
            with suppress(OSError):
                box.client.shutdown()


def _sign_in(box: _Box, user: str, password: str) -> None:
    if "LOGINDISABLED" in box.client.capabilities:  # it would have to be told the password in the clear
        raise MailFault("plain")
    plain = user.isascii() and password.isascii()
    try:
        (box.login if plain else box.login_utf8)(user, password, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as cause:
        raise MailFault("login") from cause


def fault_of(cause: Exception) -> str:
    """A word for what went wrong; the narrower class before the wider."""
    if isinstance(cause, MailFault):
        return str(cause)
    if isinstance(cause, imaplib.IMAP4.abort):  # the library's word for every end it did not expect
        return "cut" if "EOF" in str(cause) or "socket error" in str(cause) else "garbled"
    words: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (ssl.SSLCertVerificationError, "certificate"), (TimeoutError, "silent"), (socket.gaierror, "name"),
        ((ConnectionResetError, BrokenPipeError, ssl.SSLEOFError), "cut"), (ssl.SSLError, "tls"),
        (FileNotFoundError, "tls"), (MailboxLoginError, "login"), (MailboxFolderSelectError, "folder"),
        (OSError, "unreachable"),
    )  # fmt: skip
    return next((word for kinds, word in words if isinstance(cause, kinds)), "garbled")


def _open(box: _Box, folder: str, *, readonly: bool) -> int:
    """Open the folder; the number that says whether the numbers of its messages still mean the same ones."""
    box.client.allow(_TALK)
    box.folder.set(folder, readonly=readonly)
    _, values = box.client.response("UIDVALIDITY")
    if not values or not values[0] or not values[0].isdigit():
        raise MailFault("garbled")
    return int(values[0])


def _numbers(box: _Box, since: str) -> list[int]:
    """The numbers of all messages, or of those that came since a day."""
    box.client.allow(20 * _TALK)
    if not since:
        return sorted({int(uid) for uid in box.uids("ALL")})
    try:
        day = date.fromisoformat(since)
    except ValueError as cause:
        raise MailFault("since") from cause
    return sorted({int(uid) for uid in box.uids(f"SINCE {day.day:02}-{_MONTHS[day.month - 1]}-{day.year}")})


def _sizes(box: _Box, uids: Sequence[int]) -> dict[int, int]:
    """How large the server says each message is; one that is gone by now is left out."""
    sizes: dict[int, int] = {}
    for some in _shares(uids):
        box.client.allow(_TALK)
        for line in _answer(box, _listed(some), "(UID RFC822.SIZE)"):
            text = line if isinstance(line, bytes) else b""
            if found := _SIZE.search(text):
                uid, size = (found[1], found[2]) if found[1] else (found[4], found[3])
                sizes[int(uid)] = int(size)
    return {uid: sizes[uid] for uid in uids if uid in sizes}  # a server may not slip in others


def _take(box: _Box, uid: int, size: int, folder: Path, name: str, most: int) -> int:
    """Write one message, or only its head when it is too large; how many bytes came."""
    (folder / "trying").write_text(name, "ascii")
    written = -1 if size > most else _copy(box, uid, size, folder / f"{name}.part", most)
    if written < 0:
        head = _piece(box, uid, "HEADER", 0, MOST_HEADER) or _NO_HEAD % (uid, size)
        (folder / f"{name}.part").write_bytes(head)
        (folder / f"{name}.part").rename(folder / f"{name}.{size}.head")
        written = len(head)
    elif written:
        (folder / f"{name}.part").rename(folder / f"{name}.{size}.eml")
    (folder / "trying").unlink()
    return written


def _copy(box: _Box, uid: int, size: int, target: Path, most: int) -> int:
    """Copy a message piece by piece until no more comes, whatever its size is said to be; -1: more than ``most``."""
    written = 0
    with target.open("wb") as file:
        while True:
            piece = _piece(box, uid, "", written, PIECE)
            file.write(piece)
            written += len(piece)
            if written > most:
                return -1
            if not piece or (len(piece) < PIECE and written >= size):
                return written


def _piece(box: _Box, uid: int, part: str, start: int, count: int) -> bytes:
    """Some bytes of a message, without marking it as seen."""
    box.client.allow(count + _TALK)
    for item in _answer(box, str(uid), f"(UID BODY.PEEK[{part}]<{start}.{count}>)"):
        if isinstance(item, tuple) and b"BODY[" in item[0].upper():
            named = _UID.search(item[0])
            if len(item[1]) > count or (named and int(named[1]) != uid):
                raise MailFault("lies")
            return bytes(item[1])
        if isinstance(item, bytes) and (quoted := _QUOTED.search(item)):
            return re.sub(rb"\\(.)", rb"\1", quoted[1])
    return b""  # the message is gone


def _answer(box: _Box, uids: str, parts: str) -> list[Any]:
    status, data = box.client.uid("FETCH", uids, parts)
    if status != "OK":
        raise MailFault("garbled")
    return [item for item in data if item is not None]


def _shares(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), _AT_ONCE):
        yield uids[start : start + _AT_ONCE]


def _listed(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))
