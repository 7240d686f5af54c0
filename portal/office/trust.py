"""Whom the office trusts: issuing authorities, their revocation lists, and what each check of a file found."""

import hashlib
from datetime import datetime
from typing import Any, Self

from peewee import BlobField, BooleanField, CharField, ForeignKeyField

from portal import db
from portal.office import certificates, events
from portal.office.people import Person
from portal.rules import chain

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


def trust(data: bytes, *, by: Person | None, at: datetime, is_test: bool = False) -> Anchor:
    """Import an issuing authority; trusting it again after a removal makes it count again."""
    if by is not None:
        by.require("administer")
    found = certificates.read_authority(data)
    values = {
        "der": found.der, "subject": found.subject, "is_test": is_test, "added_by": by, "added_at": at,
        "valid_from": found.valid_from, "valid_until": found.valid_until,
    }
    sha256 = found.sha256
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
    found = certificates.read_revocations(data)
    sha256 = found.sha256
    with db.atomic():
        known: RevocationList | None = RevocationList.get_or_none(RevocationList.sha256 == sha256)
        if known:
            return known
        added: RevocationList = RevocationList.create(
            sha256=sha256, der=found.der, issuer=found.issuer, issued_at=found.issued_at, next_at=found.next_at,
            added_by=by, added_at=at,
        )
        events.record("revocations_added", added, by=by, at=at, sha256=sha256, issuer=added.issuer)
    return added
