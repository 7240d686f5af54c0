"""Ký bằng chương trình khác: the approved file comes back; taken when only a signature was added."""

from datetime import datetime
from typing import BinaryIO

from portal import db
from portal.adapters import sandbox
from portal.adapters.blobs import Blob
from portal.flows import intake, signed_versions, verdicts
from portal.flows.premises import Premises
from portal.flows.signed_versions import Signature
from portal.office import events, signing
from portal.office.documents import Document, Version
from portal.office.people import Person
from portal.rules import errors, filetypes
from portal.rules.signing import ACTS, Act


def take(
    document: Document, act: Act, stream: BinaryIO, name: str, *, base_n: int, by: Person, at: datetime,
    premises: Premises,
) -> None:
    """The signed file becomes the newest version; nothing is kept of a file that is refused."""
    by.require(act.verb)
    signing.require_turn(document, act, by)
    base = document.latest
    if base is None or base.n != base_n:
        raise errors.Superseded(document.id)
    blob, _ = intake.take_bytes(stream, name, premises=premises, drafts=(filetypes.PDF,))
    try:
        take_blob(document, base, act, blob, by=by, at=at, premises=premises)
    except errors.Refusal:
        intake.forget_refused(blob, premises)
        raise


def take_blob(
    document: Document, base: Version, act: Act, blob: Blob, *, by: Person, at: datetime, premises: Premises
) -> None:
    """Compare stored bytes with the version they come from, judge their signature, keep them."""
    answer = sandbox.call("portal.adapters.pdf_signed_elsewhere:examine", {
        "approved": str(premises.store.path(base.sha256)), "path": str(premises.store.path(blob.sha256)),
        "trust": verdicts.trusted(), "now": at.isoformat(),
        "reserved": [other.field for other in ACTS.values() if other is not act],
    })
    if "refused" in answer:
        raise errors.SignedFileRefused(why=answer["refused"])
    verdict, certificate = verdicts.marked(answer["verdict"]), answer["certificate"]
    signed_versions.require_competent(document, act, by, certificate)
    # programs append validation data behind their signature; that it is nothing else was examined above
    if not signed_versions.is_sound(verdict, answer["field"], certificate, ("file", "revision")):
        raise errors.SignedFileRefused(why="not_sound")
    with db.atomic():
        signed_versions.keep(Signature(base, act, by.id, certificate), blob, verdict, at=at)
        events.record("signed_elsewhere", document, by=by, at=at, sha256=blob.sha256, certificate=certificate)
