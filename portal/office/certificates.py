"""What a certificate or a list of revoked ones says, as files carry them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portal.clock import VIETNAM
from portal.rules import errors

if TYPE_CHECKING:  # 7 MB that a process which reads no certificate never needs
    from cryptography import x509


@dataclass(frozen=True)
class Read:
    """A certificate: its bytes as DER, whose it is, who gave it and how long it holds."""

    der: bytes
    subject: str
    holder: str
    giver: str
    valid_from: datetime
    valid_until: datetime
    is_authority: bool

    @property
    def sha256(self) -> str:
        """The fingerprint."""
        return hashlib.sha256(self.der).hexdigest()


@dataclass(frozen=True)
class ReadList:
    """A list of revoked certificates: its bytes as DER, who gave it, when, and when the next one is due."""

    der: bytes
    issuer: str
    issued_at: datetime
    next_at: datetime | None

    @property
    def sha256(self) -> str:
        """The fingerprint."""
        return hashlib.sha256(self.der).hexdigest()


def read(data: bytes) -> Read:
    """A certificate, DER or PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        pem = b"-----BEGIN" in data
        found = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
        return Read(
            found.public_bytes(Encoding.DER), found.subject.rfc4514_string(), _known_as(found.subject),
            _known_as(found.issuer), _moment(found.not_valid_before_utc), _moment(found.not_valid_after_utc),
            _is_authority(found),
        )
    except ValueError as cause:
        raise errors.CertificateRefused(why="not_a_certificate") from cause


def read_authority(data: bytes) -> Read:
    """The certificate of an issuing authority; a person's is refused."""
    found = read(data)
    if not found.is_authority:
        raise errors.CertificateRefused(why="not_an_authority")
    return found


def read_revocations(data: bytes) -> ReadList:
    """A revocation list, DER or PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = x509.load_pem_x509_crl(data) if b"-----BEGIN" in data else x509.load_der_x509_crl(data)
        return ReadList(
            found.public_bytes(Encoding.DER), found.issuer.rfc4514_string(), _moment(found.last_update_utc),
            _moment(found.next_update_utc) if found.next_update_utc else None,
        )
    except ValueError as cause:
        raise errors.CertificateRefused(why="not_a_revocation_list") from cause


def _known_as(name: "x509.Name") -> str:
    """The common name and the organisation, as people know them."""
    from cryptography.x509.oid import NameOID

    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    parts = [str(attribute.value) for oid in wanted for attribute in name.get_attributes_for_oid(oid)]
    return ", ".join(parts) or name.rfc4514_string()


def _is_authority(certificate: "x509.Certificate") -> bool:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        return bool(certificate.extensions.get_extension_for_class(BasicConstraints).value.ca)
    except (ExtensionNotFound, ValueError):
        return False


def _moment(utc: datetime) -> datetime:
    """The same instant with the zone all rows are written in."""
    return utc.astimezone(VIETNAM)
