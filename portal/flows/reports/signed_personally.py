"""R2: documents issued electronically that bear a valid personal signature of their named signer."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.flows.reports.issued import BY_WIRE, DOCUMENTS, OF_DRAFTER, lacks_signature_of

# Who signs for the head, by order or by delegation says so before the position (Decree 30/2020/NĐ-CP Art. 13).
IS_HEAD = "d.capacity NOT LIKE '%KT.%' AND d.capacity NOT LIKE '%TL.%' AND d.capacity NOT LIKE '%TUQ.%'"


def signed_personally(asked: Asked) -> Facts:
    """Issued in the period by an electronic way; those of the head are told apart."""
    columns = {
        **OF_DRAFTER, "person": "d.signer_id", "why": lacks_signature_of("d.signer_id"),
        "mark": f"CASE WHEN {IS_HEAD} THEN 'head' ELSE 'others' END",
    }
    return facts(f"{DOCUMENTS} AND {BY_WIRE}", asked.days, **columns)


REPORT = Report(
    "signed_personally", ("reference", "dated_on", "kind", "subject", "signatory", "unit", "shortfall"),
    signed_personally,
)
