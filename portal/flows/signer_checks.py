"""Kiểm tra máy ký: what the signer tells of its PC is compared with what the portal knows; nothing is signed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.adapters import sandbox
from portal.flows import verdicts
from portal.flows.job_files import decoded
from portal.office import signer_checks
from portal.office.devices import Certificate, Device
from portal.office.people import Person
from portal.rules import errors
from portal.rules.signing import ACTS
from portal.signer import policies as policies
from portal.signer import protocol
from portal.signer.protocol import ProtocolError

Finding = dict[str, Any]
DRIFT_SEEN = 30  # seconds, from which a clock is worth a word
ENDS_SOON = timedelta(days=30)
MOST_STORES, MOST_CERTIFICATES = 32, 32
VERSION_PARTS = 3


def begin(by: Person, *, origin: str, at: datetime) -> str:
    """The address that starts the signer for a check."""
    return protocol.launch_url(origin, signer_checks.begin(by, at=at), "check")


def take(message: Mapping[str, Any], device: Device, drift: int, *, at: datetime) -> dict[str, Any]:
    """Judge what the signer told; with a ticket of the page it is kept for the page to show."""
    findings = [found("paired", "good", "paired", name=device.name), *examined(message, device.person, drift, at=at)]
    if ticket := str(message.get("ticket", "")):
        opened = found("opened", "good", "opened")
        try:
            signer_checks.keep(ticket, device, [opened, *findings], at=at)
        except errors.NotFound as cause:
            raise ProtocolError("ticket_invalid") from cause
    return {"findings": findings}


def examined(message: Mapping[str, Any], person: Person, drift: int, *, at: datetime) -> Iterator[Finding]:
    """Each part of the PC in the order in which it is needed."""
    yield version(listed(message, "protocols"), str(message.get("helper", "")))
    yield clock(drift)
    yield stores(listed(message, "stores")[:MOST_STORES])
    held = [decoded(text) for text in listed(message, "certs")[:MOST_CERTIFICATES]]
    yield found("certificate", "good", "certificate", count=len(held)) if held else found(
        "certificate", "bad", "certificate_none"
    )
    yield from pins(listed(message, "pins"))
    if held:
        for act in ACTS.values():
            if person.may(act.verb):
                yield from bound(held, person, act.certificate_role, at=at)


def version(spoken: Sequence[Any], given: str) -> Finding:
    """Whether the two programs understand one another."""
    if not any(number in spoken for number in protocol.PROTOCOLS):
        return found("version", "bad", "version_protocol", version=given[:20])
    if numbers(given) < numbers(protocol.VERSION):
        return found("version", "warning", "version_old", version=given[:20], newest=protocol.VERSION)
    return found("version", "good", "version", version=given[:20])


def numbers(version: str) -> list[int]:
    """A version as numbers; what is none counts as 0."""
    parts = version.split(".")[:VERSION_PARTS]
    return [int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 0 for part in parts]


def clock(drift: int) -> Finding:
    """The PC's clock beside the portal's."""
    if abs(drift) > protocol.CLOCK_SECONDS:
        return found("clock", "bad", "clock_ahead" if drift > 0 else "clock_behind", seconds=abs(drift))
    return found("clock", "warning" if abs(drift) > DRIFT_SEEN else "good", "clock", seconds=abs(drift))


def stores(told: Sequence[Any]) -> Finding:
    """Libraries, files and stores that were tried for keys."""
    rows = [row for row in told if isinstance(row, dict)]
    if not rows:
        return found("store", "bad", "store_none")
    closed = [str(row.get("name", ""))[:200] for row in rows if row.get("opens") is not True]
    if len(closed) == len(rows):
        return found("store", "bad", "store_closed", names="; ".join(closed))
    if closed:
        return found("store", "warning", "store_some_closed", names="; ".join(closed))
    return found("store", "good", "store", names="; ".join(str(row.get("name", ""))[:200] for row in rows))


def pins(told: Sequence[Any]) -> Iterator[Finding]:
    """A word only where a token has counted wrong PINs."""
    for state, worth in (("locked", "bad"), ("final_try", "warning"), ("low", "warning")):
        if state in told:
            yield found("pin", worth, f"pin_{state}")
            return


def bound(held: Sequence[bytes], person: Person, role: str, *, at: datetime) -> Iterator[Finding]:
    """Whether a certificate on the PC is the person's for this role, in its time, and trusted."""
    here = {protocol.digest(der): der for der in held}
    own = [row for row in Certificate.in_force(person, role) if row.sha256 in here]
    if not own:
        waits = any(row.sha256 in here for row in Certificate.waiting().where(Certificate.person == person))
        yield found("bound", "bad", "bound_waiting" if waits else "bound_not", role=role)
        return
    row: Certificate = own[0]
    yield found("bound", "good", "bound", role=role, subject=row.subject)
    yield in_time(row, at=at)
    yield trusted(here[row.sha256], at=at)


def in_time(row: Certificate, *, at: datetime) -> Finding:
    """Whether it may be used today, and for how long still."""
    day = row.valid_until.strftime("%d/%m/%Y")
    if row.valid_from > at:
        return found("valid", "bad", "valid_not_yet", day=row.valid_from.strftime("%d/%m/%Y"))
    if row.valid_until <= at:
        return found("valid", "bad", "valid_no_more", day=day)
    return found("valid", "warning" if row.valid_until <= at + ENDS_SOON else "good", "valid", day=day)


def trusted(der: bytes, *, at: datetime) -> Finding:
    """Whether the portal would take a signature with it today."""
    asked = {"certificate": verdicts.text(der), "trust": verdicts.trusted(), "now": at.isoformat()}
    try:
        answer = sandbox.call("portal.adapters.certificate_check:look", asked)
    except (errors.Unreadable, errors.FileRefused):
        return found("trusted", "bad", "trusted_chain")
    if answer["problem"]:
        return found("trusted", "bad", f"trusted_{answer['problem']}")
    return found("trusted", "good", "trusted") if answer["checked"] else found(
        "trusted", "warning", "trusted_unchecked"
    )


def found(part: str, state: str, why: str, **values: Any) -> Finding:
    """One line of the check: which part, ``good``, ``warning`` or ``bad``, and the word of its sentence."""
    return {"part": part, "state": state, "why": why, "values": values}


def silent() -> list[Finding]:
    """What is shown when the signer never called: where the way can be broken before it."""
    return [found("opened", "bad", "opened_not")]


def told(finding: Finding) -> tuple[str, str]:
    """The name of the part and the sentence, the same in both programs."""
    return protocol.told(finding)


def listed(message: Mapping[str, Any], name: str) -> list[Any]:
    """A list out of a message; anything else is an empty one."""
    value = message.get(name)
    return value if isinstance(value, list) else []
