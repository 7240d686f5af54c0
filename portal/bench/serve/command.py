"""``portal bench serve``: what the register page costs beside the barest page and Django's admin list.

All three read the same fifty rows of the same database file behind the same waitress of four threads, are asked in
turn, and run on one core alone while this process asks from another.
"""

import gzip
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import django

from portal import db
from portal.bench import office as offices
from portal.bench import processes
from portal.bench.arguments import at_least
from portal.bench.office import BenchOffice
from portal.bench.pages import Browser, fullest, queries_of, running
from portal.bench.serve.admin import LIST, USER
from portal.bench.serve.load import Load, load
from portal.bench.serve.rows import MOST_PAGES, PER_PAGE
from portal.office.documents import Document

CONNECTIONS = (1, 10, 60)
WARM_UP = 20
# Not by -m: Django imports the module a second time, by its name.
START = "import sys; from portal.bench.serve.{} import main; main(*sys.argv[1:])"
DJANGO, STATEMENTS = ((sys.executable, "-c", START.format(name)) for name in ("admin", "statements"))


@dataclass
class Contender:
    """One of the three while it is served."""

    name: str
    pid: int
    port: int
    paths: Sequence[str]
    started: float
    queries: float
    browser: Browser
    idle: dict[str, float] = field(default_factory=dict)
    loads: list[Load] = field(default_factory=list)

    def ask(self, path: str) -> bytes:
        """A page over a new connection: the server has closed one that was idle through the loads of others."""
        self.browser.connection.close()
        return self.browser.ask("GET", path)[1]

    def memory(self) -> dict[str, float]:
        """PSS of the server, and of a process behind it if there is one."""
        pids = processes.tree(self.pid)
        return {"web": processes.memory(self.pid)["PSS"], "worker": sum(processes.memory(p)["PSS"] for p in pids[1:])}


def main(arguments: list[str]) -> None:
    """Make or open the office, serve three times, ask in turn, print."""
    parser = offices.parser("serve", n=20_000)
    parser.add_argument("--requests", metavar="SỐ", type=at_least(60), default=600, help="số lần hỏi mỗi lượt")
    chosen = parser.parse_args(arguments)
    with offices.wanted(chosen) as made:
        measure(made, chosen.requests)


def measure(made: BenchOffice, requests: int) -> None:
    """Three servers, the loads in turn, the tables."""
    register = fullest("incoming")
    book = f"/registers/incoming/{register.year}"
    pages = range(1, max(2, min(MOST_PAGES, Document.in_book(register).count() // PER_PAGE) + 1))
    ours = [f"{book}?page={n}" for n in pages]
    counted, _ = queries_of(made, {"": ours})[""]
    db.database.close()
    own = made.settings.data / "django.sqlite3"
    own.unlink(missing_ok=True)
    admin = [str(made.settings.database), str(register.id), str(own), secrets.token_urlsafe(12)]
    said_by([*DJANGO, "prepare", *admin])
    with (
        portal_served(made, ours, counted) as portal,
        bare_served(made, register.id, pages) as bare,
        django_served(admin, pages) as other,
    ):
        contenders = [portal, bare, other]
        for one in contenders:
            load(one.pid, one.port, one.paths, cookie_of(one), 1, WARM_UP)
            one.idle = one.memory()
        for connections in CONNECTIONS:
            for one in contenders:
                one.loads.append(load(one.pid, one.port, one.paths, cookie_of(one), connections, requests))
        tell(contenders, made, requests)
        tell_static(portal, requests)


def cookie_of(one: Contender) -> str:
    """The session, as the header carries it."""
    return "; ".join(f"{name}={value}" for name, value in one.browser.cookies.items())


@contextmanager
def started(words: Sequence[str], first: str) -> Iterator[tuple[int, int, float]]:
    """A server on one core alone; process, port, seconds to its first answer."""
    cores = sorted(os.sched_getaffinity(0))
    port = processes.free_port()
    began = time.perf_counter()
    os.sched_setaffinity(0, cores[:1])
    try:
        with running([word.format(port=port) for word in words], port) as pid:
            os.sched_setaffinity(0, cores[1:] or cores)
            status, _ = Browser(port).ask("GET", first)
            if status != 200:
                raise ValueError(f"{first}: {status}")
            yield pid, port, time.perf_counter() - began
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def portal_served(made: BenchOffice, paths: Sequence[str], queries: float) -> Iterator[Contender]:
    """The portal as offices serve it, with its worker; the clerk is signed in."""
    words = offices.program(made.settings, "serve", "--port", "{port}")
    with started(words, "/sign-in") as (pid, port, seconds):
        browser = Browser(port)
        browser.sign_in(offices.LOGIN, made.password)
        yield Contender("cổng", pid, port, paths, seconds, queries, browser)


@contextmanager
def bare_served(made: BenchOffice, register: int, pages: range) -> Iterator[Contender]:
    """The barest page."""
    words = [sys.executable, "-m", "portal.bench.serve.bare", "{port}", str(made.settings.database), str(register)]
    with started(words, "/") as (pid, port, seconds):
        yield Contender("Flask trần", pid, port, [f"/?page={n}" for n in pages], seconds, 1, Browser(port))


@contextmanager
def django_served(admin: list[str], pages: range) -> Iterator[Contender]:
    """Django's admin list; somebody who may do everything is signed in."""
    counted = float(said_by([*STATEMENTS, *admin]))
    words = [*DJANGO, "{port}", *admin]
    with started(words, "/admin/login/") as (pid, port, seconds):
        browser = Browser(port)
        _, form = browser.ask("GET", f"/admin/login/?next={LIST}")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        fields = {"username": USER, "password": admin[-1], "next": LIST,
                  "csrfmiddlewaretoken": token[1].decode() if token else ""}
        status, _ = browser.ask("POST", f"/admin/login/?next={LIST}", urlencode(fields))
        if status != 302:
            raise ValueError(f"Django: {status}")
        paths = [f"{LIST}?p={n}" for n in pages]
        yield Contender(f"Django {django.__version__}", pid, port, paths, seconds, counted, browser)


def said_by(words: list[str]) -> str:
    """What a process prints that must end well."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def tell(contenders: Sequence[Contender], made: BenchOffice, requests: int) -> None:
    """One line a load, one line a server, and how many times each costs of the barest."""
    bare = contenders[1]
    print(f"\n{made.documents} văn bản, trang sổ 50 dòng, {requests} lần một lượt, máy chủ trên một nhân")
    print(f"{'':<16}{'kết nối':>8}{'CPU ms':>8}{'gấp trần':>9}{'lần/giây':>10}{'p50 ms':>8}{'p95 ms':>8}{'lỗi':>5}")
    for one in contenders:
        for seen, least in zip(one.loads, bare.loads, strict=True):
            print(
                f"{one.name:<16}{seen.connections:>8}{seen.cpu_ms:>8.1f}{seen.cpu_ms / (least.cpu_ms or 1):>9.1f}"
                f"{seen.per_second:>10.0f}{seen.p50_ms:>8.1f}{seen.p95_ms:>8.1f}{seen.errors:>5}"
            )
    print(f"\n{'':<16}{'SQL':>5}{'KB đi':>8}{'KB trang':>9}{'giây đến trả lời đầu':>22}{'PSS web':>16}{'PSS nền':>16}")
    for one in contenders:
        sent = one.ask(one.paths[0])
        page = gzip.decompress(sent) if sent[:2] == b"\x1f\x8b" else sent
        after = one.memory()
        web, worker = (f"{one.idle[name]:.0f} → {after[name]:.0f}" for name in ("web", "worker"))
        print(
            f"{one.name:<16}{one.queries:>5.1f}{len(sent) / 1024:>8.1f}{len(page) / 1024:>9.1f}{one.started:>22.2f}"
            f"{web:>16}{worker:>16}"
        )
    print(f"một triệu phép tính: {processes.yardstick():.0f} ms CPU (để so với máy khác, lúc khác)")


def tell_static(portal: Contender, requests: int) -> None:
    """The style sheet: how it goes over the wire, what it costs, and what a 304 costs where one can be had."""
    form = portal.ask("/sign-in")
    page = gzip.decompress(form) if form[:2] == b"\x1f\x8b" else form
    links = re.findall(r'href="(/static/[^"]+\.css)"', page.decode())
    line = portal.browser.connection
    line.request("GET", links[0], headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    sent, kept, tag = len(answer.read()), answer.headers["Cache-Control"], answer.headers["ETag"]
    print(f"{links[0]}: {sent / 1024:.1f} KB, {answer.headers['Content-Encoding'] or 'không nén'}, {kept}")
    print(f"  trọn tệp: {spent_on(portal, links[0], {}, requests, 200):.2f} ms CPU")
    if tag:
        print(f"  304: {spent_on(portal, links[0], {'If-None-Match': tag}, requests, 304):.2f} ms CPU")
    else:
        print("  không có ETag: tệp được giữ một năm, trình duyệt không hỏi lại")


def spent_on(portal: Contender, path: str, headers: dict[str, str], requests: int, status: int) -> float:
    """CPU milliseconds of one answer."""
    line, before = portal.browser.connection, processes.cpu_seconds(portal.pid)
    for _ in range(requests):
        line.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
        answer = line.getresponse()
        answer.read()
        if answer.status != status:
            raise ValueError(f"{path}: {answer.status}")
    return 1000 * (processes.cpu_seconds(portal.pid) - before) / requests
