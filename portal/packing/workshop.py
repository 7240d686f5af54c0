"""Where files are made: an environment of its own from hashed locks, which goes when they are done."""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "portal" / "lock.txt"
TOOLS = Path(__file__).with_name("lock.txt")
VENV = "venv"


class CannotPack(ValueError):
    """A step failed; the argument says which and what its program said last."""


@dataclass(frozen=True)
class Workshop:
    """A folder for what is made on the way, and a Python that has the portal's libraries and the tools."""

    folder: Path
    python: str

    @property
    def libraries(self) -> Path:
        """Where the portal's libraries stand in it."""
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.folder / VENV)}))

    def run(self, module: str, *words: str) -> None:
        """Run a module of the environment from the root of the sources; raises CannotPack when it fails."""
        run([self.python, "-m", module, *words])


@contextmanager
def workshop() -> Iterator[Workshop]:
    """An environment as the two locks have it; nothing of it is left behind."""
    if getattr(sys, "frozen", False):
        raise CannotPack("Chỉ đóng gói được từ thư mục mã nguồn, không từ tệp đã đóng gói.")
    with tempfile.TemporaryDirectory(prefix="portal-build-") as folder:
        venv = Path(folder) / VENV
        run([sys.executable, "-I", "-m", "venv", str(venv)])
        python = str(venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        locks = [word for lock in (LOCK, TOOLS) for word in ("-r", str(lock))]
        run([python, "-I", "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes",
             "--only-binary=:all:", *locks])
        yield Workshop(Path(folder), python)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run a command; raises CannotPack with its last line when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise CannotPack(f"Không đóng gói được ({lines[-1] if lines else command[0]}).")
