"""Whether the portal is reached over HTTPS under a name, as a browser would find it."""

import socket
import ssl
from pathlib import Path

PATIENCE = 5.0
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
