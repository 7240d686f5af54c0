"""Certificates for HTTPS: a root of the office's own that may speak for little, and the server's under it."""

import contextlib
import ipaddress
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.durable import make_durable
from portal.rules.tls import BACKDATED, HOST, ROOT_YEARS, Names, Reach, leaf_until

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

SUBJECT = "Máy chủ cổng văn bản"  # no host name: beside addresses alone OpenSSL would hold it to the limits for names
SIOCGIFADDR = 0x8915  # linux/sockios.h
LONGEST_NAME = 64  # of a part of a certificate's name (X.520)


@dataclass(frozen=True)
class Facts:
    """What stands in a certificate."""

    names: Names
    since: datetime
    until: datetime
    issuer: str
    fingerprint: str
    reach: Reach


def own_names() -> list[str]:
    """This machine's name, and its address in each kind of private network; nothing is sent to find out."""
    found = ["localhost", "127.0.0.1", socket.gethostname()]
    for elsewhere in ("10.255.255.254", "172.31.255.254", "192.168.255.254"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
            probe.connect((elsewhere, 9))
            found.append(probe.getsockname()[0])
    found += card_addresses()
    return [name for name in dict.fromkeys(found) if HOST.fullmatch(name.lower()) and not name.isdigit()]


def card_addresses() -> list[str]:
    """The private IPv4 address of each network card, also in a LAN without a way out; Linux alone tells it so."""
    if sys.platform != "linux":
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, card in socket.if_nameindex():
            with contextlib.suppress(OSError):  # a card without an address
                answer = fcntl.ioctl(asking, SIOCGIFADDR, card.encode()[:15].ljust(256, b"\0"))
                found.append(ipaddress.IPv4Address(answer[20:24]))
    return [str(one) for one in found if one.is_private and not one.is_loopback and not one.is_link_local]


def make_root(office: str, reach: Reach, *, at: datetime) -> tuple[bytes, bytes]:
    """A root for servers only, held to the reach; certificate and key as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, office[:LONGEST_NAME]),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Chứng thư gốc cổng văn bản, lập {at:%d/%m/%Y %H:%M:%S}"),
    ])
    permitted: list[x509.GeneralName] = [x509.DNSName(host) for host in reach.hosts]
    permitted += [x509.IPAddress(network) for network in reach.networks]
    builder = _begun(name, name, key, at).not_valid_after(at.replace(year=at.year + ROOT_YEARS, day=min(at.day, 28)))
    builder = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(for_root=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
    )
    return _pem(_signed(builder, key)), _key_pem(key)


def make_leaf(root_pem: bytes, root_key_pem: bytes, names: Names, *, at: datetime) -> bytes:
    """Key, certificate and root in one PEM, so that a reader never finds the one without the other."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from cryptography.x509.oid import NameOID

    root: Any = x509.load_pem_x509_certificate(root_pem)
    root_key: Any = load_pem_private_key(root_key_pem, None)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SUBJECT)])
    for_all: list[x509.GeneralName] = [x509.DNSName(host) for host in names.hosts]
    for_all += [x509.IPAddress(address) for address in names.addresses]
    builder = _begun(subject, root.subject, key, at)
    builder = (
        builder.not_valid_after(leaf_until(at, root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(for_root=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(for_all), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    )
    return _key_pem(key) + _pem(_signed(builder, root_key)) + root_pem


def facts(pem: bytes) -> Facts:
    """Of the first certificate in the file; ValueError when there is none."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    with reading():
        found = x509.load_pem_x509_certificates(pem)[0]
        return Facts(
            _names(found), found.not_valid_before_utc, found.not_valid_after_utc, found.issuer.rfc4514_string(),
            found.fingerprint(hashes.SHA256()).hex(), _reach(found),
        )


def root_facts(pem: bytes) -> Facts:
    """Of a root; ValueError for one that is not as it was signed."""
    from cryptography import x509

    with reading():
        root = x509.load_pem_x509_certificate(pem)
        root.verify_directly_issued_by(root)
        return facts(pem)


def is_key_of(root_pem: bytes, key_pem: bytes) -> bool:
    """Whether the key can be read and is that of a good root."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        with reading():
            key = load_pem_private_key(key_pem, None)
    except ValueError:
        return False
    return key.public_key() == x509.load_pem_x509_certificate(root_pem).public_key()


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """All that the library says of damaged bytes is a ValueError."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        yield
    except (
        TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ) as cause:
        raise ValueError(str(cause)) from cause


def keep(file: Path, content: bytes, *, is_secret: bool) -> None:
    """Write a file whole or not at all; one with a key is its owner's alone from the first byte."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if is_secret else 0o644)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
    make_durable(file.parent)


def _begun(
    subject: "x509.Name", issuer: "x509.Name", key: "EllipticCurvePrivateKey", at: datetime
) -> "x509.CertificateBuilder":
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACKDATED)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )


def _usage(*, for_root: bool) -> "x509.KeyUsage":
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not for_root, key_cert_sign=for_root, crl_sign=for_root, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )


def _signed(builder: "x509.CertificateBuilder", key: "EllipticCurvePrivateKey") -> "x509.Certificate":
    from cryptography.hazmat.primitives import hashes

    return builder.sign(key, hashes.SHA256())


def _pem(certificate: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: "EllipticCurvePrivateKey") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _names(found: "x509.Certificate") -> Names:
    from cryptography import x509

    try:
        listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return Names()
    addresses = (ipaddress.ip_address(str(one)) for one in listed.get_values_for_type(x509.IPAddress))
    return Names(tuple(listed.get_values_for_type(x509.DNSName)), tuple(addresses))


def _reach(found: "x509.Certificate") -> Reach:
    from cryptography import x509

    try:
        limits = found.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    except x509.ExtensionNotFound:
        return Reach((), ())
    return Reach(
        tuple(one.value for one in limits if isinstance(one, x509.DNSName)),
        tuple(ipaddress.ip_network(str(one.value)) for one in limits if isinstance(one, x509.IPAddress)),
    )
