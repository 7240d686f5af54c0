"""Ký số from the button to the stored version: the calls behind the page and behind the signer (signing.md §6)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import db
from portal.flows import verdicts
from portal.flows.job_files import clean, decoded, place_of, prepare, prepared_file, shown, store
from portal.flows.premises import Premises
from portal.office import annexes, rights, signing
from portal.office.devices import Certificate, Device
from portal.office.documents import Attachment, Document
from portal.office.people import Person
from portal.office.profile import Office
from portal.office.signing import SigningJob, Ticket
from portal.rules import errors
from portal.rules.signing import ACTS, OPEN, SEAL, Act, JobState
from portal.signer import protocol
from portal.signer.protocol import ProtocolError

check_signatures = verdicts.check_signatures
ENDED = (JobState.DONE, JobState.REJECTED, JobState.SUPERSEDED)
GIVEN_UP = (JobState.REDEEMED, JobState.PREPARED)
# No other certificate would mend these.
NOT_OF_THE_CERTIFICATE = {"superseded", "place_unknown", "prepare_failed", "too_slow"}


@dataclass(frozen=True)
class Begun:
    """New jobs under one ticket: the address behind the button and the code to type instead, shown this once."""

    jobs: list[SigningJob]
    launch: str
    code: str
    left_out: Sequence[tuple[Document, errors.Refusal]] = ()

    @property
    def job(self) -> SigningJob:
        """The only one, or the first."""
        return self.jobs[0]


def begin(
    document: Document, act: Act, place: dict[str, Any], *, base_n: int, by: Person, origin: str, at: datetime
) -> Begun:
    """Start a signature on a document the person may read; ``place`` is page (from 1) and box in fractions.

    ``base_n`` is the version that was looked at: no newer one is signed unseen.
    Raises ``NotAllowed``, ``WrongState``, ``NotSignedYet``, ``Superseded``, ``SigningBusy``.
    """
    ticket = Ticket.for_documents(1 + len(with_it(document, act)), at=at)
    jobs = open_with_annexes(document, act, place, ticket, base_n=base_n, by=by, at=at)
    return Begun(jobs, protocol.launch_url(origin, ticket.secret), ticket.code)


def with_it(document: Document, act: Act) -> list[Attachment]:
    """The annexes that are signed with a letter: by the agency only, each in its own file."""
    return annexes.unsealed(document) if act is SEAL else []


def open_with_annexes(
    document: Document, act: Act, place: dict[str, Any], ticket: Ticket, *, base_n: int, by: Person, at: datetime
) -> list[SigningJob]:
    """The job of the letter, and right after it those of its annexes; all of them or none."""
    with db.atomic():
        letter = signing.open_job(document, act, place, ticket, base_n=base_n, by=by, at=at)
        further = [
            signing.open_annex(annex, ticket, with_letter=True, by=by, at=at) for annex in with_it(document, act)
        ]
    return [letter, *further]


def begin_annexes(document: Document, *, by: Person, origin: str, at: datetime) -> Begun:
    """Đóng dấu phụ lục: the annexes that were not sealed together with their letter."""
    found = annexes.unsealed(document)
    if not found:
        raise errors.Conflict(document.id, why="no_annex_to_seal")
    ticket = Ticket.for_documents(len(found), at=at)
    with db.atomic():
        jobs = [signing.open_annex(annex, ticket, with_letter=False, by=by, at=at) for annex in found]
    return Begun(jobs, protocol.launch_url(origin, ticket.secret), ticket.code)


def begin_batch(
    marked: Sequence[tuple[Document, int]], act: Act, *, by: Person, origin: str, at: datetime
) -> Begun:
    """Start signatures on several documents, each in the version its row showed, with one launch.

    Each is placed by the words of its page; a seal comes with those of the annexes.

    A document that cannot be signed now is left out with its refusal; when none is left, the first one is raised.
    """
    count = sum(1 + len(with_it(document, act)) for document, _ in marked)
    ticket = Ticket.for_documents(count, at=at)
    jobs, left_out = list[SigningJob](), []
    for document, base_n in marked:
        try:
            jobs += open_with_annexes(document, act, {}, ticket, base_n=base_n, by=by, at=at)
        except (errors.NotAllowed, errors.Conflict) as refusal:
            left_out.append((document, refusal))
    if not jobs:
        raise left_out[0][1]
    return Begun(jobs, protocol.launch_url(origin, ticket.secret), ticket.code, left_out)


def sentence(code: str) -> str:
    """What an error code says to the person."""
    return protocol.sentence(code)


def redeem(message: dict[str, Any], device: Device, *, at: datetime, premises: Premises) -> dict[str, Any]:
    """The signer trades the ticket for its jobs: what is to be signed, by whom, with which certificates."""
    spoken = message.get("protocols")
    if not isinstance(spoken, list) or not any(version in spoken for version in protocol.PROTOCOLS):
        raise ProtocolError("protocol")
    try:
        jobs = signing.redeem(str(message.get("ticket", "")), device, at=at)
    except errors.NotFound as cause:
        raise ProtocolError("ticket_invalid") from cause
    docs = [shown(job, premises) for job in jobs if may_read(job, at=at) and is_there(job, premises, at=at)]
    if not docs:
        raise ProtocolError("ticket_invalid")
    first, act = jobs[0], ACTS[jobs[0].act]
    refused = [job.error for job in SigningJob.under(first.key) if not job.is_live]
    return {
        "protocol": max(protocol.PROTOCOLS), "job": first.key, "action": act.word, "user": first.person.name,
        "agency": Office.current().name, "expires_in": int((first.until - at).total_seconds()), "docs": docs,
        "refused": refused,
        "certs": [row.sha256 for row in Certificate.in_force(first.person, act.certificate_role)],
    }


def may_read(job: SigningJob, *, at: datetime) -> bool:
    """Whether the person may still read the document; if not, its job ends, and of it only that is told."""
    try:
        rights.read(job.person, job.document_id)
    except errors.NotFound:
        is_newest = job.is_of_newest
        with suppress(ProtocolError):  # the page or the clock has ended it meanwhile, and said why
            end(job, "no_longer_allowed" if is_newest else "superseded", at=at)
        return False
    return True


def is_there(job: SigningJob, premises: Premises, *, at: datetime) -> bool:
    """Whether the store still has what is to be signed; if not, its job ends, and the others of the launch go on."""
    has_file = premises.store.has(job.base_sha256)
    if not has_file:
        end(job, "prepare_failed", at=at)
    return has_file


def require_readable(job: SigningJob, premises: Premises, *, at: datetime) -> None:
    """Show nothing of a document that was set apart or taken back since the ticket was given in."""
    if not may_read(job, at=at):
        clean(job, premises)
        raise ProtocolError(SigningJob.get_by_id(job.id).error)


def take_certificate(
    key: str, message: dict[str, Any], device: Device, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """The signer names its certificate; the portal prepares one document around it.  May be repeated."""
    job = find(key, message.get("doc"), device, JobState.REDEEMED, JobState.PREPARED, at=at, premises=premises)
    require_readable(job, premises, at=at)
    der = decoded(message.get("cert"))
    bound = Certificate.in_force(job.person, ACTS[job.act].certificate_role)
    certificate = bound.where(Certificate.sha256 == protocol.digest(der)).first()
    if certificate is None:
        raise ProtocolError("cert_not_bound")
    try:
        place = place_of(job, premises)
        state = prepare(job, place, certificate, at=at, premises=premises)
    except ProtocolError as stop:
        if stop.code in NOT_OF_THE_CERTIFICATE:
            end(job, stop.code, at=at)
            clean(job, premises)
        raise
    move(job, JobState.PREPARED, at=at, prepared=state, place=place)
    ready = {
        "doc": job.doc, "tbs": state["attributes"], "hole": state["hole"], "size": state["size"],
        "sha256": state["sha256"],
    }
    return {"docs": [ready]}


def prepared_pdf(
    key: str, document: str, device: Device, *, at: datetime, premises: Premises
) -> tuple[Path, str]:
    """The prepared file and its SHA-256, for the signer to check and the person to look at."""
    job = find(key, document, device, JobState.PREPARED, at=at, premises=premises)
    require_readable(job, premises, at=at)
    file = prepared_file(job, premises)
    if not file.is_file():
        raise ProtocolError("no_such_job")
    return file, str(job.prepared["sha256"])


def take_signatures(
    key: str, message: dict[str, Any], device: Device, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """The signer hands in the signature; the same one again gets the same answer."""
    items = message.get("items")
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        raise ProtocolError("bad_request", "one item")
    document, signature = items[0].get("doc"), decoded(items[0].get("signature"))
    given = protocol.digest(signature)
    job = own_job(key, document, device)
    if job.state in ENDED and job.signature_hash == given:
        return outcome(job)
    if job.state == JobState.SIGNING and job.signature_hash == given:
        raise ProtocolError("storing")  # the first sending is still being worked on: ask again
    job = find(key, document, device, JobState.PREPARED, at=at, premises=premises)
    move(job, JobState.SIGNING, at=at, signature_hash=given)
    try:
        store(job, signature, at=at, premises=premises)
    except ProtocolError as stop:
        end(job, stop.code, at=at)
        raise
    except Exception:
        end(job, "embed_failed", at=at)
        raise
    finally:
        clean(job, premises)
    return outcome(job)


def cancel_by_signer(
    key: str, message: dict[str, Any], device: Device, *, at: datetime, premises: Premises
) -> dict[str, Any]:
    """The signer gives up on one document, or on all that are left, and says why, so that the page can."""
    code = str(message.get("code", ""))
    error = code if protocol.is_known(code) else "user_cancelled"
    if "doc" in message:
        jobs = [find(key, message["doc"], device, *GIVEN_UP, at=at, premises=premises)]
    else:
        jobs = left(key, device, at=at, premises=premises)
    for job in jobs:
        move(job, JobState.CANCELLED, at=at, error=error, prepared=None)
        clean(job, premises)
    return {"state": str(JobState.CANCELLED)}


def left(key: str, device: Device, *, at: datetime, premises: Premises) -> list[SigningJob]:
    """What can still be given up under a launch; a refusal when nothing can."""
    jobs = own_jobs(key, device)
    open_ones = [job for job in jobs if job.state in GIVEN_UP and job.until > at]
    return open_ones or [find(key, jobs[0].doc, device, *GIVEN_UP, at=at, premises=premises)]


def cancel(jobs: Sequence[SigningJob], *, by: Person, at: datetime, premises: Premises) -> None:
    """Hủy ký, from the page: all that has not been sent in."""
    for job in [job for job in jobs if job.state in OPEN] or jobs:
        signing.cancel(job, by=by, at=at)
        clean(job, premises)


def expire(*, at: datetime, premises: Premises) -> None:
    """End what ran out of time; called when a page asks for the state of a job."""
    for job in signing.expire(at=at):
        clean(job, premises)


def recover(*, at: datetime, premises: Premises) -> None:
    """At the start of the portal: no job is being stored, and no working file is of use any more."""
    signing.recover(at=at)
    signing.expire(at=at)
    live = {str(row.id) for row in SigningJob.select(SigningJob.id).where(SigningJob.state == JobState.PREPARED)}
    for file in premises.scratch.glob("sign-*.pdf"):
        if file.name.removeprefix("sign-").split(".")[0] not in live:
            file.unlink(missing_ok=True)


def find(
    key: str, document: object, device: Device, *states: JobState, at: datetime, premises: Premises
) -> SigningJob:
    """The device's job for a document, in one of the states and in time."""
    job = own_job(key, document, device)
    if job.is_live and job.state != JobState.SIGNING and job.until <= at:
        expire(at=at, premises=premises)
        raise ProtocolError("expired")
    if job.state not in states:
        raise ProtocolError("expired" if job.state == JobState.EXPIRED else "wrong_state", str(job.state))
    return job


def own_job(key: str, document: object, device: Device) -> SigningJob:
    """The device's job for a document under a launch; with one document it need not be named."""
    jobs = own_jobs(key, device)
    if document is None and len(jobs) == 1:
        return jobs[0]
    found = [job for job in jobs if job.doc == str(document)]
    if not found:
        raise ProtocolError("no_such_job")
    return found[0]


def own_jobs(key: str, device: Device) -> list[SigningJob]:
    """The jobs of this device under a launch; another device's look like none."""
    jobs = [job for job in SigningJob.under(key) if job.device_id == device.id]
    if not jobs:
        raise ProtocolError("no_such_job")
    return jobs


def end(job: SigningJob, code: str, *, at: datetime) -> None:
    """The job ends refused, for the reason the code names."""
    ended = JobState.SUPERSEDED if code == "superseded" else JobState.REJECTED
    move(job, ended, at=at, error=code, prepared=None)


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
    return {"state": str(job.state), "sha256": job.made_sha256}
