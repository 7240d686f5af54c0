"""Serving the office: one waitress process, and the worker child it starts, watches and starts again."""

import contextlib
import ctypes
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from portal import clock, db, locks
from portal.config import CHECKOUT, Settings
from portal.flows import ballast, damage, pictures, premises, searching, signing, tls, vgca, worker
from portal.flows.backup import moving_in
from portal.office import profile
from portal.web import listening, logs
from portal.web.listening import CannotListen
from portal.web.premises import premises_of, program_of

__all__ = ["CannotListen", "serve", "work"]

log = logging.getLogger("portal.serving")
LOGS = "logs"
RESTART_AFTER = 2.0
LAST_WORKER = 20.0  # seconds for the worker of a killed server to notice and go, at its low priority
NICE = 10
CACHE = -2_000  # kilobytes of the database that a connection keeps in memory, and each thread has one
M_ARENA_MAX = -8  # malloc.h of glibc
PR_SET_PDEATHSIG = 1  # prctl.h of Linux
BESIDE = "_internal"  # what a packed folder has beside its program; the one file unpacks that elsewhere


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl+C; the worker child ends with this process."""
    logs.begin(settings.data / LOGS / "web.log")
    share_one_heap()
    end_with_unpacker()
    with locks.alone(settings.data / locks.SERVE, "serve"):
        with locks.alone(settings.data / locks.WORK, "serve", within=LAST_WORKER):  # nothing is cleared under a worker
            prepare(settings)
        stopping = threading.Event()
        server = listening.listen(settings)
        signal.signal(signal.SIGTERM, leave)
        supervisor = threading.Thread(target=supervise, args=(settings, stopping), daemon=True)
        supervisor.start()
        print(f"Cổng văn bản đang chạy ở {listening.address_of(settings)} (dừng bằng Ctrl+C)", flush=True)
        tell_service_manager("READY=1")
        try:
            with temporary_files_in(settings.scratch), searching.kept_warm(premises_of(settings)):
                server.run()
        finally:
            stopping.set()
            supervisor.join(timeout=10)


def tell_service_manager(word: str) -> None:
    """What systemd waits for before a start counts as one (``Type=notify``); without it nobody is told."""
    if place := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(word.encode(), place.replace("@", "\0", 1) if place.startswith("@") else place)


def share_one_heap() -> bool:
    """Have all threads use one heap: the C library of Linux gives each its own and seldom takes memory back."""
    try:
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1))
    except (AttributeError, OSError, TypeError):  # another C library, or Windows: as it was
        return False


def end_with_unpacker() -> None:
    """Of the one file two processes run: when the one that unpacked it is killed, the server is killed with it."""
    is_one_file = getattr(sys, "frozen", False) and Path(getattr(sys, "_MEIPASS", "")).name != BESIDE
    if is_one_file and sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def leave(number: int, frame: object) -> None:
    """SIGTERM ends the server as Ctrl+C does."""
    raise SystemExit(0)


def prepare(settings: Settings) -> None:
    """Folders, schema, and the leavings of a power cut."""
    for folder in (settings.data, settings.blobs, settings.scratch, settings.search_index):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not premises.close(settings.data):
        log.warning("others on this machine may look into %s: its owner is to run chmod 700", settings.data)
    db.open_file(settings.database)
    if damage.since(settings.data):
        damage.look(settings.data, at=clock.now())  # somebody may have put it right meanwhile
    db.migrate()
    premises_of(settings).store.sweep()
    moving_in.clear(settings.data)
    profile.note_settings(chosen(settings), at=clock.now())
    if settings.is_certificate_own and tls.mend(settings.data, at=clock.now()):
        log.warning("the certificate for HTTPS was lost or damaged and is made anew")
    signing.recover(at=clock.now(), premises=premises_of(settings))
    vgca.recover(at=clock.now())
    db.database.pragma("cache_size", CACHE, permanent=True)
    db.database.close()
    empty(settings.scratch)
    pictures.sweep(premises_of(settings))
    ballast.keep(settings.data, settings.free_space_limit)


def chosen(settings: Settings) -> dict[str, str]:
    """What the settings file chose, as the trail keeps it; passwords stand in files of their own."""
    places = ("data", "search_index")
    return {f.name: str(getattr(settings, f.name)) for f in fields(Settings) if f.name not in places}


def empty(scratch: Path) -> None:
    """Remove all unfinished work but the files of signing jobs still open, which have been sorted before."""
    for left in scratch.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)  # a printer the last worker left may still be writing there
        elif not left.match("sign-*.pdf"):
            left.unlink()


def supervise(settings: Settings, stopping: threading.Event) -> None:
    """Keep one worker child alive until the server stops."""
    while not stopping.is_set():
        child = subprocess.Popen(
            worker_command(settings), stdin=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}
        )
        while child.poll() is None and not stopping.wait(0.5):
            pass
        if stopping.is_set():
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=5)
            child.kill()
            return
        log.warning("the worker ended with %s and is started again", child.returncode)
        stopping.wait(RESTART_AFTER)


def worker_command(settings: Settings) -> list[str]:
    """How this program starts itself as the worker."""
    return [*program_of(settings), "work", "--served"]


def work(settings: Settings, *, once: bool, served: bool = False) -> None:
    """Be the worker: low priority, one per data folder; a served one is gone when its server is gone."""
    logs.begin(settings.data / LOGS / "worker.log")
    stop = threading.Event()
    if not once:
        signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    if served:
        threading.Thread(target=end_with_server, daemon=True).start()
    if hasattr(os, "nice") and not once:  # whoever has the work done once waits for it
        os.nice(NICE)
    with locks.alone(settings.data / locks.WORK, "work"), temporary_files_in(settings.scratch):
        try:
            worker.run(premises_of(settings), once=once, stop=stop)
        except (OSError, *db.FAILURES) as error:  # the server starts another; what can be done at once is done
            damage.meet(error, settings.data, at=clock.now())
            raise


@contextlib.contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let temporary files of this process stand in the folder, which is emptied at the next start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def end_with_server() -> None:
    """End at once when the server at the other end of our input is gone, even by kill -9 before we had begun to look.

    What is being done is left as a kill leaves it, and done again: the next server waits for this process.
    """
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)
