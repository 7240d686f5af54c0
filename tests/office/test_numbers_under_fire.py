"""32 clerks, 50 entries each in two registers, ten kills: numbers 1…n once each, nothing acknowledged is lost."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import db
from portal.office import entering, events
from portal.office.documents import Document
from portal.office.events import Event
from portal.office.people import Person
from portal.office.registers import Entry, Register
from tests.office.numbers_child import EACH, THREADS
from tests.office_fixtures import NOW, facts, found_office

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10
ALL = THREADS * EACH


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A real database file, as an installation has it."""
    db.open_file(tmp_path / "portal.db")
    db.migrate()
    found_office()
    db.database.close()
    (tmp_path / "acknowledged.txt").touch()
    yield tmp_path
    db.database.close()


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.office.numbers_child", str(folder)], cwd=ROOT)


def heard(folder: Path) -> list[tuple[str, int]]:
    """What the child said it had committed; a kill may cut the last line."""
    lines = (folder / "acknowledged.txt").read_text("utf-8").splitlines(keepends=True)
    return [(line.split()[0], int(line.split()[1])) for line in lines if line.endswith("\n") and line.count(" ") == 1]


def kill_in_the_middle(folder: Path, after: int, dice: random.Random) -> int:
    """Run until some more were acknowledged, then a random moment longer, then kill without warning."""
    child = start(folder)
    deadline = time.monotonic() + 300
    while len(heard(folder)) < after and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(dice.uniform(0, 0.05))
    child.send_signal(signal.SIGKILL)
    return child.wait()


@pytest.mark.slow
def test_numbers_survive_ten_kills(folder: Path):
    dice = random.Random(536)
    ends = [kill_in_the_middle(folder, (n + 1) * ALL // (KILLS + 2), dice) for n in range(KILLS)]
    assert ends == [-signal.SIGKILL] * KILLS
    assert len(heard(folder)) < ALL
    assert start(folder).wait(timeout=900) == 0

    db.open_file(folder / "portal.db")
    acknowledged = heard(folder)
    rows = {row.request_id: row.number for row in Entry.select()}
    assert sorted(rows.values()) == sorted([*range(1, ALL // 2 + 1)] * 2)
    for register in Register.select():
        numbers = [row.number for row in Entry.select().where(Entry.register == register).order_by(Entry.number)]
        assert numbers == list(range(1, ALL // 2 + 1))
        assert register.last_number == ALL // 2
    assert dict(acknowledged) == rows
    assert Document.select().where(Document.state == "entered").count() == ALL // 2
    assert Document.select().count() == ALL
    assert Event.select().where(Event.verb.in_(("entered", "numbered"))).count() == ALL
    assert events.first_break() is None
    assert db.database.execute_sql("PRAGMA integrity_check").fetchone() == ("ok",)
    assert the_pragmas() == ("wal", 2)

    clerk, letters = Person.by_login("vanthu"), {row.request_id: row.document for row in Entry.select()}
    entered = [(request, number) for request, number in acknowledged if int(request.partition("-")[2]) % 2 == 0]
    for request, number in entered[::40]:
        letter = Document.get_by_id(letters[request])
        assert entering.enter(letter, facts(), by=clerk, at=NOW, request_id=request).number == number


def the_pragmas() -> tuple[str, int]:
    journal = db.database.execute_sql("PRAGMA journal_mode").fetchone()[0]
    return journal, db.database.execute_sql("PRAGMA synchronous").fetchone()[0]


@pytest.mark.slow
def test_threads_take_numbers_without_gap_or_double(folder: Path):
    child = subprocess.Popen([sys.executable, "-c", FEW, str(folder)], cwd=ROOT)
    assert child.wait(timeout=600) == 0
    db.open_file(folder / "portal.db")
    assert sorted(row.number for row in Entry.select()) == sorted([*range(1, 9)] * 2)


FEW = """
import sys
from pathlib import Path
from tests.office import numbers_child
numbers_child.THREADS, numbers_child.EACH = 8, 2
numbers_child.main(Path(sys.argv[1]))
"""
