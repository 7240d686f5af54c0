"""32 clerks at the real server, which is killed ten times: numbers 1…n, nothing acknowledged lost, verify good."""

import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import clock, db
from portal.adapters.blobs import BlobStore
from portal.config import Settings
from portal.flows import verifying
from portal.office import profile, sessions
from portal.office.people import Person
from portal.office.registers import Entry, Register
from tests.office.fire_clients import Acknowledged, Clerk, work
from tests.office_fixtures import found_office
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
THREADS, EACH, KILLS = 32, 50, 10



@pytest.fixture
def office(tmp_path: Path) -> Iterator[Settings]:
    """An installation on the disk with its clerk."""
    settings = Settings(data=tmp_path / "data", search_index=tmp_path / "index")
    settings.data.mkdir()
    db.open_file(settings.database)
    db.migrate()
    profile.confirm_clock(by=found_office().admin, at=clock.now())  # the server asks the real time
    db.database.close()
    yield settings
    db.database.close()


class Server:
    """The real program in a process of its own, started again after every kill."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.log = (settings.data.parent / "server.log").open("ab")
        self.command = [
            sys.executable, "-m", "portal.cli", "--data", str(settings.data), "serve", "--port", str(self.port),
        ]
        self.start()

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, stdout=self.log, stderr=self.log,
        )
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the server did not come up: {self.process.poll()}")

    def kill(self) -> None:
        """End it without warning, and start it again."""
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait() == -signal.SIGKILL
        self.start()

    def stop(self) -> None:
        """End it as its operator does."""
        self.process.terminate()
        self.process.wait(timeout=300)
        self.log.close()


@pytest.fixture
def server(office: Settings) -> Iterator[Server]:
    running = Server(office)
    yield running
    running.stop()


def clerks(office: Settings, port: int, how_many: int) -> list[Clerk]:
    """Signed-in windows of the one clerk."""
    db.open_file(office.database)
    person = Person.by_login("vanthu")
    keys = [sessions.sign_in(person, at=clock.now(), address="127.0.0.1") for _ in range(how_many)]
    db.database.close()
    return [Clerk(port, key) for key in keys]


def under_fire(office: Settings, server: Server, threads: int, each: int, kills: int) -> Acknowledged:
    """Let the clerks work and kill the server at random moments in the middle of it."""
    done, failures, dice = Acknowledged(), list[BaseException](), random.Random(536)
    at_work = [
        threading.Thread(target=work, args=(clerk, n, each, done, failures))
        for n, clerk in enumerate(clerks(office, server.port, threads))
    ]
    for thread in at_work:
        thread.start()
    for n in range(kills):
        while len(done) < (n + 1) * threads * each // (kills + 2) and not failures:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.2))
        assert failures == []
        assert any(thread.is_alive() for thread in at_work)
        server.kill()
    for thread in at_work:
        thread.join()
    assert failures == []
    return done


def check(office: Settings, done: Acknowledged, whole: int) -> None:
    """Numbers 1…n once each in both registers, every acknowledged entry there, and the trail whole."""
    db.open_file(office.database)
    rows: dict[str, list[int]] = {}
    for number, kind in Entry.select(Entry.number, Register.kind).join(Register).tuples():
        rows.setdefault(kind, []).append(number)
    assert {kind: sorted(numbers) for kind, numbers in rows.items()} == {
        kind: list(range(1, whole // 2 + 1)) for kind in ("incoming", "copies")
    }
    assert {r.kind: r.last_number for r in Register.select()} == {"incoming": whole // 2, "copies": whole // 2}
    assert len(done) == len(set(done.forms)) == whole
    assert set(done.forms) == {entry.request_id for entry in Entry.select()}
    found = verifying.verify(BlobStore(office.blobs))
    assert found.ok, found


@pytest.mark.slow
def test_the_server_is_killed_ten_times_while_32_clerks_enter(office: Settings, server: Server) -> None:
    done = under_fire(office, server, THREADS, EACH, KILLS)
    server.stop()
    check(office, done, THREADS * EACH)
