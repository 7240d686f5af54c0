"""Mails of every kind, a real Dovecot that holds them, a mailbox the portal opens, a server that takes notices."""

import base64
import contextlib
import io
import os
import pwd
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.adapters.transports.mailbox import Account
from tests.ports import free_port

USER, PASSWORD = "vanthu", "Mật khẩu 73"
PDF_HEAD, PDF_TAIL = b"%PDF-1.4\n%", b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(words: str) -> bytes:
    """Bytes that begin as a PDF and are like no other; nobody has to read them."""
    return PDF_HEAD + words.encode() + PDF_TAIL


def zipped(**files: bytes) -> bytes:
    """A ZIP of files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return target.getvalue()


def winmail(name: str, data: bytes) -> bytes:
    """winmail.dat with one attachment, as Outlook packs it."""

    def attribute(level: int, number: int, kind: int, value: bytes) -> bytes:
        return struct.pack("<BHHI", level, number, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    wide = name.encode("utf-16-le") + b"\0\0"
    properties = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(wide)) + wide + b"\0" * (-len(wide) % 4)
    return (
        b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x9007, 6, struct.pack("<II", 1258, 0))
        + attribute(2, 0x9002, 6, b"\0" * 14) + attribute(2, 0x8010, 1, b"COVAN~1.PDF\0")
        + attribute(2, 0x800F, 6, data) + attribute(2, 0x9005, 6, properties)
    )


def mail(n: int, text: str = "Kính gửi UBND xã Tân Hòa.", **files: bytes) -> EmailMessage:
    """An ordinary mail; a file is named by its word, ``cv_pdf`` being cv.pdf."""
    message = EmailMessage()
    message["From"] = "Sở Nội vụ <sonoivu@tinh.gov.vn>"
    message["To"] = "xatanhoa@tinh.gov.vn"
    message["Subject"] = f"V/v phân loại văn bản số {n}"
    message["Date"] = "Fri, 20 Nov 2026 08:00:00 +0700"
    message["Message-ID"] = f"<{n}@tinh.gov.vn>"
    message.set_content(f"{text} ({n})")
    for name, data in files.items():
        message.add_attachment(
            data, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message


def nested(n: int) -> bytes:
    """A mail that brings another mail with the letter."""
    outer = mail(n, "Chuyển tiếp")
    outer.add_attachment(mail(n + 100_000, cv_pdf=pdf(f"nested {n}")))
    return outer.as_bytes()


def with_winmail(n: int) -> bytes:
    """A mail from Outlook."""
    message = mail(n)
    message.add_attachment(
        winmail(f"Công văn {n}.pdf", pdf(f"winmail {n}")), maintype="application", subtype="ms-tnef",
        filename="winmail.dat",
    )
    return message.as_bytes()


def huge(n: int, size: int = 8_000_000) -> bytes:
    """A mail of many megabytes that compress badly."""
    return mail(n, cv_pdf=pdf(f"huge {n} ") + os.urandom(size)).as_bytes()


def broken_header(n: int) -> bytes:
    """Headers nobody may write, and a letter all the same."""
    data = base64.encodebytes(pdf(f"broken {n}"))
    return (
        b"From: \"S\xe1\xbb\x9f N\xe1\xbb\x99i v\xe1\xbb\xa5 <so@tinh.gov.vn\r\n"
        b"Subject: =?utf-8?B?VsSDbg= =?x?= " + b"%d" % n
        + b"\r\nDate: h\xc3\xb4m qua\r\nContent-Type: multipart/mixed; boundary=\r\nno colon here\r\n\r\n--b\r\n"
        b"Content-Type: application/pdf; name*0*=utf-8''C%C3%B4ng; name*1=\"van.pdf\"\r\n"
        b"Content-Disposition: attachment; filename=cv.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + data + b"\r\n--b--\r\n"
    )


def broken_body(n: int) -> bytes:
    """A charset there is none of, and base64 that ends in the middle."""
    return mail(n).as_bytes().replace(b'charset="utf-8"', b'charset="x-unknown-8bit"') + b"\r\n=\xff\xfe===="


def packet(n: int) -> bytes:
    """A mail with a packet; what is in it is for its own reader."""
    return mail(n, goi_edxml=f"<?xml version='1.0'?><edXMLEnvelope n='{n}'/>".encode()).as_bytes()


def archive(n: int) -> bytes:
    """A mail with two letters in a ZIP."""
    return mail(n, vanban_zip=zipped(a_pdf=pdf(f"zip {n} a"), b_pdf=pdf(f"zip {n} b"))).as_bytes()


def same_road(n: int) -> bytes:
    """A mail sent again through another server."""
    return b"Received: from relay by mx; Fri, 20 Nov 2026 08:01:00 +0700\r\n" + mail(n).as_bytes()


def mails(count: int) -> list[bytes]:
    """So many mails of all kinds, the same for the same number; some are sent twice."""
    kinds = (
        lambda n: mail(n, cv_pdf=pdf(f"plain {n}")).as_bytes(), lambda n: mail(n).as_bytes(), nested, with_winmail,
        broken_header, broken_body, packet, archive, lambda n: b"", lambda n: same_road(n - 8),
    )  # fmt: skip
    made = [as_sent(huge(n, 1_500_000) if n % 50 == 49 else kinds[n % len(kinds)](n)) for n in range(count)]
    return [message or made[n - 8] for n, message in enumerate(made)]


def letters_in(count: int) -> set[bytes]:
    """The pages in these mails that have no random bytes and stand in no archive."""
    words = {0: "plain", 2: "nested", 3: "winmail", 4: "broken"}
    return {pdf(f"{words[n % 10]} {n}") for n in range(count) if n % 10 in words}


def as_sent(message: bytes) -> bytes:
    """With the line ends of the wire, so that the server gives back the very bytes."""
    return message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    return cert, private


def server_context(folder: Path) -> ssl.SSLContext:
    """What a server of this machine needs for TLS."""
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def account(place: Path, port: int, *, user: str = USER, **changes: object) -> Account:
    """The mailbox at a port of this machine, its password in a file of its own."""
    password = place / "mail-password"
    password.write_text(PASSWORD + "\n", "utf-8")
    password.chmod(0o600)
    words = {"ca_file": str(place / "cert.pem"), **changes}
    return Account(host="localhost", port=port, user=user, password_file=password, **words)  # type: ignore[arg-type]


CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_fsync = never
passdb {{
  driver = passwd-file
  args = {folder}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """Debian's Dovecot with a mailbox of its own, run from a folder by whoever runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        own = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("run", "mail/new", "mail/cur", "mail/tmp", "home"):
            (folder / name).mkdir(parents=True)
        certificate(folder)
        (folder / "passwd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", "utf-8")
        group = own.pw_gid
        (folder / "dovecot.conf").write_text(CONFIG.format(
            folder=folder, port=self.port, plain=self.plain, user=own.pw_name, group=_group_name(group),
            uid=own.pw_uid, gid=group,
        ), "utf-8")
        self.uid, self.gid = own.pw_uid, group
        self._own()
        self._process: subprocess.Popen[bytes] | None = None
        self._delivered = 0

    def _own(self) -> None:
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            for path in [self.folder / "mail", *(self.folder / "mail").rglob("*"), self.folder / "home"]:
                os.chown(path, self.uid, self.gid)
            (self.folder / "passwd").chmod(0o644)

    def deliver(self, *messages: bytes) -> None:
        """Put messages into the inbox, in order."""
        for message in messages:
            self._delivered += 1
            file = self.folder / "mail" / "new" / f"{1_700_000_000 + self._delivered}.M{self._delivered:06}.localhost"
            file.write_bytes(message)
        self._own()

    def start(self) -> None:
        """Serve until stopped."""
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "dovecot"
        self._process = subprocess.Popen([program, "-F", "-c", str(self.folder / "dovecot.conf")])
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        """Back when it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=300)
            self._process = None

    def renumber(self) -> None:
        """Forget which number each message had, as a mailbox does that was moved or mended."""
        self.stop()
        for file in (self.folder / "mail").glob("dovecot*"):
            file.unlink()
        time.sleep(1.1)  # the new validity is the time in seconds
        self.start()

    def seen(self) -> int:
        """How many messages are marked as seen."""
        return sum("S" in file.name.rpartition(":2,")[2] for file in (self.folder / "mail" / "cur").iterdir())


def _group_name(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


@contextlib.contextmanager
def dovecot(*messages: bytes) -> Iterator[Dovecot]:
    """A running Dovecot with these messages; its folder can be reached by the user it drops to."""
    folder = Path(tempfile.mkdtemp(prefix="portal-dovecot-"))
    server = Dovecot(folder)
    server.deliver(*messages)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


class Inbox:
    """Keeps what it is given; refuses who it is told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.mails.append(BytesParser(policy=default).parsebytes(envelope.content or b""))  # type: ignore[arg-type]
        return "250 OK"


@contextlib.contextmanager
def smtp(folder: Path, *, tls_first: bool = False) -> Iterator[tuple[Inbox, int]]:
    """A running server of SMTP, under TLS from the beginning or by STARTTLS."""
    inbox, port = Inbox(), free_port()
    context = server_context(folder)

    def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.login == b"vanthu" and data.password == b"giay-trang", handled=False)

    by_starttls = {"tls_context": context, "require_starttls": True}
    from_the_start = {"ssl_context": context, "auth_require_tls": False}  # the library knows of TLS by STARTTLS alone
    controller = Controller(
        inbox, hostname="127.0.0.1", port=port, auth_required=True, authenticator=knows, ready_timeout=300,
        **(from_the_start if tls_first else by_starttls),
    )
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()
