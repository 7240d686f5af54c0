"""The agency's mailbox: messages fetched by IMAP and notices sent by SMTP, each by a child with a deadline."""

import ipaddress
import os
import shutil
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from portal.adapters import sandbox
from portal.rules.errors import MailFault, Unreadable
from portal.rules.mail import FAULTS, MEGABYTE, MOST_MESSAGE

_LONGEST_PASSWORD = 1024
_MEMORY = 256 * MEGABYTE
_MEMORY_OF_FILES = 1024 * MEGABYTE  # a file as bytes, as text, and the whole as bytes again
_IMAP, _SMTP = "portal.adapters.transports.imap_child", "portal.adapters.transports.smtp_child"
# How the end of the child reads as a fault of the server that it talked to.
_ENDS = {"timeout": "slow", "too much": "lies", "memory": "lies"}


@dataclass(frozen=True)
class Account:
    """Where the mailbox stands and who opens it; the password stays in its file until it is needed."""

    host: str
    port: int
    user: str
    password_file: Path
    folder: str = "INBOX"
    ca_file: str = ""
    tls: bool = True
    since: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    address: str = ""

    @property
    def name(self) -> str:
        """The mailbox in one word, as its messages are remembered by."""
        return f"{self.user}@{self.host}/{self.folder}"

    @property
    def sender(self) -> str:
        """The address notices are sent from."""
        return self.address or (self.user if "@" in self.user else f"{self.user}@{self.host}")


@dataclass(frozen=True)
class Limits:
    """Seconds for everything, seconds of silence, bytes of a message and of one session."""

    seconds: float = 600
    silence: float = 30
    message: int = MOST_MESSAGE
    session: int = 200 * MEGABYTE


@dataclass(frozen=True)
class Mail:
    """A message in the spool; only its head where it was too large to be fetched."""

    validity: int
    uid: int
    size: int
    path: Path

    @property
    def is_whole(self) -> bool:
        """Whether all of it came."""
        return self.path.suffix == ".eml"


@dataclass(frozen=True)
class Fetched:
    """What came before the end, however it ended; ``stuck`` is the message at which it ended badly."""

    mails: list[Mail] = field(default_factory=list)
    found: int = 0
    left: int = 0
    fault: str = ""
    stuck: tuple[int, int] | None = None


@dataclass(frozen=True)
class Enclosed:
    """A PDF that leaves with a mail, only if its bytes still have this digest."""

    path: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Parcel:
    """A mail to be sent; the Message-ID is its own, so that sending it twice is one message.

    ``is_by_hand``: a person sends it, so that who is away answers it as any other.
    """

    to: str
    subject: str
    text: str
    message_id: str
    in_reply_to: str = ""
    files: tuple[Enclosed, ...] = ()
    is_by_hand: bool = False


def fetch(
    account: Account, spool: Path, *, validity: int, known: list[int], late: list[int], limits: Limits | None = None
) -> Fetched:
    """Messages not ``known`` yet, each as a file in the spool; whole ones are kept whatever happens after them."""
    limits = limits or Limits()
    shutil.rmtree(spool, ignore_errors=True)
    spool.mkdir(parents=True, mode=0o700)
    answer, fault = {"found": 0, "left": 0}, ""
    try:
        most = {"message": limits.message, "session": limits.session}
        request = {"spool": str(spool), "validity": validity, "known": known, "late": late, "most": most}
        answer = _ask(f"{_IMAP}:fetch", request, account, limits)
    except MailFault as failed:
        fault = str(failed)
    mails = sorted((_named(path) for path in spool.glob("*-*.*.[eh]*")), key=lambda mail: mail.uid)
    return Fetched(mails, max(answer["found"], len(mails)), answer["left"], fault, _stuck(spool) if fault else None)


def mark_seen(account: Account, validity: int, uids: list[int], *, limits: Limits | None = None) -> bool:
    """Mark messages as seen; False when they have other numbers by now.  Raises ``MailFault``."""
    request = {"validity": validity, "uids": uids}
    return bool(_ask(f"{_IMAP}:mark_seen", request, account, limits or Limits(seconds=60)))


def send(account: Account, parcel: Parcel, *, limits: Limits | None = None) -> None:
    """Hand a mail to the server; raises ``MailFault``, with "unsure" where the server may have taken it."""
    if not account.smtp_host:
        raise MailFault("no_way")
    limits = limits or Limits(seconds=600 if parcel.files else 60)  # a large file by a slow line
    memory = _MEMORY_OF_FILES if parcel.files else _MEMORY
    _ask(f"{_SMTP}:send", {"parcel": asdict(parcel)}, account, limits, account.smtp_host, memory=memory)


def _ask(
    function: str, request: dict[str, Any], account: Account, limits: Limits, host: str = "", *, memory: int = _MEMORY
) -> Any:
    """The child's answer; what it fails with is a fault with a word of ``FAULTS``."""
    if not account.tls and not is_loopback(host or account.host):
        raise MailFault("plain")
    words = {**asdict(account), "password_file": "", "password": password(account)}
    words |= {"silence": limits.silence, "address": account.sender}
    room = limits.message + 4 * MEGABYTE
    try:
        return sandbox.call(
            function, {**request, "account": words}, seconds=limits.seconds, memory=memory, written=room, network=True
        )
    except Unreadable as failed:
        word = _ENDS.get(str(failed), str(failed))
        raise MailFault(word if word in FAULTS else "garbled") from failed


def password(account: Account) -> str:
    """The one line of the password file, which only its owner may read."""
    try:
        with account.password_file.open("rb") as file:
            standing = os.fstat(file.fileno())
            if os.name != "nt" and (stat.S_IMODE(standing.st_mode) & 0o077 or not stat.S_ISREG(standing.st_mode)):
                raise MailFault("password_file")
            written = file.read(_LONGEST_PASSWORD).decode("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as cause:
        raise MailFault("password_file") from cause
    if not written or any(c in written for c in "\r\n\0"):
        raise MailFault("password_file")
    return written


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _named(path: Path) -> Mail:
    """A file of the spool: ``validity-uid.size.eml``."""
    place, size, _ = path.name.split(".")
    validity, uid = place.split("-")
    return Mail(int(validity), int(uid), int(size), path)


def _stuck(spool: Path) -> tuple[int, int] | None:
    """The message that was being fetched when it ended."""
    trying = spool / "trying"
    if not trying.exists() or "-" not in (words := trying.read_text("ascii")):
        return None
    validity, uid = words.split("-")
    return int(validity), int(uid)
