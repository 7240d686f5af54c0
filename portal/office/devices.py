"""The PCs on which people sign, how they are paired with the portal, and whose certificate is whose."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Self

from peewee import BlobField, CharField, ForeignKeyField, IntegrityError

from portal import db
from portal.office import certificates, events
from portal.office.people import Person
from portal.rules import errors

PAIRING = timedelta(minutes=5)
NONCES_KEPT = timedelta(minutes=10)
# what cannot be mistaken when read aloud; the signer knows the same letters
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


class Device(db.Record):
    """A PC and user account that may call for one person; it proves itself with the secret given at pairing."""

    key: Any = CharField(unique=True)
    person: Any = ForeignKeyField(Person, backref="devices")
    name: Any = CharField()
    secret: Any = CharField()
    paired_at: Any = db.MomentField()
    seen_at: Any = db.MomentField(null=True)
    removed_at: Any = db.MomentField(null=True)

    @classmethod
    def of(cls, person: Person) -> Any:
        """The person's devices that still count, newest first."""
        return cls.select().where(cls.person == person, cls.removed_at.is_null()).order_by(cls.id.desc())

    @classmethod
    def one_of(cls, person: Person, device_id: int) -> Self:
        """One of the person's devices that still count."""
        found: Self | None = cls.of(person).where(cls.id == device_id).first()
        if found is None:
            raise errors.NotFound(device_id)
        return found

    @classmethod
    def known(cls, key: str) -> Self | None:
        """The device that calls itself so, unless it was removed or its person may no longer sign in."""
        found: Self | None = cls.get_or_none(cls.key == key, cls.removed_at.is_null())
        return found if found and found.person.is_active else None


class Pairing(db.Record):
    """Mã ghép máy: a code shown on the profile page, good once and for five minutes."""

    code_hash: Any = CharField(unique=True)
    person: Any = ForeignKeyField(Person)
    until: Any = db.MomentField()
    used_at: Any = db.MomentField(null=True)


class Nonce(db.Record):
    """A word used once in a call; kept as long as the call's time would still be accepted."""

    value: Any = CharField(unique=True)
    seen_at: Any = db.MomentField(index=True)


class Certificate(db.Record):
    """Chứng thư số of a person; usable once an administrator has approved it for a role."""

    sha256: Any = CharField()
    person: Any = ForeignKeyField(Person, backref="certificates")
    role: Any = CharField(null=True, choices=[(r, r) for r in ("personal", "seal")])
    der: Any = BlobField()
    subject: Any = CharField()
    issuer: Any = CharField()
    valid_from: Any = db.MomentField()
    valid_until: Any = db.MomentField()
    presented_at: Any = db.MomentField()
    approved_by: Any = ForeignKeyField(Person, null=True, backref="approved_certificates")
    approved_at: Any = db.MomentField(null=True)
    ended_at: Any = db.MomentField(null=True)

    class Meta:
        indexes = ((("person", "sha256"), True),)

    @classmethod
    def waiting(cls) -> Any:
        """Presented and not yet looked at by an administrator, oldest first."""
        return cls.select().where(cls.approved_at.is_null(), cls.ended_at.is_null()).order_by(cls.id)

    @classmethod
    def decided(cls) -> Any:
        """Approved or ended, those still in use first, the newest before the older."""
        known = cls.approved_at.is_null(False) | cls.ended_at.is_null(False)
        return cls.select().where(known).order_by(cls.ended_at.is_null(False), cls.id.desc())

    @classmethod
    def for_seal(cls) -> Any:
        """What was ever approved for the seal: what was sealed with it stays so after its end."""
        return cls.select().where(cls.role == "seal", cls.approved_at.is_null(False))

    @classmethod
    def ever(cls, person: Person, role: str) -> Any:
        """What was ever approved for the person in that role: what was signed with it stays theirs after its end."""
        return cls.select().where(cls.person == person, cls.role == role, cls.approved_at.is_null(False))

    @classmethod
    def in_force(cls, person: Person, role: str) -> Any:
        """What the person may sign with in that role."""
        return cls.select().where(
            cls.person == person, cls.role == role, cls.approved_at.is_null(False), cls.ended_at.is_null()
        )


def start_pairing(person: Person, *, at: datetime) -> str:
    """A new code for the profile page; earlier codes of the person stop working."""
    code = fresh_code()
    with db.atomic():
        Pairing.delete().where(Pairing.person == person, Pairing.used_at.is_null()).execute()
        Pairing.create(code_hash=_hash(code), person=person, until=at + PAIRING)
        events.record("pairing_started", person, by=person, at=at)
    return code


def fresh_code() -> str:
    """Letters and digits short enough to be typed at another window."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def pair(code: str, name: str, *, at: datetime) -> Device:
    """Trade the code for a device; unknown, used and late codes look alike."""
    with db.atomic():
        taken = (
            Pairing.update(used_at=at)
            .where(Pairing.code_hash == _hash(code), Pairing.used_at.is_null(), Pairing.until > at)
            .returning(Pairing).execute()
        )
        pairing: Pairing | None = next(iter(taken), None)
        if pairing is None or not pairing.person.is_active:
            raise errors.NotFound("pairing")
        device: Device = Device.create(
            key=secrets.token_urlsafe(12), person=pairing.person, name=name.strip()[:100] or "PC",
            secret=secrets.token_hex(32), paired_at=at,
        )
        events.record("device_paired", device, by=pairing.person, at=at, name=device.name)
    return device


def remove(device: Device, *, by: Person, at: datetime) -> None:
    """Stop trusting a PC: its owner or an administrator says so."""
    if device.person_id != by.id:
        by.require("administer")
    with db.atomic():
        device.removed_at = at
        device.save(only=[Device.removed_at])
        events.record("device_removed", device, by=by, at=at, name=device.name)


def use_nonce(device: Device, nonce: str, *, at: datetime) -> None:
    """Note the word of a call; a second call with it raises ``Conflict``."""
    with db.atomic():
        Nonce.delete().where(Nonce.seen_at < at - NONCES_KEPT).execute()
        try:
            with db.database.atomic():
                Nonce.create(value=f"{device.key} {nonce}", seen_at=at)
        except IntegrityError as cause:
            raise errors.Conflict("replay") from cause
        Device.update(seen_at=at).where(Device.id == device.id).execute()


def present(person: Person, der: bytes, *, at: datetime) -> Certificate:
    """Note a certificate found on the person's PC, to be approved; shown again it is the same row."""
    found = certificates.read(der)
    sha256 = found.sha256
    values = {
        "der": der, "subject": found.holder, "issuer": found.giver, "presented_at": at,
        "valid_from": found.valid_from, "valid_until": found.valid_until,
    }
    with db.atomic():
        known: Certificate | None = Certificate.get_or_none(Certificate.person == person, Certificate.sha256 == sha256)
        if known:
            return known
        certificate: Certificate = Certificate.create(person=person, sha256=sha256, **values)
        events.record("certificate_presented", certificate, by=person, at=at, sha256=sha256)
    return certificate


def approve(certificate: Certificate, role: str, *, by: Person, at: datetime) -> None:
    """Bind the certificate to its person for one role: ``personal``, or ``seal`` for who keeps the seal."""
    by.require("administer")
    if role not in ("personal", "seal"):
        raise errors.CertificateRefused(why="role")
    certificate.person.require("seal" if role == "seal" else "draft")
    with db.atomic():
        certificate.role, certificate.approved_by, certificate.approved_at = role, by, at
        certificate.ended_at = None
        certificate.save()
        events.record("certificate_approved", certificate, by=by, at=at, sha256=certificate.sha256, role=role)


def end(certificate: Certificate, *, by: Person, at: datetime) -> None:
    """The person may no longer sign with it here."""
    by.require("administer")
    with db.atomic():
        certificate.ended_at = at
        certificate.save(only=[Certificate.ended_at])
        events.record("certificate_ended", certificate, by=by, at=at, sha256=certificate.sha256)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
