"""A key in a password-protected .p12 or .pfx file."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from portal.signer.backends import HeldCertificate, PinState
from portal.signer.protocol import ProtocolError


class P12Backend:
    """One file; its certificate was noted when the file was added, since the file itself is encrypted."""

    asks_itself = False

    def __init__(self, path: Path, certificate: bytes) -> None:
        self.name = str(path)
        self._path = path
        self._certificate = certificate
        self._key: rsa.RSAPrivateKey | None = None

    def certificates(self) -> list[HeldCertificate]:
        """The one certificate, if the file is still there."""
        return [HeldCertificate(self, self._certificate, self._path.name)] if self._path.is_file() else []

    def pin_state(self, certificate: HeldCertificate) -> PinState:
        """A file does not lock itself."""
        return "good"

    def login(self, certificate: HeldCertificate, pin: str) -> None:
        """Decrypt the file."""
        self._key, found = open_p12(self._path, pin)
        if found != certificate.der:
            raise ProtocolError("no_matching_certificate", "the file was replaced")

    def sign(self, certificate: HeldCertificate, data: bytes) -> bytes:
        """Sign with the decrypted key."""
        if self._key is None:
            raise ProtocolError("token_error", "not logged in")
        return self._key.sign(data, padding.PKCS1v15(), SHA256())

    def close(self) -> None:
        """Forget the key."""
        self._key = None


def open_p12(path: Path, password: str) -> tuple[rsa.RSAPrivateKey, bytes]:
    """The RSA key in the file and its certificate (DER)."""
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise ProtocolError("no_token", str(cause)) from cause
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError as cause:
        raise ProtocolError("pin_incorrect") from cause
    except UnsupportedAlgorithm as cause:
        raise ProtocolError("bad_key_file", str(cause)) from cause
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise ProtocolError("no_matching_certificate", "no RSA key with a certificate in the file")
    return key, certificate.public_bytes(Encoding.DER)
