"""The child that hands one mail to a server by SMTP, always under TLS but on this very machine."""

import contextlib
import hashlib
import smtplib
import socket
import ssl
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Any

from portal.rules.errors import Unreadable

IMPLICIT_TLS = 465
TOO_LARGE = 552


class Unsure(Exception):
    """The server had the whole mail, and its answer did not come."""


def send(account: dict[str, Any], parcel: dict[str, Any]) -> None:
    """Send it, or ``Unreadable`` with a word of ``FAULTS``."""
    try:
        message = composed(account, parcel)
    except ValueError as cause:  # a line break in a header, an address that is none
        raise Unreadable("message") from cause
    try:
        server = _connected(account)
        with contextlib.closing(server):
            if account["password"] and "auth" in server.esmtp_features:
                server.login(account["user"], account["password"])
            hand_over(server, account["address"], parcel["to"], message)
            with contextlib.suppress(Exception):  # it is taken; how the server says goodbye changes nothing
                server.quit()
    except Exception as cause:  # the server's answers are foreign, and so is what the library makes of them
        raise Unreadable(fault_of(cause)) from cause


def hand_over(server: smtplib.SMTP, sender: str, to: str, message: bytes) -> None:
    """Envelope and message; what goes wrong before the message is certain, what goes wrong after it is not."""
    code, words = server.mail(sender, (f"size={len(message)}",) if server.has_extn("size") else ())
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, words, sender)
    code, words = server.rcpt(to)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({to: (code, words)})
    try:
        code, words = server.data(message)
    except smtplib.SMTPDataError:  # not let in at all
        raise
    except Exception as cause:
        raise Unsure from cause
    if code != 250:
        raise smtplib.SMTPDataError(code, words)


def composed(account: dict[str, Any], parcel: dict[str, Any]) -> bytes:
    """The message; plain text, so that nothing in it can run, and files that are what was sealed."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = account["address"]
    message["To"] = parcel["to"]
    message["Message-ID"] = parcel["message_id"]
    message["Date"] = formatdate(localtime=True)
    if not parcel["is_by_hand"]:
        message["Auto-Submitted"] = "auto-generated"
    if parcel["in_reply_to"]:
        message["In-Reply-To"] = message["References"] = parcel["in_reply_to"]
    message.set_content(parcel["text"])
    for file in parcel["files"]:
        data = Path(file["path"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != file["sha256"]:
            raise Unreadable("file")
        message.add_attachment(data, maintype="application", subtype="pdf", filename=file["name"])
    return subject_line(parcel["subject"]) + message.as_bytes()


def subject_line(subject: str) -> bytes:
    """The subject as a header; where the newer way of the library divides a long one it loses a space."""
    if any(c in subject for c in "\r\n"):
        raise ValueError("line break")
    words = Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {words}\r\n".encode("ascii")


def _connected(account: dict[str, Any]) -> smtplib.SMTP:
    """A connection under TLS: from the beginning at port 465, else by STARTTLS, which is demanded."""
    host, port, silence = account["smtp_host"], account["smtp_port"], account["silence"]
    if not account["tls"]:
        plain = smtplib.SMTP(host, port, timeout=silence)
        plain.ehlo()
        return plain
    context = ssl.create_default_context(cafile=account["ca_file"] or None)
    if port == IMPLICIT_TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=silence, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=silence)
        server.starttls(context=context)
    server.ehlo()
    return server


def fault_of(cause: Exception) -> str:
    """A word for what went wrong; the narrower class before the wider, and first what the server wants again later."""
    if is_for_later(cause):
        return "later"
    if isinstance(cause, smtplib.SMTPResponseException) and cause.smtp_code == TOO_LARGE:
        return "too_large"
    words: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (Unsure, "unsure"), (ssl.SSLCertVerificationError, "certificate"), (TimeoutError, "silent"),
        (socket.gaierror, "name"),
        (smtplib.SMTPAuthenticationError, "login"), (smtplib.SMTPRecipientsRefused, "recipient"),
        (smtplib.SMTPSenderRefused, "sender"), (smtplib.SMTPDataError, "message"),
        (smtplib.SMTPNotSupportedError, "tls"),
        ((smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError), "cut"),
        (ssl.SSLError, "tls"), (FileNotFoundError, "tls"), (smtplib.SMTPException, "garbled"), (OSError, "unreachable"),
    )  # fmt: skip
    return next((word for kinds, word in words if isinstance(cause, kinds)), "garbled")


def is_for_later(cause: Exception) -> bool:
    """Whether the server asks for another attempt: its code begins with 4."""
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        return all(code // 100 == 4 for code, _ in cause.recipients.values())
    return isinstance(cause, smtplib.SMTPResponseException) and cause.smtp_code // 100 == 4
