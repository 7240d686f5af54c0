"""What each signature of a PDF is worth: the facts come from pyHanko, the judgement is ours (signing.md §5).

Runs in the sandbox child; plain data in and out.  pyHanko's own summary is not used: it is content with
a second signature drawn over the text, with a repainted form field and with unchecked revocation.
"""

import asyncio
import base64
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
)

from portal.adapters import pdf_revocations
from portal.adapters.pdf_changes import POLICY, covering, painted, restyled
from portal.adapters.pdf_number_fill import number_fill
from portal.rules.claims import same_agency
from portal.rules.errors import Unreadable
from portal.rules.signing import VALID, file_state

CONTENTS_LIMIT = 512 * 1024
SIGNING_USAGE = frozenset({"non_repudiation", "digital_signature"})
_USAGE = KeyUsageConstraints(key_usage=set(SIGNING_USAGE), match_all_key_usages=False)

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Trust:
    """Issuing authorities taken as anchors, and the revocation lists at hand; nothing is fetched."""

    anchors: Sequence[x509.Certificate]
    lists: Sequence[crl.CertificateList]
    seals: frozenset[str] = frozenset()  # fingerprints of the certificates this office seals with

    @classmethod
    def read(cls, data: Mapping[str, Sequence[str]]) -> "Trust":
        """From ``{"anchors": [base64 DER …], "lists": [base64 DER …], "seals": [SHA-256 …]}``."""
        return cls(
            [x509.Certificate.load(base64.b64decode(text)) for text in data.get("anchors", ())],
            [crl.CertificateList.load(base64.b64decode(text)) for text in data.get("lists", ())],
            frozenset(data.get("seals", ())),
        )

    def issuers_of(self, certificate: x509.Certificate) -> list[x509.Certificate]:
        """The anchors that may have issued it."""
        return [anchor for anchor in self.anchors if anchor.subject == certificate.issuer]

    def context(self, moment: datetime) -> ValidationContext:
        """Paths as at ``moment``; an empty list of anchors must stay empty, for None means the web's."""
        return ValidationContext(
            trust_roots=list(self.anchors), allow_fetching=False, revocation_mode="soft-fail", moment=moment,
            best_signature_time=moment,
        )


@dataclass(frozen=True)
class Times:
    """Today, and the moment at which a signature without a timestamp is known to have stood."""

    now: datetime
    proven: datetime

    @classmethod
    def read(cls, now: str, kept_since: str) -> "Times":
        """From ISO 8601 words; bytes kept since a moment to come prove nothing."""
        today = datetime.fromisoformat(now)
        return cls(today, min(today, datetime.fromisoformat(kept_since)) if kept_since else today)


def judge(
    path: str, trust: Mapping[str, Any], now: str, awaits_seal: bool = False, kept_since: str = ""
) -> dict[str, Any]:
    """The verdict on a file: one word for it, notes, and every signature with its state.

    ``awaits_seal``: the caller filled in the number itself and the seal comes next.  ``kept_since``: the caller
    has had these very bytes since then, so that every signature in them was made before.
    """
    trusted, times = Trust.read(trust), Times.read(now, kept_since)
    with open(path, "rb") as file:
        content = file.read()
        file.seek(0)
        try:
            reader = PdfFileReader(file, strict=False)
            if reader.encrypted:
                reader.decrypt(b"")
            found = list(enumerate_sig_fields(reader, filled_status=True))
        except Exception as cause:  # whatever the parser raises on foreign bytes means one thing
            raise Unreadable(f"damaged ({type(cause).__name__})") from cause
        signatures, unreadable = _open_all(reader, found)
        judged = _judge_all(File(reader, content, signatures), trusted, times, awaits_seal)
        for row in judged:
            if "signed_bytes" in row:
                row["revision"] = hashlib.sha256(content[: row["signed_bytes"]]).hexdigest()
    notes = _notes(content, judged + unreadable)
    rows = judged + unreadable
    return {"file": file_state(row["state"] for row in rows), "notes": notes, "signatures": rows}


@dataclass(frozen=True)
class Standing:
    """A certificate at a moment."""

    problem: str  # empty, expired, not_yet_valid, revoked, untrusted, chain or wrong_usage
    is_checked: bool = False  # whether revocation could be looked up for every certificate of the path
    anchor: str = ""  # SHA-256 of the authority it hangs on


def standing(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    trust: Trust,
    signed_at: datetime,
    now: datetime,
) -> Standing:
    """What the certificate was worth when it signed.

    The lists are read here and not by the library, which cannot check a list of an authority that is itself
    the anchor.
    """
    validator = CertificateValidator(
        certificate, intermediate_certs=list(others), validation_context=trust.context(signed_at)
    )
    try:
        path = list(asyncio.run(validator.async_validate_usage(set())).iter_certs(include_root=True))
    except ExpiredError:
        return Standing("expired")
    except NotYetValidError:
        return Standing("not_yet_valid")
    except PathBuildingError:
        return Standing("untrusted")
    except PathValidationError:
        return Standing("chain")
    answers = {
        pdf_revocations.status(member, issuer, trust.lists, signed_at, now) for issuer, member in pairwise(path)
    }
    usage = certificate.key_usage_value
    problem = "" if usage is None or usage.native & SIGNING_USAGE else "wrong_usage"
    anchor = hashlib.sha256(path[0].dump()).hexdigest()
    return Standing("revoked" if "revoked" in answers else problem, answers == {"good"}, anchor)


def _open_all(reader: PdfFileReader, found: Sequence[Any]) -> tuple[list[EmbeddedPdfSignature], list[dict[str, Any]]]:
    """One broken signature must not hide the others."""
    signatures, unreadable = [], []
    for name, _, reference in found:
        try:
            signature = EmbeddedPdfSignature(reader, reference, name)
            if len(signature.pkcs7_content) > CONTENTS_LIMIT:
                raise ValueError("contents too large")
            if signature.sig_object_type != "/DocTimeStamp":
                signatures.append(signature)
        except Exception as cause:  # hostile input may break any part of the parser
            unreadable.append({"field": str(name), "state": "unreadable", "why": type(cause).__name__})
    return sorted(signatures, key=lambda signature: signature.signed_revision), unreadable


@dataclass(frozen=True)
class File:
    """A file as it is read and as it is stored, with its signatures in the order in which they were made."""

    reader: PdfFileReader
    content: bytes
    signatures: Sequence[EmbeddedPdfSignature]


def _judge_all(file: File, trust: Trust, times: Times, awaits_seal: bool) -> list[dict[str, Any]]:
    """Each by itself, then together, because a number filled in later needs a valid seal over it."""
    signatures = file.signatures
    signed = {str(signature.field_name) for signature in signatures}
    rows = [_judge_one(signature, trust, times) for signature in signatures]
    # the last first: whether a seal is valid is known before the signature that leans on it
    for place in reversed(range(len(rows))):
        row, signature = rows[place], signatures[place]
        if row["state"] not in VALID:
            continue
        if painted(signature, signed) or restyled(signature):
            row["state"] = "invalid_changed_after"
            continue
        later = list(zip(signatures[place + 1 :], rows[place + 1 :], strict=True))
        filled_in = number_fill(file.reader, signature, file.content)
        if filled_in is not None:
            row["number_filled"] = True
            sealing = [found for other, found in later if other.signed_revision >= filled_in >= 0]
            if not any(_seals(row, found, trust) for found in sealing):
                may_wait = awaits_seal and filled_in >= 0 and not later
                row["state"] = "valid_later_change" if may_wait else "invalid_changed_after"
        hiding = [other.field_name for other, _ in later if covering(other)]
        if hiding and row["state"] in VALID:
            row["state"], row["covered_by"] = "valid_later_change", hiding
    return rows


def _seals(row: Mapping[str, Any], found: Mapping[str, Any], trust: Trust) -> bool:
    """Whether a later signature is the valid seal of the signer's agency: ours by its certificate, others by name."""
    if found["state"] not in VALID or found["certificate"] == row["certificate"]:
        return False
    agencies = (row["organisation"], *row["units"])  # a commune may stand as a unit of its province
    return found["certificate"] in trust.seals or any(same_agency(found["signer"], name) for name in agencies)


def _judge_one(signature: EmbeddedPdfSignature, trust: Trust, times: Times) -> dict[str, Any]:
    row: dict[str, Any] = {"field": str(signature.field_name)}
    try:
        row |= _describe(signature)
        quiet = trust.context(times.now)
        status = asyncio.run(async_validate_pdf_signature(
            signature, quiet, ts_validation_context=quiet, key_usage_settings=_USAGE, diff_policy=POLICY
        ))
        stamp = status.timestamp_validity
        # without a timestamp that holds, the certificate is judged as it stands today, or stood when we got it
        proven = stamp.timestamp if stamp and stamp.intact and stamp.valid and stamp.trusted else None
        time, signed_at = proven or status.signer_reported_dt, proven or times.proven
        worth = standing(signature.signer_cert, signature.other_embedded_certs, trust, signed_at, times.now)
        coverage = status.coverage.name if status.coverage else "UNCLEAR"
        row |= {
            "time": time.astimezone(times.now.tzinfo).isoformat() if time else None,
            "time_source": "tsa" if proven else "claimed",
            "revocation_checked": worth.is_checked,
            "anchor": worth.anchor,
            "covers": {"ENTIRE_FILE": "file", "ENTIRE_REVISION": "revision"}.get(coverage, "part"),
            "state": _state(status, worth, coverage),
        }
    except Exception as cause:  # a damaged signature is a finding, not a crash
        row |= {"state": "unreadable", "why": type(cause).__name__}
    return row


def _state(status: Any, worth: Standing, coverage: str) -> str:
    """The gravest finding wins; the order is that of the table in signing.md §3."""
    if not status.intact:
        return "invalid_content"
    if not status.valid:
        return "invalid_signature"
    if coverage not in ("ENTIRE_FILE", "ENTIRE_REVISION"):
        return "invalid_coverage"
    if not status.docmdp_ok:
        return "invalid_changed_after"
    if worth.problem == "untrusted":
        return "untrusted"
    if worth.problem:
        return f"invalid_cert_{worth.problem}"
    return "valid" if worth.is_checked else "valid_unchecked"


def _describe(signature: EmbeddedPdfSignature) -> dict[str, Any]:
    """Who, from whom, and up to which byte: the file as it was when this signature was made."""
    own = signature.signer_cert
    ranges = [int(number) for number in signature.byte_range]
    return {
        "signer": own.subject.native.get("common_name", ""),
        "organisation": own.subject.native.get("organization_name", ""),
        "units": _units(own.subject),
        "issuer": own.issuer.native.get("common_name", ""),
        "serial": f"{own.serial_number:x}",
        "certificate": hashlib.sha256(own.dump()).hexdigest(),
        "signed_bytes": ranges[2] + ranges[3],
    }


def _units(subject: x509.Name) -> list[str]:
    """The units a subject names; the library gives one alone as a word."""
    units = subject.native.get("organizational_unit_name", [])
    return [units] if isinstance(units, str) else list(units)


def _notes(content: bytes, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    if not rows and b"/ByteRange" in content:
        notes.append("signature_removed")
    ends = [row["signed_bytes"] for row in rows if row.get("covers") in ("file", "revision")]
    if ends and max(ends) < len(content.rstrip(b"\r\n\0 ")):
        notes.append("data_after_last_signature")
    return notes
