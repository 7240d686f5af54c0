"""Is this file the approved one with exactly one signature more?  The same proof the signer's own way gives.

Runs in the sandbox child; plain data in and out.  A signature over a changed page is a valid signature, so
the revisions after the approved bytes are looked at one by one, under the rules that hold after a signature.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from portal.adapters import pdf_verdicts
from portal.adapters.pdf_changes import FIRST_SIGNATURE, covering, is_same, keeps_style
from portal.adapters.pdf_fields import NUMBER_FIELDS
from portal.adapters.pdf_places import at

# what a signature field and its place on the page need; anything else may act when somebody points or clicks there
_WIDGET = frozenset({
    "/FT", "/T", "/V", "/F", "/Ff", "/Type", "/Subtype", "/Rect", "/P", "/AP", "/Parent", "/SV", "/MK", "/DA",
})
_FIELD = _WIDGET | {"/Kids"}
# asked for apart: the flags, and the fonts and the style that signing programs add
_APART_IN_FORM = frozenset({"/Fields", "/SigFlags", "/DR", "/DA"})
_SIGNED = (1, 3)  # SigFlags: there are signatures, and only appending is allowed


def examine(
    approved: str, path: str, trust: Mapping[str, Any], now: str, reserved: Sequence[str] = ()
) -> dict[str, Any]:
    """``{"field", "certificate", "verdict"}`` of the one new signature, or ``{"refused": word}``.

    ``reserved`` are names that the portal needs for signatures of its own.
    """
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
    if new[0].split(".")[0] in {*reserved, *NUMBER_FIELDS.values()}:
        return {"refused": "name_taken"}
    signature = EmbeddedPdfSignature(reader, found[new[0]], new[0])
    if signature.docmdp_level is not None or signature.fieldmdp is not None:
        return {"refused": "locked_elsewhere"}
    is_plain = _is_plain(signature.sig_field) and _is_same_form(reader, before)
    if covering(signature) or not is_plain or not _only_signed(reader, before, new[0]):
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


def _is_plain(field: Any) -> bool:
    """Whether the field and its places on pages hold what a signature needs, and nothing that acts.

    It stands at the root of the form: what stands above another field is looked at by nobody.
    """
    kids = [kid.get_object() for kid in at(field, "/Kids", ())]
    return "/Parent" not in field and set(field) <= _FIELD and all(set(kid) <= _WIDGET for kid in kids)


def _is_same_form(reader: PdfFileReader, before: PdfFileReader) -> bool:
    """Whether the form says that it is signed, and else what it said; fonts and a style may be added to it."""
    old, new = at(before.root, "/AcroForm", {}), at(reader.root, "/AcroForm", {})
    names = (set(old) | set(new)) - _APART_IN_FORM
    return (
        at(new, "/SigFlags") in _SIGNED
        and all(is_same(at(old, name), at(new, name)) for name in names)
        and keeps_style(old, new)
    )


def _only_signed(reader: PdfFileReader, before: PdfFileReader, field: str) -> bool:
    """Whether all that came after the approved bytes is the one signature field and validation data."""
    outcome = FIRST_SIGNATURE.review_file(reader, before.xrefs.total_revisions - 1)
    return not isinstance(outcome, SuspiciousModification) and outcome.changed_form_fields <= {field}
