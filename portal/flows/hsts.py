"""Buộc HTTPS (HSTS): browsers are told to refuse HTTP for the office's names; nobody can take that back from afar."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import db
from portal.adapters import https_asking, server_certificates
from portal.flows import tls
from portal.office import events
from portal.rules import errors
from portal.rules.tls import names_of

DAY, YEAR, OFF = "day", "on", "off"  # what the setting says: tried for a day, for a year, to be forgotten


def names_in(hosts: Iterable[str]) -> tuple[str, ...]:
    """The names among hosts: browsers keep this for no address, and nobody but this machine is called localhost."""
    return tuple(name for name in names_of(hosts).hosts if name != "localhost")


def require_covered(names: tuple[str, ...], certificate: Path) -> None:
    """Refuse names the certificate is not for: a browser that was told offers no way around it."""
    if lacking := tls.facts_of(certificate).names.lacking(names):
        raise errors.TlsRefused(why="hsts_uncovered", names=", ".join(lacking))


def require_reached(name: str, *, address: str, port: int, root: Path | None = None) -> None:
    """Refuse while the portal does not answer over HTTPS under its name."""
    if not https_asking.answers(address, port, name, root):
        raise errors.TlsRefused(why="hsts_unreached", name=name, port=port)


def set_to(word: str, file: Path, text: str, *, by: Any, at: datetime) -> None:
    """Keep the settings with the new word, which counts from the next start."""
    by.require("administer")
    is_secret = not file.exists() or not file.stat().st_mode & 0o077
    with db.atomic():
        events.record("hsts_set", by=by, at=at, word=word)
        server_certificates.keep(file, text.encode(), is_secret=is_secret)
