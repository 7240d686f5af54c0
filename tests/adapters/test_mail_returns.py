"""Mails that came back, as servers of many makes write them, told from everything else."""

from email.message import EmailMessage
from typing import Any

import pytest

from portal.adapters import mail_messages
from tests import mail_kit

OURS = "<van-ban.0a1b2c3d@tinh.gov.vn>"


def report(
    *, action: str = "failed", whole: bool = True, sender: str = "MAILER-DAEMON@mx.vn", diagnostic: str = ""
) -> bytes:
    """A report of a delivery (RFC 3464), with the mail or its head."""
    last = (
        f"Content-Type: message/rfc822\n\nMessage-ID: {OURS}\nSubject: x\nContent-Type: application/pdf\n\n%PDF-1.4\n"
        if whole else f"Content-Type: text/rfc822-headers\n\nMessage-ID: {OURS}\nSubject: x\n"
    )
    why = diagnostic or "smtp; 550 5.1.1 <vt@sondong.gov.vn>: User unknown"
    return (
        f"From: Mail Delivery System <{sender}>\nTo: xatanhoa@tinh.gov.vn\nSubject: Undelivered Mail\n"
        "Message-ID: <1@mx.vn>\nDate: Fri, 20 Nov 2026 08:00:00 +0700\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThe message could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.vn\n\n"
        f"Final-Recipient: rfc822; vt@sondong.gov.vn\nAction: {action}\nStatus: 5.1.1\nDiagnostic-Code: {why}\n\n"
        f"--b\n{last}\n--b--\n"
    ).encode()


def plain(text: str, *, sender: str = "MAILER-DAEMON@mx.vn", subject: str = "failure notice", **heads: str) -> bytes:
    """A letter of a server without any parts."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "xatanhoa@tinh.gov.vn", subject
    for name, value in heads.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


QMAIL = (
    "Hi. This is the qmail-send program at mx.vn.\n\n<vt@sondong.gov.vn>:\n"
    f"Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy.\n\nMessage-ID: {OURS}\n"
)
EXIM = (
    "This message was created automatically by mail delivery software.\n\n  vt@sondong.gov.vn\n"
    f"    host mx.vn: 552 5.2.2 mailbox full\n\n------ This is a copy of your message ------\nMessage-Id: {OURS}\n"
)


def told(message: bytes) -> dict[str, Any] | None:
    parsed = mail_messages.parsed(message)
    return mail_messages.returned(parsed)


@pytest.mark.parametrize(("message", "words"), [
    (report(), "550 5.1.1"), (report(whole=False), "User unknown"), (report(sender="postmaster@mx.vn"), "550 5.1.1"),
    (plain(QMAIL), "5.1.1"), (plain(EXIM, sender="exim@mx.vn", X_Failed_Recipients="vt@sondong.gov.vn"), "552"),
    (plain("Không gửi được.", sender="postmaster@mx.vn", In_Reply_To=OURS), "Không gửi được."),
    (report(diagnostic="smtp; 554 \x1b[31m" + "x" * 5000), "554"),
])
def test_a_mail_that_came_back_is_known_by_the_name_we_gave_it(message: bytes, words: str):
    found = told(message)
    assert found is not None
    assert OURS in found["ids"]
    assert words in found["words"]
    assert len(found["words"]) <= 500
    assert found["is_final"]


@pytest.mark.parametrize("message", [
    report(action="delayed"),
    plain(f"Warning: your message has not yet been delivered.\n{OURS}", subject="Warning: message delayed"),
])
def test_what_is_only_late_has_not_come_back(message: bytes):
    found = told(message)
    assert found is not None
    assert not found["is_final"]
    assert OURS in found["ids"]


def answered() -> bytes:
    """A person answers our mail and quotes it."""
    message = mail_kit.mail(1, f"Đã nhận, xin gửi lại công văn. Thư trước: {OURS}", cv_pdf=mail_kit.pdf("x"))
    message["In-Reply-To"] = OURS
    return message.as_bytes()


@pytest.mark.parametrize("message", [
    answered(), mail_kit.mail(2).as_bytes(), mail_kit.nested(3), mail_kit.broken_header(4), mail_kit.broken_body(5),
    b"", b"\xff\xfe garbage", b"Content-Type: multipart/report\n\n",
])
def test_every_other_mail_is_a_mail(message: bytes):
    assert told(message) is None


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_that_it_arrived_is_neither_late_nor_back(action: str):
    found = told(report(action=action))
    assert found is not None
    assert (found["words"], found["is_final"]) == ("", False)


@pytest.mark.slow
def test_a_report_made_to_be_endless_is_read_so_far():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(200))
    message = b"From: MAILER-DAEMON@mx.vn\n" + deep + b"Content-Type: text/plain\n\n" + OURS.encode() * 20_000
    found = told(message)
    assert found is None or len(found["ids"]) <= 50
