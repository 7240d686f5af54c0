"""The files of a signing job: what the person is shown, where the signature goes, what is prepared and stored."""

import base64
import binascii
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import db
from portal.adapters import sandbox
from portal.adapters.blobs import Blob
from portal.clock import VIETNAM
from portal.flows import dispatch, placing, signed_versions, verdicts
from portal.flows.premises import Premises
from portal.flows.signed_versions import Signature
from portal.office import signing
from portal.office.devices import Certificate
from portal.office.documents import Document, Version
from portal.office.profile import Office
from portal.office.recipients import Recipient
from portal.office.signing import SigningJob
from portal.rules import errors
from portal.rules.signing import ACTS, SEAL, Act, JobState, annex_appearance, appearance
from portal.signer.protocol import ProtocolError

FULL = datetime(2028, 12, 28, 20, 58, 58, tzinfo=VIETNAM)  # no moment is written wider


def shown(job: SigningJob, premises: Premises) -> dict[str, Any]:
    """A letter or annex as the person at the PC must recognise it, and the bytes it was shown as."""
    document, sha256 = job.document, job.base_sha256
    title = f"{document.subject} – phụ lục {job.attachment.name}" if job.attachment_id else document.subject
    return {
        "doc": job.doc, "title": title, "number": document.reference or document.symbol,
        "to": [line.name for line in Recipient.of(document)], "sha256": sha256,
        "size": premises.store.path(sha256).stat().st_size,
    }


def place_of(job: SigningJob, premises: Premises) -> dict[str, Any]:
    """Where the person put the signature, else where the words of the page or the rule for annexes put it."""
    if not job.is_of_newest:
        raise ProtocolError("superseded")
    if job.place:
        return dict(job.place)
    document = Document.get_by_id(job.document_id)
    try:
        if job.attachment_id:
            return annex_place(job, premises)
        found = placing.place_of(document, ACTS[job.act], premises, by=job.person)
    except (errors.Unreadable, errors.FileRefused) as cause:
        raise stopped("prepare_failed", cause) from cause
    if not (found["found"] and found["free"]):
        raise ProtocolError("place_unknown")
    return {"page": found["page"], "box": found["box"]}


def stopped(code: str, cause: errors.Unreadable | errors.FileRefused) -> ProtocolError:
    """What the signer is told: that a busy machine was too slow says nothing against the file."""
    is_late = isinstance(cause, errors.Unreadable) and "timeout" in cause.details
    return ProtocolError("too_slow" if is_late else code, str(cause))


def annex_place(job: SigningJob, premises: Premises) -> dict[str, Any]:
    """The top right of its first page, wide enough for what will stand there (Annex I)."""
    found: dict[str, Any] = sandbox.call("portal.adapters.annex_pages:place", {
        "path": str(premises.store.path(job.base_sha256)), "lines": annex_appearance(job.document.reference, FULL),
    })
    return found


def prepare(
    job: SigningJob, place: dict[str, Any], certificate: Certificate, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """Have the child append the empty signature; what it answers is kept in the job."""
    premises.scratch.mkdir(parents=True, exist_ok=True)
    act = ACTS[job.act]
    asked = {
        "source": str(premises.store.path(job.base_sha256)), "target": str(prepared_file(job, premises)),
        "certificate": verdicts.text(certificate.der), "field": act.field, "place": place,
        **drawn(job, act, at, premises),
        "trust": verdicts.trusted(), "now": at.isoformat(),
    }
    try:
        state: dict[str, Any] = sandbox.call("portal.adapters.pdf_signing:prepare", asked)
    except (errors.Unreadable, errors.FileRefused) as cause:
        raise stopped("prepare_failed", cause) from cause
    if "refused" in state:
        raise ProtocolError(state["refused"])
    return state


def drawn(job: SigningJob, act: Act, at: datetime, premises: Premises) -> dict[str, Any]:
    """What people will see: a picture or words in the colour of the act; on an annex black words only (Annex I)."""
    if job.attachment_id:
        return {"lines": annex_appearance(job.document.reference, at), "ink": "black"}
    name, ink = (Office.current().name, "red") if act is SEAL else (job.person.name, "blue")
    return {"lines": appearance(name, at), "ink": ink, "image": placing.picture(act, job.person, premises)}


def store(job: SigningJob, signature: bytes, *, at: datetime, premises: Premises) -> None:
    """Embed, judge, keep the bytes; then version, check, state and job in one transaction."""
    target = signed_file(job, premises)
    asked = {
        "prepared": str(prepared_file(job, premises)), "target": str(target), "state": job.prepared,
        "signature": verdicts.text(signature), "trust": verdicts.trusted(), "now": at.isoformat(),
        "stamp": verdicts.text(verdicts.timestamp(signature, premises)),
    }
    try:
        answer = sandbox.call("portal.adapters.pdf_signing:embed", asked)
    except (errors.Unreadable, errors.FileRefused) as cause:
        raise stopped("embed_failed", cause) from cause
    if "refused" in answer:
        raise ProtocolError(answer["refused"])
    verdict, act = verdicts.marked(answer["verdict"]), ACTS[job.act]
    certificate = hashlib.sha256(decoded(job.prepared["certificate"])).hexdigest()
    if not signed_versions.is_sound(verdict, act.field, certificate):
        raise ProtocolError("post_check_failed")
    made, blob = Signature(job.base, act, job.person_id, certificate), dispatch.keep_made(target, premises)
    try:
        with db.atomic():
            version = kept(job, made, blob, verdict, at=at)
            signing.step(job, JobState.DONE, at=at, result=version, prepared=None)
    except (errors.Superseded, errors.WrongState) as cause:
        raise ProtocolError("superseded") from cause
    except (errors.NotAllowed, errors.Conflict) as cause:  # so too where the office wants the number first since
        raise ProtocolError("no_longer_allowed") from cause
    except errors.CertificateRefused as cause:
        raise ProtocolError("cert_not_bound") from cause


def kept(job: SigningJob, made: Signature, blob: Blob, verdict: dict[str, Any], *, at: datetime) -> Version | None:
    """The letter's newest version, or the sealed annex, which is none."""
    if not job.attachment_id:
        return signed_versions.keep(made, blob, verdict, at=at)
    signed_versions.keep_annex(job.attachment, job.annex_sha256, made, blob, verdict, at=at)
    return None


def prepared_file(job: SigningJob, premises: Premises) -> Path:
    """Where the file waits for its signature."""
    return premises.scratch / f"sign-{job.id}.prepared.pdf"


def signed_file(job: SigningJob, premises: Premises) -> Path:
    """Where the signed file is made before it is stored."""
    return premises.scratch / f"sign-{job.id}.signed.pdf"


def clean(job: SigningJob, premises: Premises) -> None:
    """Remove the working files of a job."""
    for file in (prepared_file(job, premises), signed_file(job, premises)):
        file.unlink(missing_ok=True)


def decoded(value: object) -> bytes:
    """Base64 out of a message."""
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error as cause:
        raise ProtocolError("bad_request", "base64") from cause
