"""The signer over HTTPS: a root is believed when the person named it, for that portal alone, and nothing else is."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from portal import clock
from portal.adapters import server_certificates
from portal.config import Settings
from portal.rules.tls import Names, names_of, reach_of
from portal.signer import client, config, protocol
from portal.signer.client import Portal
from portal.signer.config import Config
from portal.signer.protocol import ProtocolError
from portal.web.listening import PlainPort
from portal.web.tls_listener import Certificate, Listener
from tests.ports import free_port
from tests.signer.place import stopped
from tests.turning import turned

pytestmark = pytest.mark.slow
CODE = "ABCD2345"
HERE = names_of(["127.0.0.1"])


class Line:
    """A portal that pairs whoever asks, and remembers who asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, list[str]()
        self.root, self.key = server_certificates.make_root("UBND xã", reach_of(HERE), at=clock.now())
        self.offered = pem_to_der(self.root)
        self.show(HERE)
        self.port = free_port()
        self.origin = f"https://127.0.0.1:{self.port}"

    @property
    def fingerprint(self) -> str:
        return protocol.digest(self.offered)

    def show(self, names: Names, *, days: int = 0) -> None:
        """Speak with a certificate for these names, made so many days from now."""
        made = server_certificates.make_leaf(self.root, self.key, names, at=clock.now() + timedelta(days=days))
        server_certificates.keep(self.folder / "server.pem", made, is_secret=True)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        answers = {protocol.ROOT_PATH: self.offered, f"{protocol.ROOT}/pair": b'{"device": "d", "secret": "00ff"}'}
        body = answers.get(environ["PATH_INFO"], b"{}")
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]


def pem_to_der(pem: bytes) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path)
    certificate = Certificate(tmp_path / "server.pem")
    server = Listener(made, certificate, host="127.0.0.1", port=made.port, threads=2, asyncore_use_poll=True)
    with turned(server):
        yield made


def test_the_named_root_is_kept_with_the_pairing_and_believed_after_a_renewal(line: Line, tmp_path: Path) -> None:
    paired = client.pair(line.origin, CODE, "PC", ":".join(line.fingerprint[n:n + 2] for n in range(0, 64, 2)).upper())
    assert (paired.device, paired.secret, paired.root) == ("d", b"\x00\xff", line.offered)
    config.save(Config().with_portal(paired), tmp_path / "pc")
    kept = config.load(tmp_path / "pc").portal(line.origin)
    assert kept == paired
    line.show(HERE)
    assert stopped(lambda: kept.call("POST", "/x", {})) == "server_not_authentic"  # TLS was fine, the MAC is not


def test_another_root_is_not_believed_and_the_code_not_shown_to_it(line: Line) -> None:
    assert stopped(lambda: client.pair(line.origin, CODE, "PC", "0" * 64)) == "root_differs"
    assert line.asked == [protocol.ROOT_PATH]


def test_a_root_that_did_not_vouch_for_this_server_is_not_believed(line: Line) -> None:
    """Somebody in the middle hands on the right root, but has another certificate."""
    line.offered = pem_to_der(server_certificates.make_root("UBND xã", reach_of(HERE), at=clock.now())[0])
    assert stopped(lambda: client.pair(line.origin, CODE, "PC", line.fingerprint)) == "portal_untrusted"
    assert line.asked == [protocol.ROOT_PATH]


@pytest.mark.parametrize(("names", "days"), [(names_of(["localhost"]), 0), (HERE, -500), (HERE, 2)])
def test_a_certificate_for_another_name_or_another_time_is_not_believed(line: Line, names: Names, days: int) -> None:
    line.show(names, days=days)
    assert stopped(lambda: client.pair(line.origin, CODE, "PC", line.fingerprint)) == "portal_untrusted"


def test_without_a_named_root_only_what_the_machine_trusts_is_believed(line: Line) -> None:
    assert stopped(lambda: client.pair(line.origin, CODE, "PC")) == "portal_untrusted"
    assert line.asked == []


def test_a_root_is_named_for_https_only() -> None:
    with pytest.raises(ProtocolError) as stop:
        client.pair("http://127.0.0.1:9", CODE, "PC", "0" * 64)
    assert stop.value.code == "bad_origin"


def test_a_pairing_from_before_has_no_root(tmp_path: Path) -> None:
    old = {"portals": {"https://xa.lan": {"device": "d", "secret": "00"}}, "keys": []}
    (tmp_path / "signer.json").write_text(json.dumps(old), "utf-8")
    assert config.load(tmp_path).portal("https://xa.lan") == Portal("https://xa.lan", "d", b"\x00")


def test_a_portal_that_moved_to_https_says_so(line: Line) -> None:
    own = Settings(data=line.folder, search_index=line.folder)
    server = make_server("127.0.0.1", 0, PlainPort(line, own), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        old = Portal(f"http://127.0.0.1:{server.port}", "d", b"s")
        for ask in (lambda: old.call("GET", "/x"), lambda: client.pair(old.origin, CODE, "PC")):
            assert stopped(ask) == "portal_moved"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
