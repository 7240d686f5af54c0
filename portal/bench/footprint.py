"""``portal bench memory``: how much more memory the web process needs because it searches.

Serves an office twice: once without its index, when only pages are asked for, and once with
it, when after the same pages a set of questions is asked.  What is compared is the process's own memory;
pages of the index and of the database belong to the system.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from portal import db
from portal.bench import office as offices
from portal.bench import processes
from portal.bench.office import BenchOffice
from portal.bench.pages import Browser, addresses, must_be_page, served
from portal.bench.search import corpus
from portal.bench.search.questions import questions
from portal.search.writer import Writer

SEARCHES = ("Tra cứu", "Tra cứu khi gõ")
FEW = 2_000  # documents of an archive like this one, from which the questions are made
STILL = 60  # seconds at most until the warm-up has come to rest


def main(arguments: list[str]) -> None:
    """Make or open the office, serve it twice, print."""
    with offices.wanted(offices.parser("memory", n=100_000).parse_args(arguments)) as made:
        measure(made)


def measure(made: BenchOffice) -> None:
    """Both ways of serving and the difference."""
    pages = [url for name, urls in addresses().items() if name not in SEARCHES for url in urls]
    db.database.close()
    asked = list(searches())
    with without_index(made) as apart:
        idle = after(apart, pages)
    opened = after(made, pages, rest=True)
    busy = after(made, pages + asked, rest=True)
    print(f"{made.documents} văn bản, {len(pages)} trang, {len(asked)} câu hỏi; bộ nhớ riêng của tiến trình web, MB")
    print(f"không tra cứu:          {idle:>7.0f}")
    print(f"có chỉ mục, chưa hỏi:   {opened:>7.0f}   (+{opened - idle:.0f})")
    print(f"sau khi hỏi:            {busy:>7.0f}   (+{busy - idle:.0f}; mục tiêu ở 100 000 văn bản: +128)")


def searches() -> Iterator[str]:
    """The addresses of questions of every class."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as scratch:
        for question in questions(corpus.fill(Path(scratch) / "documents", FEW, offices.SEED)):
            typing = {"typing": "1"} if question.typing else {}
            yield "/search?" + urlencode({"q": question.text, "sort": question.sort, **typing})


@contextmanager
def without_index(made: BenchOffice) -> Iterator[BenchOffice]:
    """The same office with an empty folder for its index, which nobody else can fill meanwhile."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as scratch, Writer(Path(scratch) / "index"):
        yield replace(made, settings=replace(made.settings, search_index=Path(scratch) / "index"))


def after(made: BenchOffice, urls: list[str], *, rest: bool = False) -> float:
    """Own memory of the web process after it was asked for all of these."""
    with served(made) as (pid, port):
        if rest:
            come_to_rest(pid)
        browser = Browser(port)
        browser.sign_in(offices.LOGIN, made.password)
        for url in urls:
            must_be_page(url, browser)
        return processes.memory(pid)["own"]


def come_to_rest(pid: int) -> None:
    """Until the process does nothing any more: it has read ahead what it wanted to."""
    for _ in range(STILL // 2):
        before = processes.cpu_seconds(pid)
        time.sleep(2)
        if processes.cpu_seconds(pid) - before < 0.2:
            return
