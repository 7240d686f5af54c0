"""Gửi thư điện tử: how often a mail is tried, what is final, and what a mail that comes back says of it."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

# Minutes until the next attempt, after the first, the second and so on; then it is given up.
PAUSES = (1, 5, 15, 60, 180, 360, 720)
FINAL = ("recipient", "message", "file", "too_large", "seal_broken", "held")  # another attempt would meet the same
UNSURE = "unsure"  # the server had the letter and gave no answer

# A mail: not tried yet, just being handed over, taken by the server, perhaps taken, given up, sent back, stopped.
WAITING, LEAVING, SENT, MAYBE, FAILED, RETURNED, STOPPED = (
    "waiting", "leaving", "sent", "maybe", "failed", "returned", "stopped",
)
OPEN = (WAITING, LEAVING)
LETTER, RECALL = "letter", "recall"

# What a line of Nơi nhận says before its receiver says anything: waiting for a person, on its way, gone.
TO_PRINT, TO_SEND, PRINTED, POSTED = "to_print", "to_send", "printed", "posted"
MAILING, MAYBE_SENT, SENT_BACK = "mailing", "maybe_sent", "sent_back"
TOGETHER = "together"  # another line of the page for the same receiver: it goes with that one

_ADDRESS = re.compile(r"[!-?A-~]+@[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?\.[A-Za-z]{2,}")
_UNFIT = re.compile(r"[,;:<>()\[\]\\\"\s]")
_TITLE = re.compile(r"^(?:ông|bà|anh|chị|đồng chí|đ/c)\s+", re.IGNORECASE)


def without_title(name: str) -> str:
    """The name of a person as the office writes it: no “Ông”, no “Đồng chí” before it."""
    return _TITLE.sub("", name)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When a mail that could not leave is tried again; None once it was tried often enough."""
    return at + timedelta(minutes=PAUSES[attempts - 1]) if attempts <= len(PAUSES) else None


def is_address(text: str) -> bool:
    """Whether a mail can be sent there: one bare address, nothing else."""
    return bool(_ADDRESS.fullmatch(text)) and not _UNFIT.search(text) and ".." not in text and len(text) <= 254


def cleaned_address(text: str) -> str:
    """An address as it is kept; domains know no capitals."""
    local, _, domain = text.strip().rpartition("@")
    return f"{local}@{domain.lower()}" if local else text.strip()


def message_id(token: str, address: str) -> str:
    """The name of a mail: nobody guesses it, so that who names it got the mail."""
    return f"<van-ban.{token}@{address.rpartition('@')[2]}>"


def ours_among(ids: Iterable[str]) -> list[str]:
    """Those ids that may be names of our mails."""
    return [one for one in dict.fromkeys(ids) if one.startswith("<van-ban.")]
