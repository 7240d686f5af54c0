"""Trying the portal's own HTTPS: one question over it, with certificates made for it and thrown away."""

import ssl
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import HTTPSConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from portal.flows import tls
from portal.rules.tls import names_of
from portal.web.listening import answered
from portal.web.tls_listener import Certificate, Listener

HERE, WORD = "127.0.0.1", "portal"
PATIENCE = 20.0  # seconds for one answer on a machine that is busy with much else


class Unheard(Exception):
    """Something else came back than was said; the argument is what came."""


def answer_over_tls(at: datetime) -> str:
    """Speak HTTPS on this machine to somebody who trusts the root alone; by which TLS library."""
    with TemporaryDirectory(prefix="portal-check-") as name, ThreadPoolExecutor(1) as caller:
        folder = Path(name)
        tls.write_root(folder, "portal check", names_of([HERE]), at)
        server = Listener(
            said, Certificate(folder / tls.SERVER), host=HERE, port=0, threads=1, asyncore_use_poll=True
        )
        try:
            asking = caller.submit(asked, server.effective_port, folder / tls.ROOT)
            while not asking.done():
                server.asyncore.loop(timeout=0.05, map=server._map, use_poll=True, count=1)
        finally:
            server.task_dispatcher.shutdown()
            server.asyncore.close_all(server._map)
        if (heard := asking.result()) != WORD:
            raise Unheard(heard)
    return ssl.OPENSSL_VERSION


def said(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The answer."""
    return answered(start_response, "200 OK", WORD)


def asked(port: int, root: Path) -> str:
    """The question, by who believes this root only."""
    line = HTTPSConnection(HERE, port, timeout=PATIENCE, context=ssl.create_default_context(cafile=root))
    try:
        line.request("GET", "/")
        return line.getresponse().read().decode()
    finally:
        line.close()
