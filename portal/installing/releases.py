"""Releases side by side, each in a folder with its number, and the link that says which one runs."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from portal.durable import make_durable
from portal.installing import archive
from portal.installing.plan import Plan, Stopped

PACKED = ("portal", "_internal")
SOURCES = ("app.py", "pyproject.toml", "portal", "templates", "static", ".venv")  # what runs from a checkout
PART = ".part"


def words(folder: Path) -> list[str]:
    """How the program in a folder is started: as it was packed, or by the Python it brought along."""
    if is_packed(folder):
        return [str(folder / "portal")]
    if (folder / "app.py").is_file() and (folder / ".venv" / "bin" / "python").exists():
        return [str(folder / ".venv" / "bin" / "python"), str(folder / "app.py")]
    raise Stopped("no_program", folder=folder)


def is_packed(folder: Path) -> bool:
    """Whether the program stands there as the build packs it."""
    return (folder / "portal").is_file() and (folder / "_internal").is_dir()


def parts(folder: Path) -> list[Path]:
    """What of a folder is the program; data made while trying it beside it is not."""
    words(folder)
    names = PACKED if is_packed(folder) else SOURCES
    return [folder / name for name in names if (folder / name).exists()]


def place(plan: Plan, source: Path) -> Path:
    """Take a release in from an archive or a folder; it has its number once it stands there whole."""
    plan.releases.mkdir(parents=True, exist_ok=True)
    for left in plan.releases.glob(f"*{PART}"):
        shutil.rmtree(left)
    target = plan.releases / str(max(numbers(plan), default=0) + 1)
    part = target.with_name(target.name + PART)
    try:
        if source.is_dir():
            copy(source, part)
        else:
            archive.unpack(source, part)
        words(part)
        open_to_read(part)
        os.sync()  # every file of it is on the disk before it has its name
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    make_durable(plan.releases)
    return target


def copy(source: Path, target: Path) -> None:
    """The program of a folder, links as links; what Python compiled comes along, nobody could write it there."""
    target.mkdir()
    for part in parts(source):
        if part.is_dir() and not part.is_symlink():
            shutil.copytree(part, target / part.name, symlinks=True)
        else:
            shutil.copy2(part, target / part.name, follow_symlinks=False)


def open_to_read(folder: Path) -> None:
    """Everybody may read and run it, only its owner may change it."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def numbers(plan: Plan) -> list[int]:
    """The numbers given so far."""
    return sorted(int(folder.name) for folder in plan.releases.glob("*") if folder.name.isdigit())


def switch(plan: Plan, release: Path) -> None:
    """Have the link name another release: one step, the old one or the new one at any moment."""
    new = plan.current.with_name(plan.current.name + PART)
    new.unlink(missing_ok=True)
    new.symlink_to(release.relative_to(plan.home))
    os.replace(new, plan.current)
    make_durable(plan.home)


def running(plan: Plan) -> Path:
    """The release the link names."""
    return plan.releases / plan.current.readlink().name


def forget_all_but(plan: Plan, before: Path) -> None:
    """Keep the release in use and the one that was in use before it."""
    for number in numbers(plan):
        if (folder := plan.releases / str(number)) not in (running(plan), before):
            shutil.rmtree(folder)


def is_same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same program, byte for byte."""
    return digest(one) == digest(other)


def digest(folder: Path) -> str:
    """One hash over names and bytes of a program."""
    total = hashlib.sha256()
    for path in files(folder):
        total.update(str(path.relative_to(folder)).encode())
        with path.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


def files(folder: Path) -> Iterator[Path]:
    """The files of a program, links and what running it leaves behind left out."""
    for part in parts(folder):
        for path in [part] if part.is_file() else sorted(part.rglob("*")):
            if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
                yield path
