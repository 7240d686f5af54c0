"""One person at a browser: a connection that is kept open, cookies, forms read from the page and sent back whole."""

import gzip
import http.client
import random
import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import lxml.html

from portal.bench.soak.ledger import Ledger

GOOD, FOLLOWED, FASTER = (200, 204, 304), (302, 303), (409,)
IDLE = 60  # seconds after which the connection is opened anew, before the server closes it under our hands
MOST_HOPS = 4
REFUSED = re.compile(r'class="notice notice-refusal"[^>]*>.*?<(p|li)\b[^>]*>(.*?)</\1>', re.DOTALL)
TAGS = re.compile(r"(<[^>]*>|\s+)+")
File = tuple[str, bytes]


class Stopped(Exception):
    """The time is over."""


class NotThere(Exception):
    """The page does not offer now what the person came for."""


class Broken(Exception):
    """An answer that must not be; it is in the ledger already."""


@dataclass(frozen=True)
class Page:
    """What the browser shows."""

    url: str
    status: int
    body: bytes

    @property
    def text(self) -> str:
        """The page as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def tree(self) -> Any:
        """The page as elements."""
        return lxml.html.fromstring(self.body, parser=lxml.html.HTMLParser(encoding="utf-8"))

    def launches(self) -> list[str]:
        """The address that opens the signer program, if the page has one."""
        return [str(link.get("href")) for link in self.tree.xpath("//a[@data-launch]")]

    def links(self, pattern: str) -> list[str]:
        """Addresses on the page that look like this, whole."""
        found = re.findall(rf'(?:href|src)="({pattern})"', self.text)
        return sorted({unescape(one if isinstance(one, str) else one[0]) for one in found})

    def forms(self, ending: str) -> list[Any]:
        """Forms whose address ends so."""
        sent = [form for form in self.tree.forms if form.method == "POST"]
        return [form for form in sent if urlsplit(form.action or self.url).path.endswith(ending)]

    def form(self, ending: str) -> Any:
        """The first such form."""
        for form in self.forms(ending):
            return form
        raise NotThere(f"{ending} on {self.url}")

    @property
    def said(self) -> str:
        """The words of the page without its head: an error page says there what went wrong."""
        return unescape(TAGS.sub(" ", self.text.partition("<main")[2] or self.text)).strip()

    @property
    def refusal(self) -> str:
        """What the page refuses in words, if anything."""
        found = REFUSED.search(self.text)
        return unescape(TAGS.sub(" ", found[2])).strip() if found else ""


@dataclass
class Visitor:
    """A person of the office with an address, a pace and a will of their own."""

    login: str
    role: str
    port: int
    address: str
    ledger: Ledger
    chance: random.Random
    stop: threading.Event
    pace: float = 1.0
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    used_at: float = 0.0

    def think(self, least: float = 5, most: float = 30) -> None:
        """Look at the page for a while."""
        self.wait(self.chance.uniform(least, most) / self.pace)

    def wait(self, seconds: float) -> None:
        """Let so much time pass, unless it is over before."""
        if self.stop.wait(seconds):
            raise Stopped

    def some(self, found: list[Any], what: str) -> Any:
        """One of them."""
        if not found:
            raise NotThere(what)
        return self.chance.choice(found)

    def get(self, kind: str, url: str) -> Page:
        """Open an address and go where it leads."""
        return self._follow(self._ask(kind, "GET", url), kind)

    def send(
        self, kind: str, page: Page, form: Any, *, allowed: tuple[int, ...] = (),
        files: Iterable[tuple[str, File]] = (),
    ) -> Page:
        """Send a form as it stands, with files; the page it leads to, or the page with what was wrong if allowed.

        What is allowed the caller looks at and counts.
        """
        fields, url = form.form_values(), urlsplit(form.action or page.url).path
        if form.get("enctype") == "multipart/form-data":
            body, kind_of_body = multipart(fields, files)
        else:
            body, kind_of_body = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        answer = self._ask(kind, "POST", url, body, kind_of_body, allowed)
        after = self._follow(answer, "trang sau khi gửi")
        if after.refusal and after.status not in allowed:
            self.ledger.refused(kind, after.refusal[:160])
        return after

    def post(self, kind: str, page: Page, ending: str, fill: dict[str, str] | None = None, **options: Any) -> Page:
        """Fill some fields of a form of the page and send it."""
        form = page.form(ending)
        for name, value in (fill or {}).items():
            form.fields[name] = value
        return self.send(kind, page, form, **options)

    def _follow(self, page: Page, kind: str) -> Page:
        for _ in range(MOST_HOPS):
            if page.status not in FOLLOWED:
                return page
            page = self._ask(kind, "GET", page.body.decode())
        raise NotThere(f"still led on at {page.url}")

    def _ask(
        self, kind: str, method: str, url: str, body: bytes | None = None, kind_of_body: str = "",
        allowed: tuple[int, ...] = (),
    ) -> Page:
        """One answer, timed; a redirect's body is where it leads."""
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind_of_body
        began = time.perf_counter()
        try:
            answer = self._exchange(method, url, body, headers)
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._close()
            self.ledger.error(self.login, kind, f"{method} {url}", 0, f"{type(error).__name__}: {error}")
            raise Broken from error
        self.ledger.took(kind, (time.perf_counter() - began) * 1000)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        data = gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data
        if answer.status in FOLLOWED:
            return Page(url, answer.status, answer.headers["Location"].encode())
        page = Page(url, answer.status, data)
        if answer.status in FASTER:
            self.ledger.refused(kind, page.refusal[:160] or str(answer.status))
            raise NotThere(f"{method} {url}: {answer.status}")
        if answer.status not in (*GOOD, *allowed):
            self.ledger.error(self.login, kind, f"{method} {url}", answer.status, page.said)
            raise Broken
        return page

    def _exchange(
        self, method: str, url: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self.connection is None or time.monotonic() - self.used_at > IDLE:
            self._close()
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
            )
        self.used_at = time.monotonic()
        self.connection.request(method, url, body, headers)
        return self.connection.getresponse()

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def multipart(fields: list[tuple[str, str]], files: Iterable[tuple[str, File]]) -> tuple[bytes, str]:
    """Fields and files as a browser sends them."""
    edge = "----soak7d41a90f3c"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, (filename, content) in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
