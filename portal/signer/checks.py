"""What is signed must be what was shown: the checks between the download and the key (signing.md §6)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.signer import der
from portal.signer.protocol import ProtocolError

_CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
_DATA = bytes.fromhex("06092a864886f70d010701")


@dataclass(frozen=True)
class Prepared:
    """The portal's word on one prepared document: what was shown, where the signature goes, what to sign."""

    document: str
    shown_sha256: str
    shown_size: int
    sha256: str
    hole: tuple[int, int]
    attributes: bytes


def prepared(shown: Mapping[str, Any], ready: Mapping[str, Any], attributes: bytes) -> Prepared:
    """Read the two messages that speak of the same document; a wrong type is a refusal."""
    start, end = ready["hole"]
    numbers = (shown["size"], start, end)
    if any(type(number) is not int for number in numbers):
        raise ProtocolError("portal_error", "not a number")
    return Prepared(
        str(ready["doc"]), str(shown["sha256"]), shown["size"], str(ready["sha256"]), (start, end), attributes
    )


def check(pdf: bytes, said: Prepared, certificate: bytes) -> None:
    """Refuse to sign unless the file and the signed attributes are exactly what they must be."""
    if hashlib.sha256(pdf).hexdigest() != said.sha256:
        raise ProtocolError("server_not_authentic", "file differs from the announced one")
    if not 0 < said.shown_size < len(pdf):
        raise ProtocolError("document_changed", "size")
    if hashlib.sha256(pdf[: said.shown_size]).hexdigest() != said.shown_sha256:
        raise ProtocolError("document_changed", "first bytes")
    _check_hole(pdf, said)
    _check_attributes(pdf, said, certificate)


def _check_hole(pdf: bytes, said: Prepared) -> None:
    start, end = said.hole
    if not said.shown_size <= start < end <= len(pdf):
        raise ProtocolError("bad_document", "hole outside the appended part")
    inside = pdf[start + 1 : end - 1]
    if pdf[start : start + 1] != b"<" or pdf[end - 1 : end] != b">" or inside.strip(b"0"):
        raise ProtocolError("bad_document", "hole not empty")
    wanted = b"/ByteRange [0 %d %d %d]" % (start, end, len(pdf) - end)
    appended = pdf[said.shown_size :]
    if appended.count(b"/ByteRange") != 1 or wanted not in appended:
        raise ProtocolError("bad_document", "byte range")


def _check_attributes(pdf: bytes, said: Prepared, certificate: bytes) -> None:
    """The attributes are rebuilt from the file and our own certificate, then compared byte by byte."""
    start, end = said.hole
    own_digest = hashlib.sha256(pdf[:start] + pdf[end:]).digest()
    expected = {
        _CONTENT_TYPE: _DATA,
        _MESSAGE_DIGEST: der.element(der.OCTETS, own_digest),
        _SIGNING_CERTIFICATE_V2: _names_certificate(certificate),
    }
    given = _attributes(said.attributes)
    if set(given) != set(expected):
        raise ProtocolError("bad_attributes", "other attributes")
    if given[_MESSAGE_DIGEST] != expected[_MESSAGE_DIGEST]:
        raise ProtocolError("digest_mismatch")
    if given[_SIGNING_CERTIFICATE_V2] != expected[_SIGNING_CERTIFICATE_V2]:
        raise ProtocolError("wrong_certificate")
    if given != expected or said.attributes != attributes(own_digest, certificate):
        raise ProtocolError("bad_attributes", "encoding")


def attributes(digest: bytes, certificate: bytes) -> bytes:
    """The signed attributes of a PAdES signature: content type, digest, certificate, and nothing else."""
    values = (
        (_CONTENT_TYPE, _DATA),
        (_MESSAGE_DIGEST, der.element(der.OCTETS, digest)),
        (_SIGNING_CERTIFICATE_V2, _names_certificate(certificate)),
    )
    members = [der.element(der.SEQUENCE, oid, der.element(der.SET, value)) for oid, value in values]
    return der.element(der.SET, *sorted(members))


def _attributes(data: bytes) -> dict[bytes, bytes]:
    """Attribute type → its only value, both as encoded."""
    found: dict[bytes, bytes] = {}
    try:
        for tag, body in der.elements(der.only(data, der.SET)):
            (oid_tag, oid), (set_tag, value) = der.elements(body)
            name = der.element(der.OID, oid)
            if (tag, oid_tag, set_tag) != (der.SEQUENCE, der.OID, der.SET) or name in found:
                raise ProtocolError("bad_attributes", "shape")
            found[name] = value
    except ValueError as cause:
        raise ProtocolError("bad_attributes", str(cause)) from cause
    return found


def _names_certificate(certificate: bytes) -> bytes:
    """SigningCertificateV2 with one entry: SHA-256 (the default, so unnamed), issuer and serial number."""
    issuer, serial = _issuer_and_serial(certificate)
    issuer_serial = der.element(der.SEQUENCE, der.element(der.SEQUENCE, der.element(0xA4, issuer)), serial)
    digest = der.element(der.OCTETS, hashlib.sha256(certificate).digest())
    entry = der.element(der.SEQUENCE, digest, issuer_serial)
    return der.element(der.SEQUENCE, der.element(der.SEQUENCE, entry))


def _issuer_and_serial(certificate: bytes) -> tuple[bytes, bytes]:
    """The two parts as the certificate itself encodes them: version, **serial**, algorithm, **issuer**, …"""
    try:
        body = next(der.elements(der.only(certificate, der.SEQUENCE)))[1]
        parts = [der.element(tag, value) for tag, value in der.elements(body) if tag != 0xA0]
        return parts[2], parts[0]
    except (ValueError, IndexError, StopIteration) as cause:
        raise ProtocolError("wrong_certificate", "not a certificate") from cause
