"""Foreign bytes are interpreted in a child process: limited, without network, plain data back (threats.md §2.14)."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from portal.adapters.sandboxed import DONE, REFUSED, main
from portal.adapters.tools import LIBRARIES
from portal.rules.errors import FileRefused, Unreadable

__all__ = ["MEGABYTE", "call", "child_command", "main"]

MEGABYTE = 1024 * 1024
log = logging.getLogger("portal.sandbox")
_ROOT = Path(__file__).resolve().parent.parent.parent
_SUBCOMMAND = "sandbox"
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "TESSDATA_PREFIX", "PATHEXT")
# Where a frozen program has unpacked itself and its libraries stand: the child uses that instead of looking again.
_FROZEN_VARIABLES = ("_PYI_APPLICATION_HOME_DIR", "_PYI_ARCHIVE_FILE", "_PYI_PARENT_PROCESS_LEVEL", LIBRARIES)


def call(
    function: str,
    args: Mapping[str, Any],
    *,
    seconds: float = 20,
    memory: int = 512 * MEGABYTE,
    output: int = 32 * MEGABYTE,
    written: int = 256 * MEGABYTE,
    settings: Mapping[str, str] | None = None,
    network: bool = False,
) -> Any:
    """What ``function`` ("portal.adapters.pdf_text:read") answers for ``args``, both as JSON.

    Any error, kill or timeout in the child is ``Unreadable``; a ``FileRefused`` passes as it is.
    ``written`` bounds each file the child writes; ``settings`` are further environment variables; ``network`` is
    for who talks to a server whose answers are foreign bytes too.
    """
    limits = {"seconds": seconds, "memory": memory, "written": written}
    request = json.dumps({"function": function, "args": dict(args), "limits": limits, "network": network}).encode()
    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        child = _start(folder, {**dict(settings or {}), "TMPDIR": folder, "TEMP": folder, "TMP": folder})
        try:
            answer = _converse(child, request, seconds, output)
        finally:
            _stop(child)
    return _unwrap(answer)


def child_command() -> list[str]:
    """How this program starts itself as the child: from a checkout, or as one frozen file."""
    if getattr(sys, "frozen", False):
        return [sys.executable, _SUBCOMMAND]
    return [sys.executable, "-m", "portal.adapters.sandboxed"]


def _start(folder: str, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    frozen = _FROZEN_VARIABLES if getattr(sys, "frozen", False) else ()
    kept = {name: os.environ[name] for name in (*_KEPT_VARIABLES, *frozen) if name in os.environ}
    environment = {**kept, "PYTHONPATH": str(_ROOT), "PYTHONNOUSERSITE": "1", "PYTHONSAFEPATH": "1", "HOME": folder}
    own_group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return subprocess.Popen(
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**environment, **settings},
        **own_group,
    )


def _converse(child: subprocess.Popen[bytes], request: bytes, seconds: float, limit: int) -> bytes:
    """Send the request and read the answer; time and size are counted here, not believed from the child."""
    deadline = time.monotonic() + seconds
    answer = bytearray()
    reader = threading.Thread(target=_drain, args=(cast(IO[bytes], child.stdout), answer, limit), daemon=True)
    reader.start()
    try:
        cast(IO[bytes], child.stdin).write(request)
        cast(IO[bytes], child.stdin).close()
    except OSError as error:
        raise Unreadable("crash") from error
    reader.join(max(0.0, deadline - time.monotonic()))
    if reader.is_alive():
        raise Unreadable("timeout")
    if len(answer) > limit:
        raise Unreadable("too much")
    return bytes(answer)


def _drain(pipe: IO[bytes], answer: bytearray, limit: int) -> None:
    while len(answer) <= limit and (chunk := pipe.read1(65536)):  # type: ignore[attr-defined]
        answer += chunk


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; nothing of it outlives the call."""
    if sys.platform == "win32":
        if child.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError):  # the whole group has ended by itself
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe and not pipe.closed:
            with suppress(BrokenPipeError):  # the child died with part of the request unread
                pipe.close()


def _unwrap(answer: bytes) -> Any:
    try:
        outcome = json.loads(answer)
        kind, value = outcome["outcome"], outcome["value"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("crash") from error
    if kind == DONE:
        return value
    if kind == REFUSED:
        raise FileRefused(why=str(value))
    log.info("%s: %s", value, outcome.get("cause", "").partition(":")[0])  # its words may quote the file
    raise Unreadable(str(value))
