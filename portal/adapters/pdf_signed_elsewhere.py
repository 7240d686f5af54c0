"""Is this file the approved one with exactly one signature more?  The same proof the signer's own way gives.

Runs in the sandbox child; plain data in and out.  A signature over a changed page is a valid signature, so
the revisions after the approved bytes are looked at one by one, under the rules that hold after a signature.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from portal.adapters import pdf_verdicts
from portal.adapters.pdf_changes import FIRST_SIGNATURE, covering


def examine(approved: str, path: str, trust: Mapping[str, Any], now: str) -> dict[str, Any]:
    """``{"field", "certificate", "verdict"}`` of the one new signature, or ``{"refused": word}``."""
    base, content = Path(approved).read_bytes(), Path(path).read_bytes()
    if content == base:
        return {"refused": "nothing_signed"}
    if not content.startswith(base):
        return {"refused": "not_the_approved_file"}
    before, reader = _opened(approved), _opened(path)
    known = {name for name, _, _ in enumerate_sig_fields(before, filled_status=True)}
    found = {name: reference for name, _, reference in enumerate_sig_fields(reader, filled_status=True)}
    if not known <= set(found) or not _goes_on(reader, before):
        return {"refused": "changed_elsewhere"}
    new = sorted(set(found) - known)
    if len(new) != 1:
        return {"refused": "several_signatures" if new else "nothing_signed"}
    signature = EmbeddedPdfSignature(reader, found[new[0]], new[0])
    if covering(signature) or not _only_signed(reader, before, new[0]):
        return {"refused": "changed_elsewhere"}
    verdict = pdf_verdicts.judge(path, trust=trust, now=now)
    row = next(row for row in verdict["signatures"] if row["field"] == new[0])
    return {"field": new[0], "certificate": row.get("certificate", ""), "verdict": verdict}


def _opened(path: str) -> PdfFileReader:
    reader = PdfFileReader(open(path, "rb"), strict=False)  # noqa: SIM115 - the child ends after this call
    if reader.encrypted:
        reader.decrypt(b"")
    return reader


def _goes_on(reader: PdfFileReader, before: PdfFileReader) -> bool:
    """Whether the approved file's revisions are the first of this one, and not only its bytes.

    A table without /Prev forgets them, and all that a reader then shows comes after the approved bytes.
    """
    count = before.xrefs.total_revisions
    return reader.xrefs.total_revisions >= count and all(
        reader.xrefs.get_startxref_for_revision(n) == before.xrefs.get_startxref_for_revision(n) for n in range(count)
    )


def _only_signed(reader: PdfFileReader, before: PdfFileReader, field: str) -> bool:
    """Whether all that came after the approved bytes is the one signature field and validation data."""
    outcome = FIRST_SIGNATURE.review_file(reader, before.xrefs.total_revisions - 1)
    return not isinstance(outcome, SuspiciousModification) and outcome.changed_form_fields <= {field}
