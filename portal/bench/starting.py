"""``portal bench start``: how long a program takes until it answers, and what it and its worker then hold in memory.

Any program that was built can be asked: the one file, the folder for services, or the sources it is called from.
"""

import argparse
import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal import config
from portal.bench import processes
from portal.bench.arguments import at_least

LONGEST = 300  # seconds for a start; more is no start
BETWEEN = 0.02


def main(arguments: list[str]) -> None:
    """Make a demonstration office with the program, start it some times, print."""
    parser = argparse.ArgumentParser(prog="portal bench start")
    parser.add_argument("program", metavar="TỆP", nargs="?", type=Path, help="chương trình; mặc định là bản đang chạy")
    parser.add_argument("--times", metavar="SỐ", type=at_least(1), default=3, help="số lần chạy")
    parser.add_argument("--rest", metavar="GIÂY", type=at_least(0), default=60, help="nghỉ rồi mới đo bộ nhớ")
    chosen = parser.parse_args(arguments)
    words = [str(chosen.program.resolve())] if chosen.program else own_words()
    print(f"{' '.join(words)}: {size(chosen.program) / 1e6:.1f} MB" if chosen.program else " ".join(words))
    print(f"một triệu phép tính: {processes.yardstick():.0f} ms")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        command = [*words, "--data", folder]
        subprocess.run([*command, "demo"], check=True, capture_output=True)
        print("lần   trả lời sau, giây   bộ xử lý đến đó, giây   PSS web, MB   PSS việc nền, MB")
        for n in range(1, chosen.times + 1):
            rest = chosen.rest if n == chosen.times else 0
            with started(command) as (process, port, began):
                wait_for_answer(process, port)
                clock, cpu = time.monotonic() - began, processes.cpu_of_all(process.pid)
                time.sleep(rest)
                told = "   ".join(f"{amount:11.0f}" for amount in memory(process.pid)) if rest else ""
                print(f"{n:3}   {clock:18.2f}   {cpu:22.2f}   {told}", flush=True)


def own_words() -> list[str]:
    """How the program that runs now is started."""
    frozen = getattr(sys, "frozen", False)
    return [sys.executable] if frozen else [sys.executable, str(config.CHECKOUT / "app.py")]


def size(program: Path) -> int:
    """Bytes of a program: of the one file, or of the folder around one that has its parts beside it."""
    folder = program.resolve().parent
    return processes.size_on_disk(folder) if (folder / "_internal").is_dir() else program.stat().st_size


@contextmanager
def started(command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    """The program serving, and when it was started."""
    port, began = processes.free_port(), time.monotonic()
    process = subprocess.Popen(
        [*command, "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process, port, began
    finally:
        process.terminate()
        process.wait()


def wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the first page comes."""
    deadline = time.monotonic() + LONGEST
    while not answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise ValueError("Chương trình không chạy được, hoặc không trả lời.")
        time.sleep(BETWEEN)


def answers(port: int) -> bool:
    """Whether the sign-in page comes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", "/sign-in")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def memory(root: int) -> tuple[float, float]:
    """PSS of the web process, and of its worker and whatever else it started; the one file's unpacker is the web's."""
    web = worker = 0.0
    for pid in processes.tree(root):
        with suppress(FileNotFoundError, ProcessLookupError):  # a child that has done its work meanwhile
            held = processes.memory(pid)["PSS"]
            web, worker = (web, worker + held) if "work" in processes.words(pid) else (web + held, worker)
    return web, worker
