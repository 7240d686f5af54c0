"""R1: documents issued electronically with a good agency signature on the file and on every separate annex."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.flows.reports.issued import BY_WIRE, DOCUMENTS, OF_DRAFTER, latest_state, newest

ANNEX = f"""(
    SELECT state FROM (SELECT {latest_state("a.sha256")} AS state FROM attachment AS a WHERE a.document_id = d.id)
    WHERE state != 'good' LIMIT 1
)"""
WHY = f"""CASE WHEN {newest("sealed")} IS NULL THEN 'not_sealed'
    WHEN {latest_state(newest("sealed"))} != 'good' THEN {latest_state(newest("sealed"))}
    ELSE coalesce({ANNEX}, '') END"""


def sealed_electronic(asked: Asked) -> Facts:
    """Issued in the period by an electronic way."""
    return facts(f"{DOCUMENTS} AND {BY_WIRE}", asked.days, why=WHY, **OF_DRAFTER)


REPORT = Report(
    "sealed_electronic", ("reference", "dated_on", "kind", "subject", "signatory", "unit", "shortfall"),
    sealed_electronic,
)
