"""The ports the portal listens at: HTTP alone, or HTTPS and beside it an HTTP port that only points there."""

import errno
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from waitress import create_server

from portal import wording
from portal.config import Settings
from portal.rules.errors import TlsRefused
from portal.web import create_app, tls_listener
from portal.web.protection import host_name

# What may be had without TLS, for a PC that does not trust the root yet: its page, the looks of it, the watchdog.
WATCHDOG, ROOT_PAGE, BESIDE_IT = "/healthz", "/tls", ("/tls/", "/static/")


class CannotListen(OSError):
    """The address or the port cannot be had."""


def address_of(settings: Settings) -> str:
    """Where the portal is served, as the console says it."""
    if settings.tls_files:
        return f"https://{settings.host}:{settings.tls_port}"
    return f"http://{settings.host}:{settings.port}"


def listen(settings: Settings) -> Any:
    """A server with its ports open."""
    if settings.tls_files is None:
        return opened(settings.port, settings, lambda words: create_server(create_app(settings), **words))
    certificate = certificate_of(settings)
    app = create_app(replace(settings, https=True))
    plain = opened(settings.port, settings, lambda words: create_server(PlainPort(app, settings), **words))
    opened(
        settings.tls_port, settings, lambda words: tls_listener.Listener(app, certificate, beside=plain, **words)
    )
    return plain


def certificate_of(settings: Settings) -> tls_listener.Certificate:
    """What to speak HTTPS with; better no portal than one that quietly speaks without it."""
    chain, key = settings.tls_files or (settings.data, None)
    try:
        return tls_listener.Certificate(chain, key)
    except OSError as cause:
        raise TlsRefused(why="tls_unusable", file=str(chain)) from cause


def opened(port: int, settings: Settings, make: Callable[[dict[str, Any]], Any]) -> Any:
    """A server at this port, or a word about why there is none."""
    try:
        return make(words_for(port, settings))
    except OSError as cause:
        raise CannotListen(cause.errno, settings.host, port) from cause
    except ValueError as cause:  # what waitress makes of a name that leads nowhere
        raise CannotListen(errno.EADDRNOTAVAIL, settings.host, port) from cause


def words_for(port: int, settings: Settings) -> dict[str, Any]:
    """How waitress serves; a front's headers are believed only when it is named."""
    words: dict[str, Any] = {
        "host": settings.host, "port": port, "threads": settings.threads, "connection_limit": 1000,
        "asyncore_use_poll": True, "ident": "", "max_request_body_size": settings.request_limit,
    }
    if settings.trusted_proxy:
        words |= {
            "trusted_proxy": settings.trusted_proxy, "clear_untrusted_proxy_headers": True,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        }
    return words


class PlainPort:
    """What answers at the HTTP port beside HTTPS: the way to trust the root, and for all else the way there."""

    def __init__(self, app: Callable[..., Any], settings: Settings) -> None:
        self.app, self.settings = app, settings

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """One request; a form sent here was readable on its way, so it is not taken on."""
        path, is_shut = environ["PATH_INFO"], self.settings.plain_http == "off"
        if path == WATCHDOG or (not is_shut and (path == ROOT_PAGE or path.startswith(BESIDE_IT))):
            return self.app(environ, start_response)
        host = host_name(environ.get("HTTP_HOST", "")).lower()
        if host not in self.settings.hosts:
            return answered(start_response, "400 Bad Request", wording.PROBLEMS[400][1])
        if is_shut or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answered(start_response, "426 Upgrade Required", wording.REASONS["tls_only"])
        return answered(start_response, "307 Temporary Redirect", "", [("Location", self.secured(host, environ))])

    def secured(self, host: str, environ: dict[str, Any]) -> str:
        """The same address at the HTTPS port."""
        port = "" if self.settings.tls_port == 443 else f":{self.settings.tls_port}"
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        asked = quote(environ.get("QUERY_STRING", ""), safe="=&%+;/?:@!$'()*,-._~")
        return f"https://{f'[{host}]' if ':' in host else host}{port}{path}{f'?{asked}' if asked else ''}"


def answered(
    start_response: Callable[..., Any], status: str, sentence: str, headers: Iterable[tuple[str, str]] = ()
) -> Iterable[bytes]:
    """An answer of one sentence or none."""
    body = sentence.encode()
    about = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, [*about, ("Cache-Control", "no-store"), *headers])
    return [body]
