"""Dấu thời gian: ask a timestamp authority (RFC 3161) over HTTP; its answer is foreign bytes, read in the child."""

import http.client
import socket
import time
from contextlib import suppress
from hashlib import sha256
from threading import Timer
from urllib.parse import urlsplit

SECONDS = 3.0  # nobody waits longer for a timestamp than for a signature
LONGEST = 64 * 1024
HEAD = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_KINDS = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}


class NoTimestamp(Exception):
    """The authority could not be asked, or did not answer in time."""


def ask(url: str, signature: bytes) -> bytes:
    """The answer of the authority on a signature's value, not looked into."""
    place = urlsplit(url)
    kind = _KINDS.get(place.scheme)
    if kind is None or not place.hostname:
        raise NoTimestamp(f"no such address: {url}")
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    try:
        connection = kind(place.hostname, place.port, timeout=SECONDS)
        connection.connect()
        until = time.monotonic() + SECONDS
        watch = Timer(SECONDS, _hang_up, [connection.sock])  # a server that drips meets no other limit
        watch.start()
        try:
            connection.request("POST", target, request(signature), HEAD)
            body = _read(connection.getresponse())
            if time.monotonic() >= until:
                raise NoTimestamp("too slow")
            return body
        finally:
            watch.cancel()
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as cause:
        raise NoTimestamp(type(cause).__name__) from cause


def request(signature: bytes) -> bytes:
    """What is asked: a time for this value, with the authority's certificate."""
    from asn1crypto import algos, tsp  # 3 MB that a process without an authority never needs

    imprint = tsp.MessageImprint({
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": sha256(signature).digest(),
    })
    der: bytes = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}).dump()
    return der


def _hang_up(line: socket.socket) -> None:
    """Wake who reads from it; the authority may have gone by itself just now."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The body, if it is one and not too long."""
    body = answer.read(LONGEST + 1)
    if answer.status != http.client.OK or len(body) > LONGEST:
        raise NoTimestamp(f"status {answer.status}, {len(body)} bytes")
    return body
