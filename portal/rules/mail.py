"""Mail as the office sees it: what may be a letter, what a message is called, and words for what goes wrong."""

from typing import Any

from portal.rules.filetypes import DOCX, IMAGES, PDF, XLSX, ZIP
from portal.rules.folding import nfc

MEGABYTE = 1024 * 1024
MOST_MESSAGE = 50 * MEGABYTE
MOST_PARTS, MOST_DEPTH = 200, 10
MOST_TEXT = 2 * MEGABYTE  # letters of text kept of one message
MOST_NAMED = 50  # parts named one by one

# Why a mailbox could not be asked, or not to the end; ``wording.py`` has a sentence for each.
FAULTS = (
    "plain", "password_file", "name", "unreachable", "certificate", "tls", "login", "folder", "silent", "slow", "cut",
    "lies", "garbled", "disk_full", "sender", "recipient", "message", "since", "later", "file", "unsure",
    "too_large",
)  # fmt: skip

BOTH = " | "  # between the senders of a message that names several

# What nobody looks into further: the message stands whole in the mailbox.
TOO_LARGE = "mail_too_large"
SAME_MESSAGE = "same_message"  # problem of a message that came before, by another road

PAGES = frozenset((PDF, DOCX, *IMAGES))  # types of a letter that is read as it is
WITH_PAGES = PAGES | {XLSX}  # and what may come with one

# Names of what people send as letters, though it may be too odd, old or damaged to be read.
_LETTERS = (".pdf", ".docx", ".doc", ".rtf", ".odt", ".edxml", ".zip", ".rar", ".7z", ".tif", ".tiff")
_SMALL_PICTURE = 20 * 1024  # below this a picture is a logo or a signature


def may_be_letter(media_type: str, name: str, size: int, *, inline: bool) -> bool:
    """Whether a part of a message is something to enter: a page, a packet, an archive, or one of them in disorder."""
    if media_type in IMAGES:
        return not inline and size >= _SMALL_PICTURE
    return media_type in (PDF, DOCX, ZIP) or name.lower().endswith(_LETTERS)


def chosen(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parts of a message to keep by themselves: letters, and the tables of a message that has a page."""
    letters = [p for p in parts if may_be_letter(p["type"], p["name"], p["size"], inline=p["inline"])]
    if any(p["type"] in PAGES for p in letters):
        letters += [p for p in parts if p["type"] == XLSX]
    return letters


def key(mailbox: str, validity: int, uid: int, sha256: str) -> str:
    """What makes a message the same message: its place in the mailbox, and its bytes."""
    return f"{mailbox}:{validity}:{uid}:{sha256[:16]}"


def title(subject: str) -> str:
    """A name for the file of a message."""
    return f"{nfc(subject).replace('/', '-')[:80] or 'Thư không tiêu đề'}.eml"


def bare_address(sender: str) -> str:
    """The address alone of ``Tên <hop.thu@xa.gov.vn>``, in lower case; of several senders none is the one."""
    return "" if BOTH in sender else sender.rpartition("<")[2].rstrip("> ").strip().lower()
