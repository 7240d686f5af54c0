"""R5: how many documents went electronically, on paper and both ways, with the reason for each (seed I.2, I.3)."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.flows.reports.issued import DOCUMENTS, OF_DRAFTER
from portal.rules.routes import ELECTRONIC, REASONS

_WORD = "substr(d.route_reason, 1, instr(d.route_reason || ': ', ': ') - 1)"
_KNOWN = ", ".join(f"'{word}'" for word in (*REASONS, "by_hand"))
# The rule that decided; what a person chose otherwise has that person's sentence as its reason.  An electronic way
# is no reason for paper: where such a document has a paper line all the same, this is said instead.
REASON = f"""CASE WHEN d.route = '{ELECTRONIC}' THEN 'paper_line'
    WHEN {_WORD} IN ({_KNOWN}) THEN {_WORD} ELSE 'chosen' END"""


def ways(asked: Asked) -> Facts:
    """Issued in the period; every way but the electronic one is listed with its reason."""
    why = f"CASE WHEN d.route = '{ELECTRONIC}' THEN '' ELSE {REASON} END"
    return facts(DOCUMENTS, asked.days, why=why, mark="coalesce(nullif(d.route, ''), 'unknown')", **OF_DRAFTER)


REPORT = Report(
    "ways", ("reference", "dated_on", "kind", "subject", "route", "unit", "shortfall"), ways, is_share=False
)
