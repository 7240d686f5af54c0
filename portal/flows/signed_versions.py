"""A signed file becomes the document's newest version, whichever way the signature came: one judgement, one act."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.adapters.blobs import Blob
from portal.office import annexes, drafting, files, issuing, outbox, signing, trust
from portal.office.devices import Certificate
from portal.office.documents import Attachment, Document, Version, add_version
from portal.office.people import Person
from portal.rules import errors
from portal.rules.filetypes import PDF
from portal.rules.signing import INVALID, SEAL, VALID, Act


@dataclass(frozen=True)
class Signature:
    """Who signed which version of a document, in which act and with which certificate (its fingerprint)."""

    base: Version
    act: Act
    person_id: int
    certificate: str


def is_sound(
    verdict: Mapping[str, Any], field: str, certificate: str, covers: Container[object] = ("file",)
) -> bool:
    """The signature in the field covers the file with that certificate, and no other one was broken by it."""
    found = {row["field"]: row for row in verdict["signatures"]}
    own = found.get(field, {})
    is_own = own.get("covers") in covers and own.get("certificate") == certificate
    return own.get("state") in VALID and is_own and not any(row["state"] in INVALID for row in found.values())


def keep(made: Signature, blob: Blob, verdict: dict[str, Any], *, at: datetime) -> Version:
    """Version, check and state of bytes that are in the store already, in one transaction.

    ``Superseded`` or ``WrongState`` when another version was stored since the base, ``NotAllowed``,
    ``NotSignedYet`` or ``CertificateRefused`` when the person may no longer sign.
    """
    with db.atomic():
        document, person = Document.get_by_id(made.base.document_id), Person.get_by_id(made.person_id)
        require_competent(document, made.act, person, made.certificate)
        if made.act is SEAL:
            require_kept(signing.personal_signatures(document), verdict)
        files.keep(blob.sha256, blob.size, PDF, at=at)
        version = add_version(
            document, blob.sha256, made.act.result_role, made.base.name, base_n=made.base.n, by=person, at=at
        )
        trust.note_check(blob.sha256, verdict, trust.version(), at=at)
        mark = issuing.mark_sealed if made.act is SEAL else drafting.mark_signed
        mark(document, by=person, at=at, version=version)
        outbox.put("index", document.id)
    return version


def keep_annex(
    annex: Attachment, base: str, made: Signature, blob: Blob, verdict: dict[str, Any], *, at: datetime
) -> None:
    """The same for a separate annex whose bytes were those of ``base``; its letter is sealed before it."""
    with db.atomic():
        person = Person.get_by_id(made.person_id)
        person.require(made.act.verb)
        require_bound(made.act, person, made.certificate)
        files.keep(blob.sha256, blob.size, PDF, at=at)
        annexes.note_sealed(annex, base, blob.sha256, by=person, at=at)
        trust.note_check(blob.sha256, verdict, trust.version(), at=at)
        outbox.put("index", annex.document_id)


def require_kept(personal: Iterable[Mapping[str, Any]], verdict: Mapping[str, Any]) -> None:
    """Every personal signature still stands in the sealed file, valid and with the same certificate (Art. 32)."""
    standing = {(row["field"], row.get("certificate")) for row in verdict["signatures"] if row["state"] in VALID}
    if not all((row["field"], row.get("certificate")) in standing for row in personal):
        raise errors.NotSignedYet()


def require_competent(document: Document, act: Act, person: Person, certificate: str) -> None:
    """Role, turn and certificate as they are now: minutes may have passed since the page was opened."""
    person.require(act.verb)
    signing.require_turn(document, act, person)
    require_bound(act, person, certificate)


def require_bound(act: Act, person: Person, certificate: str) -> None:
    """The certificate is approved for this person and this act, and in force."""
    bound = Certificate.in_force(person, act.certificate_role)
    if not bound.where(Certificate.sha256 == certificate).exists():
        raise errors.CertificateRefused(why="not_bound")
