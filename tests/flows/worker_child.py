"""A real worker process on an office in a folder, forked from a helper that has loaded the program already.

Run as a program with the folder: each line on standard input starts one worker and answers with its process id.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal import config, db
from portal.config import Settings
from portal.flows import mailbox, searching
from portal.flows.premises import Premises
from portal.office import outbox
from portal.office.documents import Document, PageText
from portal.office.outbox import Job
from portal.web import serving
from portal.web.premises import premises_of
from tests.office_fixtures import Staff, entered, staff

ROOT = Path(__file__).resolve().parents[2]
OF_THE_INDEX = ("index", "reindex", "check_index")


def settings_of(folder: Path) -> Settings:
    """An office that keeps everything in one folder."""
    return config.load(folder, {})


@contextlib.contextmanager
def office_in(folder: Path, image: bytes) -> Iterator[tuple[Staff, Premises]]:
    """The test office in a file, as several processes need it."""
    settings = settings_of(folder)
    settings.database.write_bytes(image)
    db.open_file(settings.database)
    searching.engine.cache_clear()
    try:
        yield staff(), premises_of(settings)
    finally:
        searching.engine.cache_clear()
        db.database.close()


class Workers:
    """Starts one worker after the other; the test kills them."""

    def __init__(self, folder: Path) -> None:
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.worker_child", str(folder)], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=(folder / "worker.log").open("w"),
        )

    def start(self) -> int:
        """The process id of a worker that has just begun."""
        print(file=self._helper.stdin, flush=True)
        return int(self._helper.stdout.readline())

    def end(self) -> None:
        """The helper goes, and what it started follows."""
        self._helper.stdin.close()
        self._helper.wait()

    @staticmethod
    def kill(pid: int) -> None:
        """As a power cut does it; back when the process is gone, so that its locks are free.

        What kills the worker five times is given up, and rightly so: on a slow machine that would be whatever comes
        first, so a job that was tried four times is let go to its end.
        """
        wait_while(at_the_last_attempt)
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 120
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.005)


def written(people: Staff, body: str, **changes: object) -> Document:
    """An entered letter with the words of its pages; the worker is asked to index it."""
    with db.atomic():
        letter = entered(people, **changes)
        PageText.put(letter, body)
        Job.delete().where(Job.kind.not_in(OF_THE_INDEX)).execute()  # there is no file to read
    return letter


def again(document_id: int) -> None:
    """The document is said to have changed."""
    with db.atomic():
        outbox.put("index", document_id)


def wait_for_the_worker() -> None:
    """Until nothing is left to index."""
    wait_while(lambda: Job.select().where(Job.kind.in_(OF_THE_INDEX)).exists())


def at_the_last_attempt() -> bool:
    """Whether a job would be given up after one kill more; a look into the mailbox is made anew at each start."""
    tried = Job.attempts >= outbox.ATTEMPTS - 1
    return bool(Job.waiting().where(tried, Job.kind != mailbox.JOB).exists())


def wait_while(so: Callable[[], bool], seconds: float = 600) -> None:
    """As long as it is so, with patience for a busy machine."""
    deadline = time.monotonic() + seconds
    while so():
        assert time.monotonic() < deadline, [(j.kind, j.state, j.last_error) for j in Job.select()]
        time.sleep(0.05)


def main(folder: Path) -> None:
    ours, line = os.pipe()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies: a killed worker is gone at once
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # it waits for children of its own
            os.close(line)  # held by the server alone: its end is what the worker waits for
            os.dup2(ours, 0)
            db.open_file(settings_of(folder).database)
            serving.work(settings_of(folder), once=False, served=True)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
