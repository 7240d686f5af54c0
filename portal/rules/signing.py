"""Ký số: the states of a signing job, who signs when (Decree 30/2020/NĐ-CP Art. 19, 32), and words for verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.rules import errors, numbering
from portal.rules.states import NUMBERED, SUBMITTED


class JobState(StrEnum):
    """Where a signing job stands."""

    CREATED = "created"
    REDEEMED = "redeemed"
    PREPARED = "prepared"
    SIGNING = "signing"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


LIVE = (JobState.CREATED, JobState.REDEEMED, JobState.PREPARED, JobState.SIGNING)
OPEN = (JobState.CREATED, JobState.REDEEMED, JobState.PREPARED)  # may still be cancelled or run out of time

JOB_STEPS: dict[JobState, tuple[JobState, ...]] = {
    JobState.CREATED: (JobState.REDEEMED, JobState.CANCELLED, JobState.EXPIRED),
    # the certificate may be given again, so prepared may follow itself
    JobState.REDEEMED: (
        JobState.PREPARED, JobState.CANCELLED, JobState.EXPIRED, JobState.REJECTED, JobState.SUPERSEDED,
    ),
    JobState.PREPARED: (
        JobState.PREPARED, JobState.SIGNING, JobState.CANCELLED, JobState.EXPIRED, JobState.REJECTED,
        JobState.SUPERSEDED,
    ),
    JobState.SIGNING: (JobState.DONE, JobState.REJECTED, JobState.SUPERSEDED),
    JobState.DONE: (),
    JobState.CANCELLED: (),
    JobState.EXPIRED: (),
    JobState.REJECTED: (),
    JobState.SUPERSEDED: (),
}


def before(state: JobState) -> tuple[JobState, ...]:
    """The states from which a job may step into this one."""
    return tuple(start for start, following in JOB_STEPS.items() if state in following)


def stage(states: Iterable[str]) -> JobState:
    """How far the jobs of one launch are together: what is waited for, or ``done`` when all have ended."""
    found = set(states)
    for waited_for in (JobState.CREATED, JobState.REDEEMED, JobState.SIGNING):
        if waited_for in found:
            return waited_for
    if JobState.PREPARED in found:
        return JobState.SIGNING if JobState.DONE in found else JobState.PREPARED
    return JobState.DONE


LARGEST_SHARE = 0.10  # of its page: a signature drawn larger is later judged to hide what stands there


def appearance(name: str, at: datetime) -> list[str]:
    """What is drawn where no picture of the signature or seal is kept: who, and when with the zone (Annex I)."""
    zone = at.isoformat()[-6:]
    return [name, f"{at:%d/%m/%Y %H:%M:%S} {zone}"]


def annex_appearance(reference: str, at: datetime) -> list[str]:
    """What is drawn on an annex in a file of its own: the letter's number and symbol, and when (Annex I)."""
    day, month, year = numbering.written_day(at.date())
    return [f"Số: {reference}; {day}/{month}/{year}; {at:%H:%M:%S} {at.isoformat()[-6:]}"]


@dataclass(frozen=True)
class Act:
    """One of the two ways to sign: whose verb it is, on which version, and what it makes."""

    word: str
    verb: str
    certificate_role: str
    base_state: str
    base_roles: tuple[str, ...]
    result_role: str
    field: str


SIGN = Act("sign", "approve", "personal", SUBMITTED, ("pdf",), "signed", "KyCaNhan")
# the number stands between the two signatures, so the seal covers it (Art. 14-19: sign, number and day, seal);
# where the office numbers first, what is sealed is the signed file itself
SEAL = Act("seal", "seal", "seal", NUMBERED, ("numbered", "signed"), "sealed", "DauCoQuan")
ACTS = {act.word: act for act in (SIGN, SEAL)}


def require_order(act: Act, latest_role: str, personal: Iterable[str]) -> None:
    """Refuse to sign a version of the wrong stage, and to seal what no competent person has validly signed.

    ``personal`` are the states of the signatures on the version that the number was added to (Art. 32).
    """
    if latest_role not in act.base_roles:
        raise errors.WrongState(latest_role)
    if act is SEAL:
        states = list(personal)
        if not states or not all(state in VALID for state in states):
            raise errors.NotSignedYet()


VALID = frozenset({"valid", "valid_unchecked"})
UNDETERMINED = frozenset({"valid_unchecked", "valid_later_change", "untrusted"})
INVALID = frozenset({
    "invalid_content", "invalid_signature", "invalid_coverage", "invalid_changed_after", "invalid_cert_expired",
    "invalid_cert_not_yet_valid", "invalid_cert_revoked", "invalid_cert_wrong_usage", "invalid_cert_chain",
    "unreadable",
})
SIGNATURE_STATES = VALID | UNDETERMINED | INVALID

FILE_STATES = ("good", "broken", "undetermined", "unsigned")


def file_state(signatures: Iterable[str]) -> str:
    """One word for the file; the worst signature decides, and only a full check is ``good`` (threats.md §2.27)."""
    states = set(signatures)
    if states - SIGNATURE_STATES:
        raise ValueError(f"unknown verdict {sorted(states - SIGNATURE_STATES)}")
    if not states:
        return "unsigned"
    if states & INVALID:
        return "broken"
    return "undetermined" if states & UNDETERMINED else "good"
