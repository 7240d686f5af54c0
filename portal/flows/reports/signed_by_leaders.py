"""R3: of all that was issued with the name of a leader, what bears the leader's valid personal signature."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.flows.reports.issued import DOCUMENTS, OF_DRAFTER, lacks_signature_of

# Who is to sign, or, of what was signed by hand, the leader of that name.
LEADER = """coalesce(
    (SELECT p.id FROM person AS p WHERE p.id = d.signer_id AND p.role = 'leader'),
    (SELECT p.id FROM person AS p WHERE d.signer_id IS NULL AND p.name = d.signatory AND p.role = 'leader'
     ORDER BY p.id LIMIT 1)
)"""


def signed_by_leaders(asked: Asked) -> Facts:
    """Issued in the period, electronically or on paper, in the name of a leader of this office."""
    columns = {**OF_DRAFTER, "person": LEADER, "why": lacks_signature_of(LEADER)}
    return facts(f"{DOCUMENTS} AND {LEADER} IS NOT NULL", asked.days, **columns)


REPORT = Report(
    "signed_by_leaders", ("reference", "dated_on", "kind", "subject", "signatory", "unit", "shortfall"),
    signed_by_leaders,
)
