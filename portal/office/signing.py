"""Việc ký: one document or annex, one person, one act, once; the row moves on by compare-and-swap only.

Several may be signed with one launch; their jobs then share its name (``key``) and its ticket.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from peewee import SQL, CharField, ForeignKeyField, IntegrityError

from portal import db
from portal.office import early_numbers, events
from portal.office.devices import Certificate, Device, fresh_code
from portal.office.documents import Attachment, Document, Version
from portal.office.people import Person
from portal.office.trust import SignatureCheck
from portal.rules import errors, signing
from portal.rules.signing import LIVE, OPEN, SEAL, SIGN, Act, JobState
from portal.rules.states import NUMBERED, SEALED

TICKET = timedelta(minutes=2)
JOB = timedelta(minutes=5)
EACH_FURTHER = timedelta(seconds=30)  # to look into one more document before the PIN is typed
LARGEST_BATCH = 50


@dataclass(frozen=True)
class Ticket:
    """Phiếu ký: starts the signer once; ``secret`` stands in the launch address, ``code`` can be typed instead."""

    key: str
    secret: str
    code: str
    until: datetime
    job_until: datetime

    @classmethod
    def for_documents(cls, count: int, *, at: datetime) -> "Ticket":
        """A new one, with time for that many documents."""
        job_until = at + JOB + (count - 1) * EACH_FURTHER
        return cls(secrets.token_urlsafe(12), secrets.token_urlsafe(32), fresh_code(), at + TICKET, job_until)


class SigningJob(db.Record):
    """A signature being made; ticket and code are stored as their hashes only."""

    key: Any = CharField()
    document: Any = ForeignKeyField(Document, backref="signing_jobs")
    base: Any = ForeignKeyField(Version)
    attachment: Any = ForeignKeyField(Attachment, null=True)  # where not the letter but an annex of it is signed,
    annex_sha256: Any = CharField(null=True)  # and the bytes it had then
    act: Any = CharField()
    person: Any = ForeignKeyField(Person)
    device: Any = ForeignKeyField(Device, null=True)
    state: Any = CharField(default=JobState.CREATED)
    ticket_hash: Any = CharField(index=True)
    code_hash: Any = CharField(null=True)
    ticket_until: Any = db.MomentField()
    until: Any = db.MomentField()
    place: Any = db.JsonField()  # empty until the words of the page gave one
    prepared: Any = db.JsonField(null=True)
    signature_hash: Any = CharField(null=True)
    error: Any = CharField(default="")
    result: Any = ForeignKeyField(Version, null=True, backref="signed_by")
    created_at: Any = db.MomentField()
    changed_at: Any = db.MomentField()

    class Meta:
        indexes = ((("document", "state"), False),)

    @property
    def is_live(self) -> bool:
        """Still on its way."""
        return self.state in LIVE

    @property
    def doc(self) -> str:
        """What portal and signer call the thing to be signed."""
        return f"{self.document_id}.{self.attachment_id}" if self.attachment_id else str(self.document_id)

    @property
    def base_sha256(self) -> str:
        """The bytes to be signed."""
        return str(self.annex_sha256 or self.base.sha256)

    @property
    def made_sha256(self) -> str:
        """The signed bytes of a job that is done."""
        annex = Attachment.get_by_id(self.attachment_id) if self.attachment_id else None
        return str(annex.sha256 if annex else self.result.sha256)

    @property
    def is_of_newest(self) -> bool:
        """Whether nothing came in the place of what was to be signed."""
        if self.attachment_id:
            return bool(Attachment.get_by_id(self.attachment_id).sha256 == self.annex_sha256)
        return bool(Document.get_by_id(self.document_id).latest == self.base)

    @classmethod
    def of(cls, document: Document) -> Any:
        """All attempts at this letter, newest first."""
        letter = (cls.document == document) & cls.attachment.is_null()
        return cls.select().where(letter).order_by(cls.id.desc())

    @classmethod
    def of_annexes(cls, document: Document) -> Any:
        """All attempts at its annexes, newest first."""
        annex = (cls.document == document) & cls.attachment.is_null(False)
        return cls.select().where(annex).order_by(cls.id.desc())

    @classmethod
    def live(cls, document: Document) -> Self | None:
        """The attempt at this document that is under way."""
        found: Self | None = cls.of(document).where(cls.state.in_(OPEN)).first()
        return found

    @classmethod
    def under(cls, key: str) -> list[Self]:
        """The jobs of one launch, whoever asks; callers compare person or device."""
        return list(cls.select().where(cls.key == key).order_by(cls.id))


# the database, not the code, says that a letter or annex has one live job at a time, and one in a launch
_LIVE = "state IN ('created', 'redeemed', 'prepared', 'signing')"
SigningJob.add_index(
    SigningJob.index(
        SigningJob.document, unique=True, name="signingjob_one_live", where=SQL(f"attachment_id IS NULL AND {_LIVE}"),
    )
)
SigningJob.add_index(
    SigningJob.index(SigningJob.attachment, unique=True, name="signingjob_one_live_annex", where=SQL(_LIVE))
)
SigningJob.add_index(
    SigningJob.index(
        SigningJob.key, SigningJob.document, unique=True, name="signingjob_one_letter",
        where=SQL("attachment_id IS NULL"),
    )
)
SigningJob.add_index(
    SigningJob.index(SigningJob.key, SigningJob.attachment, unique=True, name="signingjob_one_annex")
)


def open_job(
    document: Document, act: Act, place: dict[str, Any], ticket: Ticket, *, base_n: int, by: Person, at: datetime
) -> SigningJob:
    """Begin a signature under a ticket on the version the person saw; ``Superseded`` when it is not the newest."""
    by.require(act.verb)
    base = document.latest
    if base is None:
        raise errors.WrongState(document.state)
    require_turn(document, act, by)
    if base.n != base_n:
        raise errors.Superseded(document.id)
    return _opened(ticket, by=by, at=at, document=document, base=base, act=act.word, place=place)


def open_annex(annex: Attachment, ticket: Ticket, *, with_letter: bool, by: Person, at: datetime) -> SigningJob:
    """Begin the agency's signature on a separate annex: after its letter's seal, or under one ticket with it."""
    by.require(SEAL.verb)
    document: Document = Document.get_by_id(annex.document_id)
    document.require_state(NUMBERED if with_letter else SEALED)
    if annex.sealed_at is not None:
        raise errors.Superseded(document.id)
    return _opened(
        ticket, by=by, at=at, document=document, base=document.latest, act=SEAL.word, place={}, attachment=annex,
        annex_sha256=annex.sha256,
    )


def _opened(ticket: Ticket, *, by: Person, at: datetime, **thing: Any) -> SigningJob:
    """The row of a new job; ``SigningBusy`` while another one for the same thing lives."""
    document = thing["document"]
    with db.atomic():
        expire(at=at)
        try:
            with db.database.atomic():
                job: SigningJob = SigningJob.create(
                    key=ticket.key, person=by, ticket_hash=_hash(ticket.secret), code_hash=_hash(ticket.code),
                    ticket_until=ticket.until, until=ticket.job_until, created_at=at, changed_at=at, **thing,
                )
        except IntegrityError as cause:
            raise errors.SigningBusy(document.id) from cause
        events.record("signing_started", document, by=by, at=at, act=job.act, base=job.base_sha256)
    return job


def require_turn(document: Document, act: Act, by: Person) -> None:
    """The competent person signs, and the seal follows a valid signature (Decree 30/2020/NĐ-CP Art. 32)."""
    document.require_state(act.base_state)
    latest = document.latest
    if act is not SEAL and document.signer_id not in (None, by.id):
        raise errors.NotAllowed(by.name, verb=act.verb)
    early_numbers.require_number(document)
    signing.require_order(act, latest.role if latest else "", personal_states(document))
    if act is SEAL and not is_signed_by_the_named(document):
        raise errors.NotSignedYet(document.id)


def is_signed_by_the_named(document: Document) -> bool:
    """Whether one of the signatures is by a certificate approved for the person named as its signatory.

    A valid signature of somebody else is none (Art. 32); where nobody of this office is named, none can be asked for.
    """
    if document.signer_id is None:
        return True
    own = {certificate.sha256 for certificate in Certificate.ever(document.signer, SIGN.certificate_role)}
    return any(signature.get("certificate") in own for signature in personal_signatures(document))


def personal_states(document: Document) -> list[str]:
    """The states of the signatures on the newest signed version."""
    return [signature["state"] for signature in personal_signatures(document)]


def personal_signatures(document: Document) -> list[dict[str, Any]]:
    """The signatures on the newest signed version, as checked when it was stored."""
    signed = document.versions.where(Version.role == "signed").order_by(Version.n.desc()).first()
    check = SignatureCheck.latest(signed.sha256) if signed else None
    return list(check.verdict["signatures"]) if check else []


def redeem(secret: str, device: Device, *, at: datetime) -> list[SigningJob]:
    """Hand the jobs of a ticket, or of the code typed instead, to a device of their person.

    Used, late, unknown and foreign tickets look alike.
    """
    given = _hash(secret)
    with db.atomic():
        taken = (
            SigningJob.update(state=JobState.REDEEMED, device=device, changed_at=at)
            .where(
                (SigningJob.ticket_hash == given) | (SigningJob.code_hash == given),
                SigningJob.state == JobState.CREATED, SigningJob.ticket_until > at,
                SigningJob.person == device.person_id,
            )
            .returning(SigningJob).execute()
        )
        jobs: list[SigningJob] = sorted(taken, key=lambda job: int(job.id))
    if not jobs:
        raise errors.NotFound("ticket")
    return jobs


def step(job: SigningJob, state: JobState, *, at: datetime, **values: Any) -> None:
    """Move the job on if it still stands where this step may begin; else ``WrongState``."""
    with db.atomic():
        moved = (
            SigningJob.update(state=state, changed_at=at, **values)
            .where(SigningJob.id == job.id, SigningJob.state.in_(signing.before(state)))
            .execute()
        )
        if moved != 1:
            raise errors.WrongState(SigningJob.get_by_id(job.id).state)
        if state not in LIVE:
            events.record(
                "signing_ended", job.document, by=job.person, at=at, act=job.act,
                outcome="done" if state == JobState.DONE else "refused", state=str(state), error=values.get("error"),
            )
    job.state = state
    for name, value in values.items():
        setattr(job, name, value)


def cancel(job: SigningJob, *, by: Person, at: datetime) -> None:
    """Hủy ký from the page, until the signature has been sent in."""
    if job.person_id != by.id:
        raise errors.NotFound(job.key)
    step(job, JobState.CANCELLED, at=at, error="closed_in_browser", prepared=None)


def expire(*, at: datetime) -> list[SigningJob]:
    """End jobs whose time is up, so that the document can be signed anew; which."""
    overdue = (SigningJob.until <= at) | ((SigningJob.state == JobState.CREATED) & (SigningJob.ticket_until <= at))
    with db.atomic():
        late = list(SigningJob.select().where(SigningJob.state.in_(OPEN), overdue))
        for job in late:
            step(job, JobState.EXPIRED, at=at, error="expired", prepared=None)
    return late


def recover(*, at: datetime) -> None:
    """After a start: jobs that were being stored when the portal stopped did not get there."""
    with db.atomic():
        left = list(SigningJob.select().where(SigningJob.state == JobState.SIGNING))
        for job in left:
            step(job, JobState.REJECTED, at=at, error="interrupted", prepared=None)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
