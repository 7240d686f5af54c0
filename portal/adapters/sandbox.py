"""Foreign bytes are interpreted in a child process: limited, without network, plain data back (threats.md §2.14)."""

import ctypes
import importlib
import json
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

from portal.rules.errors import FileRefused, Unreadable

MEGABYTE = 1024 * 1024
_ROOT = Path(__file__).resolve().parent.parent.parent
_SUBCOMMAND = "sandbox"
_REFUSED, _DONE = "refused", "done"
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "TESSDATA_PREFIX", "PATHEXT")


def call(
    function: str,
    args: Mapping[str, Any],
    *,
    seconds: float = 20,
    memory: int = 512 * MEGABYTE,
    output: int = 32 * MEGABYTE,
    written: int = 256 * MEGABYTE,
    settings: Mapping[str, str] | None = None,
) -> Any:
    """What ``function`` ("portal.adapters.pdf_text:read") answers for ``args``, both as JSON.

    Any error, kill or timeout in the child is ``Unreadable``; a ``FileRefused`` passes as it is.
    ``written`` bounds each file the child writes; ``settings`` are further environment variables.
    """
    limits = {"seconds": seconds, "memory": memory, "written": written}
    request = json.dumps({"function": function, "args": dict(args), "limits": limits}).encode()
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
    return [sys.executable, "-m", "portal.adapters.sandbox"]


def _start(folder: str, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
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
    if kind == _DONE:
        return value
    if kind == _REFUSED:
        raise FileRefused(why=str(value))
    raise Unreadable(str(value))


def main() -> None:
    """The child: close the doors, read one request, answer it, end."""
    _close_doors()
    answer = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)  # what a library prints does not mix with the answer
    request = json.loads(sys.stdin.buffer.read())
    _limit(**request["limits"])
    answer.write(json.dumps(_answer(request["function"], request["args"])).encode())
    answer.flush()
    os._exit(0)  # a damaged library must not get the chance to hang while tidying up


def _answer(function: str, args: dict[str, Any]) -> dict[str, Any]:
    module, _, name = function.partition(":")
    if not module.startswith("portal.adapters."):
        return {"outcome": "failed", "value": "not an adapter"}
    try:
        return {"outcome": _DONE, "value": getattr(importlib.import_module(module), name)(**args)}
    except FileRefused as refusal:
        return {"outcome": _REFUSED, "value": refusal.data.get("why", "")}
    except Unreadable as refusal:
        return {"outcome": "failed", "value": str(refusal)}
    except MemoryError:
        return {"outcome": "failed", "value": "memory"}
    except (Exception, RecursionError) as error:  # whatever a parser raises on foreign bytes means one thing
        return {"outcome": "failed", "value": f"damaged ({type(error).__name__})"}


def _close_doors() -> None:
    """No network, no new privileges, and no life without the parent, where the kernel offers it."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWNET) != 0 and libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        _keep_own_identity(user, group)


def _keep_own_identity(user: int, group: int) -> None:
    """In a user namespace of its own the process is still the same user."""
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(line, "ascii")


def _limit(seconds: float, memory: int, written: int) -> None:
    if sys.platform == "win32":
        return  # the wall clock in the parent is the only limit there
    import resource  # does not exist on Windows

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
