"""The child that hands one notice to a mail server by SMTP, always under TLS but on this very machine."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from portal.rules.errors import Unreadable

IMPLICIT_TLS = 465


def send(account: dict[str, Any], parcel: dict[str, str]) -> None:
    """Send it, or ``Unreadable`` with a word of ``FAULTS``."""
    try:
        message = composed(account, parcel)
    except ValueError as cause:  # a line break in a header, an address that is none
        raise Unreadable("message") from cause
    try:
        with _connected(account) as server:
            if account["password"] and "auth" in server.esmtp_features:
                server.login(account["user"], account["password"])
            server.send_message(message)
    except Exception as cause:  # the server's answers are foreign, and so is what the library makes of them
        raise Unreadable(fault_of(cause)) from cause


def composed(account: dict[str, Any], parcel: dict[str, str]) -> EmailMessage:
    """The message; plain text, so that nothing in it can run."""
    message = EmailMessage()
    message["From"] = account["address"]
    message["To"] = parcel["to"]
    message["Subject"] = parcel["subject"]
    message["Message-ID"] = parcel["message_id"]
    message["Date"] = formatdate(localtime=True)
    message["Auto-Submitted"] = "auto-generated"
    if parcel["in_reply_to"]:
        message["In-Reply-To"] = message["References"] = parcel["in_reply_to"]
    message.set_content(parcel["text"])
    return message


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
    """A word for what went wrong; the narrower class before the wider."""
    words: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (ssl.SSLCertVerificationError, "certificate"), (TimeoutError, "silent"), (socket.gaierror, "name"),
        (smtplib.SMTPAuthenticationError, "login"), (smtplib.SMTPRecipientsRefused, "recipient"),
        (smtplib.SMTPSenderRefused, "sender"), (smtplib.SMTPDataError, "message"),
        (smtplib.SMTPNotSupportedError, "tls"),
        ((smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLEOFError), "cut"),
        (ssl.SSLError, "tls"), (FileNotFoundError, "tls"), (smtplib.SMTPException, "garbled"), (OSError, "unreachable"),
    )  # fmt: skip
    return next((word for kinds, word in words if isinstance(cause, kinds)), "garbled")
