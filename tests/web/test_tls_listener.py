"""The portal's own TLS with real sockets: nobody waits for anybody's handshake, and nothing is lost on the way."""

import contextlib
import http.client
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.flows import tls
from portal.office.people import Person
from portal.rules.tls import names_of
from portal.web import tls_listener
from portal.web.tls_listener import Certificate, Listener
from tests.office_fixtures import Staff
from tests.ports import free_port
from tests.turning import turned

pytestmark = pytest.mark.slow
LARGE = os.urandom(3_000_000)
PATIENCE = 60.0  # seconds a client here waits before it calls it a fault


def app(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Answers with what was sent, with much, or with who asked."""
    body = {"/large": LARGE, "/who": f"{environ['wsgi.url_scheme']} {environ['REMOTE_ADDR']}".encode()}.get(
        environ["PATH_INFO"], environ["wsgi.input"].read()
    )
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@dataclass
class Running:
    """A listener in a thread of its own."""

    data: Path
    admin: Person
    port: int = 0

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.data / "tls" / "root.crt"))

    def client(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.trusting())

    def plain(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def serial(self) -> str:
        with self.trusting().wrap_socket(self.plain(), server_hostname="127.0.0.1") as one:
            return str((one.getpeercert() or {})["serialNumber"])


def asked(client: http.client.HTTPSConnection, path: str, body: bytes | None = None) -> bytes:
    client.request("POST" if body is not None else "GET", path, body)
    return client.getresponse().read()


@pytest.fixture
def running(tmp_path: Path, people: Staff, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    tls.found(tmp_path, names_of(["127.0.0.1"]), by=people.admin, at=clock.now())
    monkeypatch.setattr(tls_listener, "HANDSHAKE", 10 * PATIENCE)
    port, certificate = free_port(), Certificate(tmp_path / "tls" / "server.pem")
    words = {"host": "127.0.0.1", "port": port, "threads": 4, "connection_limit": 1000, "asyncore_use_poll": True}
    server = Listener(app, certificate, **words)
    with turned(server):
        yield Running(tmp_path, people.admin, port)


def test_the_application_knows_the_scheme_and_the_clients_address(running: Running) -> None:
    assert asked(running.client(), "/who") == b"https 127.0.0.1"


def test_one_connection_carries_many_requests_and_every_byte_both_ways(running: Running) -> None:
    client = running.client()
    for _ in range(3):
        assert asked(client, "/large") == LARGE
        assert asked(client, "/", LARGE) == LARGE
    assert asked(client, "/", b"") == b""


def test_who_never_finishes_the_handshake_holds_up_nobody_and_is_put_out(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = [running.plain() for _ in range(50)]
    for one in stuck[::2]:
        one.sendall(b"\x16\x03\x01\x02\x00\x01")  # the beginning of a hello
    assert asked(running.client(), "/who") == b"https 127.0.0.1"
    monkeypatch.setattr(tls_listener, "HANDSHAKE", 0.1)
    for one in stuck:
        assert one.recv(1) == b""  # closed by the server


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 100, b"\xfe" * 500, b"\x16\x03\x01\xff\xff"])
def test_what_is_not_tls_is_closed_and_the_next_is_served(running: Running, said: bytes) -> None:
    with running.plain() as one:
        one.sendall(said)
        with contextlib.suppress(ConnectionResetError):  # as good an end as any other
            while one.recv(1000):
                pass
    assert asked(running.client(), "/who") == b"https 127.0.0.1"


def test_who_goes_away_in_the_middle_harms_nobody(running: Running) -> None:
    for _ in range(20):
        leaving = running.client()
        leaving.request("GET", "/large")
        assert leaving.sock
        leaving.sock.close()
        with running.plain():
            pass
    assert asked(running.client(), "/large") == LARGE


def test_a_slow_reader_gets_everything_and_others_meanwhile_too(running: Running) -> None:
    slow = running.client()
    slow.request("GET", "/large")
    assert asked(running.client(), "/large") == LARGE
    assert slow.getresponse().read() == LARGE


def test_two_hundred_at_once_are_all_served(running: Running) -> None:
    clients = [running.client() for _ in range(200)]
    for _ in range(2):
        for client in clients:
            client.request("GET", "/who")
        assert {client.getresponse().read() for client in clients} == {b"https 127.0.0.1"}


def test_many_threads_ask_on_connections_of_their_own(running: Running) -> None:
    wrong: list[object] = []

    def ask() -> None:
        try:
            client = running.client()
            for n in range(20):
                sent = bytes([n]) * (n * 3000)
                if asked(client, "/", sent) != sent:
                    wrong.append(n)
        except OSError as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_renewed_certificate_is_used_at_once_and_a_damaged_one_not(running: Running) -> None:
    open_before, first = running.client(), running.serial()
    assert asked(open_before, "/who")
    tls.renew(running.data, None, by=running.admin, at=clock.now())
    second = running.serial()
    assert second != first
    assert asked(open_before, "/who") == b"https 127.0.0.1"  # who was there already stays
    server = running.data / "tls" / "server.pem"
    good = server.read_bytes()
    for damaged in (b"", good[:300], good.replace(b"PRIVATE", b"PUBLIC")):
        server.write_bytes(damaged)
        assert running.serial() == second
    server.unlink()
    assert running.serial() == second


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_both_versions_that_are_still_good_are_spoken_with_forward_secrecy(
    running: Running, version: ssl.TLSVersion
) -> None:
    context = running.trusting()
    context.minimum_version = context.maximum_version = version
    with context.wrap_socket(running.plain(), server_hostname="127.0.0.1") as one:
        name, _, bits = one.cipher() or ("", "", 0)
        assert bits >= 128
        assert name.startswith(("ECDHE", "TLS_"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_older_versions_and_weak_ciphers_are_refused(running: Running) -> None:
    for weaken in ({"version": ssl.TLSVersion.TLSv1_1}, {"ciphers": "AES128-SHA:AES256-SHA256"}):
        context = running.trusting()
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = weaken.get("version", ssl.TLSVersion.TLSv1_2)
        context.set_ciphers(f"{weaken.get('ciphers', 'ALL')}:@SECLEVEL=0")
        with pytest.raises(OSError), context.wrap_socket(running.plain(), server_hostname="127.0.0.1"):  # noqa: PT011
            pass
