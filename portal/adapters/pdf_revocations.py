"""Whether a certificate was revoked, from the lists at hand; an outdated list proves nothing good."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from asn1crypto import crl, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_crl

Status = Literal["good", "revoked", "unknown"]
# a list that covers part of the certificates or reasons, or that names other issuers, cannot say "good"
_PARTIAL = {"issuing_distribution_point", "delta_crl_indicator"}


def status(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Iterable[crl.CertificateList],
    moment: datetime,
    now: datetime,
) -> Status:
    """At ``moment``; what any list of the issuer revokes stays revoked, only a list still in force says good."""
    answer: Status = "unknown"
    for entry in lists:
        if entry.issuer != certificate.issuer or not _signed_by(entry, issuer):
            continue
        if _revokes(entry, certificate, moment):
            return "revoked"
        if _in_force(entry, now):
            answer = "good"
    return answer


def _revokes(entry: crl.CertificateList, certificate: x509.Certificate, moment: datetime) -> bool:
    return any(
        row["user_certificate"].native == certificate.serial_number and row["revocation_date"].native <= moment
        for row in entry["tbs_cert_list"]["revoked_certificates"] or ()
    )


def _in_force(entry: crl.CertificateList, now: datetime) -> bool:
    body = entry["tbs_cert_list"]
    extensions = {extension["extn_id"].native for extension in body["crl_extensions"] or ()}
    following = body["next_update"].native
    return not extensions & _PARTIAL and (following is None or following >= now)


def _signed_by(entry: crl.CertificateList, issuer: x509.Certificate) -> bool:
    try:
        key = serialization.load_der_public_key(issuer.public_key.dump())
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            return False
        return load_der_x509_crl(entry.dump()).is_signature_valid(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
