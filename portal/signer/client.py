"""Calls from the signer to the portal it is paired with: every question and every answer carries a MAC."""

import json
import re
import secrets
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, HTTPMessage
from typing import IO, Any

from portal.signer import protocol
from portal.signer.protocol import ProtocolError

TIMEOUT = 60
MOVED = (307, 426)  # the plain port beside HTTPS: go there, and not with a form


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A portal that sends us elsewhere is not the portal we were paired with."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True)
class Portal:
    """One paired portal: where it is, who this machine is to it, and the secret they share."""

    origin: str
    device: str
    secret: bytes
    root: bytes = b""  # the only one believed for this portal; none: those this machine trusts
    now: Callable[[], float] = time.time

    def call(self, method: str, path: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask, check that the answer is the portal's, and give its JSON."""
        body = b"" if message is None else json.dumps(message).encode()
        return _object(self._exchange(method, path, body, protocol.ANSWER_LIMIT))

    def fetch(self, path: str) -> bytes:
        """A document, whole."""
        return self._exchange("GET", path, b"", protocol.DOCUMENT_LIMIT)

    @cached_property
    def trusting(self) -> ssl.SSLContext | None:
        """Whom to believe over TLS."""
        return trusting(self.root)

    def _exchange(self, method: str, path: str, body: bytes, limit: int) -> bytes:
        nonce, moment = secrets.token_hex(16), str(int(self.now()))
        mac = protocol.request_mac(self.secret, method, path, moment, nonce, body)
        headers = {"X-Device": self.device, "X-Time": moment, "X-Nonce": nonce, "X-Mac": mac}
        status, given, data = send(self.origin, method, path, body, headers, limit, self.trusting)
        wanted = protocol.answer_mac(self.secret, status, nonce, protocol.digest(data))
        authentic = protocol.same(given, wanted)
        if status >= 400:
            # a refusal without MAC can only stop the work, so it is believed that far
            raise ProtocolError(_refusal(data), "" if authentic else "not authenticated")
        if not authentic:
            raise ProtocolError("server_not_authentic")
        return data


def trusting(root: bytes) -> ssl.SSLContext | None:
    """The pinned root and no other, or None for what this machine trusts."""
    return ssl.create_default_context(cadata=root) if root else None


def pinned(origin: str, fingerprint: str) -> bytes:
    """The root the portal offers, if it is the one the person was told of; until that is sure nothing is told it."""
    origin, wanted = protocol.clean_origin(origin), re.sub(r"[\s:]", "", fingerprint).lower()
    if not origin.startswith("https:"):
        raise ProtocolError("bad_origin", "root without https")
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    status, _, offered = send(origin, "GET", protocol.ROOT_PATH, b"", {}, protocol.ANSWER_LIMIT, anyone)
    if status >= 400 or not protocol.same(protocol.digest(offered), wanted):
        raise ProtocolError("root_differs")
    return offered


def pair(origin: str, code: str, machine: str, fingerprint: str = "") -> Portal:
    """Trade a pairing code for this machine's name and secret; the portal's address must be typed by a person.

    A root named by its fingerprint is the only one believed for this portal from then on.
    """
    origin = protocol.clean_origin(origin)
    root = pinned(origin, fingerprint) if fingerprint else b""
    body = json.dumps({"code": protocol.clean_code(code), "name": machine[:100]}).encode()
    status, _, data = send(origin, "POST", f"{protocol.ROOT}/pair", body, {}, protocol.ANSWER_LIMIT, trusting(root))
    if status >= 400:
        raise ProtocolError(_refusal(data))
    answer = _object(data)
    try:
        return Portal(origin, str(answer["device"]), bytes.fromhex(answer["secret"]), root)
    except (KeyError, TypeError, ValueError):
        raise ProtocolError("portal_error") from None


def send(
    origin: str, method: str, path: str, body: bytes, headers: dict[str, str], limit: int,
    believing: ssl.SSLContext | None = None,
) -> tuple[int, str, bytes]:
    """One HTTP exchange, no proxy and no redirect: status, X-Mac and body."""
    request = urllib.request.Request(
        origin + path,
        body or None,
        {"Content-Type": "application/json", "User-Agent": f"kyso-cq/{protocol.VERSION}", **headers},
        method=method,
    )
    secured = urllib.request.HTTPSHandler(context=believing)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect, secured)
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return answer.status, answer.headers.get("X-Mac", ""), _read(answer, limit)
    except urllib.error.HTTPError as refused:
        if refused.code in MOVED:
            raise ProtocolError("portal_moved") from refused
        with refused:
            return max(refused.code, 400), refused.headers.get("X-Mac", ""), _read(refused, limit)
    except (urllib.error.URLError, HTTPException, OSError) as cause:
        if isinstance(getattr(cause, "reason", cause), ssl.SSLCertVerificationError):
            raise ProtocolError("portal_untrusted", str(cause)) from cause
        raise ProtocolError("portal_unreachable", str(cause)) from cause


def _read(answer: Any, limit: int) -> bytes:
    data: bytes = answer.read(limit + 1)
    if len(data) > limit:
        raise ProtocolError("portal_error", "answer too large")
    return data


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        raise ProtocolError("portal_error", "not JSON") from None
    if not isinstance(value, dict):
        raise ProtocolError("portal_error", "not an object")
    return value


def _refusal(data: bytes) -> str:
    """The code of a refusal, if it is one we know; a proxy's error page is none."""
    try:
        code = _object(data).get("error")
    except ProtocolError:
        return "portal_error"
    return str(code) if protocol.is_known(code) else "portal_error"
