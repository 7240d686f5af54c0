"""Báo cáo: each module here is one report; a new one is a module and its line below."""

from portal.flows.reports import (
    answered_same_day,
    deposited,
    digital_dossiers,
    dossier_statistics,
    electronic_only,
    entered_in_time,
    filed,
    handled_in_time,
    issued_in_time,
    sealed_electronic,
    signed_by_leaders,
    signed_personally,
    statistics,
    two_checks,
    ways,
)
from portal.flows.reports.base import Asked, Findings, Ratio, Report
from portal.flows.reports.listing import found
from portal.rules.periods import Period

__all__ = ["COUNTED", "REPORTS", "Asked", "Findings", "Period", "Ratio", "Report", "found"]

# In the order of domain.md §9 (R1–R12), the statistics of the registers last.
REPORTS: dict[str, Report] = {
    module.REPORT.name: module.REPORT
    for module in (
        sealed_electronic, signed_personally, signed_by_leaders, electronic_only, ways, issued_in_time,
        entered_in_time, answered_same_day, handled_in_time, two_checks, digital_dossiers, filed, deposited,
        statistics, dossier_statistics,
    )
}
COUNTED = tuple(report for report in REPORTS.values() if report.facts)
