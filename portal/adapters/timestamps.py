"""Dấu thời gian: ask a timestamp authority (RFC 3161) over HTTP; its answer is foreign bytes, read in the child."""

import http.client
import time
from hashlib import sha256
from urllib.parse import urlsplit

from asn1crypto import algos, tsp

SECONDS = 3.0  # nobody waits longer for a timestamp than for a signature
LONGEST = 64 * 1024
_KINDS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


class NoTimestamp(Exception):
    """The authority could not be asked, or did not answer in time."""


def ask(url: str, signature: bytes) -> bytes:
    """The answer of the authority on a signature's value, not looked into."""
    place = urlsplit(url)
    kind = _KINDS.get(place.scheme)
    if kind is None or not place.hostname:
        raise NoTimestamp(f"no such address: {url}")
    until = time.monotonic() + SECONDS
    head = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        connection = kind(place.hostname, place.port, timeout=SECONDS)
        try:
            target = (place.path or "/") + (f"?{place.query}" if place.query else "")
            connection.request("POST", target, request(signature), head)
            return _read(connection.getresponse(), until)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as cause:
        raise NoTimestamp(type(cause).__name__) from cause


def request(signature: bytes) -> bytes:
    """What is asked: a time for this value, with the authority's certificate."""
    imprint = tsp.MessageImprint({
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": sha256(signature).digest(),
    })
    der: bytes = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}).dump()
    return der


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    """The body, unless it drips in too slowly or is too long."""
    if answer.status != http.client.OK:
        raise NoTimestamp(f"status {answer.status}")
    body = b""
    while piece := answer.read1(LONGEST):
        body += piece
        if len(body) > LONGEST or time.monotonic() > until:
            raise NoTimestamp("too long")
    return body
