"""Ports for the servers of tests: none that the kernel hands out, and no two processes' the same."""

import os
import socket
from itertools import cycle

FIRST, EACH, PARTS = 12_000, 100, 200  # all below 32768, where Linux begins to hand them out by itself
_own = FIRST + os.getpid() % PARTS * EACH
_next = cycle(range(_own, _own + EACH))


def free_port() -> int:
    """The next port of this process nobody has: it stays free until the server that is to have it takes it."""
    for _ in range(EACH):
        if can_have(port := next(_next)):
            return port
    raise OSError(f"no port is free between {_own} and {_own + EACH}")


def can_have(port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
