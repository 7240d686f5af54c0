"""A signature takes a timestamp along where an authority answers; openssl is the authority, behind real HTTP."""

import base64
import hashlib
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding

from portal.adapters import pdf_signing, timestamps
from portal.flows import verdicts
from portal.flows.premises import Premises
from tests import signing_kit as kit
from tests.adapters.test_pdf_timestamps import timestamp_authority
from tests.signing_kit import Keys

NOW = datetime.now(UTC)  # openssl stamps the time of this machine
CONFIG = """[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/tsa.pem
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
"""


@pytest.fixture(scope="module")
def keys() -> Keys:
    return kit.keys(NOW)


@pytest.fixture(scope="module")
def answer_of(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Callable[[bytes], bytes]:
    """What ``openssl ts`` answers a request."""
    folder = tmp_path_factory.mktemp("tsa")
    own = timestamp_authority(keys.authority, since=NOW)
    (folder / "tsa.pem").write_bytes(own.certificate.public_bytes(Encoding.PEM))
    (folder / "tsa.key").write_bytes(own.key.private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder), "utf-8")
    (folder / "serial").write_text("01\n", "ascii")

    def answer(request: bytes) -> bytes:
        (folder / "query").write_bytes(request)
        command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return (folder / "reply").read_bytes()

    return answer


class Peer(ThreadingHTTPServer):
    """An authority on this machine that does as it is told."""

    daemon_threads = True
    answer: Callable[[Any, bytes], None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tsa"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.answer(self, self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]

    def log_message(self, *words: object) -> None:
        pass

    def say(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def peer() -> Iterator[Peer]:
    server = Peer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def embedded(folder: Path, keys: Keys, stamp_of: Callable[[bytes], bytes], room: int = 32768) -> dict[str, Any]:
    """A letter signed with whatever the authority answered; the row of its verdict."""
    letter, half = kit.letter(folder / "l.pdf"), folder / "half.pdf"
    pdf_signing.RESERVED = room
    state = pdf_signing.prepare(
        str(letter), str(half), certificate=kit.text(keys.leader.der), field="KyCaNhan", place=None, lines=["x"],
        trust=keys.trust, now=NOW.isoformat(),
    )
    value = kit.raw_signature(keys.leader, base64.b64decode(state["attributes"]))
    made = pdf_signing.embed(
        str(half), str(folder / "s.pdf"), state=state, signature=kit.text(value), trust=keys.trust,
        now=NOW.isoformat(), stamp=kit.text(stamp_of(value)),
    )
    found: dict[str, Any] = made["verdict"]["signatures"][0]
    return found


@pytest.mark.slow
@pytest.mark.system
def test_the_authority_is_asked_for_the_value_of_the_signature(
    peer: Peer, keys: Keys, answer_of: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    peer.answer = lambda handler, request: handler.say(answer_of(request))
    row = embedded(tmp_path, keys, lambda value: timestamps.ask(peer.url, value))
    assert (row["state"], row["time_source"], row["covers"]) == ("valid", "tsa", "file")
    report = subprocess.run(["pdfsig", str(tmp_path / "s.pdf")], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in report


def test_the_request_names_the_digest_and_wants_the_certificate() -> None:
    asked = tsp.TimeStampReq.load(timestamps.request(b"value"), strict=True)
    assert asked["message_imprint"]["hashed_message"].native == hashlib.sha256(b"value").digest()
    assert asked["cert_req"].native


@pytest.mark.system
@pytest.mark.slow
def test_a_timestamp_of_something_else_or_a_damaged_one_is_left_out(
    keys: Keys, answer_of: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    other = answer_of(timestamps.request(b"another signature"))
    refused = bytes.fromhex("30053003020102")  # a status, and no token
    for answer in (other, other[:-9], refused, b"<html>", b""):
        row = embedded(tmp_path, keys, lambda _, answer=answer: answer)  # type: ignore[misc]
        assert (row["state"], row["time_source"]) == ("valid", "claimed")


@pytest.mark.system
@pytest.mark.slow
def test_a_timestamp_there_is_no_room_for_is_left_out(
    keys: Keys, answer_of: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    row = embedded(tmp_path, keys, lambda value: answer_of(timestamps.request(value)), room=6400)
    assert (row["state"], row["time_source"]) == ("valid", "claimed")


def drip(handler: Handler, _: bytes) -> None:
    handler.say(b"")
    drop(handler)


def drip_heads(handler: Handler, _: bytes) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    drop(handler)


def drop(handler: Handler) -> None:
    """A byte now and then, until nobody takes them any more."""
    with suppress(OSError):
        while True:
            handler.wfile.write(b".")
            handler.wfile.flush()
            time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("answer", [
    lambda handler, _: handler.say(b"busy", 503), lambda handler, _: handler.say(b"x" * 70_000), drip, drip_heads,
    lambda handler, _: handler.connection.close(), lambda handler, _: handler.rfile.read(1),
], ids=["error", "too long", "drip", "drip in the head", "hung up", "silent"])
def test_an_authority_that_fails_never_holds_a_signature_up(
    peer: Peer, answer: Callable[[Any, bytes], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(timestamps, "SECONDS", 0.2)
    peer.answer = answer
    with pytest.raises(timestamps.NoTimestamp):  # it would drip, or be silent, for ever
        timestamps.ask(peer.url, b"value")
    nothing: Any = None
    office = Premises(tmp_path, nothing, tmp_path, tmp_path, 1, tsa_url=peer.url)
    assert verdicts.timestamp(b"value", office) == b""


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1/", "http://", "tsa.example", "http://127.0.0.1:1/"])
def test_an_address_that_cannot_be_asked_is_no_timestamp(url: str) -> None:
    with pytest.raises(timestamps.NoTimestamp):
        timestamps.ask(url, b"value")


def test_without_an_authority_nobody_is_asked(tmp_path: Path) -> None:
    nothing: Any = None
    assert verdicts.timestamp(b"value", Premises(tmp_path, nothing, tmp_path, tmp_path, 1)) == b""
