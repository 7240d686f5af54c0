"""``portal import FILE --register CODE``: an old book on the console, killed and gone on with."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal import db
from portal.flows import old_books
from portal.office.book_imports import BookImport
from portal.office.documents import Document
from portal.office.registers import Register
from tests.flows.test_old_books import row, table

ROOT = Path(__file__).resolve().parents[2]
# The command, which stops with the rows of its second batch written and not yet committed.
HELD_UP = """
import sys, time
from portal import cli
from portal.flows import old_books
write, written = old_books.write, []
def write_and_stop(*words):
    written.append(write(*words))
    if len(written) == 2:
        time.sleep(3600)
old_books.write = write_and_stop
cli.main(sys.argv[1:])
"""


@pytest.fixture
def office(tmp_path: Path, _images: dict[str, bytes]) -> Path:
    """A data folder with the test office in it."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "portal.db").write_bytes(_images["office"])
    return data


def portal(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portal.cli", "--data", str(data), "import", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1200)


@pytest.mark.slow
def test_a_book_is_rehearsed_and_then_taken(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "so.csv"
    file.write_bytes(table(row(1), row(2), row("x")))
    tried = portal(office, str(file), "--register", "incoming", "--dry-run")
    assert (tried.returncode, "Sẽ nhập 2 văn bản" in tried.stdout) == (1, True)
    assert "Dòng 4, cột “Số đến”: không phải số trong sổ (“x”)." in tried.stderr
    done = portal(office, str(file), "--register", "incoming")
    assert "Đã nhập 2 văn bản; 0 dòng đã có; 1 dòng chưa nhập được." in done.stdout
    again = portal(office, str(file), "--register", "incoming")
    assert "Đã nhập 0 văn bản; 2 dòng đã có" in again.stdout
    unknown = portal(office, str(file), "--register", "khong-co")
    assert (unknown.returncode, "Các mã sổ: incoming" in unknown.stderr) == (1, True)


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on_and_nothing_is_half(office: Path, tmp_path: Path) -> None:
    rows, file = 3 * old_books.BATCH, tmp_path / "so.csv"
    file.write_bytes(table(*(row(n) for n in range(1, rows + 1))))
    command = [sys.executable, "-c", HELD_UP, "--data", str(office), "import", str(file), "--register", "incoming"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_some_are_in(office, child)
    finally:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
        child.wait()
    with opened(office) as held:
        assert held == old_books.BATCH
    done = portal(office, str(file), "--register", "incoming")
    assert done.returncode == 0, done.stderr
    with opened(office) as held:
        assert held == rows
        assert [book.state for book in BookImport.select()] == ["finished"]
        assert Register.find("incoming", 2019).last_number == rows


def wait_until_some_are_in(office: Path, child: subprocess.Popen[bytes]) -> None:
    """Come back when the first batch is in."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline and child.poll() is None:
        with opened(office) as held:
            if held:
                return
        time.sleep(0.02)
    raise AssertionError("no batch was ever seen")


class opened:
    """The number of documents in the office's database, looked at from here."""

    def __init__(self, office: Path) -> None:
        self.office = office

    def __enter__(self) -> int:
        db.open_file(self.office / "portal.db")
        return int(Document.select().count())

    def __exit__(self, *error: object) -> None:
        db.database.close()
