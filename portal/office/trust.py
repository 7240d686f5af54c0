"""Whom the office trusts: issuing authorities, their revocation lists, and what each check of a file found."""

import hashlib
from datetime import datetime
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from peewee import BlobField, BooleanField, CharField, ForeignKeyField

from portal import db
from portal.clock import VIETNAM
from portal.office import events
from portal.office.people import Person
from portal.rules import chain, errors

JUDGED_BY = "2026-11-23"  # raised when the same file may be judged otherwise than before

class Anchor(db.Record):
    """Cơ quan cấp chứng thư: an issuing authority the administrator imported after reading its fingerprint."""

    sha256: Any = CharField(unique=True)
    der: Any = BlobField()
    subject: Any = CharField()
    valid_from: Any = db.MomentField()
    valid_until: Any = db.MomentField()
    is_test: Any = BooleanField(default=False)
    added_by: Any = ForeignKeyField(Person, null=True)
    added_at: Any = db.MomentField()
    removed_at: Any = db.MomentField(null=True)

    @classmethod
    def trusted(cls) -> Any:
        """Those that count today."""
        return cls.select().where(cls.removed_at.is_null()).order_by(cls.subject, cls.id)


class RevocationList(db.Record):
    """Danh sách chứng thư bị thu hồi, as imported; older ones stay, because what they revoke stays revoked."""

    sha256: Any = CharField(unique=True)
    der: Any = BlobField()
    issuer: Any = CharField()
    issued_at: Any = db.MomentField()
    next_at: Any = db.MomentField(null=True)
    added_by: Any = ForeignKeyField(Person, null=True)
    added_at: Any = db.MomentField()

    @classmethod
    def in_use(cls) -> Any:
        """All lists, newest first."""
        return cls.select().order_by(cls.issued_at.desc(), cls.id.desc())


class SignatureCheck(db.Record):
    """Kiểm tra chữ ký số: what was found in a file, when, and under which trust; a later check is a new row."""

    sha256: Any = CharField(index=True)
    state: Any = CharField()
    verdict: Any = db.JsonField()
    trust_version: Any = CharField()
    at: Any = db.MomentField()

    def said(self) -> dict[str, str]:
        """What the trail says of the check; the verdict by its hash."""
        verdict = hashlib.sha256(chain.canonical(self.verdict)).hexdigest()
        return {"sha256": self.sha256, "state": self.state, "trust": self.trust_version, "verdict": verdict}

    @classmethod
    def latest(cls, sha256: str) -> Self | None:
        """The newest check of these bytes, or None while nobody has looked."""
        found: Self | None = cls.select().where(cls.sha256 == sha256).order_by(cls.id.desc()).first()
        return found

    @classmethod
    def history(cls, sha256: str) -> Any:
        """Every check of these bytes, newest first."""
        return cls.select().where(cls.sha256 == sha256).order_by(cls.id.desc())


class EarlierState(db.Record):
    """The SHA-256 a file had when one of its signatures was made, before more was added (signing.md §5)."""

    sha256: Any = CharField()
    within: Any = CharField()

    class Meta:
        indexes = ((("sha256", "within"), True),)


def file_state(sha256: str) -> str:
    """``good``, ``broken``, ``undetermined`` or ``unsigned``; what nobody has checked is undetermined."""
    check = SignatureCheck.latest(sha256)
    return str(check.state) if check else "undetermined"


def version() -> str:
    """A word that changes whenever an anchor or a list comes or goes, or the rules of judging do.

    Verdicts are remembered under it.
    """
    rows = [*Anchor.trusted().select(Anchor.sha256).tuples(), *RevocationList.select(RevocationList.sha256).tuples()]
    return hashlib.sha256("".join((JUDGED_BY, *sorted(row[0] for row in rows))).encode()).hexdigest()[:16]


def evidence() -> dict[str, list[str]]:
    """The hashes of what a check rests on: authorities trusted, and lists of revoked certificates at hand."""
    anchors: Any = Anchor.trusted().select(Anchor.sha256).tuples()
    lists: Any = RevocationList.in_use().select(RevocationList.sha256).tuples()
    return {"anchors": [row[0] for row in anchors], "lists": [row[0] for row in lists]}


def note_check(sha256: str, verdict: dict[str, Any], trust_version: str, *, at: datetime) -> SignatureCheck:
    """Keep what a check found; nothing is ever overwritten."""
    with db.atomic():
        check: SignatureCheck = SignatureCheck.create(
            sha256=sha256, state=verdict["file"], verdict=verdict, trust_version=trust_version, at=at
        )
        for signature in verdict["signatures"]:
            if signature.get("revision", sha256) != sha256:
                EarlierState.insert(sha256=signature["revision"], within=sha256).on_conflict_ignore().execute()
        events.record("checked", check, at=at, **check.said())
    return check


def was_signed_further(sha256: str) -> bool:
    """Whether a file we know began with these very bytes, and more was signed after them.

    Only the hashes kept can tell: a file cut back to its first signature is whole in itself (signing.md §5).
    """
    return bool(EarlierState.select().where(EarlierState.sha256 == sha256).exists())


def read_certificate(data: bytes) -> x509.Certificate:
    """A certificate as files carry it, DER or PEM."""
    try:
        pem = b"-----BEGIN" in data
        return x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
    except ValueError as cause:
        raise errors.CertificateRefused(why="not_a_certificate") from cause


def fingerprint(data: bytes) -> str:
    """SHA-256 of the certificate in a file, shown to the administrator before it is trusted."""
    return hashlib.sha256(read_certificate(data).public_bytes(Encoding.DER)).hexdigest()


def read_authority(data: bytes) -> x509.Certificate:
    """The certificate of an issuing authority; a person's is refused."""
    certificate = read_certificate(data)
    if not _is_authority(certificate):
        raise errors.CertificateRefused(why="not_an_authority")
    return certificate


def read_revocations(data: bytes) -> x509.CertificateRevocationList:
    """A revocation list as files carry it, DER or PEM."""
    try:
        return x509.load_pem_x509_crl(data) if b"-----BEGIN" in data else x509.load_der_x509_crl(data)
    except ValueError as cause:
        raise errors.CertificateRefused(why="not_a_revocation_list") from cause


def fingerprint_of_list(data: bytes) -> str:
    """SHA-256 of the list in a file."""
    return hashlib.sha256(read_revocations(data).public_bytes(Encoding.DER)).hexdigest()


def trust(data: bytes, *, by: Person | None, at: datetime, is_test: bool = False) -> Anchor:
    """Import an issuing authority; trusting it again after a removal makes it count again."""
    if by is not None:
        by.require("administer")
    certificate = read_authority(data)
    der = certificate.public_bytes(Encoding.DER)
    values = {
        "der": der, "subject": certificate.subject.rfc4514_string(), "is_test": is_test, "added_by": by, "added_at": at,
        "valid_from": moment(certificate.not_valid_before_utc), "valid_until": moment(certificate.not_valid_after_utc),
    }
    sha256 = hashlib.sha256(der).hexdigest()
    with db.atomic():
        Anchor.insert(sha256=sha256, **values).on_conflict(
            conflict_target=[Anchor.sha256],
            update={Anchor.removed_at: None, Anchor.added_by: by, Anchor.added_at: at, Anchor.is_test: is_test},
        ).execute()
        anchor: Anchor = Anchor.get(Anchor.sha256 == sha256)
        events.record("authority_trusted", anchor, by=by, at=at, sha256=sha256, subject=anchor.subject)
    return anchor


def distrust(anchor: Anchor, *, by: Person, at: datetime) -> None:
    """Stop counting an authority; checks made so far keep what they found."""
    by.require("administer")
    with db.atomic():
        anchor.removed_at = at
        anchor.save(only=[Anchor.removed_at])
        events.record("authority_removed", anchor, by=by, at=at, sha256=anchor.sha256)


def add_revocations(data: bytes, *, by: Person | None, at: datetime) -> RevocationList:
    """Import a list of revoked certificates; the same bytes twice are one list."""
    if by is not None:
        by.require("administer")
    crl = read_revocations(data)
    der = crl.public_bytes(Encoding.DER)
    sha256 = hashlib.sha256(der).hexdigest()
    with db.atomic():
        known: RevocationList | None = RevocationList.get_or_none(RevocationList.sha256 == sha256)
        if known:
            return known
        added: RevocationList = RevocationList.create(
            sha256=sha256, der=der, issuer=crl.issuer.rfc4514_string(), issued_at=moment(crl.last_update_utc),
            next_at=moment(crl.next_update_utc) if crl.next_update_utc else None, added_by=by, added_at=at,
        )
        events.record("revocations_added", added, by=by, at=at, sha256=sha256, issuer=added.issuer)
    return added


def moment(utc: datetime) -> datetime:
    """The same instant with the zone all rows are written in."""
    return utc.astimezone(VIETNAM)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False
