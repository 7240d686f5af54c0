"""R12, second part: closed dossiers handed over to the archive in time (Circular 05/2025/TT-BNV)."""

from portal.flows.reports.base import Asked, Facts, Report, facts
from portal.rules.retention import DEPOSITED_FROM, TO_ARCHIVE, span


def deposited(asked: Asked) -> Facts:
    """Closed dossiers that are kept long enough to go to the archive; what stays with leave has its own day."""
    days = span(TO_ARCHIVE, asked.period.last).days
    limit = f"max(date(o.closed_on, '+{days} days'), coalesce(o.stays_until, ''))"
    why = f"""CASE WHEN o.deposited_on IS NULL THEN CASE WHEN ? <= {limit} THEN NULL ELSE 'not_deposited' END
        WHEN o.deposited_on <= {limit} THEN '' ELSE 'deposited_late' END"""
    source = f"""dossier AS o JOIN person AS keeper ON keeper.id = o.opened_by_id
        JOIN retention AS kept ON kept.id = o.retention_id AND coalesce(kept.years, 99) >= {DEPOSITED_FROM}
        WHERE o.closed_on BETWEEN ? AND ?"""
    return facts(
        source, (asked.today, *asked.days), dossier="o.id", day="o.closed_on", unit="keeper.unit_id",
        person="keeper.id", why=why,
    )


REPORT = Report(
    "deposited", ("dossier_number", "dossier_title", "closed_on", "unit", "person", "shortfall"), deposited
)
