"""Ký bằng chương trình khác: the approved file comes back; taken when only a signature was added."""

from datetime import datetime
from typing import BinaryIO

from portal import db
from portal.adapters import sandbox
from portal.flows import intake, signed_versions, verdicts
from portal.flows.premises import Premises
from portal.flows.signed_versions import Signature
from portal.office import events, signing
from portal.office.documents import Document
from portal.office.people import Person
from portal.rules import errors, filetypes
from portal.rules.signing import Act


def take(
    document: Document, act: Act, stream: BinaryIO, name: str, *, base_n: int, by: Person, at: datetime,
    premises: Premises,
) -> None:
    """The signed file becomes the newest version; what is not the approved file and one signature is refused."""
    by.require(act.verb)
    signing.require_turn(document, act, by)
    base = document.latest
    if base is None or base.n != base_n:
        raise errors.Superseded(document.id)
    blob = intake.keep_bytes(stream, name, at=at, premises=premises, drafts=(filetypes.PDF,))
    answer = sandbox.call("portal.adapters.pdf_signed_elsewhere:examine", {
        "approved": str(premises.store.path(base.sha256)), "path": str(premises.store.path(blob.sha256)),
        "trust": verdicts.trusted(), "now": at.isoformat(),
    })
    if "refused" in answer:
        raise errors.SignedFileRefused(why=answer["refused"])
    verdict, certificate = verdicts.marked(answer["verdict"]), answer["certificate"]
    signed_versions.require_competent(document, act, by, certificate)
    if not signed_versions.is_sound(verdict, answer["field"], certificate):
        raise errors.SignedFileRefused(why="not_sound")
    with db.atomic():
        signed_versions.keep(Signature(base, act, by.id, certificate), blob, verdict, at=at)
        events.record("signed_elsewhere", document, by=by, at=at, sha256=blob.sha256, certificate=certificate)
