"""The child of ``portal.adapters.sandbox``: gives up what it can, answers one request, ends."""

import ctypes
import importlib
import json
import os
import signal
import sys
from typing import Any

from portal.adapters.tools import LIBRARIES
from portal.rules.errors import FileRefused, Unreadable

REFUSED, DONE, FAILED = "refused", "done", "failed"
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LONGEST_CAUSE = 300
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def main() -> None:
    """The child: read one request of its parent, close the doors, answer it, end."""
    request = json.loads(sys.stdin.buffer.read())
    os.environ.pop(LIBRARIES, None)  # it was read when this process began; programs of the machine have their own
    _close_doors(network=request["network"])
    answer = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)  # what a library prints does not mix with the answer
    _limit(**request["limits"])
    answer.write(json.dumps(_answer(request["function"], request["args"])).encode())
    answer.flush()
    os._exit(0)  # a damaged library must not get the chance to hang while tidying up


def _answer(function: str, args: dict[str, Any]) -> dict[str, Any]:
    module, _, name = function.partition(":")
    if not module.startswith("portal.adapters."):
        return {"outcome": FAILED, "value": "not an adapter"}
    try:
        return {"outcome": DONE, "value": getattr(importlib.import_module(module), name)(**args)}
    except FileRefused as refusal:
        return {"outcome": REFUSED, "value": refusal.data.get("why", "")}
    except Unreadable as refusal:
        return {"outcome": FAILED, "value": str(refusal)}
    except MemoryError:
        return {"outcome": FAILED, "value": "memory"}
    except (Exception, RecursionError) as error:  # whatever a parser raises on foreign bytes means one thing
        return {"outcome": FAILED, "value": "damaged", "cause": f"{type(error).__name__}: {error}"[:_LONGEST_CAUSE]}


def _close_doors(*, network: bool) -> None:
    """No network unless it is the task, no new privileges, no life without the parent, where the kernel offers it."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if network:
        return
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWNET) != 0 and libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        _keep_own_identity(user, group)


def _keep_own_identity(user: int, group: int) -> None:
    """In a user namespace of its own the process is still the same user."""
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(line)


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


def doors() -> dict[str, Any]:
    """What this child can still reach, for ``portal check``: networks, most memory, environment."""
    networks, memory = None, None
    if sys.platform.startswith("linux"):
        with open("/proc/self/net/dev", encoding="ascii") as devices:
            names = [line.partition(":")[0].strip() for line in list(devices)[2:]]
        networks = [name for name in names if name != "lo"]
    if sys.platform != "win32":
        import resource

        memory = resource.getrlimit(resource.RLIMIT_AS)[1]
    return {"networks": networks, "memory": memory, "environment": sorted(os.environ)}


if __name__ == "__main__":
    main()
