"""``portal bench import``: how fast an old archive comes in, and how much memory that takes.

The synthetic archive is written to a file first; then the real command takes it into a new office, as lines of JSON
and, with ``--book``, as the books of its incoming letters.  Measured are the command's own seconds, processor time and
largest memory; the index is not part of it, the worker makes it afterwards.
"""

import argparse
import csv
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from portal import clock, config
from portal.bench import office as offices
from portal.bench import processes
from portal.bench.arguments import FEWEST, at_least
from portal.config import Settings
from portal.flows import founding
from portal.rules.kinds import REGISTERS
from portal.samples.corpus import iter_docs

LOOK = 0.05  # seconds between two looks at the memory of the command


def main(arguments: list[str]) -> None:
    """Write the archive, import it, print."""
    parser = argparse.ArgumentParser(prog="portal bench import")
    parser.add_argument("--n", metavar="SỐ", type=at_least(FEWEST), default=100_000, help="số văn bản")
    parser.add_argument("--book", action="store_true", help="đo cả việc nhập sổ CSV bằng --register")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        archive = folder / "archive.jsonl"
        with archive.open("wb") as out:
            out.writelines(offices.archive(chosen.n))
        report("kho JSON", chosen.n, measured(founded(folder / "lines"), [str(archive)]))
        if chosen.book:
            book = folder / "so-den.csv"
            rows = write_book(book, chosen.n)
            report("sổ CSV", rows, measured(founded(folder / "book"), [str(book), "--register", "incoming"]))
    print(f"một triệu phép tính: {processes.yardstick():.0f} ms CPU (để so với máy khác, lúc khác)")


def founded(folder: Path) -> Settings:
    """An office without a document."""
    settings = config.load(folder)
    founding.found_office(
        settings.database, name="UBND xã An Lạc", code="H99.01.12", place="An Lạc", admin="Hoàng Minh Ý",
        login="quantri", password=os.urandom(12).hex(), at=clock.now(),
    )
    return settings


def write_book(path: Path, n: int) -> int:
    """The incoming letters of the archive as the Decree's register, with its ten headings; how many there are."""
    with path.open("w", encoding="utf-8", newline="") as out:
        book = csv.writer(out)
        book.writerow(REGISTERS["incoming"].columns)
        count = 0
        for doc in iter_docs(n, offices.SEED):
            if doc["kind"] == "incoming":
                book.writerow(cells_of(doc))
                count += 1
    return count


def cells_of(doc: dict[str, object]) -> Iterable[str]:
    """One row of the book, with days as people write them."""
    def day(name: str) -> str:
        return "/".join(reversed(str(doc[name] or "").split("-")))

    return (
        day("received_date"), str(doc["register_number"]), str(doc["agency"]), str(doc["code"]), day("date"),
        f"{doc['type']} {doc['subject']}", json.dumps(doc["recipients"], ensure_ascii=False), "", "", "",
    )


def measured(settings: Settings, words: list[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and the most megabytes the import and its children had together."""
    before, began, most = os.times(), time.monotonic(), 0.0
    command = offices.program(settings, "import", *words)
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while child.poll() is None:
        most = max(most, sum(map(resident, processes.tree(child.pid))))
        time.sleep(LOOK)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, cpu, most


def resident(pid: int) -> float:
    """Megabytes of a process; one that ended while we looked has none."""
    try:
        return processes.memory(pid)["RSS"]
    except (FileNotFoundError, ProcessLookupError, KeyError, PermissionError):
        return 0.0


def report(what: str, n: int, cost: tuple[float, float, float]) -> None:
    """One line."""
    seconds, cpu, most = cost
    print(
        f"{what}: {n} văn bản, {seconds:.1f} giây ({n / seconds:.0f} văn bản/giây), {cpu:.1f} giây CPU, "
        f"bộ nhớ cao nhất {most:.0f} MB", flush=True,
    )
