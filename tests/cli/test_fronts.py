"""nginx and Caddy of Debian before the portal, each with the configuration that ``portal tls config`` prints."""

import http.client
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from portal import bootstrap, clock, db
from portal.cli import fronts
from portal.config import Settings
from portal.flows import tls
from portal.office.sessions import Session
from portal.rules.tls import names_of
from portal.web import listening
from tests.office_fixtures import PASSWORD, staff
from tests.ports import free_port
from tests.turning import turned

pytestmark = [pytest.mark.slow, pytest.mark.system]
NGINX = """\
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/printed;
}}
"""
ASIDE = bootstrap.environment() / bootstrap.ASIDE  # where the test command unpacks both
CLIENT = "127.0.0.5"  # on Linux all of 127.0.0.0/8 is this machine


@dataclass(frozen=True)
class Front:
    """A front that runs."""

    data: Path
    https_port: int
    http_port: int

    def client(self) -> http.client.HTTPSConnection:
        trusting = ssl.create_default_context(cafile=str(self.data / "tls" / "root.crt"))
        return http.client.HTTPSConnection(
            "127.0.0.1", self.https_port, timeout=60, context=trusting, source_address=(CLIENT, 0)
        )

    def plain(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=60)


@pytest.fixture
def behind(_images: dict[str, bytes], tmp_path: Path) -> Iterator[Settings]:
    """The test office as it is served behind a front."""
    settings = Settings(
        data=tmp_path, search_index=tmp_path / "index", port=free_port(), https=True, trusted_proxy="127.0.0.1",
        upload_limit=1024**2,
    )
    settings.database.write_bytes(_images["office"])
    db.open_file(settings.database)
    tls.found(tmp_path, names_of(settings.hosts), by=staff().admin, at=clock.now())
    server = listening.listen(settings)
    with turned(server):
        yield settings
    db.database.close()


@contextmanager
def running(name: str, settings: Settings, folder: Path) -> Iterator[Front]:
    """The front with what was printed for it."""
    folder.mkdir()
    front = Front(settings.data, free_port(), free_port())
    printed = fronts.configuration(name, settings, https_port=front.https_port, http_port=front.http_port)
    (folder / "printed").write_text(printed, "utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder), "utf-8")
    command = {
        "nginx": ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")],
        "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "printed")],
    }[name]
    with (folder / "log").open("wb") as log:
        own = {"HOME": str(folder), "PATH": f"{ASIDE}/usr/sbin:{ASIDE}/usr/bin:/usr/sbin:/usr/bin"}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=own)
    try:
        until = time.monotonic() + 300
        for port in (front.https_port, front.http_port):
            while not answers(port):
                assert process.poll() is None, (folder / "log").read_text("utf-8")
                assert time.monotonic() < until, (folder / "log").read_text("utf-8")
                time.sleep(0.1)
        yield front
    finally:
        process.terminate()
        process.wait(timeout=300)


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("name", fronts.FRONTS)
def test_a_front_as_it_is_configured_carries_the_portal_over_https(name: str, behind: Settings, tmp_path: Path) -> None:
    with running(name, behind, tmp_path / "front") as front:
        cookies = signs_in_as_the_client_it_is(front)
        pages_come_packed(front, cookies)
        what_is_too_large_is_refused(front)
        the_plain_port_has_the_root_and_leads_on(front)


def signs_in_as_the_client_it_is(front: Front) -> str:
    """The form is believed over the front, its cookie is of this host alone, and no header makes another client."""
    client = front.client()
    client.request("GET", "/sign-in", headers={"X-Forwarded-For": "6.6.6.6"})
    page = client.getresponse()
    text = page.read().decode()
    assert page.getheader("Strict-Transport-Security") is None
    token = re.search(r'name="csrf-token" content="([^"]+)"', text)
    assert token
    mark = str(page.getheader("Set-Cookie")).partition(";")[0]
    origin = f"https://127.0.0.1:{front.https_port}"
    form = urlencode({"login": "vanthu", "password": PASSWORD, "csrf_token": token[1]})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": mark, "Origin": origin}
    client.request("POST", "/sign-in", form, {**headers, "Referer": f"{origin}/sign-in", "X-Forwarded-For": "6.6.6.6"})
    answer = client.getresponse()
    answer.read()
    assert answer.status == 303, answer.headers
    (cookie,) = (one for one in answer.headers.get_all("Set-Cookie") or [] if one.startswith("__Host-phien=s."))
    assert "Secure" in cookie
    assert Session.select().order_by(Session.id.desc()).get().address == CLIENT
    client.request("POST", "/sign-in", form, {**headers, "Origin": origin.replace("https", "http")})
    foreign = client.getresponse()
    foreign.read()
    assert foreign.status == 403
    return cookie.partition(";")[0]


def pages_come_packed(front: Front, cookies: str) -> None:
    client = front.client()
    client.request("GET", "/", headers={"Cookie": cookies, "Accept-Encoding": "gzip"})
    page = client.getresponse()
    page.read()
    assert (page.status, page.getheader("Content-Encoding")) == (200, "gzip")


def what_is_too_large_is_refused(front: Front) -> None:
    """More than a few of the largest files at once; the front may cut the line as soon as it knows."""
    for _ in range(5):
        client = front.client()
        try:
            client.request("POST", "/sign-in", b"x" * (5 * 1024**2))
            assert client.getresponse().status == 413
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            pass
    assert answers(front.https_port)


def the_plain_port_has_the_root_and_leads_on(front: Front) -> None:
    root = tls.root_of(front.data)
    assert root
    for path, status, place, body in (
        ("/tls", 200, None, root.fingerprint.encode()), ("/tls/chung-thu-goc.crt", 200, None, root.der),
        ("/incoming?page=2", 307, f"https://127.0.0.1:{front.https_port}/incoming?page=2", b""),
    ):
        client = front.plain()
        client.request("GET", path)
        answer = client.getresponse()
        assert (answer.status, answer.getheader("Location")) == (status, place)
        assert body in answer.read()


def test_the_printed_limit_and_names_are_the_offices(tmp_path: Path) -> None:
    own = replace(Settings(data=tmp_path, search_index=tmp_path), hosts=("xa.lan", "fd00::5"), port=9000)
    for name in fronts.FRONTS:
        printed = fronts.configuration(name, own)
        for words in ("xa.lan", "[fd00::5]", "127.0.0.1:9000", "200m" if name == "nginx" else "200MiB"):
            assert words in printed
        assert "\n    # add_header Strict" in printed or "\n    # header Strict" in printed
