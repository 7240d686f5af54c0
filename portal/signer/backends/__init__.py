"""Places where a private key may live; a module here offers one kind, and all answer the same four calls."""

from dataclasses import dataclass
from typing import Literal, Protocol

PinState = Literal["good", "low", "final_try", "locked"]


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate whose private key the backend holds; ``place`` and ``key`` mean something to it alone."""

    backend: "Backend"
    der: bytes
    label: str
    place: int = 0
    key: bytes = b""


class Backend(Protocol):
    """A key store.  The PIN is given once; a backend never tries it a second time."""

    name: str
    asks_itself: bool  # whether a window of its maker asks for the PIN, so that this program must not

    def certificates(self) -> list[HeldCertificate]:
        """What can sign here, as far as it shows without a PIN."""

    def pin_state(self, certificate: HeldCertificate) -> PinState:
        """How near the store is to locking itself."""

    def login(self, certificate: HeldCertificate, pin: str) -> None:
        """Open the key; a wrong PIN raises ``pin_incorrect`` or ``pin_locked``."""

    def sign(self, certificate: HeldCertificate, data: bytes) -> bytes:
        """An RSA PKCS #1 v1.5 signature with SHA-256 over ``data``."""

    def close(self) -> None:
        """Log out and let go."""
