"""What proves that a call comes from a paired PC and an answer from the portal; pairing and presenting certificates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.flows.job_files import decoded
from portal.office import devices
from portal.office.devices import Device
from portal.rules import errors
from portal.signer import protocol
from portal.signer.protocol import ProtocolError as ProtocolError  # the door names it too

ROOT = protocol.ROOT


def hello(*, at: datetime) -> dict[str, Any]:
    """What anyone may know: versions and the time."""
    return {"protocols": list(protocol.PROTOCOLS), "min_helper": protocol.VERSION, "time": int(at.timestamp())}


def authenticate(
    headers: Mapping[str, str], method: str, path: str, body: bytes, *, at: datetime, any_clock: bool = False
) -> Device:
    """The device behind a call, if its MAC, time and nonce hold; browsers are turned away first.

    ``any_clock`` is for the check of a PC, which is to say how wrong its clock is and changes nothing.
    """
    refuse_browsers(headers)
    device = Device.known(headers.get("X-Device", ""))
    if device is None:
        raise ProtocolError("unknown_device")
    moment, nonce = headers.get("X-Time", ""), headers.get("X-Nonce", "")
    wanted = protocol.request_mac(bytes.fromhex(device.secret), method, path, moment, nonce, body)
    if not protocol.same(headers.get("X-Mac", ""), wanted):
        raise ProtocolError("bad_mac")
    if not moment.isascii() or not moment.isdecimal() or len(moment) > 12 or not 16 <= len(nonce) <= 64:
        raise ProtocolError("bad_request", "time or nonce")
    if not any_clock and abs(drift(headers, at=at)) > protocol.CLOCK_SECONDS:
        raise ProtocolError("clock_skew")
    try:
        devices.use_nonce(device, nonce, at=at)
    except errors.Conflict as cause:
        raise ProtocolError("replay") from cause
    return device


def drift(headers: Mapping[str, str], *, at: datetime) -> int:
    """By how many seconds the PC's clock is ahead, from a call that was found to be its own."""
    return int(headers["X-Time"]) - int(at.timestamp())


def refuse_browsers(headers: Mapping[str, str]) -> None:
    """A page in a browser always says where it comes from when it posts; the signer never does."""
    if headers.get("Origin") is not None or headers.get("Sec-Fetch-Site") is not None:
        raise ProtocolError("browser_not_allowed")


def answer_mac(device: Device, status: int, nonce: str, body: bytes | str) -> str:
    """The MAC that ties an answer to its question; of a file the SHA-256 will do."""
    sha256 = body if isinstance(body, str) else protocol.digest(body)
    return protocol.answer_mac(bytes.fromhex(device.secret), status, nonce, sha256)


def pair(message: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """Ghép máy: the code from the profile page for a device name and its secret."""
    code = protocol.clean_code(str(message.get("code", "")))
    try:
        device = devices.pair(code, str(message.get("name", "")), at=at)
    except errors.NotFound as cause:
        raise ProtocolError("pairing_invalid") from cause
    return {"device": device.key, "secret": device.secret, "user": device.person.name}


def present(message: dict[str, Any], device: Device, *, at: datetime) -> dict[str, Any]:
    """A certificate on the person's PC, for the administrator to approve."""
    try:
        certificate = devices.present(device.person, decoded(message.get("cert")), at=at)
    except errors.CertificateRefused as cause:
        raise ProtocolError("bad_request", "certificate") from cause
    return {"sha256": certificate.sha256, "approved": certificate.approved_at is not None}
