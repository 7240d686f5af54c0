"""A USB token or any other key device that comes with a PKCS #11 library."""

import ctypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from portal.signer.backends import HeldCertificate, PinState, cryptoki
from portal.signer.backends.cryptoki import CryptokiError, Module
from portal.signer.protocol import ProtocolError

Result = TypeVar("Result")

# where the makers of the tokens in use put their libraries; others are added by hand
KNOWN_LIBRARIES = {
    "win32": (
        r"C:\Windows\System32\eTPKCS11.dll",
        r"C:\Windows\System32\bit4xpki.dll",
        r"C:\Windows\System32\bit4ipki.dll",
    ),
    "linux": (
        "/usr/lib/libeTPkcs11.so",
        "/usr/lib/libbit4xpki.so",
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    ),
}


def known_libraries() -> list[Path]:
    """The makers' libraries that are installed on this machine."""
    return [path for path in map(Path, KNOWN_LIBRARIES.get(sys.platform, ())) if path.is_file()]


class Pkcs11Backend:
    """All tokens behind one library."""

    asks_itself = False

    def __init__(self, library: Path) -> None:
        self.name = str(library)
        self._module = _asked(lambda: Module(str(library)))
        self._session: ctypes.c_ulong | None = None

    def certificates(self) -> list[HeldCertificate]:
        """Certificates on every token present; none of this needs a PIN."""
        found: list[HeldCertificate] = []
        for slot in _asked(self._module.slots):
            try:
                found += self._on_token(slot)
            except CryptokiError:
                continue  # an empty or foreign card in one reader must not hide the token in the next
        return found

    def _on_token(self, slot: int) -> list[HeldCertificate]:
        module = self._module
        label, _ = module.token(slot)
        session = module.open_session(slot)
        try:
            handles = module.find(session, {cryptoki.CLASS: cryptoki.CERTIFICATE_OBJECT})
            read = [
                (module.attribute(session, handle, cryptoki.VALUE), module.attribute(session, handle, cryptoki.KEY_ID))
                for handle in handles
            ]
        finally:
            module.call("CloseSession", session)
        return [HeldCertificate(self, der, label, slot, key) for der, key in read if der]

    def pin_state(self, certificate: HeldCertificate) -> PinState:
        """What the token says of wrong PINs entered before."""
        _, flags = _asked(lambda: self._module.token(certificate.place))
        if flags & cryptoki.FLAG_PIN_LOCKED:
            return "locked"
        if flags & cryptoki.FLAG_PIN_FINAL_TRY:
            return "final_try"
        return "low" if flags & cryptoki.FLAG_PIN_LOW else "good"

    def login(self, certificate: HeldCertificate, pin: str) -> None:
        """Open a session on the token and give it the PIN, once."""
        self._session = session = _asked(lambda: self._module.open_session(certificate.place))
        _asked(lambda: self._module.login(session, pin))

    def sign(self, certificate: HeldCertificate, data: bytes) -> bytes:
        """Sign with the private key that carries the certificate's id."""
        session = self._session
        if session is None:
            raise ProtocolError("token_error", "not logged in")
        wanted: dict[int, bytes | int] = {
            cryptoki.CLASS: cryptoki.PRIVATE_KEY_OBJECT,
            cryptoki.KEY_ID: certificate.key,
        }
        keys = _asked(lambda: self._module.find(session, wanted))
        if not keys:
            raise ProtocolError("no_matching_certificate", "no private key with the certificate's id")
        return _asked(lambda: self._module.sign(session, keys[0], data))

    def close(self) -> None:
        """Log out, close the session and finish with the library."""
        session, self._session = self._session, None
        try:
            if session is not None:
                allowed = (cryptoki.OK, cryptoki.NOT_LOGGED_IN)
                self._module.call("Logout", session, allowed=allowed)
                self._module.call("CloseSession", session)
            self._module.close()
        except CryptokiError:
            pass  # the token was pulled out: there is nothing left to log out of


def _asked(question: Callable[[], Result]) -> Result:
    """The library's answer; its error codes become ours."""
    try:
        return question()
    except CryptokiError as refused:
        codes = {cryptoki.PIN_INCORRECT: "pin_incorrect", cryptoki.PIN_LOCKED: "pin_locked"}
        raise ProtocolError(codes.get(refused.code, "token_error"), str(refused)) from refused
