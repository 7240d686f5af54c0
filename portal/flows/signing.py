"""Ký số from the button to the stored version: the calls behind the page and behind the signer (signing.md §6)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import db
from portal.adapters import sandbox
from portal.flows import verdicts
from portal.flows.premises import Premises
from portal.office import drafting, files, issuing, outbox, rights, signing, trust
from portal.office.devices import Certificate, Device
from portal.office.documents import Document, add_version
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.recipients import Recipient
from portal.office.signing import SigningJob
from portal.rules import errors
from portal.rules.signing import ACTS, INVALID, SEAL, VALID, Act, JobState, appearance
from portal.signer import protocol
from portal.signer.protocol import ProtocolError

check_signatures = verdicts.check_signatures
ENDED = (JobState.DONE, JobState.REJECTED, JobState.SUPERSEDED)


@dataclass(frozen=True)
class Begun:
    """A new job, and the address behind the button; the ticket in it is shown this once."""

    job: SigningJob
    launch: str
    seconds: int = protocol.TICKET_SECONDS


def begin(
    document: Document, act: Act, place: dict[str, Any], *, by: Person, origin: str, at: datetime
) -> Begun:
    """Start a signature on a document the person may read; ``place`` is page (from 1) and box in fractions.

    Raises ``NotAllowed``, ``WrongState``, ``NotSignedYet``, ``SigningBusy``.
    """
    job, ticket = signing.open_job(document, act, place, by=by, at=at)
    return Begun(job, protocol.launch_url(origin, ticket))


def sentence(code: str) -> str:
    """What an error code says to the person."""
    return protocol.sentence(code)


def redeem(message: dict[str, Any], device: Device, *, at: datetime, premises: Premises) -> dict[str, Any]:
    """The signer trades the ticket for the job: what is to be signed, by whom, with which certificates."""
    if not set(protocol.PROTOCOLS) & set(message.get("protocols") or ()):
        raise ProtocolError("protocol")
    try:
        job = signing.redeem(str(message.get("ticket", "")), device, at=at)
        document = rights.read(job.person, job.document_id)
    except errors.NotFound as cause:
        raise ProtocolError("ticket_invalid") from cause
    act = ACTS[job.act]
    shown = {
        "doc": str(document.id), "title": document.subject, "number": document.reference or document.symbol,
        "to": [line.name for line in Recipient.of(document)], "sha256": job.base.sha256,
        "size": premises.store.path(job.base.sha256).stat().st_size,
    }
    return {
        "protocol": max(protocol.PROTOCOLS), "job": job.key, "action": act.word, "user": job.person.name,
        "agency": Office.current().name, "expires_in": int((job.until - at).total_seconds()), "docs": [shown],
        "certs": [row.sha256 for row in Certificate.in_force(job.person, act.certificate_role)],
    }


def take_certificate(
    key: str, message: dict[str, Any], device: Device, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """The signer names its certificate; the portal prepares the file around it.  May be repeated."""
    job = find(key, device, JobState.REDEEMED, JobState.PREPARED, at=at)
    der = decoded(message.get("cert"))
    bound = Certificate.in_force(job.person, ACTS[job.act].certificate_role)
    certificate = bound.where(Certificate.sha256 == protocol.digest(der)).first()
    if certificate is None:
        raise ProtocolError("cert_not_bound")
    state = prepare(job, certificate, at=at, premises=premises)
    move(job, JobState.PREPARED, at=at, prepared=state)
    ready = {
        "doc": str(job.document_id), "tbs": state["attributes"], "hole": state["hole"], "size": state["size"],
        "sha256": state["sha256"],
    }
    return {"docs": [ready]}


def prepare(job: SigningJob, certificate: Certificate, *, at: datetime, premises: Premises) -> dict[str, Any]:
    """Have the child append the empty signature; what it answers is kept in the job."""
    premises.scratch.mkdir(parents=True, exist_ok=True)
    act = ACTS[job.act]
    is_seal = act is SEAL
    asked = {
        "source": str(premises.store.path(job.base.sha256)), "target": str(prepared_file(job, premises)),
        "certificate": verdicts.text(certificate.der), "field": act.field, "place": job.place,
        "lines": appearance(Office.current().name if is_seal else job.person.name, at), "is_seal": is_seal,
        "image": str(premises.store.path(certificate.picture)) if certificate.picture else "",
        "trust": verdicts.trusted(), "now": at.isoformat(),
    }
    try:
        state: dict[str, Any] = sandbox.call("portal.adapters.pdf_signing:prepare", asked)
    except (errors.Unreadable, errors.FileRefused) as cause:
        raise ProtocolError("prepare_failed", str(cause)) from cause
    if "refused" in state:
        raise ProtocolError(state["refused"])
    return state


def prepared_pdf(
    key: str, document: str, device: Device, *, at: datetime, premises: Premises
) -> tuple[Path, str]:
    """The prepared file and its SHA-256, for the signer to check and the person to look at."""
    job = find(key, device, JobState.PREPARED, at=at)
    file = prepared_file(job, premises)
    if document != str(job.document_id) or not file.is_file():
        raise ProtocolError("no_such_job")
    return file, str(job.prepared["sha256"])


def take_signatures(
    key: str, message: dict[str, Any], device: Device, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """The signer hands in the signature; the same one again gets the same answer."""
    items = message.get("items")
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        raise ProtocolError("bad_request", "one item")
    signature = decoded(items[0].get("signature"))
    given = protocol.digest(signature)
    job = own_job(key, device)
    if job.state in ENDED and job.signature_hash == given:
        return outcome(job)
    if job.state == JobState.SIGNING and job.signature_hash == given:
        raise ProtocolError("storing")  # the first sending is still being worked on: ask again
    job = find(key, device, JobState.PREPARED, at=at)
    move(job, JobState.SIGNING, at=at, signature_hash=given)
    try:
        store(job, signature, at=at, premises=premises)
    except ProtocolError as stop:
        ended = JobState.SUPERSEDED if stop.code == "superseded" else JobState.REJECTED
        signing.step(job, ended, at=at, error=stop.code, prepared=None)
        raise
    except Exception:
        signing.step(job, JobState.REJECTED, at=at, error="embed_failed", prepared=None)
        raise
    finally:
        clean(job.key, premises)
    return outcome(job)


def store(job: SigningJob, signature: bytes, *, at: datetime, premises: Premises) -> None:
    """Embed, judge, keep the bytes; then version, check, state and job in one transaction."""
    target = signed_file(job, premises)
    asked = {
        "prepared": str(prepared_file(job, premises)), "target": str(target), "state": job.prepared,
        "signature": verdicts.text(signature), "trust": verdicts.trusted(), "now": at.isoformat(),
    }
    try:
        answer = sandbox.call("portal.adapters.pdf_signing:embed", asked)
    except (errors.Unreadable, errors.FileRefused) as cause:
        raise ProtocolError("embed_failed", str(cause)) from cause
    if "refused" in answer:
        raise ProtocolError(answer["refused"])
    verdict = verdicts.marked(answer["verdict"])
    require_sound(verdict, job)
    with target.open("rb") as file:
        blob = premises.store.put(file)
    try:
        settle(job, blob.sha256, blob.size, verdict, at=at)
    except (errors.Superseded, errors.WrongState) as cause:
        raise ProtocolError("superseded") from cause
    except (errors.NotAllowed, errors.NotSignedYet) as cause:
        raise ProtocolError("no_longer_allowed") from cause


def require_sound(verdict: dict[str, Any], job: SigningJob) -> None:
    """Our signature covers the file with the certificate prepared for, and no other one was broken by it."""
    found = {row["field"]: row for row in verdict["signatures"]}
    own = found.get(ACTS[job.act].field, {})
    is_own = own.get("covers") == "file" and own.get("certificate") == prepared_certificate(job)
    sound = own.get("state") in VALID and is_own
    if not sound or any(row["state"] in INVALID for row in found.values()):
        raise ProtocolError("post_check_failed")


def settle(job: SigningJob, sha256: str, size: int, verdict: dict[str, Any], *, at: datetime) -> None:
    """The signed version becomes the document's newest, if nobody stored another one since the job began."""
    act = ACTS[job.act]
    with db.atomic():
        document = Document.get_by_id(job.document_id)
        require_still_competent(job, document, act)
        files.keep(sha256, size, verdicts.PDF, at=at)
        version = add_version(
            document, sha256, act.result_role, job.base.name, base_n=job.base.n, by=job.person, at=at
        )
        trust.note_check(sha256, verdict, trust.version(), at=at)
        mark = issuing.mark_sealed if act is SEAL else drafting.mark_signed
        mark(document, by=job.person, at=at, sha256=sha256)
        signing.step(job, JobState.DONE, at=at, result=version, prepared=None)
        outbox.put("index", document.id)


def require_still_competent(job: SigningJob, document: Document, act: Act) -> None:
    """Role, turn and certificate as they are now: minutes passed since the job began."""
    person = Person.get_by_id(job.person_id)
    person.require(act.verb)
    signing.require_turn(document, act, person)
    bound = Certificate.in_force(person, act.certificate_role)
    if not bound.where(Certificate.sha256 == prepared_certificate(job)).exists():
        raise ProtocolError("cert_not_bound")


def prepared_certificate(job: SigningJob) -> str:
    """The fingerprint of the certificate the file was prepared for."""
    return hashlib.sha256(decoded(job.prepared["certificate"])).hexdigest()


def cancel_by_signer(
    key: str, message: dict[str, Any], device: Device, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """The signer gives up and says why, so that the page can."""
    job = find(key, device, JobState.REDEEMED, JobState.PREPARED, at=at)
    code = str(message.get("code", ""))
    move(job, JobState.CANCELLED, at=at, error=code if protocol.is_known(code) else "user_cancelled", prepared=None)
    clean(job.key, premises)
    return {"state": job.state}


def cancel(job: SigningJob, *, by: Person, at: datetime, premises: Premises) -> None:
    """Hủy ký, from the page."""
    signing.cancel(job, by=by, at=at)
    clean(job.key, premises)


def expire(*, at: datetime, premises: Premises) -> None:
    """End what ran out of time; called when a page asks for the state of a job."""
    for key in signing.expire(at=at):
        clean(key, premises)


def recover(*, at: datetime, premises: Premises) -> None:
    """At the start of the portal: no job is being stored, and no working file is of use any more."""
    signing.recover(at=at)
    signing.expire(at=at)
    live = {row.key for row in SigningJob.select(SigningJob.key).where(SigningJob.state == JobState.PREPARED)}
    for file in premises.scratch.glob("sign-*.pdf"):
        if file.name.removeprefix("sign-").split(".")[0] not in live:
            file.unlink(missing_ok=True)


def find(key: str, device: Device, *states: JobState, at: datetime) -> SigningJob:
    """The device's job, in one of the states and in time."""
    job = own_job(key, device)
    if job.is_live and job.state != JobState.SIGNING and job.until <= at:
        signing.expire(at=at)
        raise ProtocolError("expired")
    if job.state not in states:
        raise ProtocolError("expired" if job.state == JobState.EXPIRED else "wrong_state", str(job.state))
    return job


def own_job(key: str, device: Device) -> SigningJob:
    """A job of this device; another device's looks like none."""
    job = SigningJob.by_key(key)
    if job is None or job.device_id != device.id:
        raise ProtocolError("no_such_job")
    return job


def move(job: SigningJob, state: JobState, *, at: datetime, **values: Any) -> None:
    """A step that another call may have made impossible meanwhile."""
    try:
        signing.step(job, state, at=at, **values)
    except errors.WrongState as cause:
        raise ProtocolError("wrong_state", str(cause)) from cause


def outcome(job: SigningJob) -> dict[str, Any]:
    """What the signer is told at the end, the first time and every further time."""
    if job.state != JobState.DONE:
        raise ProtocolError(job.error)
    return {"state": str(job.state), "sha256": job.result.sha256}


def prepared_file(job: SigningJob, premises: Premises) -> Path:
    """Where the file waits for its signature."""
    return premises.scratch / f"sign-{job.key}.prepared.pdf"


def signed_file(job: SigningJob, premises: Premises) -> Path:
    """Where the signed file is made before it is stored."""
    return premises.scratch / f"sign-{job.key}.signed.pdf"


def clean(key: str, premises: Premises) -> None:
    """Remove the working files of a job."""
    for stage in ("prepared", "signed"):
        (premises.scratch / f"sign-{key}.{stage}.pdf").unlink(missing_ok=True)


def decoded(value: object) -> bytes:
    """Base64 out of a message."""
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error as cause:
        raise ProtocolError("bad_request", "base64") from cause
