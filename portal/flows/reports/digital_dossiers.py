"""R11: closed dossiers whose whole work was done electronically, with personal signatures (QĐ 2629/QĐ-TTg)."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.flows.reports.issued import signed_by
from portal.rules.states import VOIDED

INSIDE = f"""dossier_item AS i JOIN document AS d ON d.id = i.document_id AND d.state != '{VOIDED}'
    WHERE i.dossier_id = o.id"""
WHY = f"""CASE WHEN NOT EXISTS (SELECT 1 FROM {INSIDE}) THEN 'empty_dossier'
    WHEN EXISTS (
        SELECT 1 FROM {INSIDE}
          AND (d.channel = 'paper' OR NOT EXISTS (SELECT 1 FROM version AS v WHERE v.document_id = d.id))
    ) THEN 'paper_inside'
    WHEN EXISTS (SELECT 1 FROM {INSIDE} AND d.direction = 'outgoing' AND NOT {signed_by("d.signer_id")})
    THEN 'unsigned_inside' ELSE '' END"""


def digital_dossiers(asked: Asked) -> Facts:
    """Dossiers closed in the period."""
    source = "dossier AS o JOIN person AS keeper ON keeper.id = o.opened_by_id WHERE o.closed_on BETWEEN ? AND ?"
    return facts(
        source, asked.days, dossier="o.id", day="o.closed_on", unit="keeper.unit_id", person="keeper.id", why=WHY
    )


REPORT = Report(
    "digital_dossiers", ("dossier_number", "dossier_title", "closed_on", "unit", "person", "shortfall"),
    digital_dossiers,
)
