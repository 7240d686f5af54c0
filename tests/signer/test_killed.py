"""kill -9 at each step of a signature, at either end: the old version or the signed one, and the page says which."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, db
from portal.config import Settings
from portal.office.signing import SigningJob
from portal.signer import config, job, protocol
from portal.web import create_app
from tests.ports import free_port
from tests.signer.killed import PORTAL_STEPS, SIGNER_STEPS
from tests.signer.place import Person, Place, stopped
from tests.web.conftest import Browser

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
INTERRUPTED, EXPIRED = protocol.sentence("interrupted"), protocol.sentence("expired")


def program(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.signer.killed", *arguments], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )


class Portals:
    """A portal on a port of its own that is started again after each end, as a service is."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.running = folder, free_port(), []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, step: str = "") -> subprocess.Popen[str]:
        child = program("portal", str(self.folder), str(self.port), step)
        self.running.append(child)
        assert child.stdout.readline() == "ready\n"
        return child

    def start_again(self, seconds: float = 0) -> None:
        """Once the first has ended; the connection breaks a moment before the process is gone."""
        self.running[0].wait()
        if len(self.running) == 1:
            self.start()


@pytest.fixture
def portals(place: Place) -> Iterator[Portals]:
    made = Portals(place.premises.data)
    with contextlib.ExitStack() as ending:
        ending.callback(lambda: [(child.kill(), child.wait(), child.stdout.close()) for child in made.running])
        yield made


def shown(place: Place, key: str) -> str:
    """The page of the job, as the leader sees it."""
    settings = Settings(data=place.premises.data, search_index=place.premises.data / "index")
    return Browser(create_app(settings), settings).as_person(place.people.leader).get(f"/signing/jobs/{key}").text


@pytest.mark.parametrize("step", PORTAL_STEPS)
def test_a_portal_killed_leaves_the_old_version_or_the_signed_one_and_says_which(place, portals, monkeypatch, step):
    first = portals.start(step)
    own = replace(place.pc.portals[place.origin], origin=portals.origin)
    place = replace(place, origin=portals.origin, pc=replace(place.pc, portals={portals.origin: own}), person=Person())
    monkeypatch.setattr(job.time, "sleep", portals.start_again)
    begun = place.begin()
    if step == "before the answer":
        assert not place.sign(begun).failed
    else:
        code = "portal_unreachable" if step == "before the file is prepared" else "interrupted"
        assert stopped(lambda: place.sign(begun)) == code
    assert first.wait() == -signal.SIGKILL
    portals.start_again()
    page = shown(place, begun.job.key)
    if step == "before the answer":
        assert place.role == "signed"
        assert "Đã ký xong." in page
    elif step == "before the file is prepared":
        assert place.role == "pdf"
        assert "Chương trình ký đã nhận phiếu" in page
        assert not begin_again(place, monkeypatch, EXPIRED, begun.job.key).failed
    else:
        assert place.role == "pdf"
        assert INTERRUPTED in page
        assert not place.sign().failed
    assert list(place.premises.scratch.glob("sign-*")) == []


@pytest.mark.parametrize("step", SIGNER_STEPS)
def test_a_signer_killed_leaves_the_old_version_or_the_signed_one_and_the_page_says_which(
    place, tmp_path, monkeypatch, step
):
    config.save(place.pc, tmp_path)
    begun = place.begin()
    child = program("signer", str(tmp_path), begun.launch, step)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    if step == "after handing in":
        assert place.role == "signed"
        assert "Đã ký xong." in shown(place, begun.job.key)
        return
    assert place.role == "pdf"
    assert "Hủy lần ký này" in shown(place, begun.job.key)
    assert not begin_again(place, monkeypatch, EXPIRED, begun.job.key).failed
    assert place.role == "signed"


def begin_again(place: Place, monkeypatch: pytest.MonkeyPatch, words: str, key: str) -> job.Report:
    """Wait until the job's time is up; the page says so, and the document can be signed anew."""
    late = clock.now() + timedelta(seconds=protocol.JOB_SECONDS + 1)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: late)
        assert words in shown(place, key)
    db.database.connection()
    assert {row.state for row in SigningJob.under(key)} == {"expired"}
    return place.sign()
