"""The start of the server: what a kill left behind is gone, what is still of use is not."""

import contextlib
import errno
import os
import platform
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import clock, db, locks
from portal.config import CHECKOUT, Settings
from portal.flows.health import Health
from portal.office import outbox
from portal.office.outbox import Job
from portal.web import serving
from portal.web.premises import premises_of
from tests.office_fixtures import found_office


@pytest.mark.slow
def test_a_start_removes_unfinished_work(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, search_index=tmp_path / "index")
    folder = settings.scratch / "portal-x1"
    folder.mkdir(parents=True)
    picture = tmp_path / "pages" / "aa" / "1.tmp"
    picture.parent.mkdir(parents=True)
    for file in (folder / "page.png", settings.scratch / "upload", settings.scratch / "sign-gone.signed.pdf", picture):
        file.write_bytes(b"a letter")
    serving.prepare(settings)
    assert list(settings.scratch.iterdir()) == []
    assert not picture.exists()


def test_a_start_closes_a_data_folder_that_is_open_to_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    serving.prepare(Settings(data=tmp_path, search_index=tmp_path / "index"))
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_closed_is_told_in_the_log_and_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is somebody else's, or a disk that keeps no rights."""
    tmp_path.chmod(0o755)
    settings = Settings(data=tmp_path, search_index=tmp_path / "index")
    assert Health(premises_of(settings), clock.now()).is_data_open
    with monkeypatch.context() as anothers:
        anothers.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
        serving.prepare(settings)
    assert f"may look into {tmp_path}" in caplog.text
    assert Health(premises_of(settings), clock.now()).is_data_open
    with monkeypatch.context() as vfat:
        vfat.setattr(Path, "chmod", lambda *_: None)
        assert not serving.premises.close(tmp_path)


def test_files_of_open_signing_jobs_outlive_a_start(tmp_path: Path) -> None:
    live = tmp_path / "sign-key.prepared.pdf"
    live.write_bytes(b"a letter")
    (tmp_path / "sign-folder").mkdir()
    serving.empty(tmp_path)
    assert list(tmp_path.iterdir()) == [live]


def test_temporary_files_stand_where_a_start_removes_them(tmp_path: Path) -> None:
    before = tempfile.gettempdir()
    with serving.temporary_files_in(tmp_path / "scratch"), tempfile.TemporaryDirectory() as folder:
        assert Path(folder).parent == tmp_path / "scratch"
    assert tempfile.gettempdir() == before


def test_threads_share_one_heap_where_the_c_library_can() -> None:
    assert serving.share_one_heap() is (platform.libc_ver()[0] == "glibc")


@pytest.mark.slow
def test_a_worker_whose_server_ended_before_it_could_look_ends_by_itself(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", search_index=tmp_path / "index")
    serving.prepare(settings)
    found_office()
    db.database.close()
    ours, of_the_server = os.pipe()
    os.close(of_the_server)  # killed at once
    done = subprocess.run(
        serving.worker_command(settings), stdin=ours, cwd=CHECKOUT, timeout=600, check=False, capture_output=True
    )
    os.close(ours)
    assert done.returncode == 0, done.stderr


# A worker whose next job takes an hour.
BUSY = """
import sys, time
from portal import cli
from portal.flows import worker
usual = worker.jobs
def long(*args):
    print("begun", flush=True)
    time.sleep(3600)
worker.jobs = lambda premises, at: {**usual(premises, at), "forget_files": long}
sys.exit(cli.main(["--data", sys.argv[1], "work", "--served"]))
"""


@pytest.mark.slow
def test_a_worker_in_the_middle_of_a_job_ends_with_its_server_and_the_job_is_done_again(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", search_index=tmp_path / "data" / "search_index")
    serving.prepare(settings)
    found_office()
    outbox.put("forget_files", "0" * 64)
    child = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(settings.data)], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == b"begun\n"
        with pytest.raises(locks.Taken), locks.whole(settings.data, "serve"):
            pass
        child.stdin.close()  # as the kernel does when the server is killed
        try:
            child.wait(timeout=120)
        finally:
            child.kill()
    with locks.whole(settings.data, "serve"):
        assert outbox.recover("the next") == 1
    db.database.close()


def test_a_start_is_not_held_up_by_who_still_writes_into_unfinished_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "portal-x1" / "page.png"
    page.parent.mkdir()
    page.write_bytes(b"a letter")

    def not_empty(path: object, **more: object) -> None:  # a printer the last worker left wrote one more file
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(os, "rmdir", not_empty)
        serving.empty(tmp_path)
    assert not page.exists()
    serving.empty(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_worker_that_was_killed_comes_back_by_itself_and_does_what_waited(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", search_index=tmp_path / "index")
    serving.prepare(settings)
    found_office()
    stopping = threading.Event()
    keeper = threading.Thread(target=serving.supervise, args=(settings, stopping))
    keeper.start()
    try:
        until(lambda: worker_in(settings) != 0)
        killed = worker_in(settings)
        os.kill(killed, signal.SIGKILL)
        outbox.put("forget_files", "0" * 64)
        until(lambda: not Job.select().where(Job.kind == "forget_files").exists())
        assert worker_in(settings) not in (0, killed)
        assert not Health(premises_of(settings), clock.now()).is_worker_away
    finally:
        stopping.set()
        keeper.join()
        db.database.close()


def worker_in(settings: Settings) -> int:
    """The number of the process that said last that it works on this data; 0 before the first."""
    said = settings.data / locks.WORK
    pid = said.read_text("utf-8").partition(" ")[0] if said.exists() else ""
    return int(pid or 0)


def until(done: Callable[[], bool], seconds: float = 180) -> None:
    """Wait for it; the deadline is far beyond what a slow machine takes."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_the_pages_start_without_what_only_some_acts_need(tmp_path: Path) -> None:
    heavy = (
        *("pyhanko", "asn1crypto", "cryptography", "reportlab", "PIL", "lxml"),
        *("docx", "pypdfium2", "holidays", "rapidfuzz", "xlsxwriter"),
    )
    told = "\n".join((
        "import sys, portal.web.serving",
        "from portal import config",
        "from portal.cli import serving",
        "serving.open_office = serving.run = lambda settings: None",
        f"serving.start(config.load({str(tmp_path)!r}))",  # the command loads parts of the portal by itself
        f"print([name for name in {heavy} if name in sys.modules])",
    ))
    done = subprocess.run([sys.executable, "-c", told], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# The one file as it runs: who unpacked it waits for who serves.
ONE_FILE = """
import os, sys, time
from portal.web import serving
if os.fork():
    time.sleep(3600)
sys.frozen, sys._MEIPASS = True, sys.argv[1]
serving.end_with_unpacker()
print(os.getpid(), flush=True)
time.sleep(3600)
"""


def test_the_server_of_the_one_file_ends_when_its_unpacker_is_killed(tmp_path: Path) -> None:
    words = [sys.executable, "-c", ONE_FILE, str(tmp_path)]
    with subprocess.Popen(words, cwd=CHECKOUT, stdout=subprocess.PIPE) as unpacker:
        assert unpacker.stdout is not None
        server = int(unpacker.stdout.readline())
        unpacker.kill()
        try:
            assert select.select([unpacker.stdout], [], [], 120)[0], "the server lives and holds the pipe"
            assert unpacker.stdout.read() == b""
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, signal.SIGKILL)


def test_systemd_is_told_when_pages_can_be_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    serving.tell_service_manager("READY=1")  # nobody waits
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as waiting:
        waiting.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        serving.tell_service_manager("READY=1")
        waiting.settimeout(300)
        assert waiting.recv(64) == b"READY=1"
