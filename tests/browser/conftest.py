"""A demonstration office made and served by the real program, for the day in a real browser."""

import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import DROPPED, PATIENCE, window
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
SCREEN = {"width": 1366, "height": 768}
ANYWHERE = "0.0.0.0"  # leads to this machine, on every one, and is no secure context for a browser


@dataclass(frozen=True)
class Served:
    """A running portal."""

    url: str
    data: Path
    passwords: dict[str, str]
    pins: dict[str, tuple[Path, str]]
    vgca_port: int


@pytest.fixture(scope="session")
def demo_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``portal demo`` and ``portal serve`` as an office starts them."""
    data = tmp_path_factory.mktemp("co quan mẫu")
    portal = [sys.executable, "-m", "portal.cli", "--data", str(data)]
    subprocess.run([*portal, "demo"], cwd=ROOT, check=True, capture_output=True, timeout=600)
    port, vgca_port = free_port(), free_port()
    for name in ("goi-den", "goi-di"):
        (data / name).mkdir()
    (data / "portal.toml").write_text(
        f'vgca_address = "wss://127.0.0.1:{vgca_port}"\npackets_in = "goi-den"\npackets_out = "goi-di"\n'
        f'hosts = ["127.0.0.1", "localhost", "{ANYWHERE}"]\n',
        "utf-8",
    )
    with serving(data, port):
        yield Served(f"http://127.0.0.1:{port}", data, *accounts(data / "mat-khau-mau.txt"), vgca_port)


@contextmanager
def serving(data: Path, port: int) -> Iterator[None]:
    """``portal serve`` until it is not needed any more."""
    command = [sys.executable, "-m", "portal.cli", "--data", str(data), "serve", "--port", str(port)]
    with (data / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}", server)
        yield
    finally:
        server.terminate()
        server.wait(timeout=300)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url + "/healthz", timeout=60)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)


def until_done(office: Served, *kinds: str) -> None:
    """Wait until no such job is left to the worker; what it puts into the index is found from then on."""
    until, marks = time.monotonic() + PATIENCE / 1000, ", ".join("?" * len(kinds))
    left = f"SELECT count(*) FROM job WHERE kind IN ({marks}) AND state IN ('ready', 'running')"
    with closing(sqlite3.connect(office.data / "portal.db")) as db:
        while db.execute(left, kinds).fetchone()[0]:
            assert time.monotonic() < until, kinds
            time.sleep(0.2)


def accounts(file: Path) -> tuple[dict[str, str], dict[str, tuple[Path, str]]]:
    """Passwords and PINs as the demonstration wrote them down."""
    head, _, tail = file.read_text("utf-8").partition("\n\n")
    rows = [line.split("\t") for line in head.splitlines()[1:]]
    keys = [line.split("\t") for line in tail.splitlines()[1:]]
    return {r[0]: r[1] for r in rows}, {k[0]: (Path(k[1]), k[2]) for k in keys}


@pytest.fixture
def sign_in(chromium: Browser, demo_office: Served) -> Iterator[Callable[[str], Page]]:
    """Sign in as somebody, in a window of their own; a console error fails the test."""
    contexts, complaints = [], []

    def note(kind: str, text: str) -> None:
        if kind == "error" and not text.startswith(DROPPED):
            complaints.append(text)

    def enter(login: str) -> Page:
        context = window(chromium, viewport=SCREEN, locale="vi-VN", base_url=demo_office.url)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: note(message.type, message.text))
        page.goto("/sign-in")
        page.fill("#login", login)
        page.fill("#password", demo_office.passwords[login])
        page.click("main button[type=submit]")
        page.wait_for_selector("nav.menu")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def keep_picture() -> Callable[[Page, str], None]:
    """Keep the screen when PORTAL_SCREENSHOTS names a folder, once every picture on it had time to come."""
    folder = os.environ.get("PORTAL_SCREENSHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            page.wait_for_timeout(1500)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep
