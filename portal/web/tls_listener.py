"""HTTPS spoken by waitress itself: its own channels over TLS sockets of the standard library, in its own loop.

No second server and no bytes carried from one to another: whoever does not finish the handshake waits alone, the
client's address stays, and keep-alive, limits and slow readers are waitress's.  Measured beside it, cheroot stood
still for 30 seconds before three unfinished handshakes, and a relay by asyncio took twice the processor time.  It
rests on the inside of waitress, which the lock holds to one release.
"""

import logging
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

log = logging.getLogger("portal.tls")
HANDSHAKE = 10.0  # seconds a client has for it
RECORD = 16 * 1024  # the most a TLS record holds; reading less would leave some where the poll does not see it
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # of TLS 1.2; those of 1.3 are all good
WAITING = (ssl.SSLWantReadError, ssl.SSLWantWriteError)


class OneAtATime(ssl.SSLSocket):
    """A connection whose state the loop and the thread of a request never touch at the same moment."""

    turn: threading.Lock

    def recv(self, size: int = 1024, flags: int = 0) -> bytes:
        """Read; never past TLS."""
        with self.turn:
            self.require_tls()
            return super().recv(size, flags)

    def send(self, data: Any, flags: int = 0) -> int:
        """Write as much as goes now; never past TLS."""
        with self.turn:
            self.require_tls()
            return super().send(data, flags)

    def require_tls(self) -> None:
        """A connection closed by the other thread would else be read and written as it is."""
        if self._sslobj is None:  # type: ignore[attr-defined]
            raise ConnectionAbortedError("closed")


class Certificate:
    """The certificate to speak with: read again once its file is another, so that a renewal needs no restart."""

    def __init__(self, chain: Path, key: Path | None = None) -> None:
        self.chain, self.key = chain, key
        self.seen = self.stamp()
        self.context = self.read()

    def stamp(self) -> tuple[int, ...]:
        """What tells one state of the files from another."""
        found = [file.stat() for file in (self.chain, self.key) if file]
        return tuple(number for one in found for number in (one.st_mtime_ns, one.st_ino, one.st_size))

    def read(self) -> ssl.SSLContext:
        """TLS 1.2 or 1.3 with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(CIPHERS)
        context.set_alpn_protocols(["http/1.1"])
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.sslsocket_class = OneAtATime
        context.load_cert_chain(self.chain, self.key)
        return context

    def current(self) -> ssl.SSLContext:
        """As the files are now, or, while they cannot be used, as they were."""
        try:
            if (now := self.stamp()) != self.seen:
                self.seen = now
                self.context = self.read()
                log.info("the certificate was read again")
        except OSError:
            log.exception("the certificate cannot be read; the one before stays in use")
        return self.context


class Channel(HTTPChannel):
    """One connection: the handshake first, a step at a time, then as always."""

    is_shaken = False
    wants_to_write = False

    def readable(self) -> bool:
        """What the loop waits for; in the handshake whatever TLS asked for."""
        return super().readable() if self.is_shaken else not self.wants_to_write

    def writable(self) -> bool:
        """The same for writing."""
        return bool(super().writable() or self.wants_to_write)

    def handle_read(self) -> None:
        """Something came in."""
        if not self.is_shaken:
            self.shake()
            return
        try:
            data = self.recv(self.adj.recv_bytes)
        except WAITING:
            return
        except OSError:
            self.handle_close()
            return
        if data:
            self.last_activity = time.time()
            self.received(data)

    def handle_write(self) -> None:
        """Something may go out."""
        if self.wants_to_write:
            self.shake()
        else:
            super().handle_write()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Some of the data, none while TLS waits; what else goes wrong the caller closes for."""
        try:
            return int(super().send(data, do_close))
        except WAITING:
            return 0

    def shake(self) -> None:
        """The next step of the handshake."""
        self.wants_to_write = False
        if self.socket is None:
            return
        try:
            self.socket.do_handshake()
            self.is_shaken = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLWantWriteError:
            self.wants_to_write = True
        except OSError:  # not TLS, no cipher in common, a certificate refused, or gone
            self.handle_close()


class Listener(TcpWSGIServer):
    """The port for HTTPS, with a loop and threads of its own or with those of the waitress server ``beside``."""

    channel_class = Channel

    def __init__(
        self, app: Callable[..., Any], certificate: Certificate, *, beside: Any = None, **words: Any
    ) -> None:
        self.certificate = certificate
        words |= {"url_scheme": "https", "recv_bytes": RECORD, "cleanup_interval": 5, "log_socket_errors": False}
        adjustments = Adjustments(**words)
        shared = (beside._map, beside.task_dispatcher) if beside else ({}, None)
        super().__init__(app, shared[0], dispatcher=shared[1], adj=adjustments, sockinfo=adjustments.listen[0])

    def accept(self) -> Any:
        """The next connection, its handshake still to come."""
        found = super().accept()
        if found is None:
            return None
        plain, address = found
        plain.setblocking(False)
        secured: Any = self.certificate.current().wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        secured.turn = threading.Lock()
        return secured, address

    def maintenance(self, now: float) -> None:
        """Close what is idle, and much sooner what does not finish its handshake."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if not channel.is_shaken and channel.creation_time < now - HANDSHAKE:
                channel.will_close = True
