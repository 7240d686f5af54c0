"""An office made to be measured: one clerk, and an archive of the wanted size, imported and indexed."""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal import clock, config, db
from portal.bench.arguments import FEWEST, at_least
from portal.config import Settings
from portal.flows import founding, importing
from portal.office import accounts
from portal.rules.roles import Role
from portal.samples.corpus import iter_docs

SEED = 7
LOGIN = "vanthu"
KEY = "bench.json"


@dataclass(frozen=True)
class BenchOffice:
    """Where the office lies and how its clerk signs in."""

    settings: Settings
    password: str
    documents: int


class Lines:
    """Lines made one by one, read as the import reads a file."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)

    def readline(self, limit: int, /) -> bytes:
        """The next line; nothing at the end."""
        return next(self._lines, b"")


def parser(command: str, *, n: int) -> argparse.ArgumentParser:
    """The arguments of a measurement on such an office, for it to add its own."""
    asked = argparse.ArgumentParser(prog=f"portal bench {command}")
    asked.add_argument("--n", metavar="SỐ", type=at_least(FEWEST), default=n, help="số văn bản của kho")
    asked.add_argument(
        "--folder", metavar="THƯ_MỤC", type=Path, help="lập cơ quan ở đây và giữ lại; đã lập thì dùng lại"
    )
    return asked


@contextmanager
def wanted(chosen: argparse.Namespace) -> Iterator[BenchOffice]:
    """The office these arguments name, in the folder they name or in one that is gone afterwards."""
    if chosen.folder is not None:
        yield office(chosen.folder, chosen.n)
        return
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        yield office(Path(name) / "data", chosen.n)


def office(folder: Path, n: int) -> BenchOffice:
    """The office in the folder, made now unless it is there already with as many documents."""
    settings = config.load(folder)
    key = folder / KEY
    if not key.exists():
        make(settings, n)
    known = json.loads(key.read_text("utf-8"))
    if known["documents"] != n:
        raise ValueError(f"{folder}: {known['documents']} văn bản, không phải {n}; hãy chọn thư mục khác.")
    db.open_file(settings.database)
    db.migrate()
    return BenchOffice(settings, known["password"], n)


def make(settings: Settings, n: int) -> None:
    """Found the office, import the archive, build the index."""
    password, now = secrets.token_urlsafe(18), clock.now()
    admin = founding.found_office(
        settings.database, name="UBND xã An Lạc", code="H99.01.12", place="An Lạc", admin="Hoàng Minh Ý",
        login="quantri", password=secrets.token_urlsafe(18), at=now,
    )
    accounts.hire("Lê Thị Hòa", LOGIN, Role.CLERK, password=password, by=admin, at=now)
    began = os.times()
    importing.import_lines(Lines(archive(n)), by=None, at=now)
    say("nhập", n, began)
    began = os.times()
    subprocess.run(program(settings, "work", "--once"), check=True)
    say("lập chỉ mục", n, began)
    handle = os.open(settings.data / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump({"documents": n, "password": password}, out)


def archive(n: int) -> Iterator[bytes]:
    """The synthetic archive, one line a document, nothing kept in memory."""
    for doc in iter_docs(n, SEED):
        yield json.dumps(doc, ensure_ascii=False).encode() + b"\n"


def program(settings: Settings, *words: str) -> list[str]:
    """A command of this program on the office's folder."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "portal.cli"]
    return [*own, "--data", str(settings.data), "--search-index", str(settings.search_index), *words]


def say(what: str, n: int, began: os.times_result) -> None:
    """How long a step of the preparation took, with the time of children."""
    now = os.times()
    cpu = sum(now[:4]) - sum(began[:4])
    print(f"{what}: {n} văn bản, {cpu:.1f} giây CPU, {now.elapsed - began.elapsed:.1f} giây", flush=True)
