"""Kiểm tra chữ ký số: judge a stored file under the trust of today and keep what was found."""

import base64
import logging
from datetime import datetime
from typing import Any

from portal.adapters import sandbox, timestamps
from portal.flows.premises import Premises
from portal.flows.settling import Settle, nothing
from portal.office import trust
from portal.office.devices import Certificate
from portal.office.documents import Version
from portal.office.files import StoredFile
from portal.office.trust import Anchor, RevocationList, SignatureCheck
from portal.rules import errors
from portal.rules.filetypes import PDF

log = logging.getLogger(__name__)


def check_signatures(sha256: str, *, at: datetime, premises: Premises) -> Settle:
    """The worker's part: judge the file in a child; the answer stores the check, in one transaction.

    A file already judged under the same trust is not judged again, unless somebody asked (``check_again``).
    """
    known = SignatureCheck.latest(sha256)
    if known and known.trust_version == trust.version():
        return nothing
    return check_again(sha256, at=at, premises=premises)


def check_again(sha256: str, *, at: datetime, premises: Premises) -> Settle:
    """Judge the file whatever was found before; what is found becomes a new row."""
    version = trust.version()
    verdict = judge(sha256, at=at, premises=premises)

    def keep() -> None:
        trust.note_check(sha256, verdict, version, at=at)

    return keep


def judge(sha256: str, *, at: datetime, premises: Premises) -> dict[str, Any]:
    """The verdict on a stored file with what it rests on; what cannot be read is undetermined, never good."""
    stored = StoredFile.get_or_none(StoredFile.sha256 == sha256)
    if stored is not None and stored.media_type != PDF:
        return bare("unsigned", "not_pdf")
    evidence = {"evidence": trust.evidence()}
    ours = Version.select().where(Version.sha256 == sha256, Version.role == "numbered").exists()
    asked = {
        "path": str(premises.store.path(sha256)), "trust": trusted(), "now": at.isoformat(), "awaits_seal": ours,
        "kept_since": stored.stored_at.isoformat() if stored else "",
    }
    try:
        verdict = marked(sandbox.call("portal.adapters.pdf_verdicts:judge", asked))
    except (errors.Unreadable, errors.FileRefused):
        return bare("undetermined", "unreadable") | evidence
    if not ours and trust.was_signed_further(sha256):
        verdict["notes"].append("rolled_back")
        verdict["file"] = worst(verdict["file"], "undetermined")
    return verdict | evidence


def worst(*states: str) -> str:
    """The gravest of the states of files."""
    return min(states, key=("broken", "undetermined", "unsigned", "good").index)


def trusted() -> dict[str, list[str]]:
    """Anchors, revocation lists and the certificates ever approved for our seal, as the child takes them."""
    return {
        "seals": [row.sha256 for row in Certificate.for_seal()],
        "anchors": [text(row.der) for row in Anchor.trusted()],
        "lists": [text(row.der) for row in RevocationList.in_use()],
    }


def timestamp(signature: bytes, premises: Premises) -> bytes:
    """What the timestamp authority of the office answers; nothing where there is none or it stays away.

    A signature without it is shown with the time of the signer's PC, and stands all the same.
    """
    if not premises.tsa_url:
        return b""
    try:
        return timestamps.ask(premises.tsa_url, signature)
    except timestamps.NoTimestamp as problem:
        log.warning("no timestamp: %s", problem)
        return b""


def marked(verdict: dict[str, Any]) -> dict[str, Any]:
    """The verdict with a mark on each signature that hangs on a test authority, so that every page can say so."""
    tests = {row.sha256 for row in Anchor.select().where(Anchor.is_test)}
    for signature in verdict["signatures"]:
        signature["is_test"] = signature.get("anchor", "") in tests
    return verdict


def bare(state: str, note: str) -> dict[str, Any]:
    """A verdict without signatures."""
    return {"file": state, "notes": [note], "signatures": []}


def text(data: bytes) -> str:
    """Bytes as plain data carry them."""
    return base64.b64encode(bytes(data)).decode()
