"""An installation for Windows without a network: the sources and every library, set up by ``python app.py``."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

from portal.packing.workshop import LOCK, ROOT, CannotPack, Workshop

PYTHON = "3.13"
PLATFORM = "win_amd64"
FOLDER = "portal-windows"
# What stands at the top of the sources; tests and their lock stay at home.
SOURCES = ("app.py", "pyproject.toml", "README.md", "portal", "templates", "static")
LEFT_OUT = ("__pycache__",)
_REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+?)(?:\s*;\s*(?P<marker>.+?))?\s*\\?$")


def wheelhouse(shop: Workshop, target: Path) -> Path:
    """A ZIP with the sources and the libraries as the lock has them for that system, each checked by its hash."""
    wanted, wheels = shop.folder / "windows.txt", shop.folder / "wheels"
    wanted.write_text("".join(requirements(LOCK.read_text("utf-8"), marks(PYTHON))), "utf-8")
    shop.run(
        "pip", "download", "--quiet", "--no-input", "--no-deps", "--require-hashes", "--only-binary=:all:",
        "--platform", PLATFORM, "--python-version", PYTHON, "--implementation", "cp",
        "--dest", str(wheels), "-r", str(wanted),
    )
    file = target / f"{FOLDER}.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for path, name in contents(wheels):
            out.write(path, f"{FOLDER}/{name}")
    return file


def contents(wheels: Path) -> Iterator[tuple[Path, str]]:
    """Files and their places: sources as they stand, libraries in ``wheels``."""
    for name in SOURCES:
        top = ROOT / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and not set(path.parts) & set(LEFT_OUT):
                yield path, path.relative_to(ROOT).as_posix()
    for wheel in sorted(wheels.iterdir()):
        yield wheel, f"wheels/{wheel.name}"


def marks(python: str) -> dict[str, str]:
    """What the markers of a lock (PEP 508) are asked about on that system."""
    return {
        "sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64",
        "python_version": python, "python_full_version": f"{python}.0",
        "implementation_name": "cpython", "platform_python_implementation": "CPython",
    }


def requirements(lock: str, system: dict[str, str]) -> Iterator[str]:
    """The lines of a lock that hold on a system, their markers decided: pip asks them of the machine it runs on."""
    holds = False
    for line in lock.splitlines(keepends=True):
        if found := _REQUIREMENT.match(line.rstrip("\n")):
            holds = not found["marker"] or Marker(found["marker"]).evaluate(system)
            line = f"{found['name']}=={found['version']} \\\n"
        elif line[:1] not in (" ", "#", "\n"):
            raise CannotPack(f"Không hiểu một dòng của {LOCK.name}: {line.strip()}.")
        if holds and line.startswith((" ", *_LETTERS)) and not line.lstrip().startswith("#"):
            yield line


_LETTERS = tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
