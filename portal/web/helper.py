"""What the signer on a person's PC calls: JSON with MACs, no cookie, no page, and nothing for browsers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file

from portal import clock
from portal.flows import helper_calls, signer_checks, signing
from portal.flows.helper_calls import ProtocolError
from portal.office.devices import Device
from portal.web.access import program_route, settings
from portal.web.premises import premises_of

calls = Blueprint("helper", __name__, url_prefix=helper_calls.ROOT)
File = tuple[Path, str]  # where it lies, and its SHA-256
BODY_LIMIT = 256 * 1024
STATUSES = {
    "unknown_device": 401, "bad_mac": 401, "clock_skew": 401, "replay": 401,
    "browser_not_allowed": 403, "cert_not_bound": 403, "no_such_job": 404, "pairing_invalid": 404,
    "ticket_invalid": 410, "expired": 410, "bad_request": 400, "protocol": 426,
    "wrong_state": 409, "superseded": 409, "storing": 409,
}


@calls.get("/hello")
@program_route
def hello() -> Response:
    """Versions and the time."""
    return told(None, lambda: helper_calls.hello(at=clock.now()))


@calls.post("/pair")
@program_route
def pair() -> Response:
    """A code for a device."""

    def answer() -> dict[str, Any]:
        helper_calls.refuse_browsers(dict(request.headers))
        return helper_calls.pair(message(), at=clock.now())

    return told(None, answer)


@calls.post("/certificates")
@program_route
def certificates() -> Response:
    """A certificate to be approved."""
    return called(lambda device: helper_calls.present(message(), device, at=clock.now()))


@calls.post("/checks")
@program_route
def checks() -> Response:
    """What there is on a PC; even one whose clock is wrong is told so."""
    now, headers = clock.now(), dict(request.headers)

    def take(device: Device) -> dict[str, Any]:
        return signer_checks.take(message(), device, helper_calls.drift(headers, at=now), at=now)

    return called(take, any_clock=True)


@calls.post("/redeem")
@program_route
def redeem() -> Response:
    """A ticket for a job."""
    return called(lambda device: signing.redeem(message(), device, **here()))


@calls.post("/jobs/<key>/certificate")
@program_route
def certificate(key: str) -> Response:
    """A certificate for a prepared document."""
    return called(lambda device: signing.take_certificate(key, message(), device, **here()))


@calls.get("/jobs/<key>/docs/<document>")
@program_route
def document(key: str, document: str) -> Response:
    """The prepared document."""
    return called(lambda device: signing.prepared_pdf(key, document, device, **here()))


@calls.post("/jobs/<key>/signatures")
@program_route
def signatures(key: str) -> Response:
    """A signature for a stored version."""
    return called(lambda device: signing.take_signatures(key, message(), device, **here()))


@calls.post("/jobs/<key>/cancel")
@program_route
def cancel(key: str) -> Response:
    """The person said no, or something was wrong on the PC."""
    return called(lambda device: signing.cancel_by_signer(key, message(), device, **here()))


def called(act: Callable[[Device], dict[str, Any] | File], *, any_clock: bool = False) -> Response:
    """Do the act for the device that proves itself; even a refusal then carries the MAC."""
    try:
        body, headers = body_of_request(), dict(request.headers)
        device = helper_calls.authenticate(
            headers, request.method, request.path, body, at=clock.now(), any_clock=any_clock
        )
    except ProtocolError as stop:
        return refused(None, stop)
    return told(device, lambda: act(device))


def told(device: Device | None, act: Callable[[], dict[str, Any] | File]) -> Response:
    """The act's answer, or its refusal; a file goes out as it lies on disk, never whole through memory."""
    try:
        answer = act()
    except ProtocolError as stop:
        return refused(device, stop)
    if isinstance(answer, tuple):
        path, sha256 = answer
        return sealed(device, send_file(path, mimetype="application/pdf", max_age=0, etag=False), sha256)
    return sealed(device, json_response(answer, 200))


def refused(device: Device | None, stop: ProtocolError) -> Response:
    """The code and its sentence."""
    return sealed(device, json_response({"error": stop.code, "message": str(stop)}, STATUSES.get(stop.code, 422)))


def sealed(device: Device | None, response: Response, sha256: str = "") -> Response:
    """With the MAC over status and body, where there is a device to share the secret with."""
    if device is not None:
        nonce = request.headers.get("X-Nonce", "")
        body = sha256 or response.get_data()
        response.headers["X-Mac"] = helper_calls.answer_mac(device, response.status_code, nonce, body)
    return response


def json_response(value: dict[str, Any], status: int) -> Response:
    """Plain JSON."""
    return Response(json.dumps(value, ensure_ascii=False), status, mimetype="application/json")


def body_of_request() -> bytes:
    """The body, of which no honest signer sends more than a few kilobytes."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise ProtocolError("bad_request", "too large")
    return request.get_data()


def message() -> dict[str, Any]:
    """The JSON object in the body."""
    try:
        value = json.loads(body_of_request())
    except ValueError as cause:
        raise ProtocolError("bad_request", "not JSON") from cause
    if not isinstance(value, dict):
        raise ProtocolError("bad_request", "not an object")
    return value


def here() -> dict[str, Any]:
    """The moment and the place, for the flows."""
    return {"at": clock.now(), "premises": premises_of(settings())}
