"""``portal bench pages``: what a page costs at full size, on the server that offices run.

Starts ``portal serve`` on an office made for it, signs in as the clerk over HTTP and asks for each page
again and again on one connection: processor time of web process and worker, latency, size, memory.  The
queries of a page are counted on the same office with the same application, in this process.
"""

import gzip
import http.client
import logging
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import IO, Any
from urllib.parse import quote, urlencode

from portal import db
from portal.bench import office as offices
from portal.bench import processes
from portal.bench.arguments import at_least
from portal.bench.office import BenchOffice
from portal.office.documents import Document
from portal.office.registers import Register
from portal.office.sessions import Session
from portal.web import create_app

WORDS = (
    "phan loai van ban dien tu", "nông thôn mới", "536", "12/QĐ-UBND", "giấy chứng nhận quyền sử dụng đất",
    "lao động thương binh", "dịch tả lợn châu Phi", "họp giao ban", "khiếu nại", "bầu cử",
)
WARM_UP = 10
PATIENCE = 180  # seconds; a busy machine takes long to start a program


def addresses() -> dict[str, list[str]]:
    """The pages measured, each as the addresses that are asked in turn."""
    register, sent = fullest("incoming"), fullest("outgoing")
    book = f"/registers/incoming/{register.year}"
    letters: Any = Document.select(Document.id).where(Document.register == register).limit(200).tuples()
    return {
        "Sổ đến": [book, *(f"{book}?page={n}" for n in range(2, 20))],
        "Sổ đi": [f"/registers/outgoing/{sent.year}?page={n}" for n in range(1, 10)],
        "Sổ đến, lọc": [f"{book}?q={quote(words)}" for words in ("nong thon", "dat dai", "quyet dinh", "so y te")],
        "Văn bản đến": ["/incoming/done", "/incoming/done?page=40"],
        "Một văn bản": [f"/documents/{row[0]}" for row in letters],
        "Tra cứu": [f"/search?q={quote(words)}" for words in WORDS],
        "Tra cứu khi gõ": [f"/search?typing=1&q={quote(words[:n])}" for words in WORDS for n in (3, 6, 9)],
        "Bàn làm việc": ["/"],
    }


def fullest(kind: str) -> Register:
    """The register of that kind with the most documents."""
    return Register.select().where(Register.kind == kind).order_by(Register.last_number.desc()).get()


@dataclass(frozen=True)
class Cost:
    """What one page costs."""

    name: str
    cpu_ms: float
    worker_ms: float
    queries: float
    after_a_write: float
    p50_ms: float
    p95_ms: float
    kilobytes: float


def main(arguments: list[str]) -> None:
    """Make or open the office, measure, print."""
    parser = offices.parser("pages", n=100_000)
    parser.add_argument("--requests", metavar="SỐ", type=at_least(2), default=200, help="số lần hỏi mỗi trang")
    chosen = parser.parse_args(arguments)
    with offices.wanted(chosen) as made:
        measure(made, chosen.requests)


def measure(made: BenchOffice, requests: int) -> None:
    """The table: pages on one connection, then the memory of the processes."""
    pages = addresses()
    counts = queries_of(made, pages)
    db.database.close()
    with served(made) as (pid, port):
        browser = Browser(port)
        browser.sign_in(offices.LOGIN, made.password)
        idle = processes.memory(pid)
        costs = [cost_of(name, urls, browser, pid, requests, counts[name]) for name, urls in pages.items()]
        busy = {child: processes.memory(child) for child in processes.tree(pid)}
    print_table(made, costs, requests)
    print(f"một triệu phép tính: {processes.yardstick():.0f} ms CPU (để so với máy khác, lúc khác)")
    print(f"web khi mới mở: {sizes(idle)}")
    for process, memory in busy.items():
        print(f"{'web' if process == pid else 'nền'}: {sizes(memory)}")


def sizes(memory: dict[str, float]) -> str:
    """The memory of a process in words; pages of the index and the database are the system's to take back."""
    return f"RSS {memory['RSS']:.0f} MB, PSS {memory['PSS']:.0f} MB, riêng {memory['own']:.0f} MB"


@contextmanager
def served(made: BenchOffice, log: int | IO[bytes] = subprocess.DEVNULL) -> Iterator[tuple[int, int]]:
    """The program serving the office on a free port; process and port."""
    port = processes.free_port()
    with running(offices.program(made.settings, "serve", "--port", str(port)), port, log) as pid:
        yield pid, port


@contextmanager
def running(words: list[str], port: int, log: int | IO[bytes] = subprocess.DEVNULL) -> Iterator[int]:
    """A server's process, from when it answers at its port."""
    child = subprocess.Popen(words, stdout=log, stderr=log)
    try:
        wait_for(port, child)
        yield child.pid
    finally:
        child.terminate()
        child.wait(timeout=PATIENCE)


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if child.poll() is not None:
            raise ValueError(f"Cổng đem đo đã dừng với mã {child.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise ValueError(f"Cổng đem đo không trả lời trong {PATIENCE} giây.")


class Browser:
    """One connection that is kept open, with its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, url: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and body as sent, compressed or not."""
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, url, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()

    def sign_in(self, login: str, password: str) -> None:
        """As people do, with the token of the form."""
        _, form = self.ask("GET", "/sign-in")
        page = gzip.decompress(form) if form[:2] == b"\x1f\x8b" else form
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)
        fields = {"login": login, "password": password, "csrf_token": token[1].decode() if token else ""}
        status, _ = self.ask("POST", "/sign-in", urlencode(fields))
        if status not in (302, 303):
            raise ValueError(f"Không đăng nhập được vào cổng đem đo: trả lời {status}.")


def cost_of(
    name: str, urls: list[str], browser: Browser, pid: int, requests: int, queries: tuple[float, float]
) -> Cost:
    """Ask for the page ``requests`` times after a short warm-up."""
    for n in range(WARM_UP):
        must_be_page(urls[n % len(urls)], browser)
    children = [child for child in processes.tree(pid) if child != pid]
    before, others = processes.cpu_seconds(pid), sum(map(processes.cpu_seconds, children))
    times, size = [], 0
    for n in range(requests):
        began = time.perf_counter()
        size += must_be_page(urls[n % len(urls)], browser)
        times.append((time.perf_counter() - began) * 1000)
    spent = processes.cpu_seconds(pid) - before
    beside = sum(map(processes.cpu_seconds, children)) - others
    cuts = quantiles(times, n=100)
    return Cost(
        name, spent / requests * 1000, beside / requests * 1000, *queries, cuts[49], cuts[94], size / requests / 1024
    )


def must_be_page(url: str, browser: Browser) -> int:
    """The size of the page as it went over the wire; anything but a page ends the measurement."""
    status, body = browser.ask("GET", url)
    if status != 200:
        raise ValueError(f"Trang {url} của cổng đem đo trả lời {status}.")
    return len(body)


class Counter(logging.Handler):
    """Counts the statements Peewee logs."""

    def __init__(self) -> None:
        super().__init__()
        self.statements: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.statements.append(str(record.args[0] if isinstance(record.args, tuple) and record.args else record.msg))


@contextmanager
def counted_statements() -> Iterator[Counter]:
    """Every statement of the block."""
    counter, log = Counter(), logging.getLogger("peewee")
    log.addHandler(counter)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield counter
    finally:
        log.removeHandler(counter)
        log.setLevel(logging.NOTSET)
        log.propagate = True


def queries_of(made: BenchOffice, pages: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """SQL statements of each page, the mean over its addresses: while nobody writes, and after somebody wrote."""
    client = create_app(made.settings).test_client()
    form = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    fields = {"login": offices.LOGIN, "password": made.password, "csrf_token": token[1] if token else ""}
    client.post("/sign-in", data=fields)
    return {name: counted(client, urls[:20]) for name, urls in pages.items()}


def counted(client: Any, urls: list[str]) -> tuple[float, float]:
    """The mean number of statements of these addresses, while nobody writes and after somebody wrote."""
    quiet, stirred = 0, 0
    for number, url in enumerate(urls):
        client.get(url)
        for is_stirred in (False, True):
            if is_stirred:
                Session.update(address=f"máy {number}").execute()
            with counted_statements() as counter:
                status = client.get(url).status_code
            if status != 200:
                raise ValueError(f"Trang {url} của cổng đem đo trả lời {status}.")
            stirred += len(counter.statements) * is_stirred
            quiet += len(counter.statements) * (not is_stirred)
    return quiet / len(urls), stirred / len(urls)


def print_table(made: BenchOffice, costs: list[Cost], requests: int) -> None:
    """One line a page."""
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"\n{made.documents} văn bản, {requests} lần một trang, một kết nối, Python {version}")
    print(f"{'trang':<16}{'CPU ms':>8}{'nền ms':>8}{'SQL':>6}{'sau ghi':>8}{'p50 ms':>8}{'p95 ms':>8}{'KB':>7}")
    for c in costs:
        print(
            f"{c.name:<16}{c.cpu_ms:>8.1f}{c.worker_ms:>8.1f}{c.queries:>6.1f}{c.after_a_write:>8.1f}{c.p50_ms:>8.1f}{c.p95_ms:>8.1f}"
            f"{c.kilobytes:>7.1f}"
        )
