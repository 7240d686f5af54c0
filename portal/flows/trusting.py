"""Nạp chứng thư của cơ quan cấp: the file is stored first, shown with its fingerprint, and trusted on a second word."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from portal import db
from portal.adapters.blobs import TooLarge
from portal.flows.premises import Premises
from portal.office import certificates, outbox, trust
from portal.office.documents import Document
from portal.office.people import Person
from portal.office.trust import Anchor, RevocationList
from portal.rules.errors import FileRefused, NotFound
from portal.rules.states import RECEIVED

LIMIT = 20 * 1024 * 1024  # revocation lists of a country grow; certificates have a few kilobytes


@dataclass(frozen=True)
class Shown:
    """A certificate or a list as the administrator sees it before trusting it; ``sha256`` names the stored file."""

    sha256: str
    kind: str
    subject: str
    since: datetime
    until: datetime | None
    fingerprint: str
    is_known: bool

    @property
    def groups(self) -> str:
        """The fingerprint as publishers print it: pairs of capital hex digits."""
        return grouped(self.fingerprint)


def grouped(fingerprint: str) -> str:
    """Pairs of capital hex digits with colons."""
    pairs = [fingerprint[n : n + 2].upper() for n in range(0, len(fingerprint), 2)]
    return ":".join(pairs)


def bring(stream: BinaryIO, kind: str, *, premises: Premises) -> Shown:
    """Store the file and read what it says of itself; nothing is trusted yet."""
    try:
        blob = premises.store.put(stream, LIMIT)
    except TooLarge as cause:
        raise FileRefused(why="size") from cause
    return look(blob.sha256, kind, premises=premises)


def look(sha256: str, kind: str, *, premises: Premises) -> Shown:
    """What a stored certificate (``anchor``) or list (``revocations``) says."""
    data = stored(sha256, premises)
    if kind == "revocations":
        crl = certificates.read_revocations(data)
        known = RevocationList.select().where(RevocationList.sha256 == crl.sha256).exists()
        return Shown(sha256, kind, crl.issuer, crl.issued_at, crl.next_at, crl.sha256, known)
    found = certificates.read_authority(data)
    known = Anchor.trusted().where(Anchor.sha256 == found.sha256).exists()
    return Shown(sha256, kind, found.subject, found.valid_from, found.valid_until, found.sha256, known)


def confirm(sha256: str, kind: str, *, by: Person, at: datetime, premises: Premises, is_test: bool = False) -> None:
    """The administrator compared the fingerprint: trust it from now on."""
    data = stored(sha256, premises)
    with db.atomic():
        if kind == "revocations":
            trust.add_revocations(data, by=by, at=at)
        else:
            trust.trust(data, by=by, at=at, is_test=is_test)
        judge_what_waits()


def judge_what_waits() -> None:
    """Letters that wait for their number are judged anew under what is trusted now."""
    for document in Document.in_state("incoming", RECEIVED):
        if document.original is not None:
            sha256 = document.original.sha256
            outbox.put("check_signatures", sha256, dedup=f"check:{sha256}")


def stored(sha256: str, premises: Premises) -> bytes:
    """The bytes brought before."""
    try:
        return premises.store.read(sha256)
    except (ValueError, FileNotFoundError) as cause:
        raise NotFound(sha256) from cause
