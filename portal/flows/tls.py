"""HTTPS of the office's own: its root and the server's certificate, made, renewed in time, told in the trail.

The files stand in ``tls`` of the data folder: ``root.crt`` for everybody, ``root.key`` and ``server.pem`` (key,
certificate, root) for the owner alone.  The pages need of them only what the standard library can read.
"""

import hashlib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from portal import db
from portal.adapters import https_asking, server_certificates
from portal.adapters.server_certificates import Facts
from portal.clock import VIETNAM
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import events, outbox
from portal.office.alerts import Watermark, move_to
from portal.office.events import Event
from portal.office.profile import Office
from portal.rules import errors
from portal.rules import tls as rules
from portal.signer.protocol import ROOT_PATH as ROOT_PATH

FOLDER, ROOT, ROOT_KEY, SERVER = "tls", "root.crt", "root.key", "server.pem"
JOB = "renew_tls"
MADE = ("tls_founded", "tls_renewed")


def folder_of(data: Path) -> Path:
    """Where the files stand."""
    return data / FOLDER


def usual_names(hosts: Iterable[str]) -> rules.Names:
    """What the settings let the portal be called, and what this machine is called in its LAN."""
    return rules.names_of((*hosts, *server_certificates.own_names()))


def found(data: Path, names: rules.Names, *, by: Any, at: datetime, replace: bool = False) -> Facts:
    """A root and a first certificate; a root that is there already, or its key, stays unless it is to be replaced."""
    by.require("administer")
    folder = folder_of(data)
    if (folder / ROOT).exists() or (folder / ROOT_KEY).exists():
        if not replace:
            raise errors.TlsRefused(why="tls_exists")
        put_aside(folder, at)
    made = write_root(folder, Office.current().name, names, at)
    root = Root(first_der((folder / ROOT).read_text("ascii")))
    events.record("tls_founded", by=by, at=at, names=list(names.all), root=root.fingerprint)
    return made


def write_root(folder: Path, office: str, names: rules.Names, at: datetime) -> Facts:
    """A root that reaches these names, and the first certificate under it."""
    certificate, key = server_certificates.make_root(office, rules.reach_of(names), at=at)
    server_certificates.keep(folder / ROOT_KEY, key, is_secret=True)
    server_certificates.keep(folder / ROOT, certificate, is_secret=False)
    return write_leaf(folder, names, at)


def put_aside(folder: Path, at: datetime) -> None:
    """Keep a root that is replaced, with its key, under another name."""
    for name in (ROOT, ROOT_KEY):
        if (folder / name).exists():
            (folder / name).rename(folder / f"{name}.{at:%Y%m%d-%H%M%S}")


def give_modes(data: Path) -> None:
    """After the files were brought back from elsewhere: the root is everybody's, a key its owner's alone."""
    for name, mode in ((ROOT, 0o644), (ROOT_KEY, 0o600), (SERVER, 0o600)):
        if (file := folder_of(data) / name).exists():
            file.chmod(mode)


def renew(data: Path, names: rules.Names | None, *, by: Any, at: datetime) -> Facts:
    """A new certificate under the same root, for these names or for those of the last."""
    by.require("administer")
    made = made_again(folder_of(data), names, at)
    note_renewed(made, by=by, at=at)
    return made


def mend(data: Path, *, at: datetime) -> Facts | None:
    """Before the server listens: make a certificate anew that was lost or damaged; None where there is nothing to mend.

    Refused where it cannot be, and where there was a root and now nothing is left of it: who had HTTPS is not to be
    served without it unasked.
    """
    folder = folder_of(data)
    if is_gone(folder):
        if Event.newest("tls_founded"):
            raise errors.TlsRefused(why="tls_lost", folder=str(folder))
        return None
    if is_whole(folder):
        return None
    try:
        made = made_again(folder, None, at)
    except errors.TlsRefused:
        if https_asking.is_pair(folder / SERVER):  # it is the root that was damaged, which the server does not need
            return None
        raise
    note_renewed(made, by=None, at=at)
    return made


def is_gone(folder: Path) -> bool:
    """Whether there is neither root nor certificate, lost or never made."""
    return not (folder / ROOT).exists() and not (folder / SERVER).exists()


def is_whole(folder: Path) -> bool:
    """Whether the server's certificate is as it was made under the root."""
    return https_asking.believes(folder / ROOT, folder / SERVER)


def made_again(folder: Path, names: rules.Names | None, at: datetime) -> Facts:
    """The next certificate, as far as the root reaches and lives; without names for those of the last."""
    root = require_root(folder, at)
    names = names or within(root.reach, last_names(folder).all or server_certificates.own_names())
    if beyond := root.reach.beyond(names):
        raise errors.TlsRefused(why="tls_beyond", names=", ".join(beyond))
    return write_leaf(folder, names, at)


def require_root(folder: Path, at: datetime) -> Facts:
    """The root, if a certificate can be made under it."""
    root = root_facts(folder)
    if at >= root.until:
        raise errors.TlsRefused(why="tls_root_ended", until=f"{root.until.astimezone(VIETNAM):%d/%m/%Y}")
    key = folder / ROOT_KEY
    if not key.exists() or not server_certificates.is_key_of((folder / ROOT).read_bytes(), key.read_bytes()):
        raise errors.TlsRefused(why="tls_no_key", file=str(key))
    return root


def root_facts(folder: Path) -> Facts:
    """What stands in the root."""
    if not (folder / ROOT).exists():
        raise errors.TlsRefused(why="tls_no_root")
    try:
        return server_certificates.root_facts((folder / ROOT).read_bytes())
    except ValueError as cause:
        raise errors.TlsRefused(why="tls_root_damaged", file=str(folder / ROOT)) from cause


def require_whole(data: Path, *, at: datetime) -> None:
    """Refuse a certificate that was lost or damaged, with what mends it or what stands in the way of that."""
    folder = folder_of(data)
    if not is_whole(folder):
        require_root(folder, at)
        raise errors.TlsRefused(why="tls_damaged", file=str(folder / SERVER))


def write_leaf(folder: Path, names: rules.Names, at: datetime) -> Facts:
    """Put the next certificate in the place of the last."""
    pem = server_certificates.make_leaf(
        (folder / ROOT).read_bytes(), (folder / ROOT_KEY).read_bytes(), names, at=at
    )
    server_certificates.keep(folder / SERVER, pem, is_secret=True)
    return server_certificates.facts(pem)


def note_renewed(made: Facts, *, by: Any, at: datetime) -> None:
    """Say so in the trail; ``by`` None: it renewed itself."""
    events.record("tls_renewed", by=by, at=at, names=list(made.names.all), until=made.until)


def next_names(data: Path, asked: Iterable[str]) -> rules.Names:
    """What the next certificate is for: what was asked, what the last was for, and this machine as far as may be."""
    folder = folder_of(data)
    own = within(root_facts(folder).reach, server_certificates.own_names())
    return rules.names_of((*asked, *last_names(folder).all, *own.all))


def last_names(folder: Path) -> rules.Names:
    """What the last certificate was for; where it does not say so itself any more, the trail does."""
    try:
        return facts_of(folder / SERVER).names
    except errors.TlsRefused:
        told = [event for verb in MADE if (event := Event.newest(verb))]
        return rules.names_of(max(told, key=lambda event: event.id).data["names"]) if told else rules.Names()


def within(reach: rules.Reach, words: Iterable[str]) -> rules.Names:
    """Those that a root may speak for."""
    return rules.names_of(one for one in words if not reach.beyond(rules.names_of([one])))


def facts_of(file: Path) -> Facts:
    """What stands in a certificate file; one that cannot be read is refused by its name."""
    try:
        return server_certificates.facts(file.read_bytes())
    except (OSError, ValueError) as cause:
        raise errors.TlsRefused(why="tls_unusable", file=str(file)) from cause


def until_of(file: Path) -> datetime:
    """The last moment of the first certificate in a file."""
    try:
        return rules.last_moment(first_der(file.read_text("ascii")))
    except (OSError, ValueError) as cause:
        raise errors.TlsRefused(why="tls_unusable", file=str(file)) from cause


def until_if_any(file: Path | None) -> datetime | None:
    """The same, None where there is no file; one that cannot be read has ended."""
    try:
        return until_of(file).astimezone(VIETNAM) if file and file.exists() else None
    except errors.TlsRefused:
        return datetime.min.replace(tzinfo=VIETNAM)


def first_der(pem: str) -> bytes:
    """The first certificate of a PEM file, which may begin with a key."""
    begin = pem.find(ssl.PEM_HEADER)
    end = pem.find(ssl.PEM_FOOTER, begin)
    return ssl.PEM_cert_to_DER_cert(pem[begin:end + len(ssl.PEM_FOOTER)] if 0 <= begin < end else pem)


@dataclass(frozen=True)
class Root:
    """The root as it is offered to the PCs."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 as certificate viewers show it, which is also that of the file handed out."""
        return rules.grouped(hashlib.sha256(self.der).hexdigest())


def root_of(data: Path) -> Root | None:
    """The root, where the office has one of its own; one that cannot be read is refused."""
    file = folder_of(data) / ROOT
    if not file.exists():
        return None
    try:
        https_asking.trusting(file)
        return Root(first_der(file.read_text("ascii")))
    except (OSError, ValueError) as cause:
        raise errors.TlsRefused(why="tls_root_unread") from cause


def fault(data: Path, certificate: Path | None) -> str:
    """What is lost or damaged of the files that HTTPS is spoken with, as a word; empty where nothing is.

    ``certificate``: the file that is spoken with, None where HTTPS is none of the portal's business.
    """
    folder = folder_of(data)
    if certificate is None:
        return ""
    if certificate != folder / SERVER:
        return "" if certificate.exists() else "given_lost"
    if is_gone(folder):
        return "folder_lost" if Event.newest("tls_founded") else ""
    try:
        if root_of(data) is None:
            return "root_lost"
    except errors.TlsRefused:
        return "root_lost"
    if not (folder / ROOT_KEY).exists():
        return "key_lost"
    return "" if is_whole(folder) else "server_lost"


def offered(data: Path) -> str:
    """The fingerprint as the signer is told it, empty without a root."""
    root = root_of(data)
    return root.fingerprint.replace(":", "").lower() if root else ""


def ask(premises: Premises, *, at: datetime) -> None:
    """Have the certificate renewed when its time has come, asked once a day at most.

    The server notices the new file by itself.
    """
    folder, today = folder_of(premises.data), at.date().toordinal()
    if not (folder / ROOT).exists() or not (folder / ROOT_KEY).exists() or Watermark.of(JOB) == today:
        return
    with db.atomic():
        move_to(JOB, today)
        if is_due(folder, at):
            outbox.put(JOB, dedup=JOB)


def is_due(folder: Path, at: datetime) -> bool:
    """Whether the certificate wants renewal; one that was lost or damaged does."""
    try:
        return not is_whole(folder) or rules.is_due(until_of(folder / SERVER), at)
    except errors.TlsRefused:
        return True


def look(premises: Premises, *, at: datetime) -> Settle:
    """Renew, if nobody did meanwhile."""
    folder = folder_of(premises.data)
    if not is_due(folder, at):
        return nothing
    return partial(note_renewed, made_again(folder, None, at), by=None, at=at)
