"""Clerks at the real server: threads that enter over HTTP, and go on asking when the server is killed under them."""

import http.client
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from portal import clock

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
SERVER_ERROR = 500
PATIENCE = 600.0  # seconds for one answer, over a restart of the server


@dataclass
class Acknowledged:
    """What clerks were told was done, as the words their forms carried."""

    forms: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, form: str) -> None:
        with self.lock:
            self.forms.append(form)

    def __len__(self) -> int:
        return len(self.forms)


class Clerk:
    """One browser window: its cookies, its form token, and its patience."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies, self.token = port, {"phien": session}, ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send until there is an answer: a server that was killed in between comes back."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, then, text = self.once(method, path, form)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status != SERVER_ERROR:  # "not written": the clerk sends the form again
                return status, then, text
        raise TimeoutError(path)

    def once(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            body = urlencode({"csrf_token": self.token, **form}) if form is not None else None
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode("utf-8")
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), text
        finally:
            line.close()

    def open(self) -> None:
        """Fetch a page with a form, as everyone does before sending one."""
        status, _, text = self.ask("GET", "/outgoing/paper")
        assert status == 200, status
        self.token = TOKEN.search(text)[1]  # type: ignore[index]

    def send(self, path: str, form: dict[str, str]) -> str:
        """Send a form that must be taken; where it leads."""
        status, then, text = self.ask("POST", path, form)
        assert status == 303, (status, path, re.findall(r"data-refusal>([^<]*)|field-error[^>]*>(.*?)</p>", text))
        return then

    def enter_a_letter(self, word: str) -> None:
        """A letter on paper into the incoming register; a letter that lost its answer is entered as another one."""
        then = self.send("/incoming/paper", {})
        document = re.search(r"/documents/(\d+)/", then)[1]  # type: ignore[index]
        self.send(f"/documents/{document}/entry", {
            "request_id": word, "kind": "Công văn",
            "issuer": "UBND huyện Sơn Động", "subject": f"V/v {word}", "urgency": "normal",
            "received_on": f"{clock.today():%d/%m/%Y}",
        })

    def make_a_copy(self, word: str) -> None:
        """A certified copy into the register of copies."""
        self.send("/outgoing/paper", {
            "request_id": word, "organ": "committee", "kind": "Sao y", "unit_symbol": "", "subject": f"Sao y {word}",
            "signatory": "Trần Văn Chủ", "lines": "Phòng Kinh tế\nLưu: VT",
        })


def work(clerk: Clerk, thread: int, each: int, done: Acknowledged, failures: list[BaseException]) -> None:
    """The entries of one clerk, one in each register by turns."""
    try:
        clerk.open()
        for n in range(each):
            word = f"{thread}-{n}"
            (clerk.enter_a_letter if n % 2 else clerk.make_a_copy)(word)
            done.note(word)
    except BaseException as failure:  # handed to the test, which fails with it
        failures.append(failure)
