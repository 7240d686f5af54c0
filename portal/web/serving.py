"""Serving the office: one waitress process, and the worker child it starts, watches and starts again."""

import contextlib
import ctypes
import errno
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from waitress import create_server

from portal import clock, db, locks
from portal.config import CHECKOUT, Settings
from portal.flows import pictures, searching, signing, vgca, worker
from portal.office import profile
from portal.web import create_app
from portal.web.premises import premises_of

log = logging.getLogger("portal.serving")
RESTART_AFTER = 2.0
NICE = 10
M_ARENA_MAX = -8  # malloc.h of glibc


class AlreadyRunning(OSError):
    """Another process serves this data folder."""


class CannotListen(OSError):
    """The address or the port cannot be had."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl+C; the worker child ends with this process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    share_one_heap()
    with only_one(settings.data / "serve.lock"):
        prepare(settings)
        stopping = threading.Event()
        server = listening(settings)
        signal.signal(signal.SIGTERM, leave)
        supervisor = threading.Thread(target=supervise, args=(settings, stopping), daemon=True)
        supervisor.start()
        print(f"Cổng văn bản đang chạy ở http://{settings.host}:{settings.port} (dừng bằng Ctrl+C)", flush=True)
        try:
            with temporary_files_in(settings.scratch), searching.kept_warm(premises_of(settings)):
                server.run()
        finally:
            stopping.set()
            supervisor.join(timeout=10)


def share_one_heap() -> bool:
    """Have all threads use one heap: the C library of Linux gives each its own and seldom takes memory back."""
    try:
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1))
    except (AttributeError, OSError, TypeError):  # another C library, or Windows: as it was
        return False


def listening(settings: Settings) -> Any:
    """The server with its port open."""
    app = create_app(settings)
    try:
        return create_server(
            app, host=settings.host, port=settings.port, threads=settings.threads, connection_limit=1000,
            asyncore_use_poll=True, ident="", max_request_body_size=settings.request_limit, **proxy_words(settings),
        )
    except OSError as cause:
        raise CannotListen(cause.errno, settings.host, settings.port) from cause
    except ValueError as cause:  # what waitress makes of a name that leads nowhere
        raise CannotListen(errno.EADDRNOTAVAIL, settings.host, settings.port) from cause


def leave(number: int, frame: object) -> None:
    """SIGTERM ends the server as Ctrl+C does."""
    raise SystemExit(0)


def proxy_words(settings: Settings) -> dict[str, object]:
    """Believe a front's headers only when it is named."""
    if not settings.trusted_proxy:
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy, "clear_untrusted_proxy_headers": True,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
    }


def prepare(settings: Settings) -> None:
    """Folders, schema, and the leavings of a power cut."""
    for folder in (settings.data, settings.blobs, settings.scratch, settings.search_index):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.open_file(settings.database)
    db.migrate()
    premises_of(settings).store.sweep()
    profile.note_settings(chosen(settings), at=clock.now())
    signing.recover(at=clock.now(), premises=premises_of(settings))
    vgca.recover(at=clock.now())
    db.database.close()
    empty(settings.scratch)
    pictures.sweep(premises_of(settings))


def chosen(settings: Settings) -> dict[str, str]:
    """What the settings file chose, as the trail keeps it; passwords stand in files of their own."""
    places = ("data", "search_index")
    return {f.name: str(getattr(settings, f.name)) for f in fields(Settings) if f.name not in places}


def empty(scratch: Path) -> None:
    """Remove all unfinished work but the files of signing jobs still open, which have been sorted before."""
    for left in scratch.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        elif not left.match("sign-*.pdf"):
            left.unlink()


@contextlib.contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Hold the lock of a data folder, or say that somebody else does."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a+") as handle:
        if not locks.take(handle):
            raise AlreadyRunning(f"Một tiến trình khác đang dùng thư mục {file.parent}.")
        yield


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
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "portal.cli"]
    return [*own, "--data", str(settings.data), "--search-index", str(settings.search_index), "work", "--served"]


def work(settings: Settings, *, once: bool, served: bool = False) -> None:
    """Be the worker: low priority, one per data folder; a served one is gone when its server is gone."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stop = threading.Event()
    if not once:
        signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    if served:
        threading.Thread(target=end_with_server, args=(stop,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    with only_one(settings.data / "work.lock"), temporary_files_in(settings.scratch):
        worker.run(premises_of(settings), once=once, stop=stop)


@contextlib.contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let temporary files of this process stand in the folder, which is emptied at the next start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def end_with_server(stop: threading.Event) -> None:
    """Stop when the server at the other end of our input is gone, even by kill -9 before we had begun to look."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()
