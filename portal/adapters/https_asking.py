"""Whether the portal is reached over HTTPS under a name, as a browser would find it."""

import socket
import ssl
from pathlib import Path

PATIENCE = 5.0
FLIGHTS = 10  # of words there and back; a handshake has three at most
ANY_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, for which the standard library has no name
ASKED = "GET /healthz HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"


def answers(address: str, port: int, name: str, root: Path | None) -> bool:
    """Whether who answers there under TLS is the portal; proved by the root, where it is the office's own."""
    context = ssl.create_default_context(cafile=str(root) if root else None)
    if root is None:  # whether the PCs believe a certificate from elsewhere cannot be found out here
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((address, port), timeout=PATIENCE) as line,
            context.wrap_socket(line, server_hostname=name) as covered,
        ):
            covered.sendall(ASKED.format(name=name).encode("ascii"))
            return covered.recv(64).split()[1:2] == [b"200"]
    except (OSError, ValueError):
        return False


def believes(root: Path, server: Path) -> bool:
    """Whether who trusts the root alone would speak TLS with key and certificate of a file, were it their time.

    A whole handshake in memory: any damage to either shows, and the library that reads certificates is not loaded.
    """
    try:
        return shaken(serving_with(server), trusting(root))
    except (OSError, ValueError):
        return False


def is_pair(server: Path) -> bool:
    """Whether a file has a certificate and the key that belongs to it."""
    try:
        serving_with(server)
    except (OSError, ValueError):
        return False
    return True


def serving_with(server: Path) -> ssl.SSLContext:
    """The side that shows the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server, password="")  # a locked key would else be asked for at the terminal
    return context


def trusting(root: Path) -> ssl.SSLContext:
    """The side that looks at it, whatever it is called."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ANY_TIME
    context.load_verify_locations(root)
    return context


def shaken(serving: ssl.SSLContext, asking: ssl.SSLContext) -> bool:
    """A handshake without a network; raises ssl.SSLError where either side refuses."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [asking.wrap_bio(back, there), serving.wrap_bio(there, back, server_side=True)]
    for _ in range(FLIGHTS):
        for side in list(sides):
            try:
                side.do_handshake()
                sides.remove(side)
            except ssl.SSLWantReadError:
                pass
    return not sides
