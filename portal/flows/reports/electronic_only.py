"""R4: documents that went out without any paper, of all that were issued (seed I.2)."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.flows.reports.issued import DOCUMENTS, OF_DRAFTER, PAPER_LINE
from portal.flows.reports.ways import REASON
from portal.rules.routes import PAPER

WHY = f"CASE WHEN d.route = '{PAPER}' OR {PAPER_LINE} THEN {REASON} ELSE '' END"


def electronic_only(asked: Asked) -> Facts:
    """Issued in the period; what went on paper says why."""
    return facts(DOCUMENTS, asked.days, why=WHY, **OF_DRAFTER)


REPORT = Report(
    "electronic_only", ("reference", "dated_on", "kind", "subject", "signatory", "unit", "shortfall"), electronic_only
)
