"""One file for PCs without Python: PyInstaller in an environment of its own, made from a hashed lock, then measured.

The lock is made by ``uv pip compile --universal --generate-hashes --no-emit-index-url --no-header -c portal/lock.txt``
from two lines, ``cryptography`` and ``pyinstaller``.  A file for Windows can be built on Windows only.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from portal.signer.protocol import ProtocolError

NAME = "kyso-cq"
LOCK = Path(__file__).with_name("lock.txt")
ROOT = Path(__file__).resolve().parents[2]
STARTS = 5


@dataclass(frozen=True)
class Built:
    """The file, how large it is, and what a start takes that has nothing to do: by the clock and of the processor."""

    file: Path
    size: int
    start: float
    cpu: float

    @property
    def text(self) -> str:
        """In words."""
        took = f"{1000 * self.start:.0f} ms, bộ xử lý {1000 * self.cpu:.0f} ms (trung vị {STARTS} lần)"
        return f"{self.file}: {self.size / 1e6:.1f} MB, khởi động {took}."


def build(target: Path) -> Built:
    """Make the file in the folder; what is made on the way goes with it."""
    if getattr(sys, "frozen", False):
        raise ProtocolError("not_built", "already one file")
    target = target.resolve()
    with tempfile.TemporaryDirectory(prefix="kyso-build-") as folder:
        work = Path(folder)
        _run([sys.executable, "-I", "-m", "venv", str(work / "venv")])
        python = str(work / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        _run([python, "-I", "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes",
              "--only-binary=:all:", "-r", str(LOCK)])
        _run([python, "-m", "PyInstaller", *options(target, work), str(Path(__file__).with_name("__main__.py"))])
    file = target / (f"{NAME}.exe" if os.name == "nt" else NAME)
    return Built(file, file.stat().st_size, *started(file))


def options(target: Path, work: Path) -> list[str]:
    """What PyInstaller is told; names of debugging are left out where the tool for it is at hand."""
    strip = [] if os.name == "nt" else ["--strip"]
    return [
        "--noconfirm", "--onefile", "--log-level", "WARN", "--name", NAME, *strip, "--paths", str(ROOT),
        "--distpath", str(target), "--workpath", str(work / "work"), "--specpath", str(work),
    ]


def started(file: Path) -> tuple[float, float]:
    """Seconds by the clock and of the processor for a command that does nothing; each the median of some."""
    clock, cpu = [], []
    for _ in range(STARTS):
        began, before = time.perf_counter(), os.times()
        subprocess.run([str(file), "--help"], capture_output=True, check=True)
        now = os.times()
        clock.append(time.perf_counter() - began)
        cpu.append(now.children_user + now.children_system - before.children_user - before.children_system)
    return median(clock), median(cpu)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise ProtocolError("not_built", lines[-1] if lines else "")
