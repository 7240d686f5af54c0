"""Headers, the Host check, compression and the database connection around every request."""

import gzip
from contextlib import ExitStack

from flask import Flask, Response, abort, g, request

from portal import db
from portal.config import Settings
from portal.office import events, sessions
from portal.web.access import cookie_name, settings

CONTENT_POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "frame-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
    "frame-ancestors 'self'",
))
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# On command only (portal.flows.hsts); off: browsers forget it again.
HSTS = {"day": "max-age=86400", "on": "max-age=31536000", "off": "max-age=0"}
AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")  # where browsers say that nobody has asked for the page yet
WORTH_PACKING = 1024
PACKED_TYPES = ("text/html", "text/css", "text/plain", "application/json", "image/svg+xml")


def install(app: Flask, chosen: Settings) -> None:
    """Put the hooks in place; the Host check and the connection come before anything else looks."""
    app.before_request(check_host)
    app.before_request(refuse_ahead)
    app.before_request(open_database)
    app.teardown_request(close_database)
    app.after_request(pack)
    app.after_request(add_headers)


def host_name(host: str) -> str:
    """The name in a Host header without its port."""
    return host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.split(":", 1)[0]


def check_host() -> None:
    """Only names the office chose, against DNS rebinding and poisoned links."""
    if host_name(request.headers.get("Host", "")).lower() not in settings().hosts:
        g.plain = True
        abort(400)


def refuse_ahead() -> None:
    """A page that a browser fetches before anybody asked for it is not given: who opens a letter leaves a read mark.

    The browser drops such an answer and asks anew when the person follows the link.
    """
    if request.endpoint != "assets.show" and any("prefetch" in request.headers.get(name, "") for name in AHEAD):
        g.plain = True
        abort(503)


def open_database() -> None:
    """Open the thread's connection and tell the trail where this request comes from."""
    if request.endpoint == "assets.show":
        g.plain = True  # static files ask the database nothing
        return
    db.database.connect(reuse_if_open=True)
    key = request.cookies.get(cookie_name(settings()), "")
    g.trail = ExitStack()
    g.trail.enter_context(events.through(request.remote_addr or "", sessions.hash_key(key) if key else ""))


def close_database(error: BaseException | None) -> None:
    """End what was asked; the thread keeps its connection."""
    if trail := g.pop("trail", None):
        trail.close()
        db.database.rest(failed=bool(g.get("plain")))


def pack(response: Response) -> Response:
    """Compress pages of a kilobyte and more; a desk of 50 rows shrinks to a tenth."""
    if (
        response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers
        or response.mimetype not in PACKED_TYPES or request.accept_encodings.quality("gzip") == 0
    ):
        return response
    body = response.get_data()
    if len(body) >= WORTH_PACKING:
        response.set_data(gzip.compress(body, 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def add_headers(response: Response) -> Response:
    """What every answer carries; behind the sign-in nothing is stored by browsers or proxies."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if settings().https and settings().hsts:
        response.headers.setdefault("Strict-Transport-Security", HSTS[settings().hsts])
    return response
