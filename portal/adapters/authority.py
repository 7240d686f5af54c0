"""A certificate authority for demonstrations and tests; its names say THỬ NGHIỆM, its keys stay in the data folder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID

MARK = "THỬ NGHIỆM"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        """The certificate as bytes."""
        return self.certificate.public_bytes(Encoding.DER)

    def p12(self, password: str, chain: Iterable[x509.Certificate] = ()) -> bytes:
        """Key and certificates as a password-protected file."""
        name = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        protection = serialization.BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(
            str(name).encode(), self.key, self.certificate, list(chain), protection
        )

    def key_pem(self) -> bytes:
        """The unprotected private key, for loading into a test token."""
        form = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(Encoding.PEM, form, serialization.NoEncryption())


@dataclass(frozen=True)
class Authority:
    """A root and the issuing authority under it, shaped like the Government's."""

    root: Identity
    issuing: Identity

    @property
    def anchors(self) -> list[bytes]:
        """What the administrator trusts: the issuing authority (signing.md §3)."""
        return [self.issuing.der]

    def issue(self, name: str, organisation: str, *, at: datetime, title: str = "", **options: object) -> Identity:
        """A certificate for a person or, without a title, for an agency's seal; good for three years."""
        attributes = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation)]
        attributes += [(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK)]
        attributes += [(NameOID.TITLE, title)] if title else []
        attributes += [(NameOID.COMMON_NAME, name)]
        subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])
        start, end = at - _DAY, at + 3 * 365 * _DAY
        shape = replace(Shape(subject, start, end), **options)  # type: ignore[arg-type]
        key = _new_key()
        return Identity(_certificate(shape, key, self.issuing.certificate.subject, self.issuing.key), key)

    def revocations(
        self, revoked: Iterable[tuple[Identity, datetime]] = (), *, at: datetime, days: int = 30
    ) -> bytes:
        """The issuing authority's list of revoked certificates."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.issuing.certificate.subject)
        builder = builder.last_update(at - _DAY).next_update(at + days * _DAY)
        builder = builder.add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.issuing.key.public_key())
        builder = builder.add_extension(own, critical=False)
        for identity, since in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(identity.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(since).build())
        return builder.sign(self.issuing.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Shape:
    """What varies between the certificates made here."""

    subject: x509.Name
    start: datetime
    end: datetime
    is_authority: bool = False
    may_sign: bool = True


def found(at: datetime) -> Authority:
    """A new test authority with new keys, valid for ten years."""
    span = {"start": at - 30 * _DAY, "end": at + 3650 * _DAY, "is_authority": True}
    root_name, issuing_name = _authority_name("gốc"), _authority_name("cấp phát")
    root_key, issuing_key = _new_key(), _new_key()
    root = _certificate(Shape(root_name, **span), root_key, root_name, root_key)  # type: ignore[arg-type]
    issuing = _certificate(Shape(issuing_name, **span), issuing_key, root_name, root_key)  # type: ignore[arg-type]
    return Authority(Identity(root, root_key), Identity(issuing, issuing_key))


def _authority_name(which: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{MARK}, không có giá trị pháp lý"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Cơ quan chứng thực {which} {MARK}"),
    ])


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _certificate(
    shape: Shape, key: rsa.RSAPrivateKey, issuer: x509.Name, issuer_key: rsa.RSAPrivateKey
) -> x509.Certificate:
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(shape.subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(shape.start)
        .not_valid_after(shape.end)
        .add_extension(x509.BasicConstraints(ca=shape.is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(_usage(shape), critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(shape: Shape) -> x509.KeyUsage:
    signs = shape.may_sign and not shape.is_authority
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=not shape.may_sign,
        data_encipherment=False, key_agreement=False, key_cert_sign=shape.is_authority, crl_sign=shape.is_authority,
        encipher_only=False, decipher_only=False,
    )
