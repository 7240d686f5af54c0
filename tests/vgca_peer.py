"""A stand-in for VGCA Sign Service, from what is known of it: one JSON frame in; fetch, sign, bring back; one out.

It speaks WebSocket over TLS with a certificate nobody vouches for, as the real one does on 127.0.0.1, and has no
session with the portal: the two addresses in the frame are all it gets.
"""

import base64
import hashlib
import json
import socket
import ssl
import struct
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.adapters.authority import Identity
from tests import signing_kit as kit

GREETING = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # of RFC 6455
TEXT, CLOSE = 0x81, 0x88
BOUNDARY = "----stand-in"


@dataclass
class VgcaPeer:
    """The program on one PC; signs with the key it was given, and can be told to answer something odd."""

    folder: Path
    who: Identity
    says: dict[str, Any] | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def frame(self, call: str, text: str) -> str:
        """One call of a page, and what is sent back to it."""
        told = json.loads(text)
        self.asked.append((call, told))
        if self.says is not None:
            return json.dumps(self.says)
        answer = self.bring(told)
        taken = answer["Status"] is True or (type(answer["Status"]) is int and answer["Status"] == 0)
        back = {
            "Status": 0 if taken else 1, "Message": answer["Message"], "FileName": answer["FileName"],
            "FileServer": answer["FileServer"], "DocumentNumber": told["DocNumber"], "DocumentDate": "",
            "CustomSignatureText": "",
        }
        return json.dumps(back, ensure_ascii=False)

    def bring(self, told: dict[str, Any]) -> dict[str, Any]:
        """Fetch, sign, and hand in as a form with the file and the pairs of ``MetaData``."""
        source, signed = self.folder / "source.pdf", self.folder / "signed.pdf"
        with urllib.request.urlopen(told["FileName"], timeout=300) as given:
            source.write_bytes(given.read())
        kit.signed_elsewhere(source, signed, self.who, field_name=f"Signature{len(self.asked)}")
        pairs = [(str(pair["Key"]), str(pair["Value"])) for pair in told["MetaData"]]
        body = b"".join(part(name, value.encode()) for name, value in pairs)
        body += part("uploadfile", signed.read_bytes(), "van-ban.signed.pdf") + f"--{BOUNDARY}--\r\n".encode()
        request = urllib.request.Request(
            told["FileUploadHandler"], body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        )
        with urllib.request.urlopen(request, timeout=300) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found


def part(name: str, value: bytes, file: str = "") -> bytes:
    """One part of a form."""
    named = f'; filename="{file}"\r\nContent-Type: application/pdf' if file else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + value + b"\r\n"


@contextmanager
def listening(peer: VgcaPeer, port: int) -> Iterator[VgcaPeer]:
    """The stand-in on its port, until the test is over."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(peer.folder))
    with socket.create_server(("127.0.0.1", port)) as door:
        threading.Thread(target=serve, args=(peer, door, context), daemon=True).start()
        try:
            yield peer
        finally:
            door.shutdown(socket.SHUT_RDWR)


def serve(peer: VgcaPeer, door: socket.socket, context: ssl.SSLContext) -> None:
    """One caller after the other, until the door closes."""
    while True:
        try:
            caller, _ = door.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(caller, server_side=True) as line:
                speak(peer, line)
        except (OSError, IndexError, StopIteration):
            caller.close()  # a browser that only tried the certificate, or went on to another page


def speak(peer: VgcaPeer, line: ssl.SSLSocket) -> None:
    """The handshake, one text frame each way, then close."""
    stream = line.makefile("rb")
    head = [stream.readline().decode().strip()]
    while row := stream.readline().decode().strip():
        head.append(row)
    key = next(row.partition(":")[2].strip() for row in head if row.lower().startswith("sec-websocket-key:"))
    accept = base64.b64encode(hashlib.sha1((key + GREETING).encode()).digest()).decode()
    line.sendall((
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode())
    answer = peer.frame(head[0].split()[1].strip("/"), read_frame(stream)).encode()
    line.sendall(bytes([TEXT]) + length_of(answer) + answer + bytes([CLOSE, 0]))
    stream.read(2)  # the browser closes too


def read_frame(stream: Any) -> str:
    """One text frame of a browser, which is always masked."""
    size = stream.read(2)[1] & 0x7F
    if size >= 126:
        (size,) = struct.unpack(">H" if size == 126 else ">Q", stream.read(2 if size == 126 else 8))
    mask = stream.read(4)
    return bytes(byte ^ mask[n % 4] for n, byte in enumerate(stream.read(size))).decode()


def length_of(data: bytes) -> bytes:
    """How long an unmasked frame is."""
    return bytes([len(data)]) if len(data) < 126 else bytes([126]) + struct.pack(">H", len(data))


def own_certificate(folder: Path) -> Path:
    """Key and certificate of a server that signed for itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file
